"""Finds the groups that a comparison names: a run names its group of repeats, and so does a filter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mnist_lab.domain.evidence.groups import Group, group_of, groups_of
from mnist_lab.domain.evidence.spec_diff import changed
from mnist_lab.domain.formatting.text_cleaning import clean_line
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.setting_fields import field_named
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary

_NAMED = 4
"""The most groups that an error names."""


class SeveralGroups(Exception):
    """A name for one group matches several; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class NamedGroup:
    """A group to compare, and the run that named it; None if it was named in another way."""

    group: Group
    run: Summary | None = None


def side_of(run: Summary, summaries: Iterable[Summary]) -> NamedGroup:
    """Return the side that a run names: its group of repeats among these runs."""
    return NamedGroup(group_of(run, summaries), run)


def side_named(word: str, found: Sequence[Summary], summaries: Iterable[Summary]) -> NamedGroup:
    """Return the side that these runs name: the one group that they all belong to, with all its repeats.

    All repeats count, found or not: a filter on results could otherwise pick the runs that suit it.

    Raises:
        SeveralGroups: if they are of several.
    """
    groups = groups_of(found)
    if len(groups) > 1:
        raise SeveralGroups(_several(word, groups))
    (group,) = groups
    return NamedGroup(group_of(group.summaries[0], summaries))


def to_compare(named: Sequence[NamedGroup]) -> tuple[Group, ...]:
    """Return the groups to compare; runs that name the same group are compared as single runs."""
    by_runs = [each.group.ids for each in named if each.run is not None]
    return tuple(
        Group((each.run,)) if each.run is not None and by_runs.count(each.group.ids) > 1 else each.group
        for each in named
    )


def _several(word: str, groups: Sequence[Group]) -> str:
    first = groups[0]
    names = {name for group in groups[1:] for name in changed(first.spec, group.spec)}
    differing = [field_named(RunSpec, name).setting.label for name in RunSpec.model_fields if name in names]
    are_on_several = len({group.data.sha256 for group in groups}) > 1
    if are_on_several:
        differing.append("their digits")
    on = [f" on {group.data.text}" if are_on_several else "" for group in groups[:_NAMED]]
    titles = [f"{group.title}{of} ({_count(group)})" for group, of in zip(groups[:_NAMED], on, strict=True)]
    titles += [f"{len(groups) - _NAMED} more"] if len(groups) > _NAMED else []
    return (
        f"“{clean_line(word)}” matches {len(groups)} groups; each side takes one: "
        f"{', '.join(titles[:-1])} and {titles[-1]} differ in {', '.join(differing)}."
    )


def _count(group: Group) -> str:
    return format_count(len(group.summaries), "run")
