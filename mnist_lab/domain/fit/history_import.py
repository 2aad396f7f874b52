"""Epochs out of the histories that come from elsewhere, under whatever names their figures have."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from mnist_lab.domain.fit.fit_features import exceeds
from mnist_lab.domain.fit.history_shapes import HistoryUnreadable, Row, listed, rows_of, value_kind
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.history import Epoch

_ACCURACIES = ("accuracy", "acc", "sparse_categorical_accuracy", "categorical_accuracy", "binary_accuracy")
NAMES: Mapping[str, tuple[str, ...]] = {
    "loss": ("loss", "train_loss", "training_loss"),
    "accuracy": (*_ACCURACIES, "train_accuracy", "train_acc", "training_accuracy"),
    "val_loss": ("val_loss", "validation_loss", "valid_loss"),
    "val_accuracy": (*(f"val_{name}" for name in _ACCURACIES), "validation_accuracy", "valid_accuracy"),
    "clean_loss": ("clean_loss",),
    "clean_accuracy": ("clean_accuracy",),
}
"""The figures of an epoch, each with the names that Keras and others have for it, the likeliest first."""
HEADINGS = tuple(name for names in NAMES.values() for name in names)
NEEDED = ("loss", "accuracy", "val_loss", "val_accuracy")
LOSSES = ("loss", "val_loss", "clean_loss")
SHARES = ("accuracy", "val_accuracy", "clean_accuracy")


@dataclass(frozen=True, slots=True)
class ImportedHistory:
    """A history from elsewhere: the epochs that can be judged, and how many others lack a figure."""

    epochs: tuple[Epoch, ...]
    left_out: int = 0

    @property
    def note(self) -> str:
        """Return which epochs are judged, if that is not all of them."""
        if not self.left_out:
            return ""
        count = len(self.epochs) + self.left_out
        judged = format_count(len(self.epochs), "epoch that has", "epochs that have")
        return f"It rests on the {judged} all four figures, of {count}."


def imported(document: Any) -> ImportedHistory:
    """Return the history in a document: null in it is a figure that was not measured.

    In a document of this program, which alone has clean losses, null is a figure that was not finite.

    Raises:
        HistoryUnreadable: if the document has no history, or a figure is missing or no number.
    """
    rows = rows_of(document, HEADINGS)
    names = {figure: _name_in(rows, figure) for figure in NAMES}
    missing = [figure for figure in NEEDED if names[figure] is None]
    if missing and (rows or _is_other(document)):
        verb = "is" if len(missing) == 1 else "are"
        raise HistoryUnreadable(f"{listed(missing)} {verb} missing in {value_kind(rows[0] if rows else document)}")
    is_ours = names["clean_loss"] is not None
    found = [_figures(number, row, names, is_ours=is_ours) for number, row in enumerate(rows, start=1)]
    numbers = _numbers(rows)
    whole = [_epoch(number, figures) for number, figures in zip(numbers, found, strict=True) if _is_judged(figures)]
    if rows and not whole:
        never = [figure for figure in NEEDED if all(figures.get(figure) is None for figures in found)]
        why = f"{listed(never)} {'was' if len(never) == 1 else 'were'} never measured" if never else "none has all four"
        raise HistoryUnreadable(f"no epoch can be judged: {why}")
    return ImportedHistory(tuple(whole), len(rows) - len(whole))


def epochs_of(document: Any) -> tuple[Epoch, ...]:
    """Return the epochs of a history that can be judged, as `imported`."""
    return imported(document).epochs


def _is_other(document: Any) -> bool:
    """Return whether a document without rows is something else than an empty history."""
    return isinstance(document, Mapping) and not any(
        str(name).lower() in HEADINGS or name in {"epochs", "history"} for name in document
    )


def _name_in(rows: Sequence[Row], figure: str) -> str | None:
    """Return the name that the rows have a figure under; None if they have it under none."""
    held = dict.fromkeys(str(name) for row in rows for name in row)
    spelt = {name.strip().lower(): name for name in reversed(held)}
    return next((spelt[name] for name in NAMES[figure] if name in spelt), None)


def _figures(number: int, row: Row, names: Mapping[str, str | None], *, is_ours: bool) -> dict[str, float | None]:
    """Return the figures of an epoch; None if one was not measured."""
    found: dict[str, float | None] = {}
    for figure, name in names.items():
        if name is None or name not in row:
            continue
        value = _number(row[name], f"epoch {number}: {name}")
        found[figure] = math.nan if value is None and is_ours else value
    if any((share := found.get(name)) is not None and (share < 0 or exceeds(share, 1)) for name in SHARES):
        raise HistoryUnreadable(f"epoch {number}: accuracies are shares from 0 to 1, not per cent")
    return found


def _number(value: Any, what: str) -> float | None:
    if value is None:
        return None
    try:
        if not isinstance(value, bool | Mapping):
            return float(value)
    except (TypeError, ValueError):
        pass
    except OverflowError:  # a whole number beyond every float
        return math.inf
    shown = f"“{value[:20]}”" if isinstance(value, str) else value_kind(value)
    raise HistoryUnreadable(f"{what} is {shown}, not a number")


def _is_judged(figures: Mapping[str, float | None]) -> bool:
    """Return whether an epoch has all that is needed, or has a loss that is not finite, which decides the verdict."""
    is_whole = all(figures.get(name) is not None for name in NEEDED)
    return is_whole or any((loss := figures.get(name)) is not None and not math.isfinite(loss) for name in LOSSES)


def _epoch(number: int, figures: Mapping[str, float | None]) -> Epoch:
    measured = {name: math.nan if figures.get(name) is None else figures[name] for name in NEEDED}
    clean = {name: figures.get(name) for name in ("clean_loss", "clean_accuracy")}
    return Epoch.model_validate({"epoch": number, **measured, **clean})


def _numbers(rows: Sequence[Row]) -> list[int]:
    """Return the numbers of the epochs from 1 on: those in the rows, which Keras counts from 0, or their places."""
    given = [next((row[name] for name in row if str(name).strip().lower() == "epoch"), None) for row in rows]
    if any(number is None for number in given):
        return list(range(1, len(rows) + 1))
    numbers = [_whole(number) for number in given]
    for place, (before, after) in enumerate(pairwise(numbers), start=2):
        if after <= before:
            raise HistoryUnreadable(
                f"row {place} is epoch {after} and comes after epoch {before}: this seems to be more than one history"
            )
    return [number + 1 for number in numbers] if numbers and numbers[0] == 0 else numbers


def _whole(value: Any) -> int:
    number = _number(value, "the number of an epoch")
    if number is None or not math.isfinite(number) or number < 0 or number != int(number):
        raise HistoryUnreadable(f"the number of an epoch is {value}: it must be a whole number of at least 0")
    return int(number)
