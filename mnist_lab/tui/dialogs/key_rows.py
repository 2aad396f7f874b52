"""Rows of keys: opposite actions together, searched by word or key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

OPPOSITES = {"next": "previous", "undo": "redo", "more": "fewer", "later": "sooner"}
"""First words of descriptions that share a row."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """The keys of an action, or of two opposite ones, what they do, and where they work."""

    keys: tuple[str, ...]
    text: str
    where: str
    action: str = ""
    words: str = ""
    """Other words that find it."""


def key_rows(rows: Iterable[KeyRow]) -> list[KeyRow]:
    """Return the rows with those of opposite actions, such as up and down, as one."""
    found: list[KeyRow] = []
    has_room = False
    for row in rows:
        if has_room and _are_opposite(found[-1], row):
            found[-1] = _together(found[-1], row)
            has_room = False
        else:
            found.append(row)
            has_room = True
    return found


def matching_rows(rows: Sequence[KeyRow], query: str) -> list[KeyRow]:
    """Return the rows for which every word of the query is one of their keys, or begins a word of their text."""
    words = query.split()
    return [row for row in rows if all(_matches(row, word) for word in words)]


def _are_opposite(one: KeyRow, other: KeyRow) -> bool:
    if one.where != other.where:
        return False
    first, second = (each.text.partition(" ")[0].lower() for each in (one, other))
    same_but_for_sign = one.action != other.action and one.action.replace("-", "") == other.action.replace("-", "")
    return same_but_for_sign or OPPOSITES.get(first) == second or OPPOSITES.get(second) == first


def _together(one: KeyRow, other: KeyRow) -> KeyRow:
    keys = (key for key in chain.from_iterable(zip_longest(one.keys, other.keys)) if key)
    return KeyRow(tuple(keys), _both(one.text, other.text), one.where, words=f"{one.words} {other.words}")


def _both(one: str, other: str) -> str:
    """Return two descriptions as one: "Run above" and "Run below" are "Run above / below"."""
    first, second = one.split(), [other[:1].lower() + other[1:], *other.split()[1:]]
    second[0] = second[0].split()[0]
    before = 0
    while before < min(len(first), len(second)) - 1 and first[before].lower() == second[before]:
        before += 1
    after = 0
    while after < min(len(first), len(second)) - before - 1 and first[-1 - after] == second[-1 - after]:
        after += 1
    end = len(first) - after
    differs = second[before : len(second) - after]
    return " ".join([*first[:end], "/", *differs, *first[end:]])


def _matches(row: KeyRow, word: str) -> bool:
    named = [key for key in row.keys if key == word or (len(word) > 1 and key.lower() == word.lower())]
    words = re.split(r"[\s/()]+", f"{row.text} {row.where} {row.words}".lower())
    return bool(named) or any(each.startswith(word.lower()) for each in words)
