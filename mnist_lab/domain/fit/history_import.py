"""Epochs out of the shapes that a history comes in from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from mnist_lab.domain.fit.fit_features import exceeds
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.serialization import epoch_from_document

NEEDED = ("loss", "accuracy", "val_loss", "val_accuracy")
CLEAN = ("clean_loss", "clean_accuracy")


class HistoryUnreadable(ValueError):
    """No history can be made of it; the message says why, in half a sentence."""


def epochs_of(document: Any) -> tuple[Epoch, ...]:
    """Return the epochs in a list of epochs, in a run with `epochs`, or in curves by name as Keras's `History.history`
    has them.

    Raises:
        HistoryUnreadable: if it has none of these shapes, or a figure is missing or no number.
    """
    if isinstance(document, Mapping) and "epochs" in document:
        document = document["epochs"]
    if isinstance(document, Mapping):
        document = _rows(document)
    if not isinstance(document, Sequence) or isinstance(document, str):
        raise HistoryUnreadable("it takes a list of epochs, a run with `epochs`, or Keras's History.history")
    return tuple(_epoch(number, row) for number, row in enumerate(document, start=1))


def _rows(curves: Mapping[str, Any]) -> list[dict[str, Any]]:
    missing = [name for name in NEEDED if name not in curves]
    if missing:
        raise HistoryUnreadable(f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing")
    names = [name for name in (*NEEDED, *CLEAN) if name in curves]
    if not all(isinstance(curves[name], list) for name in names):
        raise HistoryUnreadable("each curve must be a list with one figure an epoch")
    if len({len(curves[name]) for name in names}) > 1:
        raise HistoryUnreadable("its curves are not equally long")
    return [dict(zip(names, figures, strict=True)) for figures in zip(*(curves[name] for name in names), strict=True)]


def _epoch(number: int, row: Any) -> Epoch:
    if not isinstance(row, Mapping):
        raise HistoryUnreadable(f"epoch {number} is not a JSON object")
    missing = [name for name in NEEDED if name not in row]
    if missing:
        raise HistoryUnreadable(f"epoch {number} lacks {' and '.join(missing)}")
    try:
        epoch = epoch_from_document({"epoch": number, **row})
    except ValidationError as error:
        first = error.errors()[0]
        raise HistoryUnreadable(f"epoch {number}: {first['loc'][0]}: {first['msg'].lower()}") from None
    shares = (epoch.accuracy, epoch.val_accuracy, epoch.clean_accuracy)
    if any(share is not None and (share < 0 or exceeds(share, 1)) for share in shares):
        raise HistoryUnreadable(f"epoch {number}: accuracies are shares from 0 to 1, not per cent")
    return epoch
