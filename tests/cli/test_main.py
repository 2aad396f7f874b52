"""The command line's entry in a process of its own: imports, standard streams and terminals."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support.shell import MAIN, in_a_process, on_a_terminal


@pytest.mark.parametrize("arguments", [["--help"], ["runs"], ["train", "--units", "0"], ["data"]], ids=" ".join)
def test_commands_that_do_not_train_load_neither_keras_nor_textual(tmp_path: Path, arguments: list[str]) -> None:
    code = (
        "import sys, mnist_lab.cli.command_line\n"
        "mnist_lab.cli.command_line.run(sys.argv[1:])\n"
        "assert not {'tensorflow', 'keras', 'textual', 'plotext', 'scipy'} & set(sys.modules), sorted(sys.modules)"
    )
    done = in_a_process(*arguments, code=code, MNIST_LAB_STORE=str(tmp_path))
    assert done.returncode == 0, done.stderr


def test_a_reader_that_has_gone_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", MAIN, "train", "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_the_app_refuses_a_dumb_terminal(tmp_path: Path) -> None:
    assert "TERM=dumb" in on_a_terminal("--store", str(tmp_path), status=2, TERM="dumb")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("argument", ["data", "--help"])
def test_a_full_disk_behind_standard_output_is_one_sentence(argument: str) -> None:
    done = in_a_process(argument, closing=">/dev/full")
    assert (done.returncode, done.stderr) == (1, "Standard output cannot be used: No space left on device.\n")


@pytest.mark.parametrize("closing", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_standard_streams_may_be_closed(tmp_path: Path, closing: str) -> None:
    assert in_a_process("runs", "--store", str(tmp_path), closing=closing).returncode == 0


def test_characters_that_the_locale_lacks_are_escaped() -> None:
    done = in_a_process("train", "--help", PYTHONIOENCODING="latin-1")
    assert done.returncode == 0
    assert "\\u201clinear\\u201d" in done.stdout
