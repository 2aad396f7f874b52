"""The fields that runs are filtered by, made from the settings and the columns of the table."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from mnist_lab.domain.fit.rule import Course, Label
from mnist_lab.domain.fit.verdict_words import EARLIER_WORDS
from mnist_lab.domain.formatting.text_cleaning import shortened
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.setting_fields import Kind, SettingField
from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.columns import column_names, columns_of, format_course
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.tables.measured_columns import PRUNED
from mnist_lab.domain.tables.metrics import METRICS
from mnist_lab.domain.tables.names import Names, NameUnknown
from mnist_lab.domain.tables.run_summary import Summary

FieldValue = float | str | bool | tuple[str, ...] | None
"""The value of a run for a field: one or several texts, a number, a switch, or nothing."""


class Takes(StrEnum):
    """What a field is compared with."""

    NUMBER = "a number such as .12 or 1e-3"
    COUNT = "a whole number such as 512 or 60k"
    SHARE = "a share such as .979 or 97.9%"
    SECONDS = "a time such as 27s or 3min"
    MOMENT = "a date such as 2026-11-24, or today"
    CHOICE = "one of"
    SWITCH = "yes or no"
    TEXT = "some text"
    BEGINNING = "the beginning of a text"

    def is_ordered(self) -> bool:
        """Return whether < and > mean something."""
        return self in {Takes.NUMBER, Takes.COUNT, Takes.SHARE, Takes.SECONDS, Takes.MOMENT}


@dataclass(frozen=True, slots=True)
class FilterField:
    """A field to filter by: its value in a run, and what that is compared with.

    `choices` are the possible values, each with its text for users. `earlier` are words of earlier versions, each with
    the values that it means: they are understood and not offered. `is_exact` means that figures are compared to the
    last bit, `can_lack` that a run may have no value. `lacking_differs` means that a run without a value differs (`!=`)
    from every value: off is a value, a figure not measured is none.
    """

    key: str
    takes: Takes
    get: Callable[[Summary], FieldValue]
    label: str
    choices: Mapping[str, str] | None = field(default=None, compare=False)
    setting: SettingField | None = field(default=None, compare=False)
    earlier: Mapping[str, frozenset[str]] = field(default_factory=dict, compare=False)
    is_exact: bool = True
    can_lack: bool = True
    lacking_differs: bool = False

    @property
    def expected(self) -> str:
        """Return what the field takes, for a sentence."""
        if self.choices is not None:
            return f"{self.takes} {', '.join(self.choices)}"
        off = self.setting.setting.off if self.setting is not None else ""
        return f"{self.takes}, or {off}" if off and self.has_off else str(self.takes)

    @property
    def has_off(self) -> bool:
        """Return whether the setting can be off."""
        return self.setting is not None and (self.setting.optional or self.setting.setting.off_at_zero)


class FieldUnknown(ValueError):
    """The name belongs to no field, or begins several; the message is a sentence."""


ANYWHERE = FilterField("", Takes.TEXT, lambda s: (*s.run.tags, s.run.note, s.run.title), "name, tag or note")
"""The fields in which a bare word is searched."""


def is_lacking(held: FieldValue) -> bool:
    """Return whether a run has nothing there to compare: not measured, not finite, off, or no text."""
    return held is None or held == () or (isinstance(held, float) and not math.isfinite(held))


@cache
def filter_fields(figures: FigureChoice = FigureChoice.LAST) -> Mapping[str, FilterField]:
    """Return every filter field by its key: each column of the table, each setting among them, and a few more.

    Losses and accuracies are compared as the table shows them, which `figures` chooses.
    """
    special = {
        "name": FilterField("name", Takes.TEXT, lambda s: (s.run.title,), "name", can_lack=False),
        "verdict": FilterField(
            "verdict", Takes.CHOICE, _words, "verdict", choices=_same([*Label, *Course]), earlier=_EARLIER
        ),
        "course": FilterField(
            "course",
            Takes.CHOICE,
            format_course,
            "course",
            choices=_same(Course),
            earlier={word: courses for word, courses in _EARLIER.items() if word not in set(Course)},
        ),
        "state": _choice("state", _states, "state", [*(state.value for state in RunState), PRUNED]),
        "sweep": FilterField(
            "sweep",
            Takes.BEGINNING,
            lambda s: (s.run.trial.sweep,) if s.run.trial else (),
            "the id of a sweep",
            lacking_differs=True,
        ),
        "created": FilterField("created", Takes.MOMENT, lambda s: s.run.created.timestamp(), "when it was started"),
        "tags": FilterField("tags", Takes.BEGINNING, lambda s: s.run.tags, "a tag", lacking_differs=True),
        "id": FilterField("id", Takes.BEGINNING, lambda s: (s.id,), "id", can_lack=False),
        "device": FilterField("device", Takes.TEXT, _devices, "device, asked for or trained on", can_lack=False),
        "note": FilterField(
            "note", Takes.TEXT, lambda s: (s.run.note,) if s.run.note else (), "note", lacking_differs=True
        ),
        "host": FilterField("host", Takes.TEXT, _host, "host that trained it"),
        "data": FilterField(
            "data", Takes.BEGINNING, lambda s: (s.run.data.name, s.run.data.sha256), "digits", can_lack=False
        ),
        "pinned": FilterField("pinned", Takes.SWITCH, lambda s: s.run.pinned_at is not None, "pinned as the baseline"),
    }
    columns = {column.key: special.get(column.key) or _of_column(column) for column in columns_of(figures)}
    return {**columns, **special}


@cache
def field_names() -> Names:
    """Return every name of a field: the names of the columns, and a few more fields."""
    columns = column_names()
    return Names(tuple(filter_fields()), columns.others)


def filter_field(text: str, figures: FigureChoice = FigureChoice.LAST) -> FilterField:
    """Return the field of that name, or the only one that begins with it; its losses are those that `figures` chooses.

    Raises:
        FieldUnknown: with a sentence that names the text and what it could mean.
    """
    try:
        return filter_fields(figures)[field_names().key_of(text)]
    except NameUnknown as unknown:
        if unknown.begun:
            raise FieldUnknown(str(unknown)) from None
        advice = (
            f"did you mean {' or '.join(unknown.alike)}?" if unknown.alike else "put a text to search for in quotes."
        )
        raise FieldUnknown(f"There is no field “{shortened(text)}” to filter by; {advice}") from None


def values_of(text: str) -> Collection[str]:
    """Return the values of the field of that name as they are shown; nothing if it is no field, or takes any value."""
    try:
        return (filter_field(text).choices or {}).values()
    except FieldUnknown:
        return ()


def beginnings(text: str) -> tuple[str, ...]:
    """Return the fields that begin with the text, keys before other names; each key once."""
    return field_names().beginnings(text)


_EARLIER: Mapping[str, frozenset[str]] = {
    word: frozenset(each.value for each in courses) for word, courses in EARLIER_WORDS.items()
}


def _words(summary: Summary) -> tuple[str, ...]:
    """Return the label of the fit, and the course, which verdicts are found by as well."""
    return tuple(filter(None, (summary.label, summary.course)))


def _same(words: Iterable[str]) -> Mapping[str, str]:
    return {str(word): str(word) for word in words}


def _states(summary: Summary) -> tuple[str, ...]:
    return (summary.run.state.value, PRUNED) if summary.run.pruned else (summary.run.state.value,)


def _choice(key: str, get: Callable[[Summary], FieldValue], label: str, choices: list[str]) -> FilterField:
    return FilterField(key, Takes.CHOICE, get, label, choices={each: each for each in choices})


def _devices(summary: Summary) -> tuple[str, ...]:
    on = summary.run.environment
    return (summary.run.spec.device,) if on is None else (summary.run.spec.device, on.device)


def _host(summary: Summary) -> tuple[str, ...]:
    on = summary.run.environment
    return (on.host,) if on is not None else ()


def _of_column(column: Column) -> FilterField:
    if column.setting is not None:
        return _of_setting(column.setting)
    metric = METRICS.get(column.key)
    takes = {"points": Takes.SHARE, "nats": Takes.NUMBER, "": Takes.NUMBER, "s": Takes.SECONDS}.get(
        metric.unit if metric is not None else "of none", Takes.COUNT
    )
    label = metric.label if metric is not None else column.heading
    return FilterField(column.key, takes, column.value, label, is_exact=takes is Takes.COUNT)


def _of_setting(declared: SettingField) -> FilterField:
    def get(summary: Summary) -> FieldValue:
        value: FieldValue = getattr(summary.run.spec, declared.name, declared.default)
        return value

    def text(summary: Summary) -> FieldValue:
        return (str(get(summary)),)

    takes = {Kind.WHOLE: Takes.COUNT, Kind.SWITCH: Takes.SWITCH, Kind.CHOICE: Takes.CHOICE, Kind.TEXT: Takes.TEXT}.get(
        declared.kind, Takes.SHARE if declared.setting.percent else Takes.NUMBER
    )
    choices = {each: declared.setting.names.get(each, each) for each in declared.choices} or None
    found = text if declared.kind is Kind.TEXT else get
    return FilterField(declared.name, takes, found, declared.setting.label, choices, declared, lacking_differs=True)
