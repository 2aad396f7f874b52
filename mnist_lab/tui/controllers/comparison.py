"""The comparison of the marked runs and groups: their epochs are read, and it is computed, in the background."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from mnist_lab.domain.comparison.marks import NO_MARKS, Marks
from mnist_lab.domain.evidence.t_distribution import is_quick
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.tui.controllers.ports import Ports
from mnist_lab.tui.controllers.reading import read_run
from mnist_lab.tui.state.run_registry import Changes
from mnist_lab.util.background import LatestOnly

if TYPE_CHECKING:
    from mnist_lab.domain.comparison.comparison import Comparison

Version = tuple[RunState, int]
"""The state of a run and how many epochs it has: if it is the same, so are the epochs."""
Read = tuple[Version, Run | None]
"""A run as it was read, None if it could not be, and what it was then."""


class CompareController:
    """Holds the comparison of the marks. It is computed again whenever a run in it changes.

    `report` takes a computed comparison and may be called on any thread; `publish` shows one on the screens, and `keep`
    takes marks from which those of runs that are gone were removed. Unless evidence `is_quick`, the curves are shown
    before it. A live run is shown at once, without computing.
    `opened_from` is the mode that leaving the comparison leads to.
    """

    def __init__(
        self,
        ports: Ports,
        report: Callable[[int, Comparison | None], object],
        publish: Callable[[Comparison | None], object],
        keep: Callable[[Marks], object],
        is_quick: Callable[[], bool] = is_quick,
    ) -> None:
        self._session = ports.session
        self._model = ports.model
        self._notices = ports.notices
        self._report = report
        self._publish = publish
        self._keep = keep
        self._is_quick = is_quick
        self._latest = LatestOnly(ports.background)
        self._marks = NO_MARKS
        self._serial = 0
        self._metric_key = ""
        self._concerns: Callable[[Summary], bool] = lambda _: False
        self._seen: dict[str, Version] = {}
        self._read: dict[str, Read] = {}
        self.comparison: Comparison | None = None
        self.opened_from = "runs"

    def take_marks(self, marks: Marks, metric_key: str = "") -> None:
        """Compare these runs and groups from now on, by the figure of this key or by the usual one."""
        if (marks, metric_key) == (self._marks, self._metric_key):
            return
        self._marks, self._metric_key = marks, metric_key
        self._serial += 1
        if marks.marks:
            self._compute()
        else:
            self._show(None)

    def take_changes(self, changes: Changes) -> None:
        """Show a live run as it is now; compute again if a run of the comparison changed, came or went."""
        if not self._marks.marks:
            return
        summaries = self._model.registry.summaries
        if changes.gone and (kept := self._marks.among(summaries)) != self._marks:
            self._keep(kept)
            return
        is_changed = any(map(self._concerns, changes.changed)) or not changes.gone.isdisjoint(self._seen)
        is_changed = is_changed or self._changes_what_is_missing(changes)
        run = changes.live
        if run is not None and run.id in summaries and self._concerns(summaries[run.id]):
            self._show_live(run)
            is_changed = is_changed or self._seen.get(run.id) != _version(summaries[run.id])
        if is_changed:
            self._compute()

    def accept(self, serial: int, comparison: Comparison | None) -> None:
        """Show a computed comparison with the runs of this session as they are by now, unless the user marks others."""
        if serial != self._serial:
            return
        if comparison is not None:
            self._seen = {each.id: _version(each) for side in comparison.sides for each in side.group.summaries}
            if comparison.marks != self._marks:
                self._marks = comparison.marks
                self._keep(self._marks)
            registry = self._model.registry
            for run in registry.runs.values():
                comparison = comparison.with_run(run, registry.summaries[run.id])
        self._show(comparison)

    def _changes_what_is_missing(self, changes: Changes) -> bool:
        """Return whether a missing run may have come, or gone."""
        if self.comparison is None or not self.comparison.missing.letters:
            return False
        from mnist_lab.domain.comparison.missing_runs import fills_gap  # not needed for the first frame

        runs = [*(each.run for each in changes.changed), *filter(None, [changes.live])]
        return bool(changes.gone) or any(fills_gap(self.comparison.missing, run) for run in runs)

    def _show(self, comparison: Comparison | None) -> None:
        self.comparison = comparison
        self._publish(comparison)

    def _show_live(self, run: Run) -> None:
        if self.comparison is not None:
            comparison = self.comparison.with_run(run, self._model.registry.summaries[run.id])
            if comparison is not self.comparison:
                self._show(comparison)

    def _compute(self) -> None:
        from mnist_lab.domain.comparison.members import concerning  # not needed for the first frame

        state, registry = self._model.state, self._model.registry
        marks, serial, metric_key = self._marks, self._serial, self._metric_key
        summaries, runs = tuple(registry.summaries.values()), dict(registry.runs)
        self._concerns = concerning(marks, registry.summaries)

        def compute() -> None:
            from mnist_lab.domain.comparison.comparison import Terms, outline_of, with_evidence  # as above
            from mnist_lab.domain.tables.metrics import USUAL, metric_named

            metric = metric_named(metric_key) if metric_key else USUAL
            terms = Terms(metric, state.paces, state.training_digits)
            before, self._read = self._read, {}
            outline = outline_of(marks, summaries, lambda each: self._run(each, runs, before), terms)
            if outline is None:
                self._report(serial, None)
                return
            outline = _as_in_the_table(outline)
            if not self._is_quick():
                self._report(serial, outline)
            self._report(serial, with_evidence(outline, summaries, terms))

        self._latest.submit(compute)

    def _run(self, summary: Summary, of_session: Mapping[str, Run], before: Mapping[str, Read]) -> Run | None:
        """Return a run with its epochs: one of this session, or as read; read again only if it has changed."""
        if summary.id in of_session:
            return of_session[summary.id]
        known, version = before.get(summary.id), _version(summary)
        if known is None or known[0] != version:
            known = version, read_run(self._session, self._notices, summary.id)
        self._read[summary.id] = known
        return known[1]


def _as_in_the_table(comparison: Comparison) -> Comparison:
    """Return the comparison with the keys that the lines of its groups have now: those change as runs come and go."""
    from mnist_lab.domain.evidence.group_rows import GroupRow  # not needed for the first frame
    from mnist_lab.domain.views.arrangement import group_line_key

    groups = [side for side in comparison.sides if not side.is_lone]
    rows = {side.letter: GroupRow(side.group, grouped_by=side.grouped_by or ()) for side in groups}
    return comparison.with_keys({letter: group_line_key(row) for letter, row in rows.items()})


def _version(summary: Summary) -> Version:
    return summary.run.state, summary.epochs_done
