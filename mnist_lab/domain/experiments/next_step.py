"""What to train next for somebody who goes through the post's experiments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mnist_lab.domain.experiments.catalog import BASELINE, EXPERIMENTS, Experiment, Variation
from mnist_lab.domain.experiments.plan import common
from mnist_lab.domain.experiments.step_keys import StepKeys
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.setting_fields import field_named
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next run of the experiments: `variation` of `experiment`; None if its baseline is missing.

    `ended` is the experiment of the run that has ended, None if that was the baseline; `is_complete` says whether all
    its variations and the baseline are trained. `experiment` is None once all seven are.
    """

    ended: Experiment | None
    is_complete: bool
    experiment: Experiment | None = None
    variation: Variation | None = None

    def sentence(self, keys: StepKeys) -> str:
        """Return what to do, and with which keys."""
        return " ".join(self._sentences(keys))

    def short(self, keys: StepKeys) -> str:
        """Return the same for little room."""
        if self.ended is not None and self.is_complete:
            return f"Experiment {self.ended.number} of {len(EXPERIMENTS)} is trained: {keys.labs} has its answer."
        if self.experiment is None:
            return ""
        do = keys.baseline if self.variation is None else f"{keys.to_form}set {_set(self.variation)}"
        return f"Experiment {self.experiment.number}: {do}, {keys.train}; or {keys.labs}."

    def _sentences(self, keys: StepKeys) -> Iterator[str]:
        count = len(EXPERIMENTS)
        if self.ended is not None and self.is_complete:
            lab = f"lab “{self.ended.name}” on {keys.labs}"
            yield f"Experiment {self.ended.number} of {count} is trained: {lab} has its answer."
        if self.experiment is None:
            return
        place = f"xperiment {self.experiment.number} of {count}"
        runs_it = f"or {keys.labs} runs it."
        if self.variation is None:
            yield f"E{place} needs the baseline to compare with: {keys.baseline}, then {keys.train}; {runs_it}"
        elif self.ended is not None and self.is_complete:
            number, first = self.experiment.number, f"{keys.to_form}{keys.baseline}"
            yield f"Next, experiment {number}: {first}, set {_set(self.variation)}, then {keys.train}."
        elif self.ended is not None:
            now = keys.to_form or "now "
            yield f"E{place}: {now}set {_set(self.variation)}, then {keys.train}; {runs_it}"
        else:
            yield f"E{place}: {keys.to_form}set {_set(self.variation)}, then {keys.train}; {runs_it}"


def next_step(run: Run, summaries: Iterable[Summary]) -> NextStep | None:
    """Return what follows after a run of the experiments on MNIST; None if it is none of them, or nothing is left.

    Finished runs count whose epochs and digits are as many as those of the run.
    """
    if not run.data.is_mnist or run.state is not RunState.FINISHED:
        return None
    trained = {
        common(each.run.spec) for each in summaries if each.run.state is RunState.FINISHED and each.run.data.is_mnist
    } | {common(run.spec)}
    ended = next((each for each in EXPERIMENTS for one in each.variations if _at(one, run) == common(run.spec)), None)
    if ended is None and _at(BASELINE, run) != common(run.spec):
        return None

    def missing(experiment: Experiment) -> Variation | None:
        return next((one for one in experiment.variations if _at(one, run) not in trained), None)

    has_baseline = _at(BASELINE, run) in trained
    if ended is not None and (not has_baseline or missing(ended) is not None):
        return NextStep(ended, is_complete=False, experiment=ended, variation=missing(ended) if has_baseline else None)
    following = next((each for each in EXPERIMENTS if missing(each) is not None), None)
    if ended is None and following is None:
        return None
    variation = missing(following) if following is not None else None
    return NextStep(ended, is_complete=ended is not None, experiment=following, variation=variation)


def _at(variation: Variation, run: Run) -> RunSpec:
    """Return the settings of a variation with the epochs and digits of the run, as repeats have them in common."""
    budget = {"epochs": run.spec.epochs, "train_size": run.spec.train_size}
    return common(RunSpec.of({**budget, **variation.changes}))


def _set(variation: Variation) -> str:
    """Return which settings to set: "nodes per layer to 64"."""
    fields = [(field_named(RunSpec, name), value) for name, value in variation.changes.items()]
    return " and ".join(f"{field.setting.label} to {field.text(value)}" for field, value in fields)
