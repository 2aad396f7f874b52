"""Which runs a mark stands for now: a group takes in the repeats that were trained since it was marked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

from mnist_lab.domain.comparison.marks import Mark, Marks
from mnist_lab.domain.evidence.groups import common_key
from mnist_lab.domain.tables.run_summary import Summary

Concerns = Callable[[Summary], bool]
"""Returns whether a run is marked, or in a marked group."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the runs of a marked group have in common."""

    grouped_by: tuple[str, ...]
    key: Hashable


def members_of(marks: Marks, summaries: Mapping[str, Summary]) -> list[tuple[Mark, tuple[Summary, ...]]]:
    """Return each mark with its runs, the newest first; marks whose runs are all gone are left out."""
    kinds = {mark.letter: _kind_of(mark, summaries) for mark in marks.marks}
    found: dict[_Kind, list[Summary]] = {kind: [] for kind in kinds.values() if kind is not None}
    for grouped_by in {kind.grouped_by for kind in found}:
        keys = {kind.key: runs for kind, runs in found.items() if kind.grouped_by == grouped_by}
        for summary in summaries.values():  # once for all groups: there may be thousands of runs
            runs = keys.get(common_key(summary, grouped_by))
            if runs is not None:
                runs.append(summary)
    members = []
    for mark in marks.marks:
        kind = kinds[mark.letter]
        of_mark = found[kind] if kind is not None else _marked(mark, summaries)
        if of_mark:
            newest_first = sorted(of_mark, key=lambda each: (each.run.created, each.id), reverse=True)
            members.append((mark, tuple(newest_first)))
    return members


def concerning(marks: Marks, summaries: Mapping[str, Summary]) -> Concerns:
    """Return which runs the comparison of these marks depends on."""
    kinds = {kind for mark in marks.marks if (kind := _kind_of(mark, summaries)) is not None}
    ids = {run_id for mark in marks.marks for run_id in mark.run_ids}
    of_groups = {kind.grouped_by for kind in kinds}

    def concerns(summary: Summary) -> bool:
        return summary.id in ids or any(_Kind(names, common_key(summary, names)) in kinds for names in of_groups)

    return concerns


def _kind_of(mark: Mark, summaries: Mapping[str, Summary]) -> _Kind | None:
    """Return what a marked group has in common; None for a single run or fixed ones, or if all of them are gone."""
    marked = _marked(mark, summaries)
    if mark.grouped_by is None or mark.is_fixed or not marked:
        return None
    return _Kind(mark.grouped_by, common_key(marked[0], mark.grouped_by))


def _marked(mark: Mark, summaries: Mapping[str, Summary]) -> list[Summary]:
    return [summaries[run_id] for run_id in mark.run_ids if run_id in summaries]
