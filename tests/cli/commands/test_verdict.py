"""The command `verdict`: of a kept run, or of a history from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mnist_lab.domain.fit.history_import import HistoryUnreadable, epochs_of
from mnist_lab.domain.fit.verdict import judge
from support.shell import Shell

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
    assert set(document) == {"label", "rule", "numbers", "post_reading"}
    assert document["post_reading"]["relative"] == "as the baseline"
    status, out, _ = shell("verdict", "last")
    label, rule, *_, reading = out.splitlines()
    assert (status, label, rule) == (0, "good", f"Rule: {document['rule']}")
    assert document["post_reading"]["leaning"] in reading


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


@pytest.mark.parametrize("word", ["NaN", "null"])
def test_a_history_may_have_losses_that_are_not_finite(shell: Shell, written: Callable[[str], str], word: str) -> None:
    file = written(f'[{{"loss": {word}, "accuracy": 0.1, "val_loss": {word}, "val_accuracy": 0.1}}]')
    assert shell.json("verdict", "--history", file, "--json")["label"] == "diverged"


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"loss": 1}]', '{"a": 1}', "null"])
def test_a_file_that_is_no_history_is_refused(shell: Shell, written: Callable[[str], str], text: str) -> None:
    file = written(text)
    assert shell.refusal("verdict", "--history", file, status=1).startswith(f"{file} is not a JSON list of epochs")


def test_a_history_without_an_epoch_is_refused(shell: Shell, written: Callable[[str], str]) -> None:
    file = written("[]")
    assert shell.refusal("verdict", "--history", file, status=1) == f"{file} has no epoch to judge."


@pytest.mark.parametrize("text", ['{"loss": [1], "accuracy": [0.5]}', '[{"loss": 1, "accuracy": 0.5}]'])
def test_the_refusal_names_what_is_missing(shell: Shell, written: Callable[[str], str], text: str) -> None:
    with pytest.raises(HistoryUnreadable) as reason:
        epochs_of(json.loads(text))
    assert f"({reason.value})" in shell.refusal("verdict", "--history", written(text), status=1)
