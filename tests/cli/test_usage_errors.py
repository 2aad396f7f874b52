"""Wrong usage, standard streams and imports of the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from mnist_lab.cli.context import usual_store_folder
from support.shell import MAIN, Shell, in_a_process, with_environment


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "--units", "0"], "--units takes a whole number from 1 to 4096, not “0”."),
        (["train", "--learning-rate", "nan"], "--learning-rate takes a number over 0, not “nan”."),
        (["train", "--momentum", "0.5"], "--momentum works with SGD alone"),
        (["train", "--optimizer", "lion"], "--optimizer takes one of rmsprop, sgd"),
        (["train", "--repeats", "0"], "--repeats takes a whole number from 1 to 1000, not 0"),
        (["train", "--repeats", "two"], "--repeats takes a whole number from 1 to 1000, not “two”."),
        (["train", "--unitz", "1"], "No such option --unitz; did you mean --units"),
        (["train", "--units"], "--units takes a whole number from 1 to 4096, and none was given."),
        (["train", "--repeats"], "--repeats takes a whole number from 1 to 1000, and none was given."),
        (["runs", "--store"], "--store takes a value, DIR, and none was given."),
        (["runs", "--xyzzy"], "No such option --xyzzy; `mnist-lab runs --help` lists what there is."),
        (["frobnicate"], "No such command frobnicate; `mnist-lab --help` lists what there is."),
        (["train", "--nodes", "64"], "No such option --nodes; did you mean --units?"),
        (["trian"], "No such command trian; did you mean train or trash?"),
        (["runs", "--sort", "colour"], "--sort: “colour” is no column"),
        (["runs", "--columns", "colour"], "--columns: “colour” is no column"),
        (["runs", "--limit", "0"], "--limit takes a whole number from 1 on, not “0”."),
        (["runs", "--limit", "²"], "--limit takes a whole number from 1 on, not “²”."),
        (["verdict"], "verdict takes either a RUN or --history FILE."),
        (["show"], "Missing argument 'RUN'"),
        ([], "The app needs a terminal"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_sentence_that_names_the_option_and_its_range(
    shell: Shell, arguments: list[str], words: str
) -> None:
    status, out, err = shell(*arguments)
    assert (status, out) == (2, "")
    assert words in err
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err


@pytest.mark.parametrize("arguments", [["--help"], ["runs"], ["train", "--units", "0"], ["data"]], ids=" ".join)
def test_what_needs_no_training_loads_neither_keras_nor_textual(tmp_path: Path, arguments: list[str]) -> None:
    code = (
        "import sys, mnist_lab.cli.main\n"
        "mnist_lab.cli.main.run(sys.argv[1:])\n"
        "assert not {'tensorflow', 'keras', 'textual', 'plotext', 'scipy'} & set(sys.modules), sorted(sys.modules)"
    )
    environment = {**os.environ, "MNIST_LAB_STORE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    code = "from mnist_lab.cli.main import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "train", "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_a_dumb_terminal_is_refused_with_a_sentence(tmp_path: Path) -> None:
    import pty

    parent, child = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", "from mnist_lab.cli.main import main; main()", "--store", str(tmp_path)],
        stdin=child, stdout=child, stderr=subprocess.PIPE, text=True, env={**os.environ, "TERM": "dumb"}, check=False,
    )  # fmt: skip
    os.close(parent)
    os.close(child)
    assert done.returncode == 2
    assert "cannot draw on TERM=dumb" in done.stderr


def test_a_full_disk_behind_standard_output_is_one_sentence() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    for arguments in (["data"], ["--help"]):
        done = in_a_process(*arguments, closing=">/dev/full")
        assert (done.returncode, done.stderr) == (
            1,
            "Standard output cannot be used: No space left on device.\n",
        )


@pytest.mark.parametrize("closing", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_may_be_closed(tmp_path: Path, closing: str) -> None:
    assert in_a_process("runs", "--store", str(tmp_path), closing=closing).returncode == 0


def test_a_sign_that_the_locale_lacks_is_spelt_out() -> None:
    done = in_a_process("train", "--help", PYTHONIOENCODING="latin-1")
    assert done.returncode == 0
    assert "\\u201clinear\\u201d" in done.stdout


def test_the_store_option_outweighs_the_environment_wherever_it_stands(tmp_path: Path) -> None:
    named, usual = str(tmp_path / "named"), str(tmp_path / "usual")
    for arguments, folder in (
        (["--store", named, "runs"], named),
        (["runs", "--store", named], named),
        (["runs"], usual),
    ):
        assert f"No run is kept yet in {folder}:" in in_a_process(*arguments, MNIST_LAB_STORE=usual).stderr


def test_the_usual_store_is_the_environments_else_the_platforms() -> None:
    assert usual_store_folder({"MNIST_LAB_STORE": "/somewhere"}) == Path("/somewhere")
    assert usual_store_folder({"MNIST_LAB_STORE": ""}) == usual_store_folder({})
    assert usual_store_folder({}).name == "mnist-lab"


def test_the_table_of_runs_fits_the_terminal(shell: Shell) -> None:
    shell("train", "--name", "数字" * 40)
    output = on_a_terminal("runs", "--store", str(shell.folder), COLUMNS="70")
    heading, line, more = output.splitlines()
    assert heading.split()[:2] == ["name", "fit"]
    assert "…" in line
    assert max(cell_len(heading), cell_len(line)) <= 70
    assert "more columns do not fit" in more


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What the command line prints on a terminal."""
    import pty

    parent, child = pty.openpty()
    with os.fdopen(parent, "rb", buffering=0) as screen:
        subprocess.run(
            [sys.executable, "-c", MAIN, *arguments],
            stdin=child, stdout=child, stderr=child, env=with_environment(environment), check=True,
        )  # fmt: skip
        os.close(child)
        return screen.read(65536).decode()
