"""The thresholds of the verdict's rules."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The thresholds of the rules: shares of 1, except for the whole numbers of epochs.

    `window` epochs make "last" and "before"; `unstable_epochs` show how the loss jumps, which it does if all changes
    are over `unstable_ways` times the distance from before to last, and rises at least `unstable_rises` of falls; the
    best epoch must be one of the last `newest_epochs` for training to be unfinished; `wide_gap` separates training and
    validation accuracy.
    """

    fewest_epochs: int = 4
    chance_accuracy: float = 0.20
    risen_loss: float = 0.10
    fallen_accuracy: float = 0.003
    wide_gap: float = 0.04
    unstable_epochs: int = 5
    unstable_change: float = 0.08
    unstable_ways: float = 2
    unstable_rises: float = 0.25
    newest_epochs: int = 2
    unfinished_fall: float = 0.05
    unfinished_accuracy: float = 0.02
    learnt_accuracy: float = 0.95
    window: int = 3


THRESHOLDS = Thresholds()
