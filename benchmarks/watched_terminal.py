"""The watched app on a pseudo-terminal, and what its process takes: memory, descriptors, threads."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import Any

import root

from support.terminal import children_of, take_control

APP = root.ROOT / "benchmarks" / "watched_app.py"
KEPT_OF_THE_SCREEN = 200_000
TRACEBACKS = ("Traceback (most recent", "Fatal Python error", "Exception in thread", "Exception ignored in")
STYLES = re.compile(r"\x1b\[[0-9;:]*m")


class WatchedTerminal:
    """One process of the app; everything is read from and written to it without ever waiting for it."""

    def __init__(self, notes: Path, log: Path, folder: Path, *arguments: str) -> None:
        self.began = time.monotonic()
        self.tracebacks: list[str] = []
        self._notes = notes
        self._log = log
        self._screen = b""
        self._master, slave = pty.openpty()
        self.resize(120, 36)
        self.process = subprocess.Popen(
            [sys.executable, str(APP), str(notes), *arguments],
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True, cwd=folder,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
            preexec_fn=take_control,  # noqa: PLW1509  one system call, before exec
        )  # fmt: skip
        os.close(slave)
        os.set_blocking(self._master, False)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size; the system tells the process."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def rest(self, seconds: float) -> None:
        """Wait for a number of seconds, reading what comes."""
        self._exchange(b"", time.monotonic() + seconds, until_written=False)

    def send(self, piece: bytes, seconds: float) -> bool:
        """Write the piece; return False if the process does not take all of it within `seconds`."""
        return not self._exchange(piece, time.monotonic() + seconds, until_written=True)

    def _exchange(self, unsent: bytes, end: float, *, until_written: bool) -> bytes:
        while (left := end - time.monotonic()) > 0 and (unsent or not until_written):
            readable, writable, _ = select.select([self._master], [self._master] if unsent else [], [], left)
            try:
                if readable:
                    self._take(os.read(self._master, 1 << 16))
                if writable:
                    unsent = unsent[os.write(self._master, unsent[:1024]) :]
            except BlockingIOError:
                continue
            except OSError:  # the process has ended
                time.sleep(0.01)
                if self.process.poll() is not None:
                    return unsent
        return unsent

    def _take(self, written: bytes) -> None:
        self._screen = (self._screen + written)[-KEPT_OF_THE_SCREEN:]

    def close(self, seconds: float) -> int | None:
        """Wait for the end of the process; return its status, or None if it had to be killed."""
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            self.rest(0.1)
        status = self.process.poll()
        if status is None:
            self.dump_stacks()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(30.0)
        self.rest(0.2)
        os.close(self._master)
        return status

    def dump_stacks(self) -> None:
        """Ask the process to write the stack of each thread into its notes."""
        with contextlib.suppress(OSError, IndexError):  # it has just ended
            os.kill(self._app(), signal.SIGUSR2)
            self.rest(1.0)

    def last_words(self) -> str:
        """Return the end of what was on the screen, and of the log of what libraries print."""
        found = self._screen[-2000:]
        with contextlib.suppress(OSError):
            found += self._log.read_bytes()[-2000:]
        return STYLES.sub("", found.decode(errors="replace"))

    def found_tracebacks(self) -> list[str]:
        """Return the tracebacks that are on the screen and in the log of what libraries print."""
        found = [self._screen]
        with contextlib.suppress(OSError):
            found.append(self._log.read_bytes())
        texts = [STYLES.sub("", text.decode(errors="replace")) for text in found]
        return [text[max(0, place - 200) :] for text in texts for mark in TRACEBACKS if (place := text.find(mark)) >= 0]

    def noted(self) -> list[dict[str, Any]]:
        """Return what the ticker has noted so far."""
        found = []
        for line in self._notes.read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(json.JSONDecodeError):  # stacks, or a line that is being written
                found.append(json.loads(line))
        return [note for note in found if isinstance(note, dict)]

    def stacks(self) -> str:
        """Return where the threads were when `dump_stacks` asked."""
        text = self._notes.read_text(encoding="utf-8")
        return "\n".join(line for line in text.splitlines() if not line.startswith("{"))

    def megabytes(self) -> float:
        """Return the resident memory."""
        return self._status("VmRSS") / 1024

    def threads(self) -> int:
        """Return the number of threads."""
        return int(self._status("Threads"))

    def descriptors(self) -> int:
        """Return the number of open descriptors."""
        return len(list(Path(f"/proc/{self._app()}/fd").iterdir()))

    def allow_quitting(self) -> None:
        """Let the app quit when it is asked to."""
        self._notes.with_suffix(".quit").touch()

    def _app(self) -> int:
        """Return the process that draws: a child of the one that the shell would wait for."""
        return children_of(self.process.pid)[0]

    def _status(self, name: str) -> float:
        for line in Path(f"/proc/{self._app()}/status").read_text(encoding="ascii").splitlines():
            if line.startswith(f"{name}:"):
                return float(line.split()[1])
        return 0.0
