"""The runs that a sweep still needs, in their order: those of its trials, then those that confirm the best."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from mnist_lab.domain.experiments.plan import anywhere
from mnist_lab.domain.runs.run import Run, RunState, TrialOf
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.setting_fields import Value
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.sampling import trial_count
from mnist_lab.domain.sweeps.sweep import Search, Sweep
from mnist_lab.domain.sweeps.trials import Trial, trials_of
from mnist_lab.domain.tables.run_summary import Summary

Ask = Callable[[Sweep, int, Sequence[Trial]], Mapping[str, Value] | None]
"""Chooses the values of the trial of that number; None if there are no others."""
Choose = Callable[[Sweep, Sequence[Trial]], Sequence[Trial]]
"""Chooses the trials that are trained again with fresh seeds."""


class SweepAgenda:
    """Gives each missing run of a sweep once, and learns how runs went.

    A run that was handed out and did not finish, because the user stopped it or took it out of the queue, is not handed
    out again: the next agenda of the sweep does that.
    """

    def __init__(self, sweep: Sweep, summaries: Iterable[Summary], ask: Ask, choose: Choose) -> None:
        self.sweep = sweep
        self._trials = {trial.number: trial for trial in trials_of(sweep, summaries)}
        self._ask = ask
        self._choose = choose
        self._to_do = [number for number, trial in self._trials.items() if not trial.state.is_over]
        self._handed: set[tuple[int, int]] = set()
        self._confirmed: Sequence[int] | None = None
        self._has_all_trials = sweep.search is not Search.TPE

    @property
    def trials(self) -> tuple[Trial, ...]:
        """Return the trials known so far, by number."""
        return tuple(trial for _, trial in sorted(self._trials.items()))

    def learn(self, summary: Summary) -> None:
        """Take a run of the sweep as it now is."""
        of = summary.run.trial
        if of is not None and of.number in self._trials:
            self._trials[of.number] = self._trials[of.number].after(self.sweep, summary)

    def next(self, in_flight: int, slots: int) -> RunRequest | None:
        """Return the next run to queue, None if there is none now; `in_flight` are those in the queue or training.

        A TPE search is asked for a trial only if it can train at once: the more it knows then, the better.
        """
        while self._to_do:
            trial = self._trials[self._to_do[0]]
            seed = None if trial.state.is_over else self._first_free(trial, trial.missing)
            if seed is not None:
                return self._request(trial, seed, self.sweep.repeats)
            del self._to_do[0]
        if not self._has_all_trials:
            asked = self._asked() if in_flight < slots else None
            if asked is not None or not self._has_all_trials:
                return asked
        return None if in_flight and self._confirmed is None else self._confirmation()

    def is_over(self, in_flight: int) -> bool:
        """Return whether nothing is left to queue, and nothing in flight could change that."""
        return not in_flight and self._has_all_trials and self._confirmed is not None

    def lost(self, request: RunRequest) -> Mapping[RunSpec, Sequence[Run]]:
        """Return the run of the sweep that ended early and is to be resumed for this request, by its settings."""
        assert request.trial is not None
        trial = self._trials[request.trial.number]
        kept = (trial.fresh if request.trial.is_confirmation else trial.runs).get(request.spec.seed)
        if kept is None or kept.run.state not in {RunState.STOPPED, RunState.INTERRUPTED}:
            return {}
        return {anywhere(request.spec): (kept.run,)}

    def _asked(self) -> RunRequest | None:
        """Return the first run of the next trial of a search that chooses one at a time."""
        number = next(number for number in range(1, len(self._trials) + 2) if number not in self._trials)
        values = self._ask(self.sweep, number, self.trials) if number <= trial_count(self.sweep) else None
        if values is None:
            self._has_all_trials = True
            return None
        point = self.sweep.point(number, values)
        self._trials[number] = trial = Trial(point, {}, {}, tuple(self.sweep.search_seeds))
        self._to_do.append(number)
        return self._request(trial, trial.missing[0], self.sweep.repeats)

    def _confirmation(self) -> RunRequest | None:
        """Return the next run of one of the best trials with a fresh seed; they are chosen once."""
        if self._confirmed is None:
            chosen = self._choose(self.sweep, self.trials) if self.sweep.confirm else ()
            self._confirmed = [trial.number for trial in chosen]
        for number in self._confirmed:
            trial = self._trials[number]
            seed = self._first_free(trial, trial.fresh_missing(self.sweep))
            if seed is not None:
                return self._request(trial, seed, self.sweep.confirm, is_confirmation=True)
        return None

    def _first_free(self, trial: Trial, seeds: Iterable[int]) -> int | None:
        return next((seed for seed in seeds if (trial.number, seed) not in self._handed), None)

    def _request(self, trial: Trial, seed: int, planned: int, *, is_confirmation: bool = False) -> RunRequest:
        self._handed.add((trial.number, seed))
        return RunRequest(
            trial.point.spec.model_copy(update={"seed": seed}),
            tags=tuple(dict.fromkeys(filter(None, (self.sweep.id, self.sweep.name)))),
            keeps_weights=self.sweep.keeps_weights,
            planned=planned,
            trial=TrialOf(sweep=self.sweep.id, number=trial.number, is_confirmation=is_confirmation),
        )
