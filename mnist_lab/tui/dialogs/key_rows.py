"""Rows of keys: opposite actions together, searched by word or key."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest

from mnist_lab.tui.dialogs.key_sections import ELSEWHERE, WITH_ALT, order_in_row, place_of, words_of
from mnist_lab.tui.key_names import key_named

OPPOSITES = {"next": "previous", "undo": "redo", "more": "fewer", "later": "sooner"}
"""First words of descriptions that share a row."""
BETWEEN = " / "
MOST_WITH_ALL_KEYS = 2
"""A row with at most this many actions names all their keys; a longer one names the first key of each."""

LAST = 1_000
"""The place in a section of what has none of its own."""
RunAction = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Choice:
    """An action of a row: its keys as they are shown, and how to run it."""

    keys: tuple[str, ...]
    run: RunAction


@dataclass(frozen=True, slots=True)
class KeyRow:
    """The keys of an action, or of a few that belong together, what they do, and where they work."""

    keys: tuple[str, ...]
    text: str
    where: str
    action: str = ""
    words: str = ""
    """Other words that find it."""
    id: str = ""
    bound: tuple[str, ...] = ()
    """The keys as Textual names them."""
    choices: tuple[Choice, ...] = field(default=(), compare=False)

    def choice_of_key(self, key: str) -> Choice | None:
        """Return the action of one of the keys."""
        return next((choice for choice in self.choices if key in choice.keys), None)

    def choice_at(self, place: int) -> Choice | None:
        """Return the action at this place of the text: of "Undo / redo", undo or redo."""
        if len(self.choices) != self.text.count(BETWEEN) + 1:
            return self.choices[0] if self.choices else None
        return self.choices[self.text[: place + 1].count(BETWEEN.rstrip())]


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


def in_sections(rows: Sequence[KeyRow], last: str) -> list[KeyRow]:
    """Return the rows below their sections, the nearest first and the section `last` at the end."""
    placed = [row if (place := place_of(row.id)) is None else replace(row, where=place[0]) for row in rows]
    sections = sorted(dict.fromkeys(row.where for row in placed), key=lambda where: where == last)

    def order(row: KeyRow) -> tuple[int, int, int]:
        section, place = sections.index(row.where), place_of(row.id)
        if place is None:
            return section, LAST, 0
        return section, place[1], order_in_row(*place).index(row.id.removesuffix(ELSEWHERE))

    return sorted(placed, key=order)


def with_shared_rows(rows: Sequence[KeyRow]) -> list[KeyRow]:
    """Return the rows with those that share one in their section joined, and with opposite ones together."""
    found: list[KeyRow] = []
    families: dict[tuple[str, int], list[KeyRow]] = {}
    for row in rows:
        place = place_of(row.id)
        if place is None:
            found.append(row)
        elif place in families:
            families[place].append(row)
        else:
            families[place] = [row]
            found.append(row)
    shared = {members[0].id: _joined(members, *place) for place, members in families.items()}
    return key_rows(shared.get(row.id, row) if row.id else row for row in found)


def matching_rows(rows: Sequence[KeyRow], query: str) -> list[KeyRow]:
    """Return the rows for which every word of the query is one of their keys, or begins a word of their text.

    Rows that have the query as a key come first.
    """
    words = query.split()
    found = [row for row in rows if all(_matches(row, word) for word in words)]
    return sorted(found, key=lambda row: not (len(words) == 1 and _has_key(row, words[0])))


def _are_opposite(one: KeyRow, other: KeyRow) -> bool:
    if one.where != other.where:
        return False
    first, second = (each.text.partition(" ")[0].lower() for each in (one, other))
    same_but_for_sign = one.action != other.action and one.action.replace("-", "") == other.action.replace("-", "")
    return same_but_for_sign or OPPOSITES.get(first) == second or OPPOSITES.get(second) == first


def _joined(members: Sequence[KeyRow], section: str, place: int) -> KeyRow:
    """Return the rows of a family as one."""
    first = members[0]
    if len(members) == 1:
        return first
    words = words_of(section, place)
    if BETWEEN in words and len(members) < len(order_in_row(section, place)):
        words = ""
    if len(members) == MOST_WITH_ALL_KEYS:
        joined = _together(first, members[1])
        return replace(joined, text=words or joined.text)
    keys = _with_prefix_once([row.keys[0] for row in members])
    if keys[0].startswith("alt+"):
        words = words.removesuffix(WITH_ALT)
    text = words or BETWEEN.join([first.text, *(row.text[:1].lower() + row.text[1:] for row in members[1:])])
    choices = tuple(
        Choice((key, *row.keys), choice.run)
        for key, row in zip(keys, members, strict=True)
        for choice in row.choices[:1]
    )
    return KeyRow(tuple(keys), text, first.where, choices=choices)


def _with_prefix_once(keys: Sequence[str]) -> list[str]:
    """Return keys such as alt+1 and alt+2 with what they share named once: alt+1 2."""
    before, sign, _ = keys[0].rpartition("+")
    prefix = before + sign
    if prefix and all(key.startswith(prefix) for key in keys):
        return [keys[0], *(key.removeprefix(prefix) for key in keys[1:])]
    return [*keys]


def _together(one: KeyRow, other: KeyRow) -> KeyRow:
    keys = (key for key in chain.from_iterable(zip_longest(one.keys, other.keys)) if key)
    return KeyRow(
        tuple(keys), _both(one.text, other.text), one.where, words=f"{one.words} {other.words}",
        bound=(*one.bound, *other.bound), choices=(*one.choices, *other.choices),
    )  # fmt: skip


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
    words = re.split(r"[\s/()]+", f"{row.text} {row.where} {row.words}".lower())
    return _has_key(row, word) or any(each.startswith(word.lower()) for each in words)


def _has_key(row: KeyRow, word: str) -> bool:
    """Return whether the word is a key of the row, as it is shown or under another name, such as "pageup" or "del"."""
    is_shown = any(key == word or (len(word) > 1 and key.lower() == word.lower()) for key in row.keys)
    return is_shown or (len(word) > 1 and key_named(word) in row.bound)
