"""The columns of the run table: every setting and every figure. Screen, command line and sorting share them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from mnist_lab.domain.formatting.text_cleaning import shortened
from mnist_lab.domain.runs.progress_words import current_epoch
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.setting_explanations import EXPLANATIONS
from mnist_lab.domain.runs.setting_fields import Kind, SettingField, fields_of
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.column import Column, SortValue
from mnist_lab.domain.tables.column_names import names_of
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.tables.measured_columns import measured_columns
from mnist_lab.domain.tables.names import Names, NameUnknown
from mnist_lab.domain.tables.run_summary import Summary


@dataclass(frozen=True, slots=True)
class SortKey:
    """One column to sort by."""

    key: str
    descending: bool = False


LONGEST_DIGITS = 24
"""The most characters for the name of the digits in a cell."""
FIT = (
    "The verdict on the fit: what the history of the run says, by this app's rules. Of a run that has not ended, its "
    "state. ■ is a run that you stopped. In a group 3/4 says that 3 of 4 seeds get this verdict alone."
)
COURSE = (
    "How training went, by validation loss and accuracy: steady, still improving, unstable, or left its best. Of a run "
    "that has not ended it says nothing."
)
OF_VERDICT = frozenset({"verdict", "course"})
"""The columns that show a verdict: of a group it takes the epochs of its runs."""
NEWEST_FIRST = (SortKey("created", descending=True),)


@cache
def columns_of(figures: FigureChoice = FigureChoice.LAST) -> tuple[Column, ...]:
    """Return every column there is: name and verdict, what was measured, then the settings.

    Losses and accuracies are those that `figures` chooses.
    """
    return (
        Column(
            "name", "name", lambda s: s.run.title, lambda s: s.run.title.lower(), right=False, width=16,
            explanation="The name that you gave the run, otherwise its settings unlike the post's, the rarest first; "
            "then the seed.",
        ),
        Column("verdict", "verdict", format_fit, lambda s: s.label, right=False, width=16, explanation=FIT),
        Column(
            "course", "course", lambda s: format_course(s) or "", format_course, right=False, width=15,
            explanation=COURSE,
        ),
        *measured_columns(figures),
        *(_setting_column(field) for field in fields_of(RunSpec)),
    )  # fmt: skip


@cache
def columns_by_key(figures: FigureChoice = FigureChoice.LAST) -> Mapping[str, Column]:
    """Return every column by its key."""
    return {column.key: column for column in columns_of(figures)}


@cache
def column_names() -> Names:
    """Return every name of a column."""
    return names_of(columns_of())


def column_named(name: str, columns: Sequence[Column]) -> Column:
    """Return the column of that name: its key, heading or label, an old name, or the only one that it begins.

    Raises:
        ValueError: with a sentence that names the text and what it could mean.
    """
    for column in columns:
        if column.key == name:
            return column
    keys = ", ".join(column.key for column in columns)
    try:
        key = column_names().key_of(name)
    except NameUnknown as unknown:
        if unknown.begun:
            raise
        advice = f"did you mean {' or '.join(unknown.alike)}?" if unknown.alike else f"the columns are {keys}."
        raise ValueError(f"“{shortened(name)}” is not a column; {advice}") from None
    for column in columns:
        if column.key == key:
            return column
    raise ValueError(f"“{shortened(name)}” is not shown; the columns are {keys}.")


def parse_sort(text: str, columns: Sequence[Column]) -> tuple[SortKey, ...]:
    """Return the keys in text such as "-test_accuracy,val_loss", a minus for the largest first.

    Raises:
        ValueError: with a sentence that names the unknown column.
    """
    words = [word.strip() for word in text.split(",") if word.strip()]
    return tuple(SortKey(column_named(word.removeprefix("-"), columns).key, word.startswith("-")) for word in words)


def format_sort_keys(keys: Sequence[SortKey], columns: Sequence[Column]) -> str:
    """Return the order as the user says it: "sorted by val loss, then nodes (largest first)", or "newest first"."""
    if tuple(keys) == NEWEST_FIRST:
        return "newest first"
    return "sorted by " + ", then ".join(_format_sort_key(key, column_named(key.key, columns)) for key in keys)


def _format_sort_key(key: SortKey, column: Column) -> str:
    downwards = "largest first" if column.right else "Z to A"
    return f"{column.heading} ({downwards})" if key.descending else column.heading


FIRST = ("name", "verdict", "val_loss", "test_accuracy", "loss", "course", "clean_loss", "clean_gap")
FURTHER = ("seed", "best_val_loss", "best_epoch", "val_accuracy", "post_gap", "epochs_done", "seconds", "created")


def format_fit(summary: Summary) -> str:
    """Return the verdict; of a run that has not ended its state, of one that failed or was cut short that too.

    A run that another process trains is "elsewhere".
    """
    state, done, of = summary.run.state, summary.epochs_done, summary.run.spec.epochs
    label = "…" if summary.awaits_verdict else summary.label or ""
    is_elsewhere = summary.run.holder is not None
    words = {
        RunState.QUEUED: f"◌ queued{' elsewhere' if is_elsewhere else ''}",
        RunState.RUNNING: f"● {'elsewhere' if is_elsewhere else 'training'} {current_epoch(done, of)}/{of}",
        RunState.PAUSED: f"‖ {'elsewhere' if is_elsewhere else 'paused'} {current_epoch(done, of)}/{of}",
        RunState.FAILED: "! failed",
        RunState.INTERRUPTED: "? interrupted",
    }
    return words.get(state, f"{label or 'stopped'} ■" if state is RunState.STOPPED else label)


def format_course(summary: Summary) -> str | None:
    """Return the course of a run that has ended."""
    return None if summary.run.state.is_active() else summary.course


def _setting_column(field: SettingField) -> Column:
    def text(summary: Summary) -> str:
        return field.text(getattr(summary.run.spec, field.name, field.default))

    def value(summary: Summary) -> SortValue:
        held = getattr(summary.run.spec, field.name, field.default)
        return float(held) if isinstance(held, int | float) else held

    right = field.kind in {Kind.WHOLE, Kind.REAL}
    explanation = " ".join(EXPLANATIONS[field.name])
    return Column(field.name, field.setting.short, text, value, right=right, setting=field, explanation=explanation)


def told_apart(column: Column, summaries: Sequence[Summary]) -> Column:
    """Return the column; that of the digits with their checksums, if several digits of these runs have one name."""
    if column.key != "data":
        return column
    datasets = {summary.run.data.sha256: summary.run.data for summary in summaries}.values()
    names = [shortened(data.name, LONGEST_DIGITS) for data in datasets]
    shared = {name for name in names if names.count(name) > 1}

    def text(summary: Summary) -> str:
        name = shortened(summary.run.data.name, LONGEST_DIGITS)
        return f"{name} {summary.run.data.sha256[:6]}" if name in shared else name

    return replace(column, text=text)
