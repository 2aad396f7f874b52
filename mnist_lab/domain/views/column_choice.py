"""Which columns are shown, in which order: the usual ones or those chosen, without those hidden, and alike settings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP, RunSpec
from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.columns import FIRST, FURTHER, columns_by_key, told_apart
from mnist_lab.domain.tables.naming import AS_IN_THE_FORM, Naming, naming_of
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.tables.seeds import with_seeds
from mnist_lab.domain.views.against_pinned import DIFFERENCE, AgainstPinned
from mnist_lab.domain.views.difference_column import difference_column
from mnist_lab.domain.views.grouping import Grouping
from mnist_lab.domain.views.lines import Line
from mnist_lab.domain.views.table_view import TableView

FIRST_OF_GROUPS = ("name", "data", "verdict", "test_accuracy", DIFFERENCE, "clean_gap")
"""Groups are compared by their test accuracy, how far they over-fit, and their settings; losses follow."""
SETTINGS = tuple(RunSpec.model_fields)


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """The columns, the settings that are left out as alike, and what runs are called.

    `differing` are the settings in which the runs differ, `like` is one of them, and `has_tags` says whether one has a
    tag.
    """

    columns: tuple[Column, ...]
    alike: tuple[str, ...] = ()
    naming: Naming = AS_IN_THE_FORM
    differing: frozenset[str] = frozenset()
    like: Summary | None = None
    has_tags: bool = False

    def holds_with(self, repeat: Summary) -> bool:
        """Return whether the choice stays the same with one more repeat of a run that is shown."""
        if self.like is None or (repeat.run.tags and not self.has_tags):
            return False
        one, other = repeat.run.spec, self.like.run.spec
        return all(name in self.differing or getattr(one, name) == getattr(other, name) for name in NO_PART_OF_A_GROUP)


def columns_for(
    view: TableView, lines: Sequence[Line], against: AgainstPinned | None, groups: Grouping
) -> ColumnChoice:
    """Return the columns for these lines."""
    shown = [line.summary for line in lines]
    if not view.is_grouped:
        return choose_columns(view, shown, groups.one_of_each_kind({line.key for line in lines}), against)
    newest = shown
    rows = (line.group for line in lines if line.group is not None)
    shown = list(chain.from_iterable(row.group.summaries for row in rows))
    kinds = groups.one_of_each_kind({each.id for each in shown}) if view.grouped_by else newest
    return choose_columns(view, shown, kinds, against)


def choose_columns(
    view: TableView, shown: Sequence[Summary], kinds: Sequence[Summary], against: AgainstPinned | None = None
) -> ColumnChoice:
    """Return the columns for these runs, which are those of the groups if there are groups.

    `kinds` has one run of each group of repeats among them, since ten thousand runs are often of a few kinds.
    """
    named = dict(columns_by_key(view.figures))
    differing = _differing(shown, kinds)
    is_on_several = any(each.run.data.sha256 != kinds[0].run.data.sha256 for each in kinds)
    if is_on_several:
        named["data"] = told_apart(named["data"], kinds)
    known = {*named, DIFFERENCE} if against is not None else {*named}
    has_tags = any(each.run.tags for each in shown)
    keys = dict.fromkeys(_in_order(view, differing, against, is_on_several=is_on_several, has_tags=has_tags))
    wanted = [key for key in keys if key in known and (key == "name" or key not in view.hidden)]
    if against is not None and DIFFERENCE in wanted:
        before = wanted[wanted.index(DIFFERENCE) - 1]
        named[DIFFERENCE] = difference_column(against, is_beside=before == against.metric.key)
    alike = tuple(key for key in wanted if key in SETTINGS and key not in differing) if view.hides_alike else ()
    naming = naming_of([each.run.spec for each in kinds], differing)
    named["name"] = naming.column(named["name"])
    # the seeds of a group are in a column: only lone runs and those of opened groups have theirs at the name, in words
    columns = with_seeds([named[key] for key in wanted if key not in alike], shown, in_words=view.is_grouped)
    return ColumnChoice(columns, alike, naming, differing, kinds[0] if kinds else None, has_tags)


def _in_order(
    view: TableView,
    differing: Collection[str],
    against: AgainstPinned | None,
    *,
    is_on_several: bool,
    has_tags: bool,
) -> list[str]:
    """Return the keys of the columns, hidden or not: those chosen, or the most important first."""
    if view.columns:
        return _with_difference(["name", *view.columns], against)
    several = ["data"] if is_on_several else []
    tags = ["tags"] if has_tags else []
    by_settings = sorted(
        (name for name in SETTINGS if name not in NO_PART_OF_A_GROUP), key=lambda name: name not in differing
    )
    rest = sorted(NO_PART_OF_A_GROUP, key=SETTINGS.index)
    usual = _with_difference([FIRST[0], *several, *FIRST[1:], *tags, *by_settings, *rest, *FURTHER], against)
    if not view.is_grouped:
        return usual
    return sorted(usual, key=lambda key: 0 if key in FIRST_OF_GROUPS else 1 if key in by_settings else 2)


def _with_difference(keys: Sequence[str], against: AgainstPinned | None) -> list[str]:
    """Return the keys with the difference behind the figure that it is about; at the end if that is not shown."""
    if against is None or DIFFERENCE in keys:
        return list(keys)
    if against.metric.key not in keys:
        return [*keys[:2], DIFFERENCE, *keys[2:]]
    place = keys.index(against.metric.key) + 1
    return [*keys[:place], DIFFERENCE, *keys[place:]]


def _differing(shown: Sequence[Summary], kinds: Sequence[Summary]) -> frozenset[str]:
    """Return the settings in which these runs differ."""
    if not kinds:
        return frozenset()
    specs = [vars(each.run.spec) for each in kinds]
    first = specs[0]
    found = {name for name in first if any(held != first[name] for held in map(itemgetter(name), specs))}
    for name in NO_PART_OF_A_GROUP - found:
        if any(getattr(each.run.spec, name) != first[name] for each in shown):
            found.add(name)
    return frozenset(found)


def may_change_columns(before: Summary, now: Summary) -> bool:
    """Return whether a change may change which columns are shown."""
    is_alike = before.run.spec == now.run.spec and before.run.data == now.run.data
    return not is_alike or bool(before.run.tags) != bool(now.run.tags)
