"""The filter language: `val_acc>.979 dropout=0 optimizer:rms -status:failed | pinned`.

All conditions side by side must hold, `|` is or, `-` is not; a bare word is searched in name, tag and note.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mnist_lab.domain.filters.fields import (
    ANYWHERE,
    FieldUnknown,
    FilterField,
    Takes,
    beginnings,
    field_names,
    filter_field,
    filter_fields,
    is_lacking,
    values_of,
)
from mnist_lab.domain.filters.operands import Nothing, OneOf, Operand, Operator, TextOperand
from mnist_lab.domain.filters.spaced_names import with_spaced_names
from mnist_lab.domain.filters.spaced_values import with_spaced_values
from mnist_lab.domain.filters.tokenizer import Token, tokens_of
from mnist_lab.domain.filters.value_parser import ValueUnreadable, read_operand
from mnist_lab.domain.formatting.text_cleaning import shortened
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.tables.run_summary import Summary


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; `is_negated` inverts it, so that it also holds for runs without a value."""

    field: FilterField
    operator: Operator
    operand: Operand
    is_negated: bool = False

    def matches(self, summary: Summary) -> bool:
        """Return whether the run meets the condition."""
        return self._holds(summary) is not self.is_negated

    def _holds(self, summary: Summary) -> bool:
        held = self.field.get(summary)
        if not is_lacking(held):
            return self.operand.holds(self.operator, held)
        if isinstance(self.operand, Nothing):
            return self.operator is not Operator.UNEQUAL
        return self.operator is Operator.UNEQUAL and self.field.lacking_differs


@dataclass(frozen=True, slots=True)
class Filter:
    """Sets of conditions: a run matches if all conditions of one set hold; without a set every run matches."""

    alternatives: tuple[tuple[Condition, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.alternatives)

    def matches(self, summary: Summary) -> bool:
        """Return whether the run matches."""
        if not self.alternatives:
            return True
        return any(all(condition.matches(summary) for condition in each) for each in self.alternatives)

    def chosen(self, summaries: Iterable[Summary]) -> tuple[Summary, ...]:
        """Return the runs that match, in their order."""
        return tuple(summary for summary in summaries if self.matches(summary))

    @property
    def fields_without_operator(self) -> tuple[str, ...]:
        """Return the fields typed without an operator, which are searched as text in name, tag and note."""
        conditions = (each for alternative in self.alternatives for each in alternative)
        texts = [
            each.operand.text for each in conditions if each.field is ANYWHERE and isinstance(each.operand, TextOperand)
        ]
        return tuple(text for text in texts if field_names().has(text))


@dataclass(frozen=True, slots=True)
class Problem:
    """An error in a filter: a sentence that names the faulty part, and where that is in the text.

    `is_half_typed` if more text may make it right.
    """

    sentence: str
    start: int
    end: int
    is_half_typed: bool


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed filter. Parts that are wrong or half typed are left out and reported as the problem."""

    filter: Filter
    problem: Problem | None = None

    @property
    def is_half_typed(self) -> bool:
        """Return whether more text may make the filter right."""
        return self.problem is not None and self.problem.is_half_typed


class FilterInvalid(ValueError):
    """The text is not a complete filter; the message names the faulty part, `start` is its position."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.start = problem.start
        self.end = problem.end

    @property
    def place(self) -> str:
        """Return where the faulty part is, in words, unless it comes first."""
        return f" at character {self.start + 1}" if self.start else ""


def parse(
    text: str,
    *,
    is_typing: bool = True,
    now: datetime | None = None,
    figures: FigureChoice = FigureChoice.LAST,
) -> Parsed:
    """Parse any text; errors are returned and never raised.

    If `is_typing`, a bare word at the very end that begins the name of a field counts as half typed; if not, it is
    searched in name, tag and note. `now` defines today, `figures` which losses and accuracies are compared.
    """
    reader = _Reader(now or datetime.now().astimezone(), len(text) if is_typing else None, figures)
    alternatives: list[list[Condition]] = [[]]
    faults: list[Problem] = []
    is_empty = True  # nothing was written on this side of "|", not even what is left out
    bars: list[tuple[int, bool]] = []
    tokens = with_spaced_names(tokens_of(text, lambda name: bool(beginnings(name))), field_names().has)
    for token in with_spaced_values(tokens, values_of):
        if token.is_bar:
            bars.append((token.start, is_empty))
            alternatives.append([])
            is_empty = True
            continue
        is_empty = False
        found = reader.read(token)
        if isinstance(found, Problem):
            faults.append(found)
        else:
            alternatives[-1].append(found)
    lone = [place for place, had_nothing in bars if had_nothing] + ([bars[-1][0]] if bars and is_empty else [])
    faults += [Problem("“|” means or: write it between two filters.", at, at + 1, True) for at in lone]
    problem = min(faults, key=lambda fault: (fault.is_half_typed, fault.start), default=None)
    return Parsed(Filter(tuple(tuple(each) for each in alternatives if each)), problem)


def filter_of(text: str, *, now: datetime | None = None, figures: FigureChoice = FigureChoice.LAST) -> Filter:
    """Return the filter that the whole text means.

    Raises:
        FilterInvalid: if a part is wrong or unfinished.
    """
    parsed = parse(text, is_typing=False, now=now, figures=figures)
    if parsed.problem is not None:
        raise FilterInvalid(parsed.problem)
    return parsed.filter


@dataclass(frozen=True, slots=True)
class _Reader:
    """Makes a condition from a token; `end` is where the text ends if the user is typing, else None."""

    now: datetime
    end: int | None
    figures: FigureChoice

    def read(self, token: Token) -> Condition | Problem:
        shown = shortened(token.text)
        if token.is_bare_minus:
            return self._half(token, "“-” means not: write it right before a condition.")
        if not token.is_closed:
            return self._half(token, f"The quote in “{shown}” is not closed.")
        if token.operator is None:
            return self._alone(token, shown)
        if not token.field:
            sentence = f"“{shown}” needs a field such as val_acc before “{token.operator}”."
            return Problem(sentence, token.start, token.end, False)
        return self._comparison(token, shown)

    def _alone(self, token: Token, shown: str) -> Condition | Problem:
        field = filter_fields().get(token.value.lower())
        if not token.is_quoted and field is not None and field.takes is Takes.SWITCH:
            return Condition(field, Operator.EQUAL, OneOf(frozenset({True})), token.is_negated)
        is_begun = token.end == self.end and not token.is_quoted and bool(beginnings(token.value))
        if is_begun:
            sentence = f"“{shown}” begins a field name; a space searches it in name, tag and note."
            return self._half(token, sentence)
        return Condition(ANYWHERE, Operator.LIKE, TextOperand(token.value.casefold()), token.is_negated)

    def _comparison(self, token: Token, shown: str) -> Condition | Problem:
        try:
            field = filter_field(token.field, self.figures)
        except FieldUnknown as unknown:
            return Problem(str(unknown), token.field_start, token.field_start + len(token.field), False)
        if token.operator == "!" or (not token.value and not token.is_quoted):
            return self._half(token, f"“{shown}” needs a value: {field.key} takes {field.expected}.")
        assert token.operator is not None
        operator = Operator(token.operator)
        try:
            operand = read_operand(field, operator, token.value, self.now, is_quoted=token.is_quoted)
        except ValueUnreadable as unreadable:
            is_half = unreadable.is_begun and token.is_last
            return Problem(str(unreadable), token.start, token.end, is_half)
        return Condition(field, operator, operand, token.is_negated)

    def _half(self, token: Token, sentence: str) -> Problem:
        return Problem(sentence, token.start, token.end, True)
