"""Made-up histories at the bounds of the rules."""

from __future__ import annotations

from mnist_lab.domain.runs.history import Epoch
from support.fakes import an_epoch


def flat(last: float, *, clean: float = 0.01, accuracy: float = 0.98) -> tuple[Epoch, ...]:
    """Return a history with the best loss, 0.1, in epochs 3 to 5, then three epochs at `last`."""
    early = [
        an_epoch(n, loss, clean_loss=0.05, clean_accuracy=0.99, val_accuracy=0.98)
        for n, loss in ((1, 0.3), (2, 0.2), (3, 0.1), (4, 0.1), (5, 0.1))
    ]
    late = [an_epoch(n, last, clean_loss=clean, clean_accuracy=0.99, val_accuracy=accuracy) for n in (6, 7, 8)]
    return (*early, *late)


def learning(
    accuracy: float, *, clean_accuracy: float = 0.99, losses: tuple[float, ...] = (0.2,) * 6, **figures: float
) -> tuple[Epoch, ...]:
    """Return a history with these validation losses and the same accuracies in every epoch."""
    return tuple(
        an_epoch(n, loss, val_accuracy=accuracy, clean_accuracy=clean_accuracy, **figures)
        for n, loss in enumerate(losses, start=1)
    )
