"""What to train next for somebody who goes through the post's experiments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mnist_lab.domain.experiments.catalog import BASELINE, EXPERIMENTS, Experiment, Variation
from mnist_lab.domain.experiments.plan import common
from mnist_lab.domain.experiments.step_keys import StepKeys
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.setting_fields import Value, field_named
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary

POSTS = RunSpec()


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next run of the experiments: `variation` of `experiment`; None if its baseline is missing.

    `ended` is the experiment of the run that has ended, None if that was the baseline; `is_complete` says whether all
    its variations and the baseline are trained. `experiment` is None once all seven are. `budget` has the epochs and
    digits of the run where they are not the post's: no lab has such runs, and the baseline's settings replace them.
    """

    ended: Experiment | None
    is_complete: bool
    experiment: Experiment | None = None
    variation: Variation | None = None
    budget: Mapping[str, Value] = field(default_factory=dict)

    def sentence(self, keys: StepKeys) -> str:
        """Return what to do, and with which keys."""
        return " ".join(self._sentences(keys))

    def short(self, keys: StepKeys) -> str:
        """Return the same for little room."""
        if self._is_next_experiment and self.ended is not None:
            return self._is_trained(f"Experiment {self.ended.number}", keys.labs)
        if self.experiment is None:
            return ""
        or_lab = "" if self.budget else f"; or {keys.labs}"
        return f"Experiment {self.experiment.number}: {', '.join([*self._steps(keys), keys.train])}{or_lab}."

    def _sentences(self, keys: StepKeys) -> Iterator[str]:
        count = len(EXPERIMENTS)
        if self._is_next_experiment and self.ended is not None:
            lab = f"lab “{self.ended.name}” on {keys.labs}"
            yield self._is_trained(f"Experiment {self.ended.number} of {count}", lab)
        if self.experiment is None:
            return
        steps = self._steps(keys)
        do = ", ".join([*steps, keys.train if keys.form in steps else f"then {keys.train}"])
        or_lab = "" if self.budget else f"; or {keys.labs} runs it"
        place = f"xperiment {self.experiment.number}"
        if self._is_next_experiment:
            yield f"Next, e{place}: {do}."
        elif self.variation is None:
            needed = "its own baseline" if self.budget else "the baseline to compare with"
            yield f"E{place} of {count} needs {needed}: {do}{or_lab}."
        else:
            now = "now " if self.ended is not None and keys.form not in steps else ""
            yield f"E{place} of {count}: {now}{do}{or_lab}."

    @property
    def _is_next_experiment(self) -> bool:
        return self.ended is not None and self.is_complete

    def _is_trained(self, experiment: str, lab: str) -> str:
        return f"{experiment} is trained{'' if self.budget else f': {lab} compares and repeats it'}."

    def _steps(self, keys: StepKeys) -> list[str]:
        """Return the steps that fill the form with the next run: tab, F8, "set epochs to 3"."""
        starts_over = self.variation is None or self._is_next_experiment
        of_variation = self.variation.changes if self.variation is not None else {}
        changes = {**of_variation, **(self.budget if starts_over else {})}
        steps = [keys.form, keys.baseline if starts_over else "", f"set {_format(changes)}"]
        return [step for step in (steps if changes else steps[1:2]) if step]


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
    budget = {name: value for name, value in _budget(run).items() if value != POSTS.value(name)}
    if ended is not None and (not has_baseline or missing(ended) is not None):
        variation = missing(ended) if has_baseline else None
        return NextStep(ended, is_complete=False, experiment=ended, variation=variation, budget=budget)
    following = next((each for each in EXPERIMENTS if missing(each) is not None), None)
    if ended is None and following is None:
        return None
    variation = missing(following) if following is not None else None
    return NextStep(ended, is_complete=ended is not None, experiment=following, variation=variation, budget=budget)


def _budget(run: Run) -> dict[str, Value]:
    return {"epochs": run.spec.epochs, "train_size": run.spec.train_size}


def _at(variation: Variation, run: Run) -> RunSpec:
    """Return the settings of a variation with the epochs and digits of the run, as repeats have them in common."""
    return common(RunSpec.of({**_budget(run), **variation.changes}))


def _format(changes: Mapping[str, Value]) -> str:
    """Return these settings with their values: "nodes per layer to 64 and epochs to 3"."""
    fields = [(field_named(RunSpec, name), value) for name, value in changes.items()]
    return " and ".join(f"{one.setting.label} to {one.text(value)}" for one, value in fields)
