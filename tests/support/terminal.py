"""The installed command on a pseudo-terminal, with a store and few digits."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab_store.run_store import RunStore
from support.processes import WITH_TESTS

COMMAND = Path(sys.executable).parent / "mnist-lab"
SCRIPTED_COMMAND = (sys.executable, "-c", "from support.scripted_lab import main; main()")
"""The same with a trainer that follows a script: TensorFlow takes five seconds of a processor in each process."""
needs_process_states = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="this system tells no states of processes"
)
SECONDS = 180.0
"""Longer than anything here takes; a test that waits this long has failed."""
F5 = b"\x1b[15~"
LEAVES_THE_ALTERNATE_SCREEN = b"\x1b[?1049l"
END = b"\x00the end\x00"


class Terminal:
    """A process on a pseudo-terminal of 80×24, which is its controlling terminal unless told otherwise.

    With `has_own_input` its standard input is a second terminal, which can be closed alone; with `is_scripted` its
    trainer follows a script.
    """

    def __init__(
        self,
        *arguments: str,
        controls: bool = True,
        by_shell: bool = False,
        has_own_input: bool = False,
        is_scripted: bool = False,
    ) -> None:
        self.screen = b""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self._slave = slave
        self._keys, input_slave = pty.openpty() if has_own_input else (self._master, slave)
        command = [*(SCRIPTED_COMMAND if is_scripted else (str(COMMAND),)), *arguments]
        self.before = termios.tcgetattr(slave)
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", '"$@"; exit $?', "sh", *command] if by_shell else command,
            stdin=input_slave, stdout=slave, stderr=slave,
            env={**(WITH_TESTS if is_scripted else os.environ), "TERM": "xterm-256color"},
            start_new_session=True,
            preexec_fn=take_control if controls else heed_hang_ups,  # noqa: PLW1509  one system call, before exec
        )  # fmt: skip
        if has_own_input:
            os.close(input_slave)

    def press(self, keys: bytes) -> None:
        os.write(self._keys, keys)

    def close_input(self) -> None:
        """Close the terminal of the standard input alone."""
        os.close(self._keys)

    def read_until(self, happened: Callable[[], bool]) -> None:
        """Read what the process writes until something has happened, which is checked after each piece."""
        end = time.monotonic() + SECONDS
        while not happened():
            assert time.monotonic() < end, self.screen[-2000:].decode(errors="replace")
            if select.select([self._master], [], [], 0.05)[0]:
                with contextlib.suppress(OSError):  # the process has closed the terminal
                    self.screen += os.read(self._master, 65536)

    def wait(self) -> int:
        """Read until the process has ended, and all that it wrote; return its exit status."""
        self.read_until(lambda: self.process.poll() is not None)
        self.read_rest()
        return self.process.returncode

    def read_rest(self) -> None:
        """Read all that a process which has ended or is suspended wrote."""
        if self.is_open:
            os.write(self._slave, END)  # comes after what the process wrote
            self.read_until(lambda: END in self.screen)
            self.screen = self.screen.replace(END, b"")

    @property
    def after(self) -> list[object]:
        return termios.tcgetattr(self._slave)

    @property
    def is_open(self) -> bool:
        """Return whether the terminal has not been closed."""
        return self._master >= 0

    def hang_up(self) -> None:
        """Close the terminal, as a dropped connection does."""
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = -1

    def close(self) -> None:
        """End the process if it is still there, and close the terminal."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(SECONDS)
        if self.is_open:
            os.close(self._master)
            os.close(self._slave)


def heed_hang_ups() -> None:
    """Undo what nohup did to this process: a hang-up that is ignored stays ignored in its children."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def take_control() -> None:
    """Make the terminal on standard input the controlling one of this process."""
    heed_hang_ups()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def few_digits_file(path: Path) -> Path:
    """Write a file of a few digits in the Keras layout."""
    random = np.random.default_rng(1)
    np.savez(
        path,
        x_train=random.integers(0, 256, (400, 28, 28), dtype=np.uint8), y_train=np.arange(400, dtype=np.uint8) % 10,
        x_test=random.integers(0, 256, (100, 28, 28), dtype=np.uint8), y_test=np.arange(100, dtype=np.uint8) % 10,
    )  # fmt: skip
    return path


def small_network(store: Path, digits: Path, epochs: int) -> tuple[str, ...]:
    """Have the form of the store hold a small network; return the options that open the app on it."""
    spec = RunSpec(units=8, epochs=epochs, batch_size=32)
    RunStore(store).preferences.remember("form", spec.model_dump(mode="json"))
    return "--store", str(store), "--data", str(digits)


@contextlib.contextmanager
def opened(store: Path, digits: Path, epochs: int, *options: str, **how: bool) -> Iterator[Terminal]:
    """The app on a store whose form holds a small network, started with these options; `how` as `Terminal` has it."""
    terminal = Terminal(*options, *small_network(store, digits, epochs), **how)
    try:
        terminal.read_until(lambda: b"nodes" in terminal.screen)
        yield terminal
    finally:
        terminal.close()


def children_of(process: int) -> list[int]:
    """Return the processes that this one has started, the first one first; only where there is /proc."""
    return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def has_ended(process: int) -> bool:
    """Return whether there is no such process, or only what its parent has not yet asked for."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_until(happened: Callable[[], bool]) -> None:
    """Wait until something has happened in other processes."""
    end = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


def only_run(store: Path) -> Run | None:
    summaries = RunStore(store).summaries()
    return RunStore(store).get(summaries[0].id) if summaries else None
