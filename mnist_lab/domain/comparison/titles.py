"""What the sides of a comparison are called: by what they do not all share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mnist_lab.domain.comparison.settings import differing_settings
from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.runs.setting_fields import field_named
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP

NOTHING_ELSE = "nothing else"
"""The name of a side that differs from the baseline only in what all sides share, as in the run table."""


def titled(sides: Sequence[Side]) -> tuple[Side, ...]:
    """Return the sides with titles of their own: without what all share, and lone runs of one name with their seeds."""
    shared = shared_settings(sides)
    named = [replace(side, title=_title(side, shared)) for side in sides]
    titles = [side.title for side in named]
    return tuple(
        replace(side, title=f"{side.title}, seed {side.group.spec.seed}")
        if side.is_lone and titles.count(side.title) > 1
        else side
        for side in named
    )


def shared_settings(sides: Sequence[Side]) -> dict[str, str]:
    """Return what the titles leave out because all sides share it, each setting in a few words: "epochs 8"."""
    differing = {each.name for each in differing_settings(sides)}
    if not differing - NO_PART_OF_A_GROUP:
        return {}
    phrases = sides[0].group.spec.described_by_name()
    return {name: phrase for name, phrase in phrases.items() if name not in differing}


def _title(side: Side, shared: dict[str, str]) -> str:
    run, spec = side.group.summaries[0].run, side.group.spec
    if side.grouped_by:
        return ", ".join(spec.phrase(field_named(type(spec), name)) for name in side.grouped_by)
    if run.name or not shared:
        return run.title
    phrases = (phrase for name, phrase in spec.described_by_name().items() if name not in shared)
    return ", ".join(phrases) or NOTHING_ELSE
