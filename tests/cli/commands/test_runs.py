"""`runs` and `export`: filtered, grouped, and in every form that they are printed in."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab_store.run_store import RunStore
from support.shell import Shell
from support.store_examples import example_run


def a_repeat(number: int, seed: int, accuracy: float, units: int = 518, **fields: Any) -> Run:
    usual = {"epochs": 6, "test_accuracy": accuracy}
    return example_run(number, spec=RunSpec(units=units, seed=seed), **(usual | fields))


@pytest.fixture
def filled(shell: Shell) -> Shell:
    """Three repeats of the baseline, two of 64 nodes with tags, and one without dropout that failed."""
    store = RunStore(shell.folder)
    for run in (
        a_repeat(1, 1, 0.981),
        a_repeat(2, 2, 0.982),
        a_repeat(3, 3, 0.983, epochs=2),
        a_repeat(4, 1, 0.97, 64, tags=("lab1", "small one"), seconds=9.0),
        a_repeat(5, 5, 0.972, 64, name="=narrow", tags=("lab1",), seconds=10.0),
        example_run(6, epochs=1, spec=RunSpec(dropout=0), state=RunState.FAILED, error="It broke off."),
    ):
        store.put(run)
    return shell


def ids(shell: Shell, *arguments: str) -> list[int]:
    return [int(run["id"][-6:], 16) for run in shell.json("runs", "--json", *arguments)]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_only_the_runs_asked_for_are_listed(filled: Shell) -> None:
    assert ids(filled, "--filter", "units=64") == [5, 4]
    assert ids(filled, "--filter", "test_acc>97.1% -tag:lab | dropout=off") == [6, 3, 2, 1]
    assert ids(filled, "--filter", "-status:failed", "--sort", "test_accuracy", "--limit", "2") == [4, 5]
    assert ids(filled, "--filter", "narrow") == [5]
    assert ids(filled, "--filter", "") == [6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("vall_acc>1", "--filter: There is no field “vall_acc” to filter by; did you mean val_acc?"),
        ("dropout=0 units>many", "--filter at character 11: units takes a whole number such as 512 or 60k"),
        ("val_acc>", "--filter: “val_acc>” needs a value: val_accuracy takes a share such as .979 or 97.9%."),
        ("pinned |", "--filter at character 8: “|” means or: write it between two filters."),
        ('name:"open', '--filter: The quote in “name:"open” is not closed.'),
    ],
)
@pytest.mark.parametrize("command", [("runs",), ("export", "-")], ids=" ".join)
def test_a_filter_that_is_wrong_or_half_typed_is_refused(
    filled: Shell, command: tuple[str, ...], text: str, sentence: str
) -> None:
    status, out, err = filled(*command, "--filter", text)
    assert (status, out) == (2, "")
    assert err.startswith(sentence)
    assert len(err.splitlines()) == 1


def test_nothing_found_is_said_and_leaves_a_whole_document(filled: Shell) -> None:
    said = "None of the 6 kept runs matches the filter.\n"
    assert filled("runs", "--filter", "nowhere") == (0, "", said)
    assert filled("runs", "--filter", "nowhere", "--json") == (0, "[]\n", said)
    assert filled("runs", "--filter", "nowhere", "--group", "--json") == (0, "[]\n", said)
    assert filled("runs", "--filter", "nowhere", "--csv", "--columns", "name,id") == (0, "name,id\r\n", said)
    assert filled("runs", "--filter", "nowhere", "--latex") == (0, "", said)


def test_a_word_that_lacks_its_operator_is_pointed_out_where_nothing_is_found(filled: Shell) -> None:
    _, _, err = filled("runs", "--filter", "val_acc")
    assert "“val_acc” without an operator is searched in name, tag and note; to compare, add an operator" in err


@pytest.mark.parametrize(
    ("forms", "sentence"),
    [
        (("--json", "--csv"), "--json and --csv exclude one another."),
        (("--md", "--latex", "--json"), "--md and --latex exclude one another."),
    ],
)
def test_one_form_excludes_another(shell: Shell, forms: tuple[str, ...], sentence: str) -> None:
    assert shell("runs", *forms) == (2, "", sentence + "\n")


def test_csv_has_plain_values_in_every_column_or_those_chosen(filled: Shell) -> None:
    every = rows_of(filled("runs", "--csv")[1])
    assert len(every) == 6
    assert {"name", "verdict", "test_accuracy", "units", "created", "id"} <= set(every[0])
    (row,) = rows_of(filled("runs", "--csv", "--columns", "name,units,test_accuracy,tags", "--filter", "narrow")[1])
    assert row == {"name": "'=narrow", "units": "64", "test_accuracy": "0.972", "tags": "lab1"}


def test_latex_is_a_table_to_paste(filled: Shell) -> None:
    _, out, _ = filled("runs", "--latex", "--columns", "name,test_accuracy", "--filter", "narrow")
    assert out.splitlines()[1:4] == [r"\begin{tabular}{lr}", r"  \toprule", r"  name & test \% \\"]
    assert r"  =narrow & 97.20 \\" in out


def test_repeats_are_one_row_with_their_mean_and_spread(filled: Shell) -> None:
    _, out, err = filled("runs", "--group", "--columns", "name,seed,test_accuracy,state,verdict", "--sort", "-units")
    assert err == ""
    assert [line.split("  ")[0] for line in out.splitlines()[1:]] == ["dropout off (1)", "baseline (3)", "=narrow (2)"]
    assert "98.20 ±0.10" in out
    assert "97.10 ±0.14" in out
    assert "1–3" in out
    assert "1, 5" in out
    assert "good 2/3" in out
    assert "! failed" in out


def test_groups_show_first_what_they_are_compared_by_and_what_they_differ_in(filled: Shell) -> None:
    heading = filled("runs", "--group", "--md")[1].splitlines()[0]
    assert heading.startswith("| name | fit | test % | nodes | dropout | train |")


def test_groups_are_sorted_by_their_means_and_cut_afterwards(filled: Shell) -> None:
    def accuracies(*arguments: str) -> list[float | None]:
        found = filled.json("runs", "--group", "--json", *arguments)
        return [round(each["figures"].get("test_accuracy", {"mean": -1})["mean"], 6) for each in found]

    assert accuracies() == [-1, 0.971, 0.982]
    assert accuracies("--sort", "-test_accuracy") == [0.982, 0.971, -1]
    assert accuracies("--sort", "test_accuracy", "--limit", "1") == [0.971]
    assert accuracies("--sort", "verdict")[-1] == -1
    assert accuracies("--filter", "seed=1 units<1000", "--sort", "test_accuracy") == [0.97, 0.981, -1]


def test_a_group_as_json(filled: Shell) -> None:
    (group,) = filled.json("runs", "--group", "--json", "--filter", "dropout=.2 units=518")
    assert group["title"] == "baseline"
    assert [run_id[-1] for run_id in group["runs"]] == ["3", "2", "1"]
    assert [run_id[-1] for run_id in group["counted"]] == ["1", "2", "3"]
    assert group["seeds"] == [1, 2, 3]
    assert group["states"] == {"finished": 3}
    assert group["figures"]["test_accuracy"] == {
        "mean": pytest.approx(0.982),
        "sd": pytest.approx(0.001),
        "n": 3,
    }
    assert group["figures"]["best_epoch"]["sd"] == 0
    assert "test_loss" not in group["figures"]
    assert {key: group["verdict"][key] for key in ("label", "agreeing", "of")} == {
        "label": "good",
        "agreeing": 2,
        "of": 3,
    }
    assert "seed" not in group["spec"]
    assert "device" not in group["spec"]
    assert group["spec"]["units"] == 518


def test_a_run_alone_has_the_verdict_it_has_by_itself(filled: Shell) -> None:
    (group,) = filled.json("runs", "--group", "--json", "--filter", "narrow")
    (run,) = filled.json("runs", "--json", "--filter", "narrow")
    assert group["verdict"] == {**run["verdict"], "agreeing": 1, "of": 1}
    assert group["figures"]["test_accuracy"] == {"mean": 0.972, "sd": None, "n": 1}


def test_groups_as_csv_have_mean_deviation_and_number(filled: Shell) -> None:
    chosen = ("--columns", "name,seed,test_accuracy,verdict,tags")
    narrow, baseline = rows_of(filled("runs", "--group", "--csv", "--filter", "-dropout=off", *chosen)[1])
    assert (narrow["runs"], narrow["name"], narrow["seed"], narrow["tags"]) == (
        "2",
        "'=narrow",
        "1;5",
        "lab1;small one",
    )
    assert float(baseline["test_accuracy"]) == pytest.approx(0.982)
    assert float(baseline["test_accuracy_sd"]) == pytest.approx(0.001)
    assert baseline["test_accuracy_n"] == "3"
    assert (baseline["verdict"], baseline["verdict_agreeing"], baseline["verdict_of"]) == ("good", "2", "3")


def test_an_export_holds_only_the_runs_asked_for(filled: Shell, tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    assert filled("export", str(file), "--filter", "units=64") == (0, "", f"2 runs written into {file}.\n")
    assert [json.loads(line)["spec"]["units"] for line in file.read_text().splitlines()] == [64, 64]
    status, out, err = filled("export", "-", "--filter", "nowhere")
    assert (status, out) == (0, "")
    assert err.startswith("None of the 6 kept runs matches the filter.")
