"""The process that the shell waits for, in front of the one that is the app.

The shell waits for the process that it started, and TensorFlow cannot be forked once it is loaded: so that the app
can let go of the terminal and train on, it is a child from the start. Its parent sleeps until the app ends or lets go.
If the app dies of a fault in native code, which leaves no time to say anything, the parent restores the terminal and
says it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

from mnist_lab.cli.exit_codes import DONE, STATUS_OF_A_SIGNAL
from mnist_lab.cli.last_words import last_words, size_of
from mnist_lab.cli.output import tell
from mnist_lab.cli.terminal_state import TerminalState

FORWARDED = (signal.SIGTERM, signal.SIGHUP)
LEFT_TO_THE_CHILD = (signal.SIGINT, signal.SIGQUIT)
"""The terminal sends these to both processes."""
RELEASE = signal.SIGUSR1
"""Sent by the app: the shell need not wait any longer."""


class Supervisor:
    """The parent of this process, which waits for it in the place of the shell."""

    def __init__(self, process: int) -> None:
        self._process = process

    @property
    def is_there(self) -> bool:
        """Return whether the parent still waits."""
        return os.getppid() == self._process

    def wake(self) -> None:
        """Continue the parent, which stopped with this process, if only this one was continued."""
        self._send(signal.SIGCONT)

    def release(self) -> None:
        """End the parent, so that the shell continues."""
        self._send(RELEASE)

    def _send(self, number: signal.Signals) -> None:
        if self.is_there:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process, number)


def continue_in_child(terminal: TerminalState, log: Path) -> Supervisor:
    """Return in a child process; the calling process waits for the child, and ends as the child does.

    `log` is the file that gets what native libraries print.
    """
    logged = size_of(log)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        return Supervisor(parent)
    status = _wait(child)
    if os.WIFSIGNALED(status):
        terminal.restore()
        tell(format_death(signal.Signals(os.WTERMSIG(status)).name, last_words(log, logged)))
        os._exit(STATUS_OF_A_SIGNAL + os.WTERMSIG(status))
    if terminal.is_changed:  # native code ended the process where the app would have left its screen
        terminal.restore()
        tell(format_death("a library that it uses", last_words(log, logged)))
    os._exit(os.waitstatus_to_exitcode(status))


def format_death(cause: str, reason: str) -> str:
    """Return what ended the app, such as a signal, and what native code said last."""
    said = f": {reason.rstrip('.')}" if reason else ""
    return (
        f"The app was ended by {cause}{said}. Finished epochs are kept; the app says at its next start how to resume."
    )


def _wait(child: int) -> int:
    """Wait for the child and return its wait status; stop with it when the user suspends it."""

    def forward(number: int, _: FrameType | None) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, number)

    for number in FORWARDED:
        _handle(number, forward)
    for number in LEFT_TO_THE_CHILD:
        _handle(number, lambda *_: None)
    signal.signal(RELEASE, _end_released)
    while True:
        _, status = os.waitpid(child, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            return status
        os.kill(os.getpid(), signal.SIGSTOP)  # ctrl+z: the shell looks at this process
        forward(signal.SIGCONT, None)  # whoever continued this process may not have continued the child


def _handle(number: signal.Signals, handler: Callable[[int, FrameType | None], object]) -> None:
    if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
        signal.signal(number, handler)


def _end_released(*_: object) -> NoReturn:
    os._exit(DONE)
