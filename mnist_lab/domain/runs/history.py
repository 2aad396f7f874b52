"""What training measured: its epochs, and what it ran on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated

from mnist_lab.domain.formatting.text_cleaning import Line
from mnist_lab.domain.runs.choices import Keep
from mnist_lab.util.records.declarations import Bounds
from mnist_lab.util.records.record import Record

LOWEST, BEST, REFINED = "▾", "▴", "▿"
"""The signs of the epochs with the lowest validation loss, the best validation accuracy and the lowest refined loss."""


class Epoch(Record):
    """The figures of one pass over the training digits: losses in nats a digit, accuracies as shares of 1.

    `loss` and `accuracy` are means over the batches of the epoch with dropout on, as Keras prints them; the clean ones
    are those of the model at the end of the epoch, dropout off, on a fixed sample of the training digits; None in an
    imported history without them. `temperature` is the one that fits the validation digits best, `refined_val_loss` the
    validation loss once the outputs before softmax are divided by it; None in runs older than them. A figure is NaN or
    infinite if training diverged. `seconds` is wall time with validation, clean pass and saving, without pauses.
    """

    epoch: Annotated[int, Bounds(1)]
    loss: float
    accuracy: float
    clean_loss: float | None = None
    clean_accuracy: float | None = None
    val_loss: float
    val_accuracy: float
    temperature: float | None = None
    refined_val_loss: float | None = None
    seconds: float = 0.0


class Environment(Record):
    """The environment of a run: everything apart from spec and data that can change its figures."""

    device: Line
    threads: int
    keras: Line
    tensorflow: Line
    python: Line
    host: Line
    compiled: Line
    """How the training loop ran: "xla", or "graph" if XLA does not pay off."""

    def changes_to(self, other: Environment) -> tuple[str, ...]:
        """Return what differs in the other environment, each as "threads 2 → 4"."""
        return tuple(
            f"{_WORDS.get(name, name)} {getattr(self, name)} → {getattr(other, name)}"
            for name in type(self).model_fields
            if getattr(self, name) != getattr(other, name)
        )


_WORDS = {"keras": "Keras", "tensorflow": "TensorFlow", "python": "Python", "compiled": "compilation"}


def best_epoch(epochs: Sequence[Epoch]) -> Epoch | None:
    """Return the first epoch with the lowest validation loss; None if no loss was finite."""
    return min(_usable(epochs), key=lambda epoch: epoch.val_loss, default=None)


def best_accuracy_epoch(epochs: Sequence[Epoch]) -> Epoch | None:
    """Return the first epoch with the highest validation accuracy; None if none was finite."""
    finite = [epoch for epoch in epochs if math.isfinite(epoch.val_accuracy)]
    return max(finite, key=lambda epoch: epoch.val_accuracy, default=None)


def best_refined_epoch(epochs: Sequence[Epoch]) -> Epoch | None:
    """Return the first epoch with the lowest refined validation loss; None if none has a finite one."""
    refined = [(epoch.refined_val_loss, epoch) for epoch in epochs if epoch.refined_val_loss is not None]
    finite = [(loss, epoch) for loss, epoch in refined if math.isfinite(loss)]
    return min(finite, key=lambda each: each[0])[1] if finite else None


def kept_epoch(epochs: Sequence[Epoch], keep: Keep) -> Epoch | None:
    """Return the epoch whose weights are kept by this rule; None if no validation loss was finite.

    An epoch in which training diverged is never kept. Without any refined loss, that of the lowest validation loss is.
    Of the epochs so far it is the newest, or the one that was kept before it, so that no other weights are needed. A
    spec may hold its choices as plain words.
    """
    usable = _usable(epochs)
    if not usable or keep == Keep.LAST:
        return usable[-1] if usable else None
    if keep == Keep.ACCURACY:
        return best_accuracy_epoch(usable)
    return (best_refined_epoch(usable) if keep == Keep.REFINED else None) or best_epoch(usable)


def _usable(epochs: Sequence[Epoch]) -> list[Epoch]:
    return [epoch for epoch in epochs if math.isfinite(epoch.val_loss)]


def is_finite(epoch: Epoch) -> bool:
    """Return whether every loss of the epoch is a finite number."""
    return all(math.isfinite(loss) for loss in (epoch.loss, epoch.clean_loss, epoch.val_loss) if loss is not None)
