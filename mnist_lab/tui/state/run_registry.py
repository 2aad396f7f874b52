"""Everything known about runs: those of this session as they train, all others as they are in the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from mnist_lab.domain.evidence.known_runs import KnownRuns
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.runs.edits import as_written
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.tables.run_summary import Summary, summary_of


@dataclass(frozen=True, slots=True)
class Changes:
    """The runs that are new or changed, and the ids of those that are gone.

    `live` is the changed run with its epochs, if it was training in this process that changed it.
    """

    changed: tuple[Summary, ...] = ()
    gone: frozenset[str] = frozenset()
    live: Run | None = None

    def __bool__(self) -> bool:
        return bool(self.changed or self.gone)


class RunRegistry:
    """The runs of this session with their epochs, and a summary of every run; `host` names this machine.

    The registry knows first what training does to a run; the store knows best what the user wrote about it.
    """

    def __init__(self, thresholds: Thresholds = THRESHOLDS, host: str = "") -> None:
        self._thresholds = thresholds
        self.runs: dict[str, Run] = {}
        self.known = KnownRuns(host)
        self._listed: Mapping[str, Summary] = {}
        self._kept: Set[str] = frozenset()
        self._hidden: dict[str, Summary] = {}

    @property
    def summaries(self) -> Mapping[str, Summary]:
        """Return a summary of every run by its id."""
        return self.known.summaries

    @property
    def last_ended(self) -> str | None:
        """Return the id of the newest run that ended with at least one epoch, None if there is none."""
        ended = (each for each in self.summaries.values() if each.epochs_done and not each.run.state.is_active())
        last = max(ended, key=lambda each: (each.run.created, each.id), default=None)
        return last.id if last is not None else None

    def happened(self, run: Run) -> Run:
        """Take a run as training left it; return it with what the user wrote about it."""
        run = self.as_written(run)
        self._hidden.pop(run.id, None)  # it was taken out of the queue, and is queued again
        self.runs[run.id] = run
        self.known.put(summary_of(run, self._thresholds))
        return run

    def as_written(self, run: Run) -> Run:
        """Return the run with name, note, tags and pin as last known."""
        known = self.summaries.get(run.id)
        return run if known is None else as_written(run, known.run)

    def hide(self, run_id: str) -> Changes:
        """Forget a run that is to be removed; the store may have it a little longer."""
        self.runs.pop(run_id, None)
        summary = self.known.drop(run_id)
        if summary is not None:
            self._hidden[run_id] = summary
        self._kept -= {run_id}
        return Changes(gone=frozenset({run_id}))

    def unhide(self, run_id: str, *, came_back: bool = False) -> Changes:
        """Know a hidden run again: it did not go to the trash, or it came back, which lists read before do not have."""
        summary = self._hidden.pop(run_id, None)
        if summary is None:
            return Changes()
        self.known.put(summary)
        if not came_back:
            self._kept |= {run_id}
        return Changes(changed=(summary,))

    def loaded(self, summaries: Iterable[Summary]) -> Changes:
        """Take the runs as they are in the store; return what that changes.

        Only what is another summary than before is looked at: this runs on the thread that draws.
        """
        listed = {summary.run.id: summary for summary in summaries}
        self._hidden = {run_id: summary for run_id, summary in self._hidden.items() if run_id in listed}
        for run_id in self._hidden:
            del listed[run_id]
        missing = (self._kept - listed.keys()) & self.summaries.keys()
        active = {run_id for run_id in missing if run_id in self.runs and self.runs[run_id].state.is_active()}
        gone = missing - active  # an active run of this session was queued again since the list was read
        self._kept = active | listed.keys()
        for run_id in gone:
            self.runs.pop(run_id, None)
            self.known.drop(run_id)
        before, self._listed = self._listed, listed
        news = [run_id for run_id, summary in listed.items() if before.get(run_id) is not summary]
        changed = []
        for run_id in dict.fromkeys((*news, *(run_id for run_id in self.runs if run_id in listed))):
            newest = self._newest(listed[run_id]) if run_id in self.runs else listed[run_id]
            known = self.summaries.get(run_id)
            if known is not newest:
                self.known.put(newest)
                changed += [newest] if known != newest else []
        return Changes(tuple(changed), frozenset(gone))

    def judged(self, summaries: Iterable[Summary]) -> Changes:
        """Take the verdicts of runs that awaited one; what else is known of a run stays, as it may be newer."""
        changed = []
        for each in summaries:
            known = self.summaries.get(each.id)
            if known is not None and known.awaits_verdict:
                changed.append(known.model_copy(update={"verdict": each.verdict, "rules": each.rules}))
                self.known.put(changed[-1])
        return Changes(tuple(changed))

    def _newest(self, kept: Summary) -> Summary:
        """Return a run of this session as the store or as training has it, whichever is newer."""
        own = self.runs[kept.id]
        is_ours_still = own.state.is_active() or (kept.run.state.is_active() and kept.run.holder is None)
        is_as_we_left_it = (own.state, len(own.epochs)) == (kept.run.state, kept.epochs_done)
        if not (is_ours_still or is_as_we_left_it):  # another process has resumed it
            del self.runs[kept.id]
            return kept
        run = as_written(own, kept.run)
        if run is own:
            return self.summaries[kept.id]
        self.runs[kept.id] = run
        return summary_of(run, self._thresholds)
