"""A session of the command line: signals stop it, and it reports what could not be kept."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest

from mnist_lab.domain.runs.events import EpochDone, Finished
from mnist_lab_store.run_store import RunStore
from support.fakes import ScriptedTrainer, Signalling, an_epoch
from support.shell import Shell


class Blocking(ScriptedTrainer):
    """Puts a file in the place of the run's folder, so that nothing can be written there."""

    def train(self, run: Any, digits: Any, folder: Path, on_event: Any, control: Any) -> None:
        while not folder.is_file():  # the writer may make the folder again in between
            shutil.rmtree(folder, ignore_errors=True)
            with contextlib.suppress(IsADirectoryError):
                folder.write_text("in the way")
        on_event(EpochDone(an_epoch(1)))
        on_event(Finished(1.0))


@pytest.mark.parametrize(
    ("number", "expected", "state", "sentence"),
    [
        (signal.SIGINT, 130, "stopped", "Stopped; what was done is kept. 2 runs had not started."),
        (signal.SIGTERM, 1, "interrupted", "Interrupted from outside; what was done is kept. 2 runs had not started."),
        (signal.SIGHUP, 1, "interrupted", "Interrupted from outside; what was done is kept. 2 runs had not started."),
    ],
    ids=["ctrl+c", "SIGTERM", "SIGHUP"],
)
def test_a_signal_ends_the_run_and_keeps_its_epochs(
    shell: Shell, number: signal.Signals, expected: int, state: str, sentence: str
) -> None:
    shell.trainer = Signalling(number)
    status, out, err = shell("train", "--repeats", "3", "--json")
    assert status == expected
    assert err.splitlines()[-1] == sentence
    assert [(run["state"], len(run["epochs"])) for run in json.loads(out)] == [(state, 1)]
    (kept,) = RunStore(shell.folder).summaries()
    assert (kept.run.state, kept.epochs_done) == (state, 1)
    assert RunStore(shell.folder).trash.ids() == ()


class HungUp(ScriptedTrainer):
    """Sends this process a hang-up before it trains, and does not wait for what comes of it."""

    def train(self, run: Any, digits: Any, folder: Any, on_event: Any, control: Any) -> None:
        os.kill(os.getpid(), signal.SIGHUP)
        super().train(run, digits, folder, on_event, control)


def test_a_hang_up_that_was_ignored_at_the_start_stays_ignored(shell: Shell) -> None:
    shell.trainer = HungUp()
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        status, _, _ = shell("train")
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
    assert status == 0
    (kept,) = RunStore(shell.folder).summaries()
    assert kept.run.state == "finished"


def test_a_run_that_could_not_be_written_is_reported_at_the_end(shell: Shell) -> None:
    shell.trainer = Blocking()
    status, out, err = shell("train")
    assert status == 1
    assert "finished after 1.0 s" in out
    assert str(shell.folder) in err.splitlines()[-1]
