"""What is said of runs that are left in training."""

from __future__ import annotations

import os

from mnist_lab.cli.launch_app import format_left
from mnist_lab.domain.runs.run import RunState
from support.store_examples import example_run


def command(*words: str) -> str:
    return " ".join(("mnist-lab", *words))


def test_a_run_that_is_left_is_named_with_what_stops_it() -> None:
    run = example_run(1, state=RunState.RUNNING)
    said = format_left([run], 1, command)
    assert said.startswith(f"“{run.title}” trains on in process {os.getpid()}, and 1 more after it;")
    assert said.endswith(f"`mnist-lab stop {run.id}` stops it.")


def test_a_sweep_that_is_left_is_named_instead_of_its_run() -> None:
    said = format_left([example_run(1, state=RunState.RUNNING)], 1, command, has_sweep=True)
    assert said == (
        f"The sweep trains on to its end in process {os.getpid()}; `mnist-lab sweep` shows how far it is, and "
        f"`kill {os.getpid()}` ends it: what is done is kept."
    )


def test_a_paused_run_stays_paused() -> None:
    said = format_left([example_run(1, state=RunState.PAUSED)], 0, command, has_sweep=True)
    assert "stays paused" in said
