"""Completions for a filter, and the condition that a cell of the table gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from mnist_lab.domain.filters.fields import (
    FieldUnknown,
    FieldValue,
    FilterField,
    Takes,
    beginnings,
    filter_field,
    filter_fields,
    is_lacking,
)
from mnist_lab.domain.filters.operands import Operator
from mnist_lab.domain.filters.tokenizer import Token, tokens_of
from mnist_lab.domain.filters.value_parser import NONE, joined, values_of
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.tables.names import as_name
from mnist_lab.domain.tables.run_summary import Summary

_REST_OF_WORD = re.compile(r"[^\s|<>=:!]*")
_REST_OF_VALUE = re.compile(r"[^\s|]*")
_PLAIN = re.compile(r"[^\s|\"'-][^\s|]*")
"""Text that needs no quotes behind an operator."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Completions for the text from `start` to `end`, the likeliest first; empty if there are none."""

    start: int
    end: int
    texts: tuple[str, ...] = ()

    def taken(self, text: str, completion: str) -> tuple[str, int]:
        """Return the text with the completion inserted, and the new position of the cursor."""
        return text[: self.start] + completion + text[self.end :], self.start + len(completion)


def suggestions(text: str, cursor: int, *, known: Mapping[str, Collection[str]] | None = None) -> Suggestions:
    """Return completions for the field or value at the cursor.

    `known` has the texts that exist, by the key of their field, such as the tags of all runs under "tags".
    """
    cursor = max(0, min(cursor, len(text)))
    token = next((each for each in tokens_of(text[:cursor], lambda _: False) if each.end == cursor), None)
    if token is None or token.is_bar or token.is_bare_minus:
        return Suggestions(cursor, cursor, beginnings(""))
    if token.operator is None:
        if token.is_quoted:
            return Suggestions(cursor, cursor)
        end = _past(_REST_OF_WORD, text, cursor)
        return Suggestions(token.value_start, end, _fields(token.value))
    try:
        field = filter_field(token.field)
    except FieldUnknown:
        return Suggestions(cursor, cursor)
    values = [*(known or {}).get(field.key, ()), *values_of(field)]
    end = cursor if token.is_quoted else _past(_REST_OF_VALUE, text, cursor)
    return Suggestions(token.value_start, end, _fitting(token, values))


def condition_of(key: str, summary: Summary, figures: FigureChoice = FigureChoice.LAST) -> str:
    """Return the condition that finds the runs whose cell in that column reads like this run's."""
    field = filter_fields(figures)[key]
    held = field.get(summary)
    if is_lacking(held):
        return f"{key}={field.setting.setting.off if field.setting is not None else NONE}"
    operator, value = _as_typed(field, held)
    return f"{key}{operator.value}{value}"


def _as_typed(field: FilterField, held: FieldValue) -> tuple[Operator, str]:
    """Return the value as it would be typed, and the operator that finds what reads the same."""
    if isinstance(held, tuple):
        return Operator.EQUAL, joined(held[0]) if field.takes is Takes.CHOICE else quoted(held[0])
    if isinstance(held, bool):
        return Operator.EQUAL, "yes" if held else "no"
    if not isinstance(held, int | float):
        return Operator.EQUAL, str(held).replace(" ", "-")
    if field.takes in _SHOWN and field.setting is None:
        return Operator.LIKE, _SHOWN[field.takes](held)
    return Operator.EQUAL, f"{held:.12g}"


_SHOWN: Mapping[Takes, Callable[[float], str]] = {
    Takes.MOMENT: lambda held: f"{datetime.fromtimestamp(held).astimezone():%Y-%m-%d}",
    Takes.SHARE: lambda held: f"{held * 100:.2f}%",
    Takes.SECONDS: lambda held: f"{held:.1f}s" if held < 10 else f"{held:.0f}s",
    Takes.NUMBER: lambda held: f"{held:.4f}",
}
"""How figures that were measured read in the table, to their last digit."""


def quoted(text: str) -> str:
    """Return the text as a value of a filter, in quotes if it would be split or misread without them."""
    if _PLAIN.fullmatch(text) and text.lower() != NONE:
        return text
    return f"'{text}'" if '"' in text else f'"{text}"'


def _fields(asked: str) -> tuple[str, ...]:
    """Return the fields that begin with the text, then those that contain it."""
    begun = beginnings(asked)
    inner = as_name(asked)
    within = [key for key in filter_fields() if inner in key and not key.startswith(inner)]
    return tuple(dict.fromkeys((*begun, *within)))


def _fitting(token: Token, values: list[str]) -> tuple[str, ...]:
    asked = joined(token.value)
    begun = [value for value in values if joined(value).startswith(asked)]
    within = [value for value in values if asked in joined(value)]
    return tuple(quoted(value) for value in dict.fromkeys((*begun, *within)))


def _past(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match is not None else at
