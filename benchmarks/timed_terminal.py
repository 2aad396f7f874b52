"""A process on a pseudo-terminal of 120×36, and how long what is waited for takes to be written."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import Self

COLUMNS, ROWS = 120, 36
UP, DOWN, ESCAPE, F5, QUIT = b"\x1b[A", b"\x1b[B", b"\x1b", b"\x1b[15~", b"\x11"
PAUSE, STOP_NOW = b" ", b"X"
PATIENCE = 300.0
"""The seconds after which a benchmark ends if what it waits for has not come."""
USUAL = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Let Python keep compiled modules, as an installed app does: compiling them at each start doubles the import time."""


class TimedTerminal:
    """A process under a pseudo-terminal, and what it has written since it was last asked."""

    def __init__(self, code: str, *arguments: str) -> None:
        self.began = time.monotonic()
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={**USUAL, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        )  # fmt: skip
        os.close(slave)
        self._written = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)

    def press(self, key: bytes) -> None:
        """Press a key; what was written before it no longer counts."""
        self.read(0.0)
        self._written = b""
        os.write(self._master, key)

    def read(self, seconds: float) -> bool:
        """Take what the app writes in this many seconds; return whether it wrote anything."""
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            self._written += os.read(self._master, 1 << 16)
        except OSError:  # the process has ended
            return False
        return True

    def since(self, began: float, words: bytes) -> float:
        """Return the seconds until the words were written; end the benchmark if they are not within minutes."""
        while time.monotonic() - began < PATIENCE:
            if words in self._written:
                return time.monotonic() - began
            self.read(0.5)
        raise SystemExit(f"“{words.decode()}” never came.")

    def answered(self, key: bytes, words: bytes) -> float:
        """Return the seconds from a key to these words."""
        pressed = time.monotonic()
        self.press(key)
        return self.since(pressed, words)

    def memory(self) -> list[dict[str, float]]:
        """Return what this process and the one that it waits for take, in MB: PSS, and RSS."""
        found, process = [], str(self.process.pid)
        while process:
            lines = Path("/proc", process, "smaps_rollup").read_text(encoding="utf-8").splitlines()
            fields = dict(line.split(":", 1) for line in lines if line.endswith("kB"))
            found.append({name: int(fields[name].split()[0]) / 1024 for name in ("Pss", "Rss")})
            process = Path("/proc", process, "task", process, "children").read_text(encoding="utf-8").strip()
        return found

    def rest(self, seconds: float) -> None:
        """Read what the app writes, for this many seconds."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)
