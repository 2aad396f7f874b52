"""The command line with a trainer that follows a script: a process of it needs no TensorFlow."""

from __future__ import annotations

import sys
import time

from mnist_lab.cli.command_line import run
from mnist_lab.cli.context import CliContext
from mnist_lab.training.interface import Control
from support.fakes import ScriptedTrainer

SECONDS_A_BATCH = 0.005


class PacedTrainer(ScriptedTrainer):
    """Takes its time for each batch, as a real one does."""

    def _wait(self, control: Control) -> None:
        time.sleep(SECONDS_A_BATCH)


def main() -> None:
    """Run the command line of this process."""
    sys.exit(run(None, CliContext(make_trainer=PacedTrainer)))
