"""Checks runs from elsewhere, such as an export of another store: nothing in them is trusted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.serialization import run_from_document
from mnist_lab.util.records.faults import RecordInvalid
from mnist_lab_store.errors import DocumentRefused, FileDamaged, first_reason
from mnist_lab_store.migrations import Schema, Tables


def run_of(document: object, schema: Schema) -> Run:
    """Return the run in a document from elsewhere, as it can be kept here.

    No process here trains it, so one that was active becomes interrupted; its weights stay where it came from.

    Raises:
        DocumentRefused: if it is not a run's; the sentence says why.
        SchemaTooNew: if a later version wrote it.
    """
    if not isinstance(document, Mapping):
        raise DocumentRefused("This is not a run: it is not a JSON object.")
    try:
        current = _joined(schema.brought_up(_tables(document), Path("The line")))
        run = run_from_document(current)
    except FileDamaged as error:
        raise DocumentRefused(f"This is not a run: it {error.reason}.") from None
    except (RecordInvalid, TypeError, KeyError) as error:
        raise DocumentRefused(f"This is not a run: {first_reason(error)}.") from None
    if [epoch.epoch for epoch in run.epochs] != list(range(1, len(run.epochs) + 1)):
        raise DocumentRefused("This is not a run: its epochs are not numbered 1, 2, 3 and so on.")
    state = RunState.INTERRUPTED if run.state.is_active() else run.state
    return run.model_copy(update={"state": state, "weights": None})


def _tables(document: Mapping[str, Any]) -> Tables:
    """Return the document in the shape of a run file, which is what the steps from older shapes take."""
    epochs = document.get("epochs", [])
    if not isinstance(epochs, list) or not all(isinstance(epoch, Mapping) for epoch in epochs):
        raise DocumentRefused("This is not a run: its epochs are not a list of JSON objects.")
    alone = {name: value for name, value in document.items() if name != "epochs"}
    return {"run": {"1": alone}, "epochs": {str(number): dict(epoch) for number, epoch in enumerate(epochs, start=1)}}


def _joined(tables: Tables) -> dict[str, Any]:
    return {**tables["run"]["1"], "epochs": list(tables["epochs"].values())}
