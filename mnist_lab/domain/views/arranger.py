"""Keeps runs arranged as a view says: a change of one run moves one line and leaves the others alone."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from mnist_lab.domain.filters.query import parse
from mnist_lab.domain.tables.column import NAME
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.against_pinned import Findings
from mnist_lab.domain.views.column_choice import ColumnChoice, columns_for, may_change_columns
from mnist_lab.domain.views.grouping import Grouping, RepeatKeys, group_line_key
from mnist_lab.domain.views.line_order import LineOrder, OrderedLines
from mnist_lab.domain.views.lines import Arrangement, Line
from mnist_lab.domain.views.pinned import PinnedComparison
from mnist_lab.domain.views.recent import RecentViews
from mnist_lab.domain.views.table_view import USUAL_VIEW, TableView

FEW = 50
"""More changes than this at once are as quick if all lines are sorted again."""


class Arranger:
    """Holds the arrangement of runs for a view.

    Groups are made of all runs, matching or not: what a group shows never depends on what else is shown. The
    evidence takes long: what it is asked for is in the arrangement, and it is taken once it is computed.
    Without `shows_pinned`, what is pinned is a line as any other.
    """

    def __init__(self, *, shows_pinned: bool = True) -> None:
        self._shows_pinned = shows_pinned
        self.arrangement = Arrangement((), ())
        self._runs: dict[str, Summary] = {}
        self._view = USUAL_VIEW
        self._opened: frozenset[str] = frozenset()
        self._repeats = RepeatKeys()
        self._groups = Grouping((), (), self._repeats)
        self._pinned = PinnedComparison()
        self._parsed = parse("")
        self._matching: set[str] = set()
        self._has_matched = False
        self._matched: set[str] = set()
        self._choice = ColumnChoice(())
        self._order = LineOrder(USUAL_VIEW)
        self._ordered = OrderedLines(self._order)
        self._lines: dict[Hashable, Line] = {}
        self._sorted_as: tuple[object, ...] = ()
        self._recent = RecentViews()

    def show(
        self,
        summaries: Iterable[Summary] | Mapping[str, Summary],
        view: TableView,
        *,
        opened: frozenset[str] = frozenset(),
        has_pinned: bool = True,
    ) -> Arrangement:
        """Return the lines for these runs; groups whose keys are in `opened` are followed by their runs.

        Without `has_pinned`, pinned groups are lines as all others, and nothing is compared with them. What was worked
        out for the last few views serves again as long as no run changes. Runs by their ids are looked at faster.
        """
        runs = dict(summaries) if isinstance(summaries, Mapping) else {summary.id: summary for summary in summaries}
        by = view.grouped_by or ()
        has_changed = runs != self._runs
        if has_changed:
            self._runs = runs
            self._forget()
        if has_changed or by != self._groups.by:
            self._groups = Grouping(runs.values(), by, self._repeats)
        self._view, self._opened, self._pinned.is_used = view, opened, has_pinned
        return self._arrange()

    def change(self, changed: Sequence[Summary], gone: Collection[str] = ()) -> Arrangement:
        """Return the lines with these runs as they now are, some of them new, and without others."""
        run_ids = (*gone, *(each.id for each in changed))
        before = {run_id: self._runs[run_id] for run_id in run_ids if run_id in self._runs}
        for summary in before.values():
            self._groups.drop(summary)
            del self._runs[summary.id]
        for summary in changed:
            self._groups.put(summary)
            self._runs[summary.id] = summary
        touched = (*before.values(), *changed)
        if len(touched) > FEW or any(self._pinned.rests_on(each, self._groups) for each in touched):
            self._forget()
            return self._arrange()
        self._forget_other_views()
        for run_id in {each.id for each in touched}:
            self._match(run_id)
        keeps_columns = not gone and all(self._keeps_columns(before.get(each.id), each) for each in changed)
        has_moved = self._place_again({self._line_key(each) for each in touched})
        against = self._pinned.against
        self._pinned.ask(self._groups, self._view)
        has_come_or_gone = has_moved and bool(before)
        if has_come_or_gone or not keeps_columns or self._pinned.against is not against:
            self._choose()
        return self._finished()

    def _keeps_columns(self, before: Summary | None, now: Summary) -> bool:
        """Return whether a changed run leaves the columns as they are; so does a new one that repeats one shown."""
        if before is not None:
            return not may_change_columns(before, now)
        if self._groups.by:
            return False
        line = self._lines.get(self._groups.key(now))
        shown = [line.key] if line is not None else self._groups.ids_beside(now)
        return not self._matched.isdisjoint(shown) and self._choice.holds_with(now)

    def take(self, findings: Findings) -> Arrangement:
        """Return the lines with the evidence for their differences; an answer to an older question changes nothing."""
        if self._pinned.take(findings):
            self._choose()
        return self._finished()

    def _arrange(self) -> Arrangement:
        view = self._view
        self._pinned.look(self._groups, view)
        self._lines = self._recent.lines.get_or((view.grouped_by, self._pinned.keys), self._lines_of_all)
        before, self._parsed = self._parsed.filter, parse(view.filter, figures=view.figures)
        if self._parsed.filter != before or not self._has_matched:
            matches = self._parsed.filter.matches
            self._matching = {run_id for run_id, each in self._runs.items() if matches(each)}
            self._has_matched = True
        self._matched = {line.key for line in self._lines.values() if self._has_match(line)}
        self._choose()
        return self._finished()

    def _forget(self) -> None:
        """Work everything out again: other runs are there, or many of them have changed."""
        self._pinned.see(self._runs.values() if self._shows_pinned else ())
        self._recent = RecentViews()
        self._sorted_as = ()
        self._has_matched = False

    def _forget_other_views(self) -> None:
        """Leave only what is shown, which is kept up to date."""
        self._recent = RecentViews()
        self._recent.lines.put(self._sorted_as[:2], self._lines)
        self._recent.orders.put(self._sorted_as, self._ordered)

    def _lines_of_all(self) -> dict[Hashable, Line]:
        keys: Iterable[Hashable] = self._groups if self._view.is_grouped else self._runs
        return {key: line for key in keys if (line := self._line(key)) is not None}

    def _match(self, run_id: str) -> None:
        if run_id in self._runs and self._parsed.filter.matches(self._runs[run_id]):
            self._matching.add(run_id)
        else:
            self._matching.discard(run_id)

    def _has_match(self, line: Line) -> bool:
        if line.group is None:
            return line.key in self._matching
        return any(each.id in self._matching for each in line.group.group.summaries)

    def _line_key(self, summary: Summary) -> Hashable:
        return self._groups.key(summary) if self._view.is_grouped else summary.id

    def _line(self, key: Hashable) -> Line | None:
        """Return the line of a group or a run, whatever the filter is; None if it is gone."""
        if self._view.is_grouped:
            if not self._groups.has(key):
                return None
            row = self._groups.row(key)
            return Line(group_line_key(row), row.newest, row, is_pinned=key in self._pinned.keys)
        summary = self._runs.get(str(key))
        if summary is None:
            return None
        is_pinned = bool(self._pinned.keys) and self._groups.key(summary) in self._pinned.keys
        return Line(summary.id, summary, is_pinned=is_pinned)

    def _place_again(self, keys: Collection[Hashable]) -> bool:
        """Put lines where they belong now; return whether one has come or gone."""
        before = [self._lines.pop(key) for key in keys if key in self._lines]
        were_shown = {line.key for line in before} & self._matched
        for line in before:  # all of them first: a group may have the newest run that another one had
            self._ordered.drop(line)
            self._matched.discard(line.key)
        for key in keys:
            now = self._line(key)
            if now is not None:
                self._lines[key] = now
                self._ordered.put(now)
                self._matched |= {now.key} if self._has_match(now) else set()
        return were_shown != {self._lines[key].key for key in keys if key in self._lines} & self._matched

    def _shown(self, lines: Collection[Line]) -> Sequence[Line]:
        """Return those of these lines that match, and the pinned ones, whether they match or not."""
        matched = self._matched
        if len(matched) == len(self._lines):
            return tuple(lines)
        return [
            line if line.key in matched else replace(line, is_matching=False)
            for line in lines
            if line.key in matched or line.is_pinned
        ]

    def _choose(self) -> None:
        """Choose the columns; they depend on which runs are shown, and not on their order. Then sort."""
        view, pinned = self._view, self._pinned
        asked = replace(view, filter="", sort=()), pinned.keys, pinned.against, self._matched.copy()
        shown = self._shown(self._lines.values())
        make = partial(columns_for, view, shown, pinned.against, self._groups)
        self._choice = self._recent.choices.get_or(asked, make)
        self._sort()

    def _sort(self) -> None:
        """Sort all lines, unless they are in that order; what they are called depends on what is shown."""
        view, naming = self._view, self._choice.naming
        by_name = naming if any(key.key == NAME for key in view.sort) else None
        sorted_as = view.grouped_by, self._pinned.keys, view.sort, view.figures, by_name
        if sorted_as != self._sorted_as:
            self._order = LineOrder(view, naming)
            make = partial(OrderedLines, self._order, self._lines.values())
            self._ordered = self._recent.orders.get_or(sorted_as, make)
            self._sorted_as = sorted_as

    def _finished(self) -> Arrangement:
        top, choice = self._shown(self._ordered.lines), self._choice
        self.arrangement = Arrangement(
            tuple(self._with_opened(top)) if self._opened and self._view.is_grouped else tuple(top),
            choice.columns,
            choice.alike,
            len(self._matching),
            len(self._runs),
            self._parsed.problem,
            len(top) if self._view.is_grouped else 0,
            choice.naming,
            self._pinned.against,
            self._pinned.question,
        )
        return self.arrangement

    def _with_opened(self, top: Iterable[Line]) -> Iterator[Line]:
        for line in top:
            yield line
            if line.group is not None and line.key in self._opened:
                runs = (
                    Line(each.id, each, is_inside=True, is_pinned=line.is_pinned, is_matching=each.id in self._matching)
                    for each in line.group.group.summaries
                )
                yield from sorted(runs, key=self._order.rank)
