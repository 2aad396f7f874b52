"""A trainer for workers that follows a script of its own for each run."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from mnist_lab.data.digits import Digits
from mnist_lab.domain.runs.events import Event
from mnist_lab.domain.runs.run import Run
from mnist_lab.training.interface import Control
from support.fakes import ScriptedTrainer

SLOW, MORTAL, FAULTY = "slow", "mortal", "faulty"
"""Names of runs: one takes its time for each batch, one kills its worker, one has a fault."""


class NamedScripts(ScriptedTrainer):
    """Trains a run by the script of its name, and one without such a name as quickly as it can.

    A mortal run kills its worker as often as there are files in the folder that is its note.
    """

    def train(
        self, run: Run, digits: Digits, folder: Path, on_event: Callable[[Event], None], control: Control
    ) -> None:
        self._run = run
        if run.name == FAULTY:
            raise ZeroDivisionError("a bug")
        super().train(run, digits, folder, on_event, control)

    def _wait(self, control: Control) -> None:
        if self._run.name == SLOW:
            time.sleep(0.02)
        if self._run.name == MORTAL:
            for life in Path(self._run.note).glob("*"):
                life.unlink()
                os.kill(os.getpid(), signal.SIGKILL)
