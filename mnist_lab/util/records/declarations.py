"""What the annotation of a field can say besides its type: `Annotated[int, Bounds(0, 8)]`."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

Note = TypeVar("Note")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The range of a number; None leaves a side open."""

    low: float | None = None
    high: float | None = None
    low_included: bool = True
    high_included: bool = True


@dataclass(frozen=True, slots=True)
class Pattern:
    """The regular expression that a text has to match as a whole, or that no text is empty."""

    expression: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A function that the checked value goes through; a ValueError of it refuses the value in its words."""

    by: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Explained:
    """What a field means, for people; and what it takes, if its type does not say that."""

    text: str
    expects: str = ""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A field that is no part of the record's document."""


REQUIRED: Any = object()
"""The default of a field that has none."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A field as declared. `kind` is its type without None; `choices` are the values of one that has a few."""

    name: str
    annotation: Any
    kind: Any
    is_optional: bool
    choices: tuple[str, ...]
    default: Any
    notes: tuple[object, ...]

    def note(self, kind: type[Note]) -> Note | None:
        """Return what the annotation says of this kind; None if it says nothing."""
        return next((note for note in self.notes if isinstance(note, kind)), None)


def declared(name: str, annotation: Any, default: Any) -> Declared:
    """Return the field of this annotation."""
    notes: tuple[object, ...] = ()
    kind = annotation
    if get_origin(kind) is Annotated:
        kind, *rest = get_args(kind)
        notes = tuple(rest)
    is_optional = False
    if get_origin(kind) in {Union, types.UnionType}:
        inner = [each for each in get_args(kind) if each is not type(None)]
        is_optional = len(inner) < len(get_args(kind))
        kind = inner[0] if len(inner) == 1 else Union[tuple(inner)]  # noqa: UP007  made from a list
    choices: tuple[str, ...] = ()
    if get_origin(kind) is Literal:
        choices = get_args(kind)
    elif isinstance(kind, type) and issubclass(kind, Enum):
        choices = tuple(member.value for member in kind)
    return Declared(name, annotation, kind, is_optional, choices, default, notes)
