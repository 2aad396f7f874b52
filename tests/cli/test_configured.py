"""Commands obey the configuration file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mnist_lab.domain.fit.rule import Label
from support.shell import Shell

NONE_IS_LONG_ENOUGH = "[thresholds]\nfewest_epochs = 1000\n"
OTHERS = {label.value for label in Label} - {Label.TOO_SHORT.value}


def strings_in(document: object, under: str = "") -> set[str]:
    """Return the verdicts' labels in a document."""
    if isinstance(document, dict):
        return {text for name, value in document.items() for text in strings_in(value, name)}
    if isinstance(document, list):
        return {text for value in document for text in strings_in(value, under)}
    return {document} if isinstance(document, str) and under in {"label", "verdict"} else set()


@pytest.fixture
def strict(shell: Shell) -> Shell:
    """A shell with runs that were judged by the usual thresholds, which are changed now."""
    shell("train", "--repeats", "2", "--tag", "a")
    shell("train", "--units", "64", "--tag", "b")
    assert shell.json("runs", "--limit", "1", "--json")[0]["verdict"]["label"] == "good"
    shell.configure(NONE_IS_LONG_ENOUGH)
    return shell


@pytest.mark.parametrize(
    "arguments",
    [
        ("train", "--json"),
        ("rerun", "last", "--json"),
        ("show", "last", "--json"),
        ("verdict", "last", "--json"),
        ("runs", "--json"),
        ("runs", "--group", "--json"),
        ("compare", "tag:a", "tag:b", "--json"),
        ("lab", "layers", "--repeats", "2", "--json"),
        ("sweep", "--grid", "units=64", "--yes", "--json"),
    ],
)
def test_every_verdict_is_that_of_the_thresholds(strict: Shell, arguments: tuple[str, ...]) -> None:
    document = strict.json(*arguments)
    assert not strings_in(document) & OTHERS
    if arguments[0] != "sweep":
        assert Label.TOO_SHORT.value in strings_in(document)


@pytest.mark.parametrize(
    "arguments", [("train",), ("rerun", "last"), ("show", "last"), ("verdict", "last"), ("runs",), ("runs", "--group")]
)
def test_so_is_it_as_text(strict: Shell, arguments: tuple[str, ...]) -> None:
    _, out, _ = strict(*arguments)
    assert Label.TOO_SHORT.value in out
    assert Label.GOOD.value not in out


def test_the_rule_has_the_threshold_in_it(strict: Shell) -> None:
    assert "1000" in strict.json("verdict", "last", "--json")["rule"]


def test_a_history_from_elsewhere_is_judged_alike(strict: Shell, tmp_path: Path) -> None:
    row = {"loss": 0.1, "accuracy": 0.97, "val_loss": 0.1, "val_accuracy": 0.97}
    (tmp_path / "history.json").write_text(json.dumps([row] * 6))
    found = strict.json("verdict", "--history", str(tmp_path / "history.json"), "--json")
    assert found["label"] == Label.TOO_SHORT.value


def test_an_export_is_judged_alike(strict: Shell, tmp_path: Path) -> None:
    strict("export", str(tmp_path / "runs.jsonl"))
    documents = [json.loads(line) for line in (tmp_path / "runs.jsonl").read_text().splitlines()]
    assert strings_in(documents) >= {Label.TOO_SHORT.value}
    assert not strings_in(documents) & OTHERS


def test_the_progress_of_a_lab_is_judged_alike(strict: Shell) -> None:
    _, _, err = strict("lab", "layers", "--repeats", "1")
    assert Label.TOO_SHORT.value in err
    assert f" {Label.GOOD.value}," not in err


def test_filters_find_the_label_in_force(strict: Shell) -> None:
    assert len(strict.json("runs", "--filter", 'verdict:"too short"', "--json")) == 3
    assert strict.json("runs", "--filter", "verdict:good", "--json") == []


def test_labels_follow_the_thresholds_back_too(strict: Shell) -> None:
    strict("train", "--units", "32")  # at its end the index is written
    strict.configure("")
    assert strings_in(strict.json("runs", "--json")) >= {Label.GOOD.value}


def test_labs_and_grids_have_the_repeats_of_the_file_and_options_come_first(shell: Shell) -> None:
    shell.configure("repeats = 2")
    labs = {lab["name"]: lab for lab in shell.json("lab", "--json")["labs"]}
    one = {lab["name"]: lab for lab in shell.json("lab", "--repeats", "1", "--json")["labs"]}
    assert labs["layers"]["runs"] == 2 * one["layers"]["runs"]
    assert shell.json("sweep", "nodes", "--show", "--json")["repeats"] == 2
    assert shell.json("sweep", "nodes", "--repeats", "3", "--show", "--json")["repeats"] == 3


def test_a_single_run_stays_one_run(shell: Shell) -> None:
    shell.configure("repeats = 5")
    assert len(shell.json("train", "--json")) == 1


@pytest.mark.parametrize(
    ("option", "keeps"), [((), False), (("--weights",), True), (("--no-weights",), False)]
)  # fmt: skip
def test_the_file_decides_about_weights_and_an_option_comes_first(
    shell: Shell, option: tuple[str, ...], keeps: bool
) -> None:
    shell.configure('weights = "none"')
    (run,) = shell.json("train", *option, "--json")
    assert (run["weights"] is not None) == keeps


def test_labs_keep_no_weights_either(shell: Shell) -> None:
    shell.configure('weights = "none"')
    shell("lab", "layers", "--repeats", "1")
    assert {run["weights"] for run in shell.json("runs", "--json")} == {None}


def test_a_wrong_file_stops_no_command(shell: Shell) -> None:
    file = shell.configure("repeats = 0")
    status, _, err = shell("runs")
    assert status == 0
    assert str(file) in err.splitlines()[0]
