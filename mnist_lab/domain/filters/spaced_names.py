"""Names of fields with blanks in them, as headings and labels have them: `val loss<.1` is about the field val_loss."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from mnist_lab.domain.filters.tokenizer import Token

_MOST_WORDS = 4
"""As many as the longest heading or label has."""


def with_spaced_names(tokens: Iterable[Token], is_name: Callable[[str], bool]) -> Iterator[Token]:
    """Yield the tokens; bare words before a condition join it if they are the name of a field together."""
    words: list[Token] = []
    for token in tokens:
        if is_word(token):
            words.append(token)
            continue
        taken = _words_of_name(words, token, is_name)
        yield from words[: len(words) - taken]
        yield _joined(words[len(words) - taken :], token) if taken else token
        words = []
    yield from words


def is_word(token: Token) -> bool:
    """Return whether this is a bare word, without a field."""
    return token.operator is None and not (token.is_quoted or token.is_bar or token.is_bare_minus)


def _words_of_name(words: list[Token], condition: Token, is_name: Callable[[str], bool]) -> int:
    """Return how many of the words before a condition belong to the name of its field."""
    if not condition.field or condition.is_negated:
        return 0
    for taken in range(min(len(words), _MOST_WORDS), 0, -1):
        parts = words[len(words) - taken :]
        is_split = any(part.is_negated for part in parts[1:])
        if not is_split and is_name(" ".join([*(part.value for part in parts), condition.field])):
            return taken
    return 0


def _joined(words: list[Token], condition: Token) -> Token:
    first = words[0]
    field = " ".join([*(word.value for word in words), condition.field])
    return replace(
        condition,
        text=f"{'-' if first.is_negated else ''}{field}{condition.text[len(condition.field) :]}",
        start=first.start,
        is_negated=first.is_negated,
        field=field,
        field_start=first.value_start,
    )
