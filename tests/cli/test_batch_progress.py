"""The progress of many runs together, in lines on standard error."""

from __future__ import annotations

import io

from mnist_lab.cli.batch_progress import BatchLines
from mnist_lab.cli.status_lines import ERASE_LINE
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.plan import Plan, plan
from mnist_lab.domain.labs.definitions import LABS, groups_in
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.run_request import runs_of
from support.fakes import a_history, few_digits
from support.run_examples import BEGAN, progress
from support.shell import Terminal

DIGITS = few_digits()


def a_plan(name: str, repeats: int) -> Plan:
    budget = Budget(repeats=repeats)
    groups = [(group.label, budget.spec(group)) for group in groups_in(LABS[name])]
    return plan(groups, repeats, (), DIGITS.dataset)


def test_one_bar_is_for_all_runs_and_each_run_gets_a_line_at_its_end() -> None:
    todo = a_plan("relu", 2)
    stream = Terminal()
    lines = BatchLines(todo, (), 60_000, stream, moves=True)
    first, second, *_ = runs_of(todo.requests(), DIGITS.dataset, BEGAN)
    lines.run_changed(first.after(progress(1, 2, 0.25)))
    assert "1/4 baseline, seed 1, epoch 1 of 10" in stream.getvalue()
    done = first.model_copy(update={"state": RunState.FINISHED, "epochs": a_history([0.1]), "seconds": 12.0})
    lines.run_changed(done)
    lines.run_changed(done)
    lines.run_changed(second.after(progress(1, 2, 0.25)))
    bar = stream.getvalue().rpartition(ERASE_LINE)[2]
    assert bar.startswith("█")
    assert "2/4 baseline, seed 2" in bar
    assert stream.getvalue().count("1/4  baseline, seed 1: too short, 12 s\n") == 1


def test_there_is_no_bar_on_a_stream_that_cannot_move() -> None:
    todo = a_plan("relu", 2)
    (run, *_) = runs_of(todo.requests(), DIGITS.dataset, BEGAN)
    stream = io.StringIO()
    BatchLines(todo, (), 60_000, stream).run_changed(run.after(progress(1, 2, 0.25)))
    assert stream.getvalue() == ""


def test_the_bar_is_for_all_runs_that_train_at_once() -> None:
    todo = a_plan("relu", 2)
    stream = Terminal()
    lines = BatchLines(todo, (), 60_000, stream, moves=True)
    first, second, *_ = (run.but(state=RunState.RUNNING) for run in runs_of(todo.requests(), DIGITS.dataset, BEGAN))
    training = [
        first.but(epochs=a_history([0.2, 0.1])).after(progress(3, 2, 0.25)),
        second.but(epochs=a_history([0.4] * 6)).after(progress(7, 2, 0.25)),
    ]
    bars = []
    for run in (*training, *training):
        lines.run_changed(run)
        bars.append(stream.getvalue().rpartition(ERASE_LINE)[2])
    assert bars[2].partition("  ")[0] == bars[3].partition("  ")[0]
    assert bars[2].rpartition("  ")[2] == bars[3].rpartition("  ")[2]
    assert "baseline, seed 1, epoch 3 of 10" in bars[2]
    assert "baseline, seed 2, epoch 7 of 10" in bars[3]
