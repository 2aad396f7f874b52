"""A run as a document: the one shape that is stored, printed as JSON and exported."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from mnist_lab.domain.history import Epoch
from mnist_lab.domain.run import Run
from mnist_lab.domain.spec import RunSpec

SCHEMA = 1
"""The shape of the documents written here; a later shape has a higher number."""

_EPOCH_FIGURES = tuple(Epoch.model_fields)
_FIGURES = ("test_accuracy_before", "test_loss", "test_accuracy", "test_accuracy_last")


def run_document(run: Run) -> dict[str, Any]:
    """The run as plain JSON values: a figure that was not finite is null, one that was not measured is absent."""
    document = run.model_dump(mode="json", exclude={"epochs"})
    for name in (*_FIGURES, "environment", "rerun_of"):
        if getattr(run, name) is None:
            document.pop(name)
    if run.keeps_weights:
        document.pop("keeps_weights")
    document["epochs"] = [epoch.model_dump(mode="json", exclude_none=True) for epoch in run.epochs]
    document["best_epoch"] = run.best.epoch if run.best else None
    document["best_accuracy_epoch"] = run.best_accuracy.epoch if run.best_accuracy else None
    ordered = {"id": document.pop("id"), "schema": SCHEMA, **document}
    return {key: plain(value) for key, value in ordered.items()}


def run_from_document(document: Mapping[str, Any], spec_type: type[RunSpec] = RunSpec) -> Run:
    """The run that the document holds.

    Raises:
        pydantic.ValidationError: where a field is missing, of the wrong type or out of its range.
    """
    spec = spec_type.model_validate(document.get("spec"))
    epochs = document.get("epochs", ())
    if isinstance(epochs, (list, tuple)):
        epochs = [_finite_or_nan(epoch) for epoch in epochs]
    return Run.model_validate({**_with_nan(document, _FIGURES), "spec": spec, "epochs": epochs})


def epoch_from_document(document: Mapping[str, Any]) -> Epoch:
    """The epoch that the document holds; a null figure is one that was not finite.

    Raises:
        pydantic.ValidationError: where a figure is missing or of the wrong type, or this is no table at all.
    """
    return Epoch.model_validate(_finite_or_nan(document))


def _finite_or_nan(epoch: object) -> object:
    return _with_nan(epoch, _EPOCH_FIGURES) if isinstance(epoch, Mapping) else epoch


def _with_nan(document: Mapping[str, Any], names: Sequence[str]) -> Mapping[str, Any]:
    not_finite = [name for name in names if document.get(name, 0) is None]
    return {**document, **dict.fromkeys(not_finite, math.nan)} if not_finite else document


def plain(value: Any) -> Any:
    """The value with every number that is not finite made None, in tables and lists too."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value
