"""Values with blanks in them, as the table shows them: `course:still improving` needs no quotes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from mnist_lab.domain.filters.spaced_names import is_word
from mnist_lab.domain.filters.tokenizer import Token


def with_spaced_values(tokens: Iterable[Token], values_of: Callable[[str], Collection[str]]) -> Iterator[Token]:
    """Yield the tokens; a bare word behind a condition joins its value if a value of the field begins with both."""
    condition: Token | None = None
    for token in tokens:
        if condition is not None and _continues(condition, token, values_of(condition.field)):
            gap = " " * (token.start - condition.end)
            condition = replace(
                condition,
                text=f"{condition.text}{gap}{token.text}",
                end=token.end,
                value=f"{condition.value} {token.value}",
                is_last=token.is_last,
            )
            continue
        if condition is not None:
            yield condition
        condition = token if token.field and token.value and not token.is_quoted else None
        if condition is None:
            yield token
    if condition is not None:
        yield condition


def _continues(condition: Token, word: Token, values: Collection[str]) -> bool:
    if not is_word(word) or word.is_negated:
        return False
    both = f"{condition.value} {word.value}".casefold()
    return any(value.casefold().startswith(both) for value in values)
