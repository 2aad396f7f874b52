"""`runs --live`: the runs in training, followed in a table or in lines until none is left."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mnist_lab.cli.live_runs import LOOKS_UNTIL_OVER, ChangeLines, Holders, TableInPlace, follow
from mnist_lab.domain.filters.query import Filter, filter_of
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.tables.run_summary import Summary, summary_of
from mnist_lab_store.run_store import RunStore
from support.shell import Shell
from support.store_examples import example_run


class Seen:
    """A view that keeps what it is shown: the state and the epochs of each run."""

    def __init__(self) -> None:
        self.shown: list[list[tuple[str, RunState, int]]] = []
        self.holders: list[Holders] = []
        self.has_ended = False

    def show(self, summaries: Sequence[Summary], holders: Holders) -> None:
        self.shown.append([(each.id, each.run.state, each.epochs_done) for each in summaries])
        self.holders.append(holders)

    def end(self) -> None:
        self.has_ended = True


class Remote:
    """A store of another host, and what is written into it at each wait; ends the run after that."""

    def __init__(self, folder: Path, *steps: Run | None) -> None:
        self.store = RunStore(folder, host="gpu1")
        self.steps = list(steps)
        self.waits = 0

    def wait(self, _: float) -> None:
        self.waits += 1
        step = self.steps.pop(0) if self.steps else None
        if step is not None:
            self.store.put(step)


def running(number: int = 1, epochs: int = 2) -> Run:
    return example_run(number, epochs=epochs, state=RunState.RUNNING, seconds=5.0)


def test_a_run_is_followed_to_its_end_and_shown_only_when_it_changes(tmp_path: Path) -> None:
    remote, seen = Remote(tmp_path, None, running(epochs=3), None, example_run(1, epochs=3)), Seen()
    remote.store.put(running())
    assert follow(RunStore(tmp_path), Filter(), seen, remote.wait)
    run_id = example_run(1).id
    states = [(RunState.RUNNING, 2), (RunState.RUNNING, 3), (RunState.FINISHED, 3)]
    assert seen.shown == [[(run_id, *state)] for state in states]
    assert seen.holders[0] == {run_id: f"process {os.getpid()} on gpu1"}
    assert seen.has_ended
    assert remote.waits == 4 + LOOKS_UNTIL_OVER - 1


def test_a_run_that_begins_while_others_are_followed_joins_them(tmp_path: Path) -> None:
    remote, seen = Remote(tmp_path, example_run(1), running(2), example_run(2)), Seen()
    remote.store.put(running())
    follow(RunStore(tmp_path), Filter(), seen, remote.wait)
    assert [run_id for run_id, *_ in seen.shown[-1]] == [example_run(1).id, example_run(2).id]
    assert {state for _, state, _ in seen.shown[-1]} == {RunState.FINISHED}


def test_only_runs_in_training_that_match_are_followed(tmp_path: Path) -> None:
    remote, seen = Remote(tmp_path, example_run(2)), Seen()
    for run in (running(1), running(2), example_run(3)):
        remote.store.put(run)
    assert follow(RunStore(tmp_path), filter_of("seed>1"), seen, remote.wait)
    assert [[run_id for run_id, *_ in shown] for shown in seen.shown] == [[example_run(2).id]] * 2


@pytest.fixture
def table() -> Callable[..., list[str]]:
    """Draw tables on a terminal of that size, and return what each of them writes."""

    def draw(columns: int, lines: int, *tables: Sequence[Run]) -> list[str]:
        stream = io.StringIO()
        view = TableInPlace(stream, lambda: os.terminal_size((columns, lines)))
        written = []
        for runs in tables:
            view.show([summary_of(run) for run in runs], {run.id: "process 12 on gpu1" for run in runs})
            written.append(stream.getvalue())
            stream.seek(0)
            stream.truncate()
        return written

    return draw


def test_the_table_is_drawn_over_the_last_one_and_only_if_it_differs(table: Callable[..., list[str]]) -> None:
    first, same, other = table(100, 24, [running()], [running()], [running(epochs=3)])
    assert "training 3/10" in first
    assert "12 on gpu1" in first
    assert "20 s" in first  # eight epochs at 2.5 s
    assert same == ""
    assert other.startswith("\x1b[3A\r\x1b[J")


def test_the_table_is_no_higher_than_the_terminal(table: Callable[..., list[str]]) -> None:
    waiting = [example_run(number, epochs=0, state=RunState.QUEUED) for number in range(3, 20)]
    (drawn,) = table(100, 10, [example_run(1), running(2), *waiting])
    assert len(drawn.splitlines()) < 10
    assert "training 3/10" in drawn
    assert "13 more runs" in drawn


def test_the_line_about_ctrl_c_is_erased_at_the_end() -> None:
    stream = io.StringIO()
    view = TableInPlace(stream, lambda: os.terminal_size((100, 24)))
    view.end()
    assert stream.getvalue() == ""
    view.show([summary_of(running())], {})
    view.end()
    assert stream.getvalue().endswith("\n\x1b[1A\r\x1b[J")


def test_lines_that_a_narrower_terminal_breaks_are_erased_too() -> None:
    stream, sizes = io.StringIO(), [os.terminal_size((100, 24)), os.terminal_size((30, 24))]
    view = TableInPlace(stream, lambda: sizes.pop(0))
    for run in (running(), running(epochs=3)):
        view.show([summary_of(run)], {})
    heading, row, controls = stream.getvalue().splitlines()[:3]
    high = sum(-(-len(line) // 30) for line in (heading, row, controls))
    assert f"\x1b[{high}A" in stream.getvalue()


def test_without_a_terminal_there_is_a_line_for_each_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    remote = Remote(tmp_path, running().but(note="not a change"), running(epochs=3), example_run(1, epochs=3))
    remote.store.put(running())
    follow(RunStore(tmp_path), Filter(), ChangeLines(), remote.wait)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[1].split(",")[0] for line in lines] == ["“baseline”"] * 3
    assert "running after 2 of 10 epochs" in lines[0]
    assert f"process {os.getpid()} on gpu1" in lines[0]
    assert "finished after 3 of 10 epochs" in lines[2]


def test_a_filter_that_no_run_in_training_matches_ends_it_at_once(shell: Shell) -> None:
    RunStore(shell.folder, host="gpu1").put(running())
    status, out, err = shell("runs", "--live", "--filter", "seed=2")
    assert (status, out) == (0, "")
    assert "filter" in err


def test_without_a_run_in_training_it_ends_at_once(shell: Shell) -> None:
    status, out, err = shell("runs", "--live")
    assert (status, out, len(err.splitlines())) == (0, "", 1)


@pytest.mark.parametrize("other", [("--json",), ("--csv",), ("--group",), ("--limit", "3"), ("--sort", "name")])
def test_other_options_are_refused_with_it(shell: Shell, other: tuple[str, ...]) -> None:
    assert "--live" in shell.refusal("runs", "--live", *other)
