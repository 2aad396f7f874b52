"""Where the verdict's rules draw their lines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the rules draw their lines. Shares of 1, but for the whole numbers of epochs.

    `window` epochs make "last" and "before"; `unstable_epochs` show how the loss jumps, which it does where all changes
    are over `unstable_ways` times the way from before to last, and rises at least `unstable_rises` of falls;
    `newest_epochs` are those of which the best must be one for training to be unfinished; `wide_gap` parts training and
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
