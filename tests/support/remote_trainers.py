"""Trainers for workers, which are made there by their names: each follows a script."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from mnist_lab.training.interface import Control
from support.fakes import ScriptedTrainer

LIVES = "MNIST_LAB_TEST_LIVES"
"""Names a folder that has a file for each worker that may still be killed."""


class MortalTrainer(ScriptedTrainer):
    """Kills its worker in the middle of the first epoch, as often as there are files in a folder."""

    def _wait(self, control: Control) -> None:
        for life in Path(os.environ[LIVES]).glob("*"):
            life.unlink()
            os.kill(os.getpid(), signal.SIGKILL)


class SlowTrainer(ScriptedTrainer):
    """Takes its time for each batch, so that it can be paused, stopped and lost."""

    def _wait(self, control: Control) -> None:
        time.sleep(0.02)


class RefusingTrainer(ScriptedTrainer):
    """Has a fault."""

    def train(self, *_: Any) -> None:
        raise ZeroDivisionError("a bug")
