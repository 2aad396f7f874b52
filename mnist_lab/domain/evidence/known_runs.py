"""All known runs, and what follows from them, kept up to date as they change: ten thousand are not looked at again."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from mnist_lab.domain.evidence.baseline import Baseline, choose_baseline
from mnist_lab.domain.evidence.groups import repeats_key, settings_key
from mnist_lab.domain.experiments.pace_history import PaceHistory
from mnist_lab.domain.runs.cost_estimate import Pace
from mnist_lab.domain.runs.run import Dataset
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary


class KnownRuns:
    """A summary of each known run by its id, the repeats of any settings, the baselines, and the paces on `host`.

    `endings` is another number whenever a run has ended, or one that had ended is gone or continues.
    """

    def __init__(self, host: str = "") -> None:
        self.summaries: dict[str, Summary] = {}
        self.endings = 0
        self._keys: dict[str, Hashable] = {}
        self._repeats: dict[Hashable, dict[str, Summary]] = {}
        self._pinned: dict[str, Summary] = {}
        self._datasets: dict[str, Dataset] = {}
        self._paces = PaceHistory(host)

    def put(self, summary: Summary) -> None:
        """Take a run that is new, or as it now is."""
        run_id, run = summary.id, summary.run
        before = self.summaries.get(run_id)
        if before is None or before.run.state is not run.state:
            self._note_ending(before, summary)
        if before is None or before.run.spec is not run.spec:
            self._leave_repeats(run_id)
            self._keys[run_id] = repeats_key(summary)
        self.summaries[run_id] = summary
        self._repeats.setdefault(self._keys[run_id], {})[run_id] = summary
        self._datasets.setdefault(run.data.sha256, run.data)
        if run.pinned_at is not None:
            self._pinned[run_id] = summary
        else:
            self._pinned.pop(run_id, None)
        self._paces.put(summary)

    def drop(self, run_id: str) -> Summary | None:
        """Forget a run; return it as it was, or None if it is not known."""
        summary = self.summaries.pop(run_id, None)
        if summary is not None:
            self._note_ending(summary)
            self._leave_repeats(run_id)
            self._pinned.pop(run_id, None)
            self._paces.drop(run_id)
        return summary

    def repeats_of(self, spec: RunSpec, sha256: str) -> tuple[Summary, ...]:
        """Return the runs of these settings, whatever their seed, on the digits with this checksum."""
        return tuple(self._repeats.get((settings_key(spec), sha256), {}).values())

    def paces(self, data: Dataset) -> list[Pace]:
        """Return what the newest runs of each size took on the host."""
        return self._paces.paces(data)

    def baselines(self, data: Dataset) -> Mapping[str, Baseline | None]:
        """Return the baseline of all digits that runs were trained on, and of these, by their checksum."""
        datasets = {**self._datasets, data.sha256: data}
        return {sha256: choose_baseline(self._candidates(sha256), each) for sha256, each in datasets.items()}

    def _candidates(self, sha256: str) -> Iterator[Summary]:
        """Yield the runs to choose the baseline from: groups with a pinned run, and runs with the post's settings."""
        pinned = [each for each in self._pinned.values() if each.run.data.sha256 == sha256]
        keys = {self._keys[each.id] for each in pinned} | {(settings_key(RunSpec()), sha256)}
        for key in keys:
            yield from self._repeats.get(key, {}).values()

    def _leave_repeats(self, run_id: str) -> None:
        key = self._keys.pop(run_id, None)
        if key is not None:
            self._repeats[key].pop(run_id)

    def _note_ending(self, *summaries: Summary | None) -> None:
        if any(each is not None and not each.run.state.is_active() for each in summaries):
            self.endings += 1
