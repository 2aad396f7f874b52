"""The values that a filter compares runs with: a span of numbers, choices, a text, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mnist_lab.domain.filters.fields import FieldValue


class Operator(StrEnum):
    """How a run's value is compared with the one typed."""

    LIKE = ":"
    EQUAL = "="
    UNEQUAL = "!="
    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="

    def is_order(self) -> bool:
        """Return whether it compares sizes."""
        return self[0] in "<>"


@dataclass(frozen=True, slots=True)
class Span:
    """A number, or all from `low` to `high`, which count as equal: a day, or what rounds to the digits typed."""

    low: float
    high: float

    def holds(self, operator: Operator, held: FieldValue) -> bool:
        """Return whether the comparison with a run's number is true."""
        if not isinstance(held, int | float):
            return False
        if operator is Operator.BELOW:
            return held < self.low
        if operator is Operator.AT_MOST:
            return held <= self.high
        if operator is Operator.ABOVE:
            return held > self.high
        if operator is Operator.AT_LEAST:
            return held >= self.low
        return (self.low <= held <= self.high) is not (operator is Operator.UNEQUAL)


@dataclass(frozen=True, slots=True)
class OneOf:
    """The choices meant, or yes or no."""

    values: frozenset[str] | frozenset[bool]

    def holds(self, operator: Operator, held: FieldValue) -> bool:
        """Return whether the comparison with a run's value is true, or with one of several."""
        found = not self.values.isdisjoint(held if isinstance(held, tuple) else (held,))
        return found is not (operator is Operator.UNEQUAL)


@dataclass(frozen=True, slots=True)
class TextOperand:
    """Text, ignoring case; `begins` if a similar text must begin with it, else it must contain it."""

    text: str
    begins: bool = False

    def holds(self, operator: Operator, held: FieldValue) -> bool:
        """Return whether the comparison with one of the run's texts is true."""
        texts = held if isinstance(held, tuple) else (str(held),)
        if operator is not Operator.LIKE:
            return any(text.casefold() == self.text for text in texts) is not (operator is Operator.UNEQUAL)
        if self.begins:
            return any(text.casefold().startswith(self.text) for text in texts)
        return any(self.text in text.casefold() for text in texts)


@dataclass(frozen=True, slots=True)
class Nothing:
    """The value none, off or all: the run has no value for the field."""

    def holds(self, operator: Operator, held: FieldValue) -> bool:  # noqa: ARG002  runs without a value never get here
        """Return whether the operator asks for runs with a value."""
        return operator is Operator.UNEQUAL


Operand = Span | OneOf | TextOperand | Nothing
