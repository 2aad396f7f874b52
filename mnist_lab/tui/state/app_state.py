"""The state that every screen shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from mnist_lab.domain.evidence.baseline import Baseline
from mnist_lab.domain.evidence.known_runs import KnownRuns
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.formatting.days import format_day
from mnist_lab.domain.formatting.units import format_device
from mnist_lab.domain.runs.cost_estimate import TRAINING_DIGITS, Pace
from mnist_lab.domain.runs.edits import as_written
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import MNIST, Dataset, Run
from mnist_lab.tui.state.run_registry import Changes

if TYPE_CHECKING:
    from mnist_lab.domain.evidence.follow_up import FollowUp


@dataclass(frozen=True, slots=True)
class AppState:
    """The state of the app: `run` is the active run, or else the last one; `queue` has the waiting runs in order.

    `active` has all runs that train here, the one that began first first; of several, `run` is the one to show.

    `elsewhere` is the run that another process trains, or trained last, if it is shown instead of `run`. `recalled` is
    the run that ended last before the app was opened, and `follow_up` what follows from a run that has ended.
    `baseline` is that of the app's own digits, `ghost` the epochs of a run of it, to draw beside others; `baselines`
    has those of all digits, by their checksum. `paces` are the times of earlier runs here; `likely_device` is where a
    run will probably train, before one has. `is_empty` is whether the store is known to have no runs. `can_undo` and
    `can_redo` say whether there is a step of the history; `undoes` is what undo takes back, in words. `reading` is the
    number of run files read so far and of all, while they are being read; `judging` is that of the runs judged again so
    far, and of all, after the rules have changed. `stage_began` is when the active run began what it does now, such as
    compiling, in seconds of the clock of the app. Runs are judged by `thresholds`.
    """

    run: Run | None = None
    active: tuple[Run, ...] = ()
    elsewhere: Run | None = None
    recalled: Run | None = None
    follow_up: FollowUp | None = None
    queue: tuple[Run, ...] = ()
    baseline: Baseline | None = None
    baselines: Mapping[str, Baseline | None] = field(default_factory=dict)
    ghost: tuple[Epoch, ...] = ()
    paces: tuple[Pace, ...] = ()
    training_digits: int = TRAINING_DIGITS
    dataset: Dataset | None = None
    likely_device: str = ""
    reading: tuple[int, int] | None = None
    judging: tuple[int, int] | None = None
    is_empty: bool = False
    can_undo: bool = False
    undoes: str = ""
    can_redo: bool = False
    stage_began: float = 0.0
    thresholds: Thresholds = THRESHOLDS

    @property
    def is_training(self) -> bool:
        """Return whether this process trains a run, or has it paused."""
        return self.run is not None and self.run.state.is_training()

    @property
    def shown(self) -> Run | None:
        """Return the run to show: the active one, here or elsewhere, or else the last one shown or recalled."""
        return self.elsewhere or self.run or self.recalled

    @property
    def day_recalled(self) -> str:
        """Return the day on which the run shown was trained if it was recalled: "yesterday"; else nothing."""
        run = self.recalled
        return format_day(run.created, datetime.now(UTC)) if run is not None and run is self.shown else ""

    @property
    def live(self) -> Run | None:
        """Return the run to show if it is training or paused, in whichever process."""
        return self.shown if self.shown is not None and self.shown.state.is_training() else None

    @property
    def device(self) -> str:
        """Return the device of the live run, else of the last run here: "CPU, 2 threads"; else the likely device."""
        run = self.live or self.run
        environment = run.environment if run is not None else None
        return format_device(environment.device, environment.threads) if environment else self.likely_device

    @property
    def other_digits(self) -> str:
        """Return what the digits are called if they are not MNIST, which goes without saying; else nothing."""
        return "" if self.dataset is None or self.dataset.is_mnist else self.dataset.name

    def with_run(self, run: Run) -> Self:
        """Return the state with a changed run; a run that only waits is not shown, one that trains here always is.

        Of several, the one shown stays until it has ended; the next one is shown then.
        """
        is_known = any(each.id == run.id for each in self.active)
        active = tuple(run if each.id == run.id else each for each in self.active)
        if not run.state.is_training():
            active = tuple(each for each in active if each.id != run.id)
        elif not is_known:
            active = (*active, run)
        is_shown = self.run is not None and self.run.id == run.id
        if is_shown or (active and not self.is_training):
            shown = run if run in active or not active else active[0]
            return replace(self, run=shown, active=active, elsewhere=None if active else self.elsewhere)
        return replace(self, active=active)

    def showing_next(self, by: int) -> Self:
        """Return the state with the next of the active runs shown, or the one before."""
        ids = [each.id for each in self.active]
        if self.run is None or self.run.id not in ids:
            return self
        return replace(self, run=self.active[(ids.index(self.run.id) + by) % len(ids)], elsewhere=None)

    def with_elsewhere(self, run: Run) -> Self:
        """Return the state with a run that another process trains, or trained; what trains here comes first."""
        return self if self.is_training else replace(self, elsewhere=run)

    def with_known(self, known: KnownRuns) -> Self:
        """Return the state with what follows from the known runs: the baselines, and the times of runs on this host."""
        data = self.dataset or MNIST
        baselines = known.baselines(data)
        baseline = baselines[data.sha256]
        is_the_same = self.baseline and baseline and self.baseline.run_ids[:1] == baseline.run_ids[:1]
        ghost = self.ghost if is_the_same else ()
        return replace(self, baseline=baseline, baselines=baselines, ghost=ghost, paces=tuple(known.paces(data)))

    def baseline_of(self, run: Run | None) -> Baseline | None:
        """Return the baseline on the digits of a run; None if they have none."""
        return self.baselines.get(run.data.sha256) if run is not None else None

    def ghost_beside(self, run: Run | None) -> tuple[Epoch, ...]:
        """Return the curves of the baseline to draw beside a run: none beside one on other digits."""
        data = self.dataset or MNIST
        return self.ghost if run is None or run.data.sha256 == data.sha256 else ()

    def after(self, changes: Changes) -> Self:
        """Return the state after changes in the store: a run that is gone is no longer shown."""
        written = {summary.id: summary.run for summary in changes.changed}

        def newest(run: Run) -> Run:
            return as_written(run, written[run.id]) if run.id in written else run

        run, elsewhere, recalled = self.run, self.elsewhere, self.recalled
        if run is not None:
            run = None if run.id in changes.gone and not run.state.is_active() else newest(run)
        if elsewhere is not None:
            elsewhere = None if elsewhere.id in changes.gone else newest(elsewhere)
        if recalled is not None:
            recalled = None if recalled.id in changes.gone else newest(recalled)
        queue, active = tuple(map(newest, self.queue)), tuple(map(newest, self.active))
        return replace(self, run=run, active=active, elsewhere=elsewhere, recalled=recalled, queue=queue, reading=None)

    def with_fetched(self, run: Run) -> Self:
        """Return the state with the baseline's curves, if they are those of this run."""
        is_baseline = self.baseline is not None and run.id in self.baseline.run_ids[:1]
        return replace(self, ghost=run.epochs) if is_baseline else self
