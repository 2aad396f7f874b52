"""The command line in a process of its own, with a slow trainer whose losses follow from the settings."""

from __future__ import annotations

import sys
import time

from mnist_lab.cli.command_line import run
from mnist_lab.cli.context import CliContext
from mnist_lab.training.interface import Control
from support.scripted_lab import SECONDS_A_BATCH
from support.sweep_bench import BowlTrainer


class PacedBowlTrainer(BowlTrainer):
    """Takes its time for each batch, as a real trainer does."""

    def _wait(self, control: Control) -> None:
        time.sleep(SECONDS_A_BATCH)


def main() -> None:
    """Run the command line of this process."""
    sys.exit(run(None, CliContext(make_trainer=PacedBowlTrainer)))


if __name__ == "__main__":
    main()
