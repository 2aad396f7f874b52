"""Splits the text of a filter into tokens: conditions, bare words, and bars."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

QUOTES = "\"'"
_WORD = re.compile(r"(?:[^\s|<>=:!]|!(?!=|\Z))*")
_OPERATOR = re.compile(r"\s*(!=|<=|>=|[:=<>]|!\Z)")
_SPACE = re.compile(r"\s*")
_VALUE = re.compile(r"[^\s|]*")
_NEXT = re.compile(r"-*([^\s|<>=:!]+)\s*(?:!=|[:=<>])")


@dataclass(frozen=True, slots=True)
class Token:
    """A token and its position: what was typed before, at and after its operator; a bare word is a value.

    `is_closed` is False if a quote was not closed. `is_last` if nothing follows, not even a space.
    """

    text: str
    start: int
    end: int
    is_negated: bool = False
    field: str = ""
    field_start: int = 0
    operator: str | None = None
    value: str = ""
    value_start: int = 0
    is_quoted: bool = False
    is_closed: bool = True
    is_last: bool = False

    @property
    def is_bar(self) -> bool:
        """Return whether this is the sign for or."""
        return self.text == "|"

    @property
    def is_bare_minus(self) -> bool:
        """Return whether this is a minus, or several, with nothing behind."""
        return self.operator is None and not self.value and not self.is_quoted


def tokens_of(text: str, is_field: Callable[[str], bool]) -> Iterator[Token]:
    """Yield the tokens in order.

    Spaces may surround an operator. A condition on a field, as `is_field` recognises it, behind an operator is not its
    value: the value is still to be typed.
    """
    at = _past(_SPACE, text, 0)
    while at < len(text):
        token = Token("|", at, at + 1) if text[at] == "|" else _token(text, at, is_field)
        yield token
        at = _past(_SPACE, text, token.end)


def _token(text: str, start: int, is_field: Callable[[str], bool]) -> Token:
    at = start
    while at < len(text) and text[at] == "-":
        at += 1
    is_negated = (at - start) % 2 == 1
    if text[at : at + 1] in tuple(QUOTES):
        value, end, is_closed = _quoted(text, at)
        return _made(
            text, start, end, is_negated=is_negated, value=value, value_start=at, is_quoted=True, is_closed=is_closed
        )
    after_word = _past(_WORD, text, at)
    word = text[at:after_word]
    operator = _OPERATOR.match(text, after_word)
    if operator is None:
        return _made(text, start, after_word, is_negated=is_negated, value=word, value_start=at)
    known = {"is_negated": is_negated, "field": word, "field_start": at, "operator": operator[1]}
    begin = _past(_SPACE, text, operator.end())
    following = _NEXT.match(text, begin) if begin > operator.end() else None
    if following is not None and is_field(following[1]):
        return _made(text, start, operator.end(), value_start=operator.end(), **known)
    if text[begin : begin + 1] in tuple(QUOTES):
        value, end, is_closed = _quoted(text, begin)
        return _made(text, start, end, value=value, value_start=begin, is_quoted=True, is_closed=is_closed, **known)
    end = _past(_VALUE, text, begin)
    if end == begin:
        return _made(text, start, operator.end(), value_start=operator.end(), **known)
    return _made(text, start, end, value=text[begin:end], value_start=begin, **known)


def _made(text: str, start: int, end: int, **known: object) -> Token:
    return Token(text[start:end], start, end, is_last=end == len(text), **known)  # type: ignore[arg-type]


def _quoted(text: str, start: int) -> tuple[str, int, bool]:
    """Return the text in quotes from there, where it ends, and whether the quote is closed."""
    close = text.find(text[start], start + 1)
    return (text[start + 1 :], len(text), False) if close < 0 else (text[start + 1 : close], close + 1, True)


def _past(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match is not None else at
