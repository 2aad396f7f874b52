"""The installed command in a real terminal: it opens, trains, quits, and leaves the terminal as it was."""

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

from mnist_lab.cli.commands.runs import NO_RUNS
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab_store.run_store import RunStore

COMMAND = Path(sys.executable).parent / "mnist-lab"
SECONDS = 90.0
"""Longer than anything here takes; a test that waits this long has failed."""
LEAVES_THE_ALTERNATE_SCREEN = b"\x1b[?1049l"


class Terminal:
    """A process on a pseudo-terminal of 80×24 that is its controlling terminal."""

    def __init__(self, *arguments: str) -> None:
        self.screen = b""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self._slave = slave
        self.before = termios.tcgetattr(slave)
        self.process = subprocess.Popen(
            [str(COMMAND), *arguments],
            stdin=slave, stdout=slave, stderr=slave,
            env={**os.environ, "TERM": "xterm-256color"},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509  one system call, before exec
        )  # fmt: skip

    def press(self, keys: bytes) -> None:
        os.write(self._master, keys)

    def read_until(self, happened: Callable[[], bool]) -> None:
        """Read what the process writes until something has happened, which is checked after each piece."""
        end = time.monotonic() + SECONDS
        while not happened():
            assert time.monotonic() < end, self.screen[-2000:].decode(errors="replace")
            if select.select([self._master], [], [], 0.05)[0]:
                with contextlib.suppress(OSError):  # the process has closed the terminal
                    self.screen += os.read(self._master, 65536)

    def wait(self) -> int:
        """Read until the process has ended, and return its exit status."""
        self.read_until(lambda: self.process.poll() is not None)
        return self.process.returncode

    @property
    def after(self) -> list[object]:
        return termios.tcgetattr(self._slave)

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(SECONDS)
        os.close(self._master)
        os.close(self._slave)


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """A file of a few digits in the Keras layout."""
    random = np.random.default_rng(1)
    path = tmp_path / "few.npz"
    np.savez(
        path,
        x_train=random.integers(0, 256, (400, 28, 28), dtype=np.uint8), y_train=np.arange(400, dtype=np.uint8) % 10,
        x_test=random.integers(0, 256, (100, 28, 28), dtype=np.uint8), y_test=np.arange(100, dtype=np.uint8) % 10,
    )  # fmt: skip
    return path


@contextlib.contextmanager
def opened(store: Path, digits: Path, epochs: int) -> Iterator[Terminal]:
    """The app on a store whose form holds a small network."""
    spec = RunSpec(units=8, epochs=epochs, batch_size=32)
    RunStore(store).preferences.remember("form", spec.model_dump(mode="json"))
    terminal = Terminal("--store", str(store), "--data", str(digits))
    try:
        terminal.read_until(lambda: b"nodes" in terminal.screen)
        yield terminal
    finally:
        terminal.close()


def only_run(store: Path) -> Run | None:
    summaries = RunStore(store).summaries()
    return RunStore(store).get(summaries[0].id) if summaries else None


def test_the_app_trains_a_run_quits_and_restores_the_terminal(tmp_path: Path, digits: Path) -> None:
    store = tmp_path / "store"
    with opened(store, digits, epochs=2) as terminal:
        terminal.press(b"\x1b[15~")  # F5
        terminal.read_until(lambda: (run := only_run(store)) is not None and run.state is RunState.FINISHED)
        terminal.press(b"q")
        assert terminal.wait() == 0
        assert terminal.after == terminal.before
        assert LEAVES_THE_ALTERNATE_SCREEN in terminal.screen
    run = only_run(store)
    assert run is not None
    assert len(run.epochs) == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_closes_the_app_and_interrupts_the_run(tmp_path: Path, digits: Path, number: signal.Signals) -> None:
    store = tmp_path / "store"
    with opened(store, digits, epochs=1000) as terminal:
        terminal.press(b"\x1b[15~")
        terminal.read_until(lambda: (run := only_run(store)) is not None and len(run.epochs) > 0)
        terminal.process.send_signal(number)
        terminal.wait()
        assert terminal.after == terminal.before
        assert LEAVES_THE_ALTERNATE_SCREEN in terminal.screen
    run = only_run(store)
    assert run is not None
    assert run.state is RunState.INTERRUPTED
    assert run.epochs


def test_the_package_runs_in_a_folder_with_modules_of_its_names(tmp_path: Path) -> None:
    (tmp_path / "store.py").write_text("raise RuntimeError('not this one')\n", encoding="utf-8")
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "__init__.py").write_text("raise RuntimeError('nor this one')\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mnist_lab", "--store", str(tmp_path / "runs"), "runs"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == NO_RUNS.format(folder=tmp_path / "runs")
