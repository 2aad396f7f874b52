"""The command `show`: one run, found by what the user calls it."""

from __future__ import annotations

import pytest

from support.shell import Shell


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
    for words in ("• dropout", "off  (baseline 0.20)", "validation  train %", "0.0900", "Rule:", "why", "on test"):
        assert words in out
