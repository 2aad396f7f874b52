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

By = tuple[str, ...] | None
"""The settings in which the runs of a side are alike: none for repeats, None for a single run."""
_NAMED = 4
"""The most groups that an error names."""


class SeveralGroups(Exception):
    """A name for one group matches several; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class NamedGroup:
    """A group to compare, and the run that named it; None if it was named in another way.

    `by` has the settings in which its runs are alike, none if they are repeats; it is None for a single run.
    """

    group: Group
    run: Summary | None = None
    by: By = ()


def side_of(run: Summary, summaries: Iterable[Summary], by: By = ()) -> NamedGroup:
    """Return the side that a run names: its group among these runs, or the run alone."""
    return NamedGroup(Group((run,)) if by is None else group_of(run, summaries, by), run, by)


def side_named(
    word: str, found: Sequence[Summary], summaries: Iterable[Summary], by: tuple[str, ...] = ()
) -> NamedGroup:
    """Return the side that these runs name: the one group that they all belong to, with all its runs.

    All its runs count, found or not: a filter on results could otherwise pick the runs that suit it.

    Raises:
        SeveralGroups: if they are of several.
    """
    groups = groups_of(found, by)
    if len(groups) > 1:
        raise SeveralGroups(_several(word, groups, by))
    (group,) = groups
    return NamedGroup(group_of(group.summaries[0], summaries, by), by=by)


def to_compare(named: Sequence[NamedGroup]) -> tuple[NamedGroup, ...]:
    """Return the sides to compare; runs that name the same group of repeats are compared as single runs."""
    by_runs = [each.group.ids for each in named if each.run is not None and each.by == ()]
    return tuple(
        side_of(each.run, (), None)
        if each.run is not None and each.by == () and by_runs.count(each.group.ids) > 1
        else each
        for each in named
    )


def _several(word: str, groups: Sequence[Group], by: tuple[str, ...]) -> str:
    first = groups[0]
    names = {name for group in groups[1:] for name in changed(first.spec, group.spec) if name in by or not by}
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
