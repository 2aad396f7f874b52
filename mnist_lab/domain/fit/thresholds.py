"""The thresholds of the verdict's rules: one declaration each, with its range and what it means."""

from __future__ import annotations

from typing import Annotated

from mnist_lab.util.records.checks import Strictness
from mnist_lab.util.records.declarations import Bounds, Explained
from mnist_lab.util.records.record import Record

Share = Annotated[float, Bounds(0, 1)]
LossShare = Annotated[float, Bounds(0, 10)]
Epochs = Annotated[int, Bounds(1, 1000)]


class Thresholds(Record, closed=True, strictness=Strictness(is_exact=True, is_finite=True)):
    """The thresholds of the rules: shares of 1, except for numbers of epochs and `unstable_ways`."""

    fewest_epochs: Annotated[int, Bounds(0, 1000), Explained("A history of fewer epochs is “too short” to judge.")] = 4
    unseen_share: Annotated[
        Share,
        Explained("“Unseen classes” if this share of the held-out digits is of classes that no training digit has."),
    ] = 0.01
    chance_accuracy: Annotated[
        Share,
        Explained(
            "“Not learning” if clean and validation accuracy are under this share; guessing reaches 0.1. If one "
            "class is far larger than the others, guessing reaches more, and this bound rises with it."
        ),
    ] = 0.20
    risen_loss: Annotated[
        LossShare,
        Explained(
            "Validation loss has risen if its mean over the last epochs is at least this share above its lowest mean "
            "over as many: needed for “over-fitting” by the loss, for “over-confident” and for “left its best”."
        ),
    ] = 0.10
    fallen_accuracy: Annotated[
        Share,
        Explained(
            "“Over-fitting” if validation accuracy is at least this share below its best (0.003 are 0.3 points); "
            "“over-confident” if it is less."
        ),
    ] = 0.003
    wide_gap: Annotated[
        Share,
        Explained(
            "“Over-fitting” too if validation accuracy is at least this share below training accuracy, and further "
            "below it than that is below 100 %."
        ),
    ] = 0.04
    unstable_epochs: Annotated[
        int, Bounds(2, 1000), Explained("How many of the last epochs show whether validation loss jumps.")
    ] = 5
    unstable_change: Annotated[
        LossShare,
        Explained("“Unstable” needs a mean change from epoch to epoch of more than this share of validation loss."),
    ] = 0.10
    unstable_ways: Annotated[
        float,
        Bounds(0, 1000),
        Explained("“Unstable” needs changes that add up to more than this many times the distance covered."),
    ] = 2.0
    unstable_rises: Annotated[
        LossShare, Explained("“Unstable” needs rises of validation loss of at least this share of its falls.")
    ] = 0.25
    newest_epochs: Annotated[
        Epochs, Explained("“Still improving” needs the best epoch to be one of this many last ones.")
    ] = 2
    unfinished_fall: Annotated[
        Share, Explained("“Still improving” needs a validation loss that falls by at least this share.")
    ] = 0.025
    unfinished_accuracy: Annotated[
        Share, Explained("“Still improving” too if validation accuracy rises by at least this share.")
    ] = 0.01
    learnt_accuracy: Annotated[
        Share, Explained("“Under-fitting” if training accuracy on the clean digits is under this share.")
    ] = 0.95
    window: Annotated[Epochs, Explained("How many epochs make “last” and “before”.")] = 3


THRESHOLDS = Thresholds()
