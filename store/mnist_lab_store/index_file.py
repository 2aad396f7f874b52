"""The index: one summary a run, a cache that saves reading every run file when the store is opened."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tinydb.table import Document

from mnist_lab.domain.formatting.text_cleaning import SENTENCE_LENGTH, clean_line
from mnist_lab.domain.runs.history import Environment
from mnist_lab.domain.runs.run import Dataset
from mnist_lab.domain.runs.serialization import epoch_fields, run_document, run_fields
from mnist_lab.domain.tables.run_summary import NOT_JUDGED, Summary
from mnist_lab.util.records.faults import RecordInvalid
from mnist_lab.util.records.record import Record
from mnist_lab_store.errors import FileDamaged, SchemaTooNew
from mnist_lab_store.files import Signature, damage_moved_aside, written_despite_damage
from mnist_lab_store.migrations import INDEX_SCHEMA
from mnist_lab_store.tinydb_storage import reading, writing

_WITHOUT_VERDICT = {"verdict": None, "rules": NOT_JUDGED}
_FIGURE = (int, float, type(None))


@dataclass(frozen=True, slots=True)
class Entry:
    """The summary of a run file in the state `signature`; None if it could not be read.

    `host` wrote it last, and so did `process`, which the index does not hold.
    """

    signature: Signature
    summary: Summary | None = None
    host: str = ""
    process: int | None = None

    @property
    def is_active(self) -> bool:
        """Return whether the run is active, or was when its process last wrote it."""
        return self.summary is not None and self.summary.run.state.is_active()


def load_index(path: Path, rules: str, *, keeps_unjudged: bool = False) -> dict[str, Entry]:
    """Return the entries by run id; there are none if the index is missing, damaged or too new.

    Those of active runs are left out, as their files say which process trains them. So are those judged under another
    mark than `rules`; with `keeps_unjudged` they are there without their verdict.
    """
    with suppress(FileDamaged, SchemaTooNew, OSError), reading(path, INDEX_SCHEMA) as database:
        entries: dict[str, Entry] = {}
        shared = _Shared()
        for document in database.table("summaries").all():
            is_judged = document.get("rules") == rules
            if is_judged or keeps_unjudged:
                with suppress(RecordInvalid, KeyError, TypeError, AttributeError):
                    entry = _entry(document if is_judged else {**document, **_WITHOUT_VERDICT}, shared)
                    if not entry.is_active:
                        entries[document["run"]["id"]] = entry
        return entries
    return {}


def save_index(path: Path, entries: Mapping[str, Entry]) -> None:
    """Write the entries to the index, replacing it; an index of a later version is left as it is.

    Raises:
        OSError: if it cannot be written.
        StoreBusy: if another process keeps its lock.
    """
    with suppress(SchemaTooNew):
        written_despite_damage(lambda: _save(path, entries), lambda _: None)  # a cache: nothing is lost


def _save(path: Path, entries: Mapping[str, Entry]) -> None:
    documents = [
        Document(_document(entry, entry.summary), doc_id=number)
        for number, entry in enumerate(entries.values(), start=1)
        if entry.summary is not None
    ]
    with damage_moved_aside(path), writing(path, INDEX_SCHEMA, indented=False) as database:
        database.drop_tables()
        database.table("summaries").insert_multiple(documents)


def _document(entry: Entry, summary: Summary) -> dict[str, Any]:
    run = run_document(summary.run)
    for name in ("epochs", "best_epoch", "best_accuracy_epoch", "kept_epoch"):
        del run[name]
    return {
        "schema": INDEX_SCHEMA.current,
        "rules": summary.rules,
        "modified_ns": entry.signature.modified_ns,
        "size": entry.signature.size,
        "host": entry.host,
        "run": run,
        "last": summary.last and summary.last.model_dump(mode="json", exclude_none=True),
        "best": summary.best and summary.best.model_dump(mode="json", exclude_none=True),
        "kept": summary.kept and summary.kept.model_dump(mode="json", exclude_none=True),
        "best_accuracy_epoch": summary.best_accuracy_epoch,
        "best_refined_epoch": summary.best_refined_epoch,
        "lowest": summary.lowest,
        "highest": summary.highest,
        "verdict": summary.verdict,
    }


@dataclass(frozen=True, slots=True)
class _Shared:
    """What many runs share, their digits and environments: validated and kept in memory once."""

    known: dict[object, Record] = field(default_factory=dict)

    def of(self, document: object, model: type[Record]) -> object:
        if not isinstance(document, Mapping):
            return document
        key = (model, *document.items())
        try:
            if key not in self.known:
                self.known[key] = model.model_validate(document)
            return self.known[key]
        except TypeError:  # a list in it: not as it should be, and left to be found so
            return document


def _entry(document: Mapping[str, Any], shared: _Shared) -> Entry:
    run = run_fields(document["run"])
    run["data"] = shared.of(run["data"], Dataset)
    run["environment"] = shared.of(run.get("environment"), Environment)
    # in one go: a call of the validator for each part takes twice as long
    summary = Summary.model_validate(
        {
            "run": run,
            "last": epoch_fields(document["last"]),
            "best": epoch_fields(document["best"]),
            "kept": epoch_fields(document.get("kept", document["best"])),  # an older index has no other rule
            "best_accuracy_epoch": document["best_accuracy_epoch"],
            "best_refined_epoch": document.get("best_refined_epoch"),
            "lowest": document["lowest"],  # an index without them is of an older version: its runs are read again
            "highest": document["highest"],
            "verdict": document["verdict"] and _checked_verdict(document["verdict"]),
            "rules": document["rules"],
        }
    )
    return Entry(Signature(document["modified_ns"], document["size"]), summary, clean_line(str(document["host"])))


def _checked_verdict(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return a verdict as it is stored: printable text and figures by name; TypeError if it is not one."""
    return {
        "label": clean_line(found["label"]),
        "course": found["course"] and clean_line(found["course"]),
        "rule": clean_line(found["rule"], SENTENCE_LENGTH),
        "numbers": _checked_numbers(found["numbers"]),
        "course_rule": found["course_rule"] and clean_line(found["course_rule"], SENTENCE_LENGTH),
        "course_numbers": _checked_numbers(found["course_numbers"]),
    }


def _checked_numbers(found: Mapping[str, Any]) -> Mapping[str, Any]:
    if not all(isinstance(value, _FIGURE) for value in found.values()) or not "".join(("_", *found)).isidentifier():
        raise TypeError("A verdict whose numbers are none")
    return found
