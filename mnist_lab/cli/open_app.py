"""Asks the terminal what it is, and imports the app while the answer is on its way."""

from __future__ import annotations

import contextlib
import os

from mnist_lab.cli.context import CliContext
from mnist_lab.cli.supervisor import Supervisor
from mnist_lab.cli.terminal_state import TerminalState
from mnist_lab.util.gc_control import stop_collecting
from mnist_lab.util.terminal_background import GroundQuestion

STANDARD_INPUT, STANDARD_ERROR = 0, 2
"""What the terminal is read from and written to, here and by Textual."""
PALETTES_OF_THE_GROUND = frozenset({"auto", "terminal"})
"""The palettes that look otherwise on a light ground."""


def open_app(ctx: CliContext, terminal: TerminalState, supervisor: Supervisor, *, keeps_training: bool) -> int:
    """Open the app on the store of `ctx`; return 0 once the user quits it, FAILED if a fault ended it.

    With `keeps_training`, runs train to their end after the user has left, or the terminal is gone.

    Raises:
        StoreError: if the store cannot be used.
    """
    is_asked = ctx.loaded_configuration.configuration.palette in PALETTES_OF_THE_GROUND
    question = GroundQuestion(os.environ, STANDARD_INPUT, STANDARD_ERROR) if is_asked else None
    stop_collecting()  # until the first frame: next to nothing of what it takes is given up again
    with question or contextlib.nullcontext():
        from mnist_lab.cli.launch_app import run_app  # Textual takes a while, and no command needs it

        return run_app(ctx, terminal, supervisor, question, keeps_training=keeps_training)
