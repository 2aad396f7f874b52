"""The measures that the post's experiments reported, and the same of our runs, for screens, commands and reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mnist_lab.domain.evidence.groups import Average, Group
from mnist_lab.domain.experiments.catalog import Experiment, PostFigures
from mnist_lab.domain.fit.post_reading import PostReading, read_losses
from mnist_lab.domain.tables.metrics import METRICS, USUAL, Metric

if TYPE_CHECKING:
    from mnist_lab.domain.labs.analysis import GroupResult

TRAINING, VALIDATION, GAP = METRICS["loss"], METRICS["val_loss"], METRICS["post_gap"]
NONE = "–"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure after the last epoch or, the test accuracy, of the kept weights: that of the post's one run, and the
    mean of ours with its spread; None if there is none.
    """

    metric: Metric
    post: float | None
    ours: Average | None

    @property
    def text(self) -> str:
        """Return ours: "0.0473 ±0.0012"."""
        return self.ours.text(self.metric) if self.ours is not None else NONE

    @property
    def post_text(self) -> str:
        """Return the post's: "0.0273"."""
        return self.metric.figure_text(self.post) if self.post is not None else NONE


@dataclass(frozen=True, slots=True)
class Reported:
    """What the post's experiments reported of a group: both losses as Keras prints them, their gap, what the post reads
    from it, and the test accuracy.
    """

    training: Measure
    validation: Measure
    gap: Measure
    reading: str
    post_reading: str
    accuracy: Measure

    @property
    def losses(self) -> tuple[Measure, ...]:
        """Return both losses and their gap."""
        return self.training, self.validation, self.gap


def reports_losses(labs: Iterable[Experiment]) -> bool:
    """Return whether one of these experiments is about losses and their gap; the others report test accuracy alone."""
    return any(variation.post.gap is not None for lab in labs for variation in lab.variations)


def reported(group: GroupResult) -> Reported:
    """Return the measures of a group; the post's are missing on other digits than its own."""
    post, of_group = group.variation.post, group.group
    return Reported(
        Measure(TRAINING, post.training_loss, of_group.average(TRAINING)),
        Measure(VALIDATION, post.validation_loss, of_group.average(VALIDATION)),
        Measure(GAP, post.signed_gap, of_group.average(GAP)),
        _read(group.reading.relative if group.reading is not None else None),
        _read(post.fit),
        Measure(USUAL, post.test_accuracy, of_group.average(USUAL)),
    )


def _read(relative: str | None) -> str:
    return relative.replace("the ", "") if relative is not None else NONE


def reading_of(group: Group, baseline_gap: float | None = None) -> PostReading | None:
    """Return the post's reading of the means of a group's losses; None if it has none."""
    training, validation = group.average(TRAINING), group.average(VALIDATION)
    if training is None or validation is None:
        return None
    return read_losses(training.mean, validation.mean, baseline_gap)


def losses_document(group: Group, post: PostFigures, reading: PostReading | None) -> dict[str, Any]:
    """Return the losses, their gap and the reading as plain values, the post's beside ours."""
    figures = {"training_loss": (TRAINING, post.training_loss), "validation_loss": (VALIDATION, post.validation_loss)}
    document: dict[str, Any] = {}
    for name, (metric, of_post) in {**figures, "gap": (GAP, post.signed_gap)}.items():
        average = group.average(metric)
        document[name] = {
            "mean": average.mean if average is not None else None,
            "sd": average.sd if average is not None else None,
            "post": of_post,
        }
    ours = reading.relative if reading is not None else None
    return {**document, "reading": {"ours": ours, "post": post.fit}}
