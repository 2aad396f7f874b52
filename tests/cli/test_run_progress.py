"""A run's progress in lines on standard error."""

from __future__ import annotations

import io

import pytest

from mnist_lab.cli.run_progress import ProgressLines
from mnist_lab.cli.status_lines import ERASE_LINE
from mnist_lab.domain.runs.events import Began, EpochDone
from mnist_lab.domain.runs.run import RunState
from support.fakes import ENVIRONMENT, a_history, an_epoch
from support.run_examples import a_run, progress
from support.shell import Terminal


class Closed(io.StringIO):
    """A stream whose reader has gone."""

    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_a_terminal_has_a_bar_until_the_line_of_the_epoch() -> None:
    stream = Terminal()
    lines = ProgressLines(stream, moves=True)
    run = a_run(a_history([0.2]))
    lines.run_changed(run.after(progress(2, 2, 0.25)))
    bar = stream.getvalue().rpartition(ERASE_LINE)[2]
    assert bar.startswith("████░")
    assert "epoch 2 of 10  training 0.2500" in bar
    lines.run_changed(run.after(EpochDone(an_epoch(2))))
    assert stream.getvalue().partition(bar)[2].startswith(f"{ERASE_LINE}epoch  2/10  training")


def test_there_is_no_bar_on_a_stream_that_cannot_move() -> None:
    stream = io.StringIO()
    ProgressLines(stream).run_changed(a_run(()).after(progress(1, 2, 0.25)))
    assert stream.getvalue() == ""


@pytest.mark.parametrize("stream", [Closed(), None], ids=["closed", "none"])
def test_a_stream_without_a_reader_does_not_end_the_training(stream: io.StringIO | None) -> None:
    lines = ProgressLines(stream)
    lines.run_changed(a_run(()))
    lines.run_changed(a_run(a_history([0.2, 0.1])))
    lines.end()
    assert len(lines.newest["a"].epochs) == 2


def test_a_resumed_run_says_which_epochs_are_trained_again_and_prints_none_of_them() -> None:
    stream = io.StringIO()
    lines = ProgressLines(stream)
    run = a_run(a_history([0.2, 0.1, 0.1]))
    lines.run_changed(run)
    assert stream.getvalue() == ""
    lines.run_changed(run.after(Began(ENVIRONMENT, 100, 0.1, run.epochs[:1])))
    assert "resumed after epoch 1" in stream.getvalue()
    assert "up to epoch 3" in stream.getvalue()


def test_the_lines_of_runs_that_train_at_once_say_which_seed_they_are_of() -> None:
    stream = io.StringIO()
    lines = ProgressLines(stream)
    runs = [a_run((), RunState.RUNNING, run_id=name) for name in "ab"]
    for run in runs:
        lines.run_changed(run)
        lines.run_changed(run.after(EpochDone(an_epoch(1))))
    first, second = stream.getvalue().splitlines()
    assert first.startswith("epoch  1/10")
    assert second.startswith(f"seed {runs[1].spec.seed}, epoch  1/10")
