"""Every kind of something."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def all_below(kind: type[T]) -> set[type[T]]:
    """Return the subclasses of a class, theirs, and so on: those whose modules are imported."""
    return {each for below in kind.__subclasses__() for each in (below, *all_below(below))}
