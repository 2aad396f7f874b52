"""Output of native libraries goes to the log, output of Python stays on the terminal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BEGIN = "import os, sys\nfrom pathlib import Path\nfrom mnist_lab.util.output_redirect import keep_terminal\n"
PRINTS = """
with keep_terminal(Path(sys.argv[1])):
    os.write(1, b'native out\\n')
    os.write(2, b'native err\\n')
    os.system('echo child')
    print('ours')
    print('also ours', file=sys.stderr)
    print('and ours', file=sys.__stderr__)
os.write(1, b'native after\\n')
print('ours after')
"""
PYTHON_LINES = ("ours\nnative after\nours after\n", "also ours\nand ours\n")
"""What the script shows on standard output, where native lines are seen again at the end, and on standard error."""


def output_of(code: str, log: Path) -> tuple[str, str]:
    """Return what a new process prints on standard output and on standard error."""
    done = subprocess.run([sys.executable, "-c", BEGIN + code, str(log)], capture_output=True, text=True, check=True)
    return done.stdout, done.stderr


def test_native_lines_go_to_the_log_and_python_lines_to_the_terminal(tmp_path: Path) -> None:
    log = tmp_path / "native.log"
    log.write_text("before\n")
    out, err = output_of(PRINTS, log)
    assert (out, err) == PYTHON_LINES
    assert log.read_text().splitlines() == ["before", "native out", "native err", "child"]


def test_a_new_log_is_private(tmp_path: Path) -> None:
    output_of(PRINTS, tmp_path / "native.log")
    assert (tmp_path / "native.log").stat().st_mode & 0o777 == 0o600


def test_native_lines_are_dropped_if_the_log_cannot_be_opened(tmp_path: Path) -> None:
    out, err = output_of(PRINTS, tmp_path / "missing" / "native.log")
    assert (out, err) == PYTHON_LINES


def test_a_replaced_stream_is_kept(tmp_path: Path) -> None:
    code = """
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as held, keep_terminal(Path(sys.argv[1])):
    print('held')
print(repr(held.getvalue()), sys.stdout is sys.__stdout__)
"""
    out, _ = output_of(code, tmp_path / "native.log")
    assert out == "'held\\n' True\n"


def test_standard_streams_may_be_closed(tmp_path: Path) -> None:
    code = f"{BEGIN}with keep_terminal(Path(sys.argv[1])):\n    print('unseen')\n"
    command = ["sh", "-c", '"$0" -c "$1" "$2" >&- 2>&-', sys.executable, code, str(tmp_path / "native.log")]
    assert subprocess.run(command, check=False).returncode == 0


def test_tensorflow_prints_into_the_log(tmp_path: Path) -> None:
    code = """
from mnist_lab.training import tensorflow_import
with keep_terminal(Path(sys.argv[1])):
    assert not tensorflow_import.is_loaded()
    tensorflow_import.load()
    assert tensorflow_import.is_loaded()
    import tensorflow as tf
    tf.constant(1.0) + 1
"""
    assert output_of(code, tmp_path / "native.log") == ("", "")
