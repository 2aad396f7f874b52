"""The progress of many runs together, such as those of a lab, in lines on standard error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from mnist_lab.cli.status_lines import Lines
from mnist_lab.domain.experiments.plan import Plan, anywhere, seconds_left
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.fit.verdict import judge
from mnist_lab.domain.formatting.units import format_count, format_duration, format_percent
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.cost_estimate import Pace
from mnist_lab.domain.runs.progress_words import format_epoch
from mnist_lab.domain.runs.run import Run, RunState


class BatchLines(Lines):
    """An observer that prints a line for each run that ends, and the progress of all of them in the bar."""

    def __init__(
        self,
        plan: Plan,
        paces: Sequence[Pace],
        digits: int,
        stream: TextIO | None,
        *,
        thresholds: Thresholds = THRESHOLDS,
        moves: bool = False,
    ) -> None:
        super().__init__(stream, moves=moves)
        self._specs = plan.missing
        self._labels = {anywhere(spec): group.label for group in plan.groups for spec in group.missing}
        self._paces = [*paces]
        self._digits = digits
        self._thresholds = thresholds
        self._ended: dict[str, Run] = {}
        self._spent = 0.0

    def run_changed(self, run: Run) -> None:
        """Print what is new of the run."""
        with self._lock:
            self.newest[run.id] = run
            if isinstance(run.stage, events.Loading):
                self._once("all", "loading TensorFlow")
            elif isinstance(run.stage, events.Progress):
                self._move(run)
            elif not run.state.is_active() and run.id not in self._ended:
                self._end(run)

    def _move(self, run: Run) -> None:
        others = [each for each in self.newest.values() if each.id != run.id and each.state.is_training()]
        over = {anywhere(each.spec) for each in (run, *others, *self._ended.values())}
        waiting = [spec for spec in self._specs if anywhere(spec) not in over]
        left = seconds_left(run, waiting, self._paces, self._digits)
        left += sum(seconds_left(each, (), self._paces, self._digits) for each in others)
        spent = self._spent + sum(epoch.seconds for each in (run, *others) for epoch in each.epochs)
        share = spent / (spent + left) if spent + left > 0 else 1.0
        place = self._place(len(self._ended))
        self._bar(
            share, f"{place} {self._name(run)}, {format_epoch(run)}  {format_duration(left / (1 + len(others)))} left"
        )

    def _end(self, run: Run) -> None:
        at = len(self._ended)
        self._ended[run.id] = run
        self._spent += run.seconds
        if run.last is not None:
            self._paces.append(Pace(run.spec, run.last.seconds))
        self._line(f"{self._place(at)}  {self._name(run)}: {_format_end(run, self._thresholds)}")

    def _place(self, at: int) -> str:
        count = len(self._specs)
        return f"{at + 1:>{len(str(count))}}/{count}"

    def _name(self, run: Run) -> str:
        return f"{self._labels.get(anywhere(run.spec), run.title)}, seed {run.spec.seed}"


def format_plan(todo: Plan) -> str:
    """Return how many runs there are, and how many of them are kept: "9 runs, 3 of them kept already"."""
    runs = format_count(todo.count, "run")
    return f"{runs}, {len(todo.kept)} of them kept already" if todo.kept else runs


def _format_end(run: Run, thresholds: Thresholds) -> str:
    if run.state is RunState.FAILED:
        return f"failed: {run.error}"
    accuracy = f"test accuracy {format_percent(run.test_accuracy)}, " if run.test_accuracy is not None else ""
    verdict = f"{judge(run.epochs, thresholds, facts=run.split).text}, " if run.epochs else ""
    ended = "" if run.state is RunState.FINISHED else f"{run.state.value} after "
    return f"{accuracy}{verdict}{ended}{format_duration(run.seconds)}"
