"""The figures of a history that the verdict's rules draw on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from mnist_lab.domain.runs.history import Epoch, best_epoch, is_finite
from mnist_lab.domain.runs.split_facts import USUAL_FACTS, SplitFacts

TOLERANCE = 1e-6
"""Figures come from 32-bit sums: this near a bound they are on it. One digit of 60,000 is 16 times more."""


@dataclass(frozen=True, slots=True)
class FitFeatures:
    """The features of a history; NaN if it is too short for one, or a figure is not finite.

    `last` and `before` are medians over the last epochs and over as many before those; `lost` is the first epoch with a
    loss that is not finite; `since_best` counts the epochs after the best one; `late_rises` and `late_falls` are how
    far validation loss goes up and down in the last `late_epochs`, from each to the next. `low` is the stretch of as
    many consecutive epochs as make `before` whose mean validation loss is the lowest, and `end` the last epochs: their
    losses are means. `best_val_accuracy` is the highest median of as
    many consecutive epochs as make `last`. `training` says which training
    figures the `training_…` ones are: "clean", or "printed" if not all epochs have clean ones. `chance` is the accuracy
    that chance reaches, and `unseen` the share of the held-out digits in classes that no training digit has.
    """

    epochs: int
    lost: int | None
    training: str
    best: int
    since_best: int
    best_val_loss: float
    best_val_accuracy: float
    low_from: int
    low_to: int
    low_val_loss: float
    low_training_loss: float
    end_val_loss: float
    end_training_loss: float
    last_val_loss: float
    last_val_accuracy: float
    last_training_accuracy: float
    before_val_loss: float
    before_val_accuracy: float
    window: int
    late_epochs: int
    late_rises: float
    late_falls: float
    chance: float
    unseen: float

    @property
    def rise(self) -> float:
        """Return how far validation loss is in the end above its lowest stretch, as a share of that."""
        return _share(self.end_val_loss - self.low_val_loss, self.low_val_loss)

    @property
    def distance(self) -> float:
        """Return how far the last validation loss is above that of the best epoch, as a share of that."""
        return _share(self.last_val_loss - self.best_val_loss, self.best_val_loss)

    @property
    def accuracy_fall(self) -> float:
        """Return how far the last validation accuracy is below its best."""
        return self.best_val_accuracy - self.last_val_accuracy

    @property
    def training_error(self) -> float:
        """Return how far the last training accuracy is below 1."""
        return 1 - self.last_training_accuracy

    @property
    def gap(self) -> float:
        """Return how far the last validation accuracy is below the training accuracy."""
        return self.last_training_accuracy - self.last_val_accuracy

    @property
    def recent_fall(self) -> float:
        """Return how far the last validation loss is below the one before, as a share of that."""
        return _share(self.before_val_loss - self.last_val_loss, self.before_val_loss)

    @property
    def recent_gain(self) -> float:
        """Return how far the last validation accuracy is above the one before."""
        return self.last_val_accuracy - self.before_val_accuracy

    @property
    def way(self) -> float:
        """Return how far validation loss gets, up or down: from the one before to the last."""
        return abs(self.last_val_loss - self.before_val_loss)

    @property
    def late_changes(self) -> float:
        """Return how far validation loss moves in the late epochs, to and fro."""
        return self.late_rises + self.late_falls

    @property
    def mean_change(self) -> float:
        """Return how far validation loss moves from one of the late epochs to the next."""
        return self.late_changes / (self.late_epochs - 1) if self.late_epochs > 1 else math.nan

    @property
    def mean_change_share(self) -> float:
        """Return the same as a share of the last validation loss."""
        return _share(self.mean_change, self.last_val_loss)


def fit_features(
    epochs: Sequence[Epoch], window: int, late_epochs: int, facts: SplitFacts = USUAL_FACTS
) -> FitFeatures:
    """Return the features of any history: `window` epochs make "last" and "before", `late_epochs` show how it jumps."""
    is_clean = all(epoch.clean_loss is not None and epoch.clean_accuracy is not None for epoch in epochs)
    losses = [_figure(epoch.clean_loss if is_clean else epoch.loss) for epoch in epochs]
    accuracies = [_figure(epoch.clean_accuracy if is_clean else epoch.accuracy) for epoch in epochs]
    val_accuracies = [epoch.val_accuracy for epoch in epochs]
    best = best_epoch(epochs)
    at_best = epochs.index(best) if best is not None else 0
    last = epochs[-window:]
    low = _lowest_stretch([epoch.val_loss for epoch in epochs], window)
    late = [epoch.val_loss for epoch in epochs[-late_epochs:]]
    return FitFeatures(
        epochs=len(epochs),
        lost=next((epoch.epoch for epoch in epochs if not is_finite(epoch)), None),
        training="clean" if is_clean else "printed",
        best=best.epoch if best is not None else 0,
        since_best=max(len(epochs) - 1 - at_best, 0),
        best_val_loss=best.val_loss if best is not None else math.nan,
        best_val_accuracy=_highest_middle(val_accuracies, window),
        low_from=epochs[low.start].epoch if epochs else 0,
        low_to=epochs[low.stop - 1].epoch if epochs else 0,
        low_val_loss=_mean(epoch.val_loss for epoch in epochs[low]),
        low_training_loss=_mean(losses[low]),
        end_val_loss=_mean(epoch.val_loss for epoch in last),
        end_training_loss=_mean(losses[-window:]),
        last_val_loss=_middle(epoch.val_loss for epoch in last),
        last_val_accuracy=_middle(val_accuracies[-window:]),
        last_training_accuracy=_middle(accuracies[-window:]),
        before_val_loss=_middle(epoch.val_loss for epoch in epochs[:-window][-window:]),
        before_val_accuracy=_middle(val_accuracies[:-window][-window:]),
        window=window,
        late_epochs=len(late),
        late_rises=sum(max(after - before, 0.0) for before, after in pairwise(late)),
        late_falls=sum(max(before - after, 0.0) for before, after in pairwise(late)),
        chance=facts.chance,
        unseen=facts.held_out_missing,
    )


def reaches(figure: float, bound: float) -> bool:
    """Return whether the figure is at least the bound, within what 32-bit sums leave open; never for NaN."""
    return figure >= bound - TOLERANCE


def exceeds(figure: float, bound: float) -> bool:
    """Return whether the figure is over the bound by more than 32-bit sums leave open; never for NaN."""
    return figure > bound + TOLERANCE


def _figure(number: float | None) -> float:
    return math.nan if number is None else number


def _middle(numbers: Iterable[float]) -> float:
    finite = [number for number in numbers if math.isfinite(number)]
    return median(finite) if finite else math.nan


def _mean(numbers: Iterable[float]) -> float:
    finite = [number for number in numbers if math.isfinite(number)]
    return sum(finite) / len(finite) if finite else math.nan


def _stretches(count: int, window: int) -> list[slice]:
    """Return all stretches of so many consecutive epochs; the whole history if it is shorter."""
    return [slice(start, min(start + window, count)) for start in range(max(count - window + 1, 1))]


def _lowest_stretch(numbers: Sequence[float], window: int) -> slice:
    """Return the stretch with the lowest mean, the later of equal ones: a loss that stays has not risen.

    Of so few epochs that the first and the last stretch would overlap it has those that are there before the last ones,
    and it does not begin after these.
    """
    count = len(numbers)
    length = max(min(window, count - window), 1)
    starts = range(max(count - window + 1, 1))
    means = [_mean(numbers[start : start + length]) for start in starts]
    found = min(reversed(starts), key=lambda start: means[start] if math.isfinite(means[start]) else math.inf)
    return slice(found, min(found + length, count))


def _highest_middle(numbers: Sequence[float], window: int) -> float:
    middles = [_middle(numbers[stretch]) for stretch in _stretches(len(numbers), window)]
    return max((middle for middle in middles if math.isfinite(middle)), default=math.nan)


def _share(part: float, whole: float) -> float:
    if math.isnan(part) or math.isnan(whole):
        return math.nan
    return part / whole if whole > 0 else math.inf if part > 0 else 0.0
