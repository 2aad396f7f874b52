"""A shell for tests: command lines in this process with a scripted trainer, or in a process of their own."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mnist_lab.cli.command_line import run
from mnist_lab.cli.context import CliContext
from mnist_lab.cli.exit_codes import DONE, WRONG_USAGE
from mnist_lab.data.digits import Digits, load_digits
from support.fakes import ScriptedTrainer, a_history

MAIN = "from mnist_lab.cli.main import main; main()"


@cache
def mnist() -> Digits:
    """Return the shipped digits, read once in each process that runs tests."""
    return load_digits()


class ContextWithSharedDigits(CliContext):
    """Reads the shipped digits only once for all commands."""

    def digits(self) -> Digits:
        return mnist() if self.data is None else super().digits()


class Shell:
    """Runs command lines on a store of its own with a scripted trainer."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.trainer = ScriptedTrainer(a_history([0.2, 0.1, 0.09, 0.09, 0.1]))
        self._capture = capture
        self.environment = dict(os.environ)

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        ctx = ContextWithSharedDigits(self.folder, None, lambda: self.trainer, self.environment)
        status = run(arguments, ctx)
        printed = self._capture.readouterr()
        return status, printed.out, printed.err

    def configure(self, text: str) -> Path:
        """Write the configuration file of this shell, and return where it is."""
        file = self.folder.with_name("mnist-lab.toml")
        file.write_text(text)
        self.environment["MNIST_LAB_CONFIG"] = str(file)
        return file

    def json(self, *arguments: str) -> Any:
        status, out, err = self(*arguments)
        assert status == 0, err
        return json.loads(out)

    def refusal(self, *arguments: str, status: int = WRONG_USAGE) -> str:
        """Return the one sentence with which a command line is refused; it prints nothing else."""
        found, out, err = self(*arguments)
        assert (found, out) == (status, "")
        (sentence,) = err.splitlines()
        return sentence


def in_a_process(
    *arguments: str, code: str = MAIN, closing: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own; `closing` is a redirection, such as ">&-"."""
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {closing}', "sh", sys.executable, "-c", code, *arguments],
        capture_output=True, text=True, env=with_environment(environment), check=False,
    )  # fmt: skip


def on_a_terminal(*arguments: str, typed: str = "", status: int = DONE, **environment: str) -> str:
    """Return what the command line prints on a terminal where the user types this."""
    parent, child = pty.openpty()
    with os.fdopen(parent, "r+b", buffering=0) as screen:
        screen.write(typed.encode())
        done = subprocess.run(
            [sys.executable, "-c", MAIN, *arguments],
            stdin=child, stdout=child, stderr=child, env=with_environment(environment), check=False,
        )  # fmt: skip
        os.close(child)
        written = b""
        with suppress(OSError):  # a read gives what has come through so far; at the end it fails
            while some := screen.read(65536):
                written += some
    output = written.decode()
    assert done.returncode == status, output
    return output


def with_environment(changes: Mapping[str, str]) -> dict[str, str]:
    """This process's environment, changed."""
    return {**os.environ, **changes}


class Terminal(io.StringIO):
    """A stream of an encoding that has block characters."""

    encoding = "utf-8"
