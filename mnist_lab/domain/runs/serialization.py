"""A run as a document: the one shape that is stored, printed as JSON and exported."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Run

SCHEMA = 1
"""The shape of the documents written here; a later shape has a higher number."""

_EPOCH_FIGURES = tuple(Epoch.model_fields)
_FIGURES = ("test_accuracy_before", "test_loss", "test_accuracy", "test_accuracy_last")


def run_document(run: Run) -> dict[str, Any]:
    """Return the run as plain JSON values: a figure that is not finite is null, one not measured is absent."""
    document = run.model_dump(mode="json", exclude={"epochs"})
    for name in (*_FIGURES, "split", "planned", "environment", "rerun_of", "trial", "pruned"):
        if getattr(run, name) is None:
            document.pop(name)
    if run.keeps_weights:
        document.pop("keeps_weights")
    document["epochs"] = [epoch.model_dump(mode="json", exclude_none=True) for epoch in run.epochs]
    document["best_epoch"] = run.best.epoch if run.best else None
    document["best_accuracy_epoch"] = run.best_accuracy.epoch if run.best_accuracy else None
    if run.best_refined is not None:
        document["best_refined_epoch"] = run.best_refined.epoch
    document["kept_epoch"] = run.kept.epoch if run.kept else None
    ordered = {"id": document.pop("id"), "schema": SCHEMA, **document}
    return {key: plain(value) for key, value in ordered.items()}


def run_from_document(document: Mapping[str, Any]) -> Run:
    """Return the run that the document holds.

    Raises:
        RecordInvalid: if a field is missing, of the wrong type or out of its range.
    """
    return Run.model_validate(run_fields(document))


def run_fields(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a run's document for validation; a null figure in it was not finite.

    Raises:
        RecordInvalid: if a spec of another type than a run has by itself is not as it should be.
    """
    fields = {**document, **dict.fromkeys(_not_finite(document, _FIGURES), math.nan)}
    epochs = document.get("epochs", ())
    if isinstance(epochs, (list, tuple)):
        fields["epochs"] = [epoch_fields(epoch) for epoch in epochs]
    return fields


def epoch_from_document(document: Mapping[str, Any]) -> Epoch:
    """Return the epoch that the document holds; a null figure is one that was not finite.

    Raises:
        RecordInvalid: if a figure is missing or of the wrong type, or this is not a table.
    """
    return Epoch.model_validate(epoch_fields(document))


def epoch_fields(document: object) -> object:
    """Return what is to be validated of an epoch's document: a null figure in it is one that was not finite."""
    if not isinstance(document, Mapping) or None not in document.values():
        return document
    return {**document, **dict.fromkeys(_not_finite(document, _EPOCH_FIGURES), math.nan)}


def _not_finite(document: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    return [name for name in names if document.get(name, 0) is None]


def plain(value: Any) -> Any:
    """Return the value with every number that is not finite made None, in tables and lists too."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value
