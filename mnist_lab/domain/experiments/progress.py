"""The progress of a lab while its runs are trained one after another, with the time left."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mnist_lab.domain.experiments.catalog import BASELINE
from mnist_lab.domain.experiments.plan import Plan, anywhere, seconds_left, seconds_of
from mnist_lab.domain.formatting.units import format_count, format_duration, format_estimate
from mnist_lab.domain.runs.cost_estimate import TRAINING_DIGITS, Pace
from mnist_lab.domain.runs.progress_words import format_epoch
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.spec import RunSpec

MEASURING = "measuring"
BUDGET_SETTINGS = frozenset({"epochs", "train_size", "seed", "device"})


@dataclass(frozen=True, slots=True)
class LabProgress:
    """The progress of a lab.

    `run` is the active run of the lab itself and `waiting` are its waiting runs, the next one first; `ahead` is the
    number of other runs before them. Both are empty if all that trains and waits is the baseline, which other labs need
    too, while the lab needs more than that. `label` is the group whose run trains, whoever requested it, and `unasked`
    counts the missing runs that neither train nor wait, `elsewhere` those that another process trains or has waiting.
    `seconds` is the time for what trains and waits, or for the unasked if the lab is not active. `train_key` is the key
    that trains the unasked. `done` is the number of repeats with which the lab has a result already, 0 if it has none.
    `shared` is the active run if it is of the baseline and trains for no lab alone.
    """

    kept: int
    count: int
    run: Run | None
    label: str
    waiting: tuple[Run, ...]
    ahead: int
    unasked: int
    seconds: float
    train_key: str = "F5"
    elsewhere: int = 0
    done: int = 0
    shared: Run | None = None

    @property
    def is_active(self) -> bool:
        """Return whether the lab is what is trained or waits."""
        return self.run is not None or bool(self.waiting)

    @property
    def share(self) -> float:
        """Return how much of the lab is done, as a share of its runs."""
        of_run = self.run.epochs_done / self.run.spec.epochs if self.run is not None else 0.0
        return (self.kept + of_run) / self.count

    @property
    def short_text(self) -> str:
        """Return the same in fewer words: "run 4 of 9, epoch 3 of 10; 2 min 4 s left"."""
        if self.run is not None:
            rests = " (paused)" if self.run.state is RunState.PAUSED else ""
            return f"run {self.kept + 1} of {self.count}, {format_epoch(self.run)}{rests}; {self._left}"
        if self.shared is not None and self.unasked:
            now = f"{self.label} trains, {format_epoch(self.shared)}"
            return f"{now}; {self.train_key} trains {_runs(self.unasked)}"
        if self.is_active or not self.kept or self.kept == self.count:
            return self.text
        if self.elsewhere:
            return f"{self.kept} of {self.count} kept; {self._missing}"
        missing = f"{self.train_key} trains {self.unasked}, about {format_estimate(self.seconds)}"
        return f"{self.kept} of {self.count} kept; {missing}"

    @property
    def text(self) -> str:
        """Return the same in words: "run 4 of 9: 64 nodes, seed 2, epoch 3 of 10; 2 min 4 s left"."""
        left = self._left
        if self.unasked:
            left += f", then {self.train_key} trains {_runs(self.unasked)}"
        if self.run is not None:
            rests = " (paused)" if self.run.state is RunState.PAUSED else ""
            place = f"run {self.kept + 1} of {self.count}: {self.label}, seed {self.run.spec.seed}"
            return f"{place}, {format_epoch(self.run)}{rests}; {left}"
        if self.waiting:
            verb = "waits" if len(self.waiting) == 1 else "wait"
            others = f" behind {_runs(self.ahead, 'other ')}" if self.ahead else ""
            return f"{self.kept} of {_runs(self.count)} kept, {len(self.waiting)} {verb}{others}; {left}"
        if self.kept == self.count:
            return "the run is kept" if self.count == 1 else f"all {self.count} runs are kept"
        if self.shared is not None:
            now = f"{self.label}, seed {self.shared.spec.seed}, trains: {format_epoch(self.shared)}"
            return f"{self.kept} of {_runs(self.count)} kept; {now}; {self._missing}" if self._missing else now
        if self.done:
            return f"done with {format_count(self.done, 'repeat')} each; {self._missing}"
        return f"{self.kept} of {_runs(self.count)} kept; {self._missing}" if self.kept else self._missing

    @property
    def _left(self) -> str:
        """Return how long it still takes; after the last epoch of the last run, what is still done."""
        is_last = self.run is not None and self.run.epochs_done >= self.run.spec.epochs and not self.waiting
        return MEASURING if is_last else f"{format_duration(self.seconds)} left"

    @property
    def _missing(self) -> str:
        """Return what the key trains, and what is left to another process."""
        words = []
        if self.elsewhere:
            verb = "trains or waits" if self.elsewhere == 1 else "train or wait"
            words.append(f"{_runs(self.elsewhere)} {verb} in another process")
        if self.unasked:
            words.append(f"{self.train_key} trains {_runs(self.unasked)}, about {format_estimate(self.seconds)}")
        return "; ".join(words)


def progress_of(
    plan: Plan,
    run: Run | None,
    queue: Sequence[Run],
    paces: Sequence[Pace] = (),
    digits: int = TRAINING_DIGITS,
    train_key: str = "F5",
    begun: Collection[RunSpec] = (),
    done: int = 0,
    at_once: int = 1,
) -> LabProgress:
    """Return the progress of a lab with this plan, this active or ended run, and these waiting runs, the next one
    first.

    `begun` are the settings, whatever the device, of runs that have trained since the plan was made: they may have
    ended, and are not to be trained again before a newer plan says so. `at_once` is how many runs train at once now.
    """
    labels = {anywhere(spec): group.label for group in plan.groups for spec in group.missing}
    active = run if run is not None and run.state.is_training() else None
    own = active if active is not None and anywhere(active.spec) in labels else None
    label = labels[anywhere(own.spec)] if own is not None else ""
    places = [place for place, each in enumerate(queue) if anywhere(each.spec) in labels]
    requested = {anywhere(each.spec) for each in (own, *(queue[place] for place in places)) if each is not None}
    others = [spec for spec in plan.missing if anywhere(spec) not in {*requested, *begun}]
    unasked = [spec for spec in others if anywhere(spec) not in plan.elsewhere]
    shared = None
    if requested and all(map(_is_baseline, requested)) and not all(map(_is_baseline, labels)):
        shared, own, places = own, None, []
    if places:
        seconds = seconds_left(active, [each.spec for each in queue[: places[-1] + 1]], paces, digits)
    elif own is not None:
        seconds = seconds_left(own, (), paces, digits)
    else:
        seconds = seconds_of(unasked, paces, digits)
    return LabProgress(
        kept=len(plan.kept),
        count=plan.count,
        run=own,
        label=label,
        waiting=tuple(queue[place] for place in places),
        ahead=places[0] + (active is not None) if places else 0,
        unasked=len(unasked),
        elsewhere=len(others) - len(unasked),
        seconds=seconds / max(1, at_once),
        train_key=train_key,
        done=done,
        shared=shared,
    )


def _is_baseline(spec: RunSpec) -> bool:
    """Return whether the settings are the baseline's at any budget: every lab needs it, and some grids do."""
    return not spec.differences(BASELINE.spec, ignoring=BUDGET_SETTINGS)


def _runs(count: int, kind: str = "") -> str:
    return format_count(count, f"{kind}run")
