"""The command `verdict`: of a kept run, or of a history from elsewhere."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest

from mnist_lab.domain.fit.history_import import epochs_of
from mnist_lab.domain.fit.verdict import judge
from support.fakes import a_history
from support.shell import Shell, in_a_process

ROW = {"loss": 0.3, "accuracy": 0.9, "val_loss": 0.3, "val_accuracy": 0.9}


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], str]:
    """Write a history into a file, and return its path."""

    def write(text: str) -> str:
        file = tmp_path / "history.json"
        file.write_text(text)
        return str(file)

    return write


def test_the_verdict_on_a_kept_run(shell: Shell) -> None:
    shell("train")
    document = shell.json("verdict", "last", "--json")
    assert set(document) == {"label", "course", "rule", "numbers", "course_rule", "course_numbers", "post_reading"}
    assert set(document["post_reading"]) == {"leaning", "gap", "not_compared"}  # after 3 epochs of 10
    status, out, _ = shell("verdict", "last")
    label, rule, *_, reading = out.splitlines()
    assert (status, label, rule) == (0, "good", f"Rule: {document['rule']}")
    assert f"Rule: {document['course_rule']}" in out.splitlines()
    assert document["post_reading"]["not_compared"] in reading


def test_the_verdict_on_a_history(shell: Shell, written: Callable[[str], str]) -> None:
    document = shell.json("verdict", "--history", written(json.dumps([ROW] * 4)), "--json")
    assert document["label"] == "under-fitting"
    assert document["rule"] == judge(epochs_of([ROW] * 4)).rule
    assert "relative" not in document["post_reading"]


def test_a_history_may_be_the_curves_of_keras(shell: Shell, written: Callable[[str], str]) -> None:
    file = written('{"loss": [1], "accuracy": [0.5], "val_loss": [1.1], "val_accuracy": [0.5]}')
    document = shell.json("verdict", "--history", file, "--json")
    assert document["label"] == "too short"
    assert document["post_reading"]["leaning"] == "over-fitting"


def test_a_history_may_be_the_document_of_a_run(shell: Shell, written: Callable[[str], str]) -> None:
    shell("train")
    file = written(shell("show", "last", "--json")[1])
    assert shell.json("verdict", "--history", file, "--json")["label"] == "good"


@pytest.mark.parametrize("word", ["NaN", "Infinity"])
def test_a_history_may_have_losses_that_are_not_finite(shell: Shell, written: Callable[[str], str], word: str) -> None:
    file = written(f'[{{"loss": {word}, "accuracy": 0.1, "val_loss": {word}, "val_accuracy": 0.1}}]')
    assert shell.json("verdict", "--history", file, "--json")["label"] == "diverged"


def test_a_diverged_run_printed_here_is_diverged_again(shell: Shell, written: Callable[[str], str]) -> None:
    shell.trainer.history = a_history([0.2, math.nan])
    shell("train")
    file = written(shell("show", "last", "--json")[1])
    assert "null" in Path(file).read_text()
    assert shell.json("verdict", "--history", file, "--json")["label"] == "diverged"


def test_epochs_without_validation_are_left_out_and_counted(shell: Shell, written: Callable[[str], str]) -> None:
    unvalidated = {**ROW, "val_loss": None, "val_accuracy": None}
    file = written(json.dumps([unvalidated, ROW] * 5))
    status, out, _ = shell("verdict", "--history", file)
    assert (status, out.splitlines()[0]) == (0, "under-fitting")
    assert "5 epochs" in out


def test_a_history_may_come_from_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("epoch,loss,accuracy,val_loss,val_accuracy\n0,1,0.5,1,0.5\n")
    done = in_a_process("verdict", "--history", "-", "--json", closing=f"<'{file}'")
    assert json.loads(done.stdout)["label"] == "too short"
    assert "Standard input is closed" in in_a_process("verdict", "--history", "-", closing="<&-").stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "seems to be an empty file"),
        ("{", "seems to be JSON that breaks off"),
        ("[1]", "is not a history that can be judged: epoch 1"),
        ('[{"loss": 1}]', "is not a history that can be judged: accuracy and val_loss and val_accuracy are missing"),
        ('{"a": 1}', "a JSON object with a"),
        ("null", "seems to be null"),
        ("<html>", "seems to be HTML"),
        ("[" * 100_000, "seems to be"),
    ],
)
def test_a_file_that_is_no_history_is_refused(
    shell: Shell, written: Callable[[str], str], text: str, words: str
) -> None:
    file = written(text)
    sentence = shell.refusal("verdict", "--history", file, status=1)
    assert sentence.startswith(file)
    assert words in sentence


def test_a_history_without_an_epoch_is_refused(shell: Shell, written: Callable[[str], str]) -> None:
    file = written("[]")
    assert shell.refusal("verdict", "--history", file, status=1) == f"{file} has no epoch to judge."
