"""What a setting is: the declaration that form, options, columns and documents are all made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from mnist_lab.domain.formatting.text_cleaning import clean_line
from mnist_lab.util.records.declarations import Bounds, Declared
from mnist_lab.util.records.faults import RecordInvalid
from mnist_lab.util.records.record import Record

Value = int | float | bool | str | None
"""A value of a setting; a choice is its saved word."""

QUOTED_LENGTH = 40
"""How much of a wrong value its sentence repeats."""


class SettingGroup(StrEnum):
    """The part of an experiment that a setting belongs to, in the order of the form."""

    MODEL = "model"
    TRAINING = "training"
    DATA = "data"
    SEARCH = "search"


class Kind(StrEnum):
    """How a setting is edited and given on the command line."""

    WHOLE = "whole number"
    REAL = "number"
    SWITCH = "yes or no"
    CHOICE = "choice"
    TEXT = "text"


KINDS: Mapping[Any, Kind] = {bool: Kind.SWITCH, int: Kind.WHOLE, float: Kind.REAL, str: Kind.TEXT}


@dataclass(frozen=True, slots=True)
class Setting:
    """The name and display of a field of a spec; the field itself has type, bounds and default.

    `notches` are the values that ←→ step through in the form; without them a whole number changes by one. `off` is the
    text for None (for a switch: False, with `off_at_zero`: 0). `only_with` names the field and the value without which
    the setting has no effect; a spec refuses it then. `needs` names the number that must not be 0 for the setting to
    have an effect; a spec accepts it all the same. `follows` names a field that decides the value until the user sets
    one.
    """

    group: SettingGroup
    label: str
    short: str
    notches: tuple[Value, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    off: str = "off"
    off_at_zero: bool = False
    percent: bool = False
    decimals: int | None = None
    only_with: tuple[str, str] | None = None
    needs: str | None = None
    follows: str | None = None
    expects: str = ""


class SettingsInvalid(ValueError):
    """Settings that cannot be used: one sentence for each field at fault."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("; ".join(self.problems.values()))


@dataclass(frozen=True, slots=True)
class SettingField:
    """A setting as declared on a spec: its `Setting`, and the type, bounds and default of its annotation."""

    name: str
    setting: Setting
    kind: Kind
    default: Value
    optional: bool
    choices: tuple[str, ...]
    low: float | None
    high: float | None
    low_included: bool
    high_included: bool

    @property
    def option(self) -> str:
        """Return the command-line option, such as `--hidden-layers`."""
        return "--" + self.name.replace("_", "-")

    @property
    def expected(self) -> str:
        """Return what the field takes, in words: "1 to 4096", "over 0, or off", "one of relu, tanh"."""
        if self.setting.expects:
            words = self.setting.expects
        elif self.kind is Kind.SWITCH:
            words = "yes or no"
        elif self.kind is Kind.CHOICE:
            words = "one of " + ", ".join(self.choices)
        else:
            words = self._range()
        return f"{words}, or {self.setting.off}" if self.optional and not self.setting.follows else words

    def _range(self) -> str:
        kind = "a whole number" if self.kind is Kind.WHOLE else "a number"
        low = None if self.low is None else f"{self.low:,g}" if self.low >= 1e6 else f"{self.low:g}"
        high = None if self.high is None else f"{int(self.high)}" if self.high == int(self.high) else f"{self.high:g}"
        if low is not None and high is not None:
            upper = f"to {'' if self.high_included else 'below '}{high}"
            return f"{kind} from {low} {upper}" if self.low_included else f"{kind} over {low}, up {upper}"
        if low is not None:
            return f"{kind}, at least {low}" if self.low_included else f"{kind} over {low}"
        return kind

    def text(self, value: Value) -> str:
        """Return the value as the user reads it in the form and in the table."""
        setting = self.setting
        if value is None or (setting.off_at_zero and value == 0):
            return setting.off
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, float):
            if setting.percent:
                return f"{value * 100:.10g} %"
            short = f"{value:.10g}"
            decimals = len(short.partition(".")[2]) if "e" not in short else 0
            return f"{value:.{setting.decimals}f}" if setting.decimals and decimals <= setting.decimals else short
        if isinstance(value, str):
            return setting.names.get(value, value)
        return str(value)

    def read(self, text: str) -> Value:
        """Return typed text ready to validate: "off" becomes None or 0, "20 %" becomes 0.2, a name its saved word."""
        word = text.strip()
        lower = word.lower()
        if lower in {"", "none", "off", self.setting.off.lower()}:
            if self.optional:
                return None
            if self.setting.off_at_zero:
                return 0
        for saved in self.choices or tuple(self.setting.names):
            if lower in {saved.lower(), self.setting.names.get(saved, saved).lower()}:
                return saved
        if self.setting.percent and word.endswith("%"):
            try:
                return float(word[:-1]) / 100
            except ValueError:
                return word
        return word

    def nudged(self, value: Value, by: int) -> Value:
        """Return the next value up (`by` = 1) or down (-1): choices go around, numbers end at their bounds."""
        if self.kind is Kind.SWITCH:
            return not value
        if self.choices:
            return self.choices[(self.choices.index(str(value)) + by) % len(self.choices)]
        if self.setting.notches or self.kind is not Kind.WHOLE:
            return self._next_notch(value, by)
        assert isinstance(value, int)
        low = int(self.low) if self.low is not None else value
        return max(low, min(value + by, int(self.high) if self.high is not None else value + by))

    def _next_notch(self, value: Value, by: int) -> Value:
        notches = [*self.setting.notches]
        if self.default not in notches and not isinstance(self.default, str):
            notches.append(self.default)
        ranked = sorted(notches, key=_rank) if self.kind is not Kind.TEXT else notches
        if self.kind is Kind.TEXT:
            at = ranked.index(value) if value in ranked else -1 if by > 0 else 0
            return ranked[(at + by) % len(ranked)]
        beyond = [n for n in ranked if (_rank(n) > _rank(value) if by > 0 else _rank(n) < _rank(value))]
        if not beyond:
            return value
        return beyond[0] if by > 0 else beyond[-1]


def _rank(value: Value) -> float:
    """Return the sort key of a notch; None, which is off, comes first."""
    return float("-inf") if value is None else float(value)


@cache
def fields_of(model: type[Record]) -> tuple[SettingField, ...]:
    """Return every setting of the spec, in the order of its declaration."""
    return tuple(_field(declared) for declared in model.model_fields.values())


def field_named(model: type[Record], name: str) -> SettingField:
    """Return the setting of that name; KeyError if there is none."""
    return _fields_by_name(model)[name]


@cache
def _fields_by_name(model: type[Record]) -> Mapping[str, SettingField]:
    return {field.name: field for field in fields_of(model)}


@cache
def conditional_names(model: type[Record]) -> frozenset[str]:
    """Return the settings that have an effect only with a certain value of another one."""
    return frozenset(field.name for field in fields_of(model) if field.setting.only_with is not None)


def grouped(model: type[Record]) -> dict[SettingGroup, tuple[SettingField, ...]]:
    """Return the settings by group, groups and settings in order."""
    return {group: tuple(f for f in fields_of(model) if f.setting.group is group) for group in SettingGroup}


def problems(error: RecordInvalid, model: type[Record]) -> dict[str, str]:
    """Return a sentence for each invalid field: the value given, and what the field takes."""
    found: dict[str, str] = {}
    for fault in error.faults:
        name = str(fault.path[0]) if fault.path else ""
        if name in found:
            continue
        if name not in model.model_fields:
            found[name] = f"{name} is not a setting"
        elif fault.is_sentence:
            found[name] = fault.reason
        else:
            one = field_named(model, name)
            was = _quoted(fault.given)
            found[name] = (
                f"{one.setting.label} takes {one.expected}; {was} is not one of these"
                if one.choices
                else (f"{one.setting.label} takes {one.expected}, not {was}")
            )
    return found


def _quoted(given: object) -> str:
    if given is None or given == "":
        return "nothing"
    line = clean_line(str(given), QUOTED_LENGTH)
    short = line if len(line) < QUOTED_LENGTH else line[: QUOTED_LENGTH - 1] + "…"
    return f"“{short}”" if isinstance(given, str) else short


def _field(declared: Declared) -> SettingField:
    setting = declared.note(Setting)
    assert setting is not None
    bounds = declared.note(Bounds) or Bounds()
    return SettingField(
        name=declared.name,
        setting=setting,
        kind=Kind.CHOICE if declared.choices else KINDS[declared.kind],
        default=declared.default,
        optional=declared.is_optional,
        choices=declared.choices,
        low=bounds.low,
        high=bounds.high,
        low_included=bounds.low_included,
        high_included=bounds.high_included,
    )
