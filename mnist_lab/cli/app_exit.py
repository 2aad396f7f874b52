"""The end of the app, whatever it is doing: in time on signals and without its terminal, or after the last run."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Protocol

from mnist_lab.cli.detaching import let_go_of_terminal
from mnist_lab.cli.end_of_process import SECONDS_TO_END
from mnist_lab.cli.exit_codes import DONE, STATUS_OF_A_SIGNAL
from mnist_lab.cli.supervisor import Supervisor
from mnist_lab.cli.terminal_state import SECONDS_BETWEEN_LOOKS, TerminalState

SECONDS_TO_LEAVE = 0.5
"""How long the app may take to leave the screen once it was asked to."""
SECONDS_OF_A_STOP = 1.0
"""A look that comes so much later means that this process was stopped and continued."""
SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


class Endable(Protocol):
    """A session, as far as its end is concerned."""

    @property
    def is_training(self) -> bool:
        """Return whether a run is active or waits."""

    def interrupt(self) -> None:
        """Ask the active run to end, as interrupted."""

    def drain(self) -> None:
        """Wait until nothing trains or waits and everything is written, or until the session is interrupted."""

    def close(self, within: float | None = None) -> bool:
        """End the active run and write everything; return False if not all was written."""


class AppExit:
    """Sees to the end of a session whose app may not be able to leave by itself.

    `leave` asks the app to leave its screen; it may be called on any thread. With `keeps_training`, a terminal that
    goes away ends the screen alone, and the runs train to their end.
    """

    def __init__(
        self,
        session: Endable,
        leave: Callable[[], object],
        terminal: TerminalState,
        supervisor: Supervisor,
        *,
        keeps_training: bool = False,
    ) -> None:
        self._session = session
        self._leave = leave
        self._terminal = terminal
        self._supervisor = supervisor
        self._keeps_training = keeps_training
        self._has_left = threading.Event()
        self._is_closed = threading.Event()
        self.has_let_go = False
        self.signal_received: int | None = None

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """End the session in time on signals, unless they were ignored before, and once the terminal is gone.

        ctrl+c is a key while the app is on its screen, and a signal while it waits for the last run to end.
        """
        before = {number: signal.getsignal(number) for number in SIGNALS}
        for number, handler in before.items():
            if handler is not signal.SIG_IGN:  # nohup
                signal.signal(number, self._take_signal)
        threading.Thread(target=self._watch_terminal, name="terminal watch", daemon=True).start()
        try:
            yield
        finally:
            self._is_closed.set()
            for number, handler in before.items():
                signal.signal(number, handler)

    @property
    def status(self) -> int:
        """Return the exit status that the signal asks for; 0 if there was none."""
        return DONE if self.signal_received is None else STATUS_OF_A_SIGNAL + self.signal_received

    def is_to_train_on(self) -> bool:
        """Return, once the app has left, whether its terminal is gone and there are runs to train to their end.

        Without such runs the hang-up ends the session.
        """
        self._look_at_terminal()
        if self.has_let_go and not self._session.is_training:
            self.signal_received = self.signal_received or signal.SIGHUP
        return self.has_let_go and self.signal_received is None

    def train_on(self) -> None:
        """Let go of the terminal and of the shell; return once all runs have trained, or a signal interrupts them."""
        self.has_let_go = True
        self._has_left.set()
        self._terminal.close()
        let_go_of_terminal()
        self._supervisor.release()
        self._session.drain()

    def close_session(self) -> bool:
        """Close the session once the app has left its screen; in bounded time if a signal came before that.

        Return False if not all was written.
        """
        self._has_left.set()
        is_kept = self._session.close(None if self.signal_received is None else SECONDS_TO_END)
        self._is_closed.set()
        return is_kept

    def _take_signal(self, number: int, _: FrameType | None) -> None:
        if number == signal.SIGHUP:
            self._hang_up()
        else:
            self._begin(number)

    def _watch_terminal(self) -> None:
        looked = time.monotonic()
        while not (self.has_let_go or self._is_closed.wait(SECONDS_BETWEEN_LOOKS)):
            self._look_at_terminal()
            if time.monotonic() - looked > SECONDS_OF_A_STOP:
                self._supervisor.wake()
            looked = time.monotonic()

    def _look_at_terminal(self) -> None:
        if not self.has_let_go and (self._terminal.is_gone or not self._supervisor.is_there):
            self._hang_up()

    def _hang_up(self) -> None:
        if self.has_let_go or self.signal_received is not None:
            return
        if self._keeps_training:
            self.has_let_go = True
            threading.Thread(target=self._train_on_in_time, name="end", daemon=True).start()
        else:
            self._begin(signal.SIGHUP)

    def _begin(self, number: int) -> None:
        if self.signal_received is None:
            self.signal_received = number
            self._session.interrupt()
            threading.Thread(target=self._end_in_time, name="end", daemon=True).start()

    def _train_on_in_time(self) -> None:
        """Ask the app to leave; train on here and end the process if it cannot."""
        with contextlib.suppress(Exception):
            self._leave()
        if self._has_left.wait(SECONDS_TO_LEAVE):
            return
        try:
            if self._session.is_training:
                self.train_on()
            else:
                self.signal_received = self.signal_received or signal.SIGHUP
            self._session.close(SECONDS_TO_END if self.signal_received else None)
        finally:
            os._exit(self.status)

    def _end_in_time(self) -> None:
        """Ask the app to leave; close the session here and end the process if that is not done in time."""
        with contextlib.suppress(Exception):
            self._leave()
        has_left = self._has_left.wait(SECONDS_TO_LEAVE)
        if has_left and self._is_closed.wait(SECONDS_TO_END + SECONDS_BETWEEN_LOOKS):
            return
        try:
            self._session.close(0.0 if has_left else SECONDS_TO_END)
            self._terminal.restore()
        finally:  # nobody else would end the process
            os._exit(self.status)
