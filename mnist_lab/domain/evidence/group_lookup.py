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
class Side:
    """A group to compare, and the run that named it; None if it was named in another way."""

    group: Group
    run: Summary | None = None


def side_of(run: Summary, summaries: Iterable[Summary]) -> Side:
    """Return the side that a run names: its group of repeats among these runs."""
    return Side(group_of(run, summaries), run)


def side_named(word: str, found: Sequence[Summary], summaries: Iterable[Summary]) -> Side:
    """Return the side that these runs name: the one group that they all belong to, with all its repeats.

    All repeats count, found or not: a filter on results could otherwise pick the runs that suit it.

    Raises:
        SeveralGroups: if they are of several.
    """
    groups = groups_of(found)
    if len(groups) > 1:
        raise SeveralGroups(_several(word, groups))
    (group,) = groups
    return Side(group_of(group.summaries[0], summaries))


def to_compare(a: Side, b: Side) -> tuple[Group, Group]:
    """Return the groups of two sides; two runs of one group are compared as two single runs."""
    if a.group.ids == b.group.ids and a.run is not None and b.run is not None:
        return Group((a.run,)), Group((b.run,))
    return a.group, b.group


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
        f"“{clean_line(word)}” matches {len(groups)} groups; compare takes one on each side: "
        f"{', '.join(titles[:-1])} and {titles[-1]} differ in {', '.join(differing)}."
    )


def _count(group: Group) -> str:
    return format_count(len(group.summaries), "run")
