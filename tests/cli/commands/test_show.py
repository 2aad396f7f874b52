"""The command `show`: one run, found by what the user calls it."""

from __future__ import annotations

import os

import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab_store.run_store import RunStore
from support.shell import Shell, mnist
from support.store_examples import example_run


@pytest.mark.parametrize("word", ["first", "last", "id", "beginning"])
def test_a_run_is_found_by_id_beginning_name_or_last(shell: Shell, word: str) -> None:
    (first,) = shell.json("train", "--name", "first", "--json")
    (second,) = shell.json("train", "--units", "64", "--json")
    run, called = {
        "first": (first, "first"),
        "last": (second, "last"),
        "id": (first, first["id"]),
        "beginning": (second, second["id"][:-2]),
    }[word]
    assert shell.json("show", called, "--json")["id"] == run["id"]


def test_an_unknown_run_is_refused(shell: Shell) -> None:
    assert "“nobody”" in shell.refusal("show", "nobody", status=1)


def test_show_prints_settings_epochs_verdict_and_note(shell: Shell) -> None:
    shell("train", "--dropout", "0", "--note", "why")
    _, out, _ = shell("show", "last")
    for words in ("• dropout", "(post 0.20)", "validation  train %", "0.0900", "rule", "why", "device"):
        assert words in out


@pytest.mark.parametrize(("state", "words"), [(RunState.RUNNING, "trained by"), (RunState.QUEUED, "waits in")])
def test_show_names_the_process_of_an_active_run(shell: Shell, state: RunState, words: str) -> None:
    RunStore(shell.folder, host="gpu1").put(example_run(state=state))
    _, out, _ = shell("show", "last")
    (line,) = (line.split() for line in out.splitlines() if words in line)
    assert line[-4:] == ["process", str(os.getpid()), "on", "gpu1"]


def test_show_names_the_digits(shell: Shell) -> None:
    shell("train")
    assert mnist().dataset.text in shell("show", "last")[1]
