"""The trials of a sweep as the kept runs have them: nothing else is remembered of its progress."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from mnist_lab.domain.evidence.groups import Group
from mnist_lab.domain.experiments.plan import anywhere
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.sampling import points_of
from mnist_lab.domain.sweeps.sweep import Point, Search, Sweep
from mnist_lab.domain.tables.run_summary import Summary

ENDED_EARLY = frozenset({RunState.STOPPED, RunState.INTERRUPTED})


class TrialState(StrEnum):
    """How far a trial is."""

    WAITING = "waiting"
    ACTIVE = "training"
    DONE = "done"
    PRUNED = "pruned"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        """Return whether there is nothing left to train."""
        return self in {TrialState.DONE, TrialState.PRUNED, TrialState.FAILED}


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial: its settings, its runs by seed, and the runs with fresh seeds if it was one of the best.

    Where several runs have one seed, the finished one counts, of several the newest.
    """

    point: Point
    runs: Mapping[int, Summary]
    fresh: Mapping[int, Summary]
    missing: tuple[int, ...] = ()

    @property
    def number(self) -> int:
        """Return the number of the trial, from 1."""
        return self.point.number

    @property
    def state(self) -> TrialState:
        """Return how far the search is with it; a failed or pruned run ends a trial of several seeds."""
        runs = [summary.run for summary in self.runs.values()]
        if any(run.pruned for run in runs):
            return TrialState.PRUNED
        if any(run.state is RunState.FAILED for run in runs):
            return TrialState.FAILED
        if not self.missing and all(run.state is RunState.FINISHED for run in runs):
            return TrialState.DONE
        return TrialState.ACTIVE if any(run.state.is_active() for run in runs) else TrialState.WAITING

    @property
    def state_text(self) -> str:
        """Return the same in words; of one that is not over and not in training, whether it was begun."""
        if self.state is not TrialState.WAITING:
            return self.state.value
        ended_early = any(summary.run.state in ENDED_EARLY for summary in self.runs.values())
        return "stopped" if ended_early else "to train"

    @property
    def why_pruned(self) -> str:
        """Return why it was pruned, in a sentence; empty if it was not."""
        return next((summary.run.pruned for summary in self.runs.values() if summary.run.pruned), "")

    @property
    def group(self) -> Group:
        """Return its runs of the search."""
        return Group(tuple(self.runs.values()))

    @property
    def fresh_group(self) -> Group:
        """Return its runs with fresh seeds."""
        return Group(tuple(self.fresh.values()))

    def after(self, sweep: Sweep, summary: Summary) -> Trial:
        """Return the trial with this run as it now is."""
        seed = summary.run.spec.seed
        if seed in sweep.fresh_seeds:
            return replace(self, fresh={**self.fresh, seed: summary})
        runs = {**self.runs, seed: summary}
        return replace(self, runs=runs, missing=_missing(sweep, runs))

    def fresh_missing(self, sweep: Sweep) -> tuple[int, ...]:
        """Return the fresh seeds with which it is still to be trained, if it is one of the best."""
        return tuple(seed for seed in sweep.fresh_seeds if seed not in self.fresh or _is_to_resume(self.fresh[seed]))


def trials_of(sweep: Sweep, summaries: Iterable[Summary]) -> tuple[Trial, ...]:
    """Return the trials of the sweep that are known so far, by number: all of a grid or a random search.

    A trial of a grid or a random search also takes finished runs of the same settings that were trained for something
    else. A TPE search has only its own, as its next trial follows from those before.
    """
    own: dict[int, list[Summary]] = {}
    alike: dict[RunSpec, Summary] = {}
    for summary in sorted(summaries, key=lambda each: (each.run.created, each.id)):
        run = summary.run
        if run.data.sha256 != sweep.data.sha256:
            continue
        if run.trial is not None and run.trial.sweep == sweep.id:
            own.setdefault(run.trial.number, []).append(summary)
        if run.state is RunState.FINISHED:
            alike[anywhere(run.spec)] = summary
    points = points_of(sweep)
    if sweep.search is Search.TPE:
        points = tuple(sweep.point_of(number, runs[0].run.spec) for number, runs in sorted(own.items()))
        alike = {}
    return tuple(_trial(sweep, point, own.get(point.number, ()), alike) for point in points)


def _trial(sweep: Sweep, point: Point, own: Iterable[Summary], alike: Mapping[RunSpec, Summary]) -> Trial:
    by_seed: dict[int, Summary] = {}
    for summary in own:
        kept = by_seed.get(summary.run.spec.seed)
        if kept is None or kept.run.state is not RunState.FINISHED or summary.run.state is RunState.FINISHED:
            by_seed[summary.run.spec.seed] = summary
    for seed in (*sweep.search_seeds, *sweep.fresh_seeds):
        finished = alike.get(anywhere(point.spec.model_copy(update={"seed": seed})))
        kept = by_seed.get(seed)
        if finished is not None and (kept is None or not (kept.run.state.is_active() or kept.run.pruned)):
            by_seed[seed] = finished
    runs = {seed: by_seed[seed] for seed in sweep.search_seeds if seed in by_seed}
    fresh = {seed: by_seed[seed] for seed in sweep.fresh_seeds if seed in by_seed}
    return Trial(point, runs, fresh, _missing(sweep, runs))


def _missing(sweep: Sweep, runs: Mapping[int, Summary]) -> tuple[int, ...]:
    return tuple(seed for seed in sweep.search_seeds if seed not in runs or _is_to_resume(runs[seed]))


def _is_to_resume(summary: Summary) -> bool:
    """Return whether a run ended early without a reason of the sweep's: it is trained further, or again."""
    run = summary.run
    return run.state in ENDED_EARLY and not run.pruned
