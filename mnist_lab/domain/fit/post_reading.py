"""The post's reading of a run: training loss compared with validation loss, in the last epoch only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mnist_lab.domain.fit.fit_features import exceeds
from mnist_lab.domain.formatting.units import format_gap
from mnist_lab.domain.runs.history import Epoch, is_finite

WIDER_GAP = 0.005
"""A run is relatively over-fitting when its gap is wider than the baseline's by more than this."""


@dataclass(frozen=True, slots=True)
class PostReading:
    """The post's reading of the last epoch; `relative` and both gaps of the baseline are None if none was given."""

    leaning: str
    gap: float
    training: float
    validation: float
    relative: str | None = None
    baseline_gap: float | None = None
    signed_baseline_gap: float | None = None

    @property
    def signed_gap(self) -> float:
        """Return the gap, negative if training loss is above validation loss."""
        return self.validation - self.training

    @property
    def beside_the_baseline(self) -> str:
        """Return how the gap compares with the baseline's: "wider than", "no wider than", "not clearly wider than"."""
        assert self.baseline_gap is not None
        if exceeds(self.gap, self.baseline_gap + WIDER_GAP):
            return "wider than"
        return "not clearly wider than" if exceeds(self.gap, self.baseline_gap) else "no wider than"


def post_reading(epochs: Sequence[Epoch], baseline_gap: float | None = None) -> PostReading | None:
    """Return the post's reading of the last epoch, compared with the baseline's gap if given; None without figures.

    The gap that is given may have a sign: the post compares sizes.
    """
    if not epochs or not is_finite(epochs[-1]):
        return None
    return read_losses(epochs[-1].loss, epochs[-1].val_loss, baseline_gap)


def read_losses(training: float, validation: float, baseline_gap: float | None = None) -> PostReading:
    """Return the post's reading of these losses, as `post_reading` does."""
    gap = abs(training - validation)
    relative = None
    of_baseline = None if baseline_gap is None else abs(baseline_gap)
    if of_baseline is not None:
        wider = exceeds(gap, of_baseline + WIDER_GAP)
        relative = "under-fitting" if training > validation else "over-fitting" if wider else "as the baseline"
    leaning = "over-fitting" if training < validation else "under-fitting"
    return PostReading(leaning, gap, training, validation, relative, of_baseline, baseline_gap)


def format_sides(reading: PostReading) -> str:
    """Return the figures that the post decides by: its gap with both losses, or beside the baseline's."""
    gap = f"post's gap {format_gap(reading.signed_gap)}"
    if reading.training > reading.validation or reading.baseline_gap is None:
        side = "above" if reading.training > reading.validation else "below"
        return f"{gap}: training {side} validation"
    return f"{gap}, the baseline's {format_gap(reading.signed_baseline_gap)}"


def reading_document(reading: PostReading | None, why_not: str = "") -> dict[str, Any] | None:
    """Return the post's reading as plain JSON values, and why it is not compared with the baseline; None if there is
    none.
    """
    if reading is None:
        return None
    document: dict[str, Any] = {"leaning": reading.leaning, "gap": reading.gap}
    if reading.relative is not None:
        document["relative"] = reading.relative
    return {**document, "not_compared": why_not} if why_not else document
