"""The figures that runs are compared by: unit, which direction is better, and the smallest difference that matters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from mnist_lab.domain.tables.columns import columns_by_key
from mnist_lab.domain.tables.run_summary import Summary

MOST_DIGITS = 7
"""As many a figure has, so that the loss of a run that diverged does not fill a line."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure that runs are compared by.

    `key` is its column; `scale` turns the figure into its unit, if it has one, with this many `decimals`. `better` is 1
    if more is better, -1 if less is, 0 if neither; `matters` is the smallest difference, unscaled, that matters.
    `is_signed` is whether the figure is a difference itself, which has its sign wherever it is shown.
    """

    key: str
    label: str
    unit: str
    decimals: int
    better: int
    matters: float
    scale: float = 1.0
    is_signed: bool = False

    @property
    def heading(self) -> str:
        """Return the heading of its figures: "test accuracy in %", "validation loss in nats", "best epoch"."""
        if self.unit in {"epochs", ""}:
            return self.label
        return f"{self.label} in {'%' if self.unit == 'points' else self.unit}"

    @property
    def higher(self) -> str:
        """Return what a higher figure is: better, worse, slower, or just higher."""
        return "slower" if self.unit == "s" else {1: "better", 0: "higher", -1: "worse"}[self.better]

    @property
    def lower(self) -> str:
        """Return what a lower figure is."""
        return "faster" if self.unit == "s" else {1: "worse", 0: "lower", -1: "better"}[self.better]

    def value(self, summary: Summary) -> float | None:
        """Return the run's figure; None if it was not measured."""
        found = columns_by_key()[self.key].value(summary)
        return None if found is None else float(found)

    def text(self, figure: float) -> str:
        """Return the figure in its unit, the unit left out: "98.05"; one that would round to nothing has a digit, and
        one with very many digits a power of ten.
        """
        if not math.isfinite(figure):
            return "–"
        scaled = figure * self.scale
        is_small = 0 < abs(scaled) < 0.5 * 10**-self.decimals
        is_large = abs(scaled) >= 10 ** (MOST_DIGITS - self.decimals)
        words = f"{scaled:.1g}" if is_small else f"{scaled:.3g}" if is_large else f"{scaled:.{self.decimals}f}"
        return f"−{words[1:]}" if words.startswith("-") else words

    def figure_text(self, figure: float) -> str:
        """Return a figure, and not a difference of two, as `text` does: "98.05", "+0.0400" if it is signed."""
        return f"{'+' if self.is_signed and 0 <= figure < math.inf else ''}{self.text(figure)}"

    def size(self, difference: float) -> str:
        """Return the size of a difference with its unit: "0.35 points"."""
        return f"{self.text(abs(difference))} {self.unit}".rstrip()


def _share(key: str, label: str) -> Metric:
    return Metric(key, label, "points", 2, 1, 0.001, 100.0)


def _loss(key: str, label: str, better: int = -1) -> Metric:
    return Metric(key, label, "nats", 4, better, 0.005)


METRICS: Mapping[str, Metric] = {
    metric.key: metric
    for metric in (
        _share("test_accuracy", "test accuracy"),
        _share("test_accuracy_last", "test accuracy after the last epoch"),
        _share("val_accuracy", "validation accuracy"),
        _share("accuracy", "training accuracy"),
        _share("clean_accuracy", "clean training accuracy"),
        _loss("test_loss", "test loss"),
        _loss("val_loss", "validation loss"),
        _loss("best_val_loss", "lowest validation loss"),
        _loss("refined_val_loss", "refined validation loss"),
        _loss("loss", "training loss"),
        _loss("clean_loss", "clean training loss"),
        replace(_loss("clean_gap", "clean gap", 0), is_signed=True),
        replace(_loss("post_gap", "post's gap", 0), is_signed=True),
        Metric("temperature", "temperature", "", 2, 0, 0.05),
        Metric("best_epoch", "best epoch", "epochs", 1, 0, 1.0),
        Metric("best_accuracy_epoch", "epoch of the best accuracy", "epochs", 1, 0, 1.0),
        Metric("best_refined_epoch", "epoch of the lowest refined loss", "epochs", 1, 0, 1.0),
        Metric("epochs_done", "epochs done", "epochs", 1, 0, 1.0),
        Metric("seconds", "time", "s", 1, -1, 1.0),
        Metric("seconds_per_epoch", "time of an epoch", "s", 2, -1, 0.1),
    )
}
"""Every figure that runs can be compared by, under its column's key."""

USUAL = METRICS["test_accuracy"]

OFTEN_COMPARED = (USUAL, METRICS["val_accuracy"], METRICS["val_loss"], METRICS["clean_gap"])
"""The figures that the app compares by, one after another."""


def metric_after(metric: Metric) -> Metric:
    """Return the next of the figures often compared; after one that is none of them, the first."""
    places = {each.key: place for place, each in enumerate(OFTEN_COMPARED)}
    return OFTEN_COMPARED[(places.get(metric.key, -1) + 1) % len(OFTEN_COMPARED)]


def metric_named(key: str) -> Metric:
    """Return the metric of that key.

    Raises:
        ValueError: with a sentence that names the key and those there are.
    """
    if key not in METRICS:
        raise ValueError(f"“{key}” is not a figure to compare by; the figures are {', '.join(METRICS)}.")
    return METRICS[key]
