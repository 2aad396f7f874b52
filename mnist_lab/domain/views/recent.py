"""Keeps what was worked out for the last few views, so that going back to one is quick."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from mnist_lab.domain.views.column_choice import ColumnChoice
from mnist_lab.domain.views.line_order import OrderedLines
from mnist_lab.domain.views.lines import Line

MOST = 6
Key = tuple[object, ...]
Value = TypeVar("Value")


class Recent(Generic[Value]):
    """Keeps the last few values by keys that need only be comparable."""

    def __init__(self) -> None:
        self._kept: list[tuple[Key, Value]] = []

    def get_or(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the value that was kept under this key, or make it."""
        found = next((pair for pair in self._kept if pair[0] == key), None)
        return self.put(key, make() if found is None else found[1])

    def put(self, key: Key, value: Value) -> Value:
        """Keep a value, and return it; of too many the one used longest ago is forgotten."""
        self._kept = [(key, value), *(pair for pair in self._kept if pair[0] != key)][:MOST]
        return value


class RecentViews:
    """Lines by what they are, the orders that they were in, and the columns chosen for them."""

    def __init__(self) -> None:
        self.lines: Recent[dict[Hashable, Line]] = Recent()
        self.orders: Recent[OrderedLines] = Recent()
        self.choices: Recent[ColumnChoice] = Recent()
