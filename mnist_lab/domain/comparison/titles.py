"""What the sides of a comparison are called: by what they do not all share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mnist_lab.domain.comparison.settings import differing_settings
from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.runs.setting_fields import field_named
from mnist_lab.domain.tables.naming import Naming, naming_of


def titled(sides: Sequence[Side]) -> tuple[Side, ...]:
    """Return the sides with titles of their own: the names of their marks, else without what all share, and lone runs
    of one name with their seeds.
    """
    naming = _naming_of(sides)
    named = [replace(side, title=_title(side, naming)) for side in sides]
    titles = [side.title for side in named]
    return tuple(
        replace(side, title=f"{side.title}, seed {side.group.spec.seed}")
        if side.is_lone and titles.count(side.title) > 1
        else side
        for side in named
    )


def shared_settings(sides: Sequence[Side]) -> dict[str, str]:
    """Return what the titles leave out because all sides share it, each setting in a few words: "epochs 8"."""
    return dict(_naming_of(sides).shared)


def _naming_of(sides: Sequence[Side]) -> Naming:
    return naming_of([side.group.spec for side in sides], {each.name for each in differing_settings(sides)})


def _title(side: Side, naming: Naming) -> str:
    spec = side.group.spec
    if side.name:
        return side.name
    if side.grouped_by:
        return ", ".join(spec.phrase(field_named(type(spec), name)) for name in side.grouped_by)
    return naming.title(side.group.summaries[0].run)
