"""The command `runs`: filtered, sorted, grouped, and in every format."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from rich.cells import cell_len

from mnist_lab.cli.commands.runs import MORE_COLUMNS, NO_RUNS
from mnist_lab.cli.filter_options import none_found
from mnist_lab.domain.filters.query import filter_of
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab_store.run_store import RunStore
from support.shell import Shell, on_a_terminal
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


def test_only_the_runs_that_match_the_filter_are_listed(filled: Shell) -> None:
    assert ids(filled, "--filter", "units=64") == [5, 4]
    assert ids(filled, "--filter", "test_acc>97.1% -tag:lab | dropout=off") == [6, 3, 2, 1]
    assert ids(filled, "--filter", "-status:failed", "--sort", "test_accuracy", "--limit", "2") == [4, 5]
    assert ids(filled, "--filter", "narrow") == [5]
    assert ids(filled, "--filter", "") == [6, 5, 4, 3, 2, 1]


def test_the_newest_run_is_first_with_last_and_best_instead_of_epochs(filled: Shell) -> None:
    listed = filled.json("runs", "--json")
    assert [run["id"] for run in listed] == [example_run(number).id for number in (6, 5, 4, 3, 2, 1)]
    newest = filled.json("show", listed[1]["id"], "--json")
    assert "epochs" not in listed[1]
    assert (listed[1]["last"], listed[1]["best"]) == (newest["epochs"][-1], newest["epochs"][newest["best_epoch"] - 1])
    assert listed[1]["verdict"] == newest["verdict"]
    assert ids(filled, "--sort", "units", "--limit", "1") == [5]


def test_an_empty_store_says_what_to_do(shell: Shell) -> None:
    train = f"mnist-lab --store {shell.folder} train"
    assert shell("runs") == (0, "", f"{NO_RUNS.format(folder=shell.folder, command=train)}\n")
    assert shell.json("runs", "--json") == []


@pytest.mark.parametrize("command", [("runs",), ("export", "-")], ids=" ".join)
def test_a_wrong_filter_is_refused(filled: Shell, command: tuple[str, ...]) -> None:
    sentence = filled.refusal(*command, "--filter", "vall_acc>1")
    assert sentence.startswith("--filter: ")
    assert "“vall_acc”" in sentence


@pytest.mark.parametrize(
    ("options", "printed"),
    [
        ((), ""),
        (("--json",), "[]\n"),
        (("--group", "--json"), "[]\n"),
        (("--csv", "--columns", "name,id"), "name,id\r\n"),
        (("--latex",), ""),
    ],
    ids=" ".join,
)
def test_a_filter_without_a_match_prints_a_whole_document(
    filled: Shell, options: tuple[str, ...], printed: str
) -> None:
    assert filled("runs", "--filter", "nowhere", *options) == (0, printed, f"{none_found(6, filter_of('nowhere'))}\n")


@pytest.mark.parametrize(
    ("forms", "sentence"),
    [
        (("--json", "--csv"), "--json and --csv cannot be used together."),
        (("--md", "--latex", "--json"), "--md and --latex cannot be used together."),
    ],
)
def test_one_format_excludes_another(shell: Shell, forms: tuple[str, ...], sentence: str) -> None:
    assert shell.refusal("runs", *forms) == sentence


def test_text_and_markdown_are_tables(filled: Shell) -> None:
    chosen = ("--filter", "narrow", "--columns", "name,units,val_loss,verdict")
    _, out, _ = filled("runs", *chosen)
    assert [line.split() for line in out.splitlines()] == [
        ["name", "nodes", "val", "loss", "verdict"],
        ["=narrow", "64", "0.1000", "good"],
    ]
    filled("name", example_run(5).id, "a|b")
    _, out, _ = filled("runs", "--filter", "units=64", "--limit", "1", "--columns", "name,units", "--md")
    assert out.splitlines() == ["| name | nodes |", "| --- | ---: |", "| a\\|b | 64 |"]


def test_the_table_fits_the_terminal(shell: Shell) -> None:
    RunStore(shell.folder).put(a_repeat(1, 1, 0.981, name="数字" * 40))
    heading, line, more = on_a_terminal("runs", "--store", str(shell.folder), COLUMNS="70").splitlines()
    assert heading.split()[:2] == ["name", "verdict"]
    assert "…" in line
    assert max(cell_len(heading), cell_len(line)) <= 70
    before, _, after = MORE_COLUMNS.partition("{count}")
    count = more.removeprefix(before).removesuffix(after)
    assert int(count) > 0


def test_csv_has_plain_values_in_all_columns_or_those_chosen(filled: Shell) -> None:
    every = rows_of(filled("runs", "--csv")[1])
    assert len(every) == 6
    assert {"name", "verdict", "test_accuracy", "units", "created", "id"} <= set(every[0])
    (row,) = rows_of(filled("runs", "--csv", "--columns", "name,units,test_accuracy,tags", "--filter", "narrow")[1])
    assert row == {"name": "'=narrow", "units": "64", "test_accuracy": "0.972", "tags": "lab1"}


def test_latex_is_a_booktabs_table(filled: Shell) -> None:
    _, out, _ = filled("runs", "--latex", "--columns", "name,test_accuracy", "--filter", "narrow")
    assert out.splitlines()[1:4] == [r"\begin{tabular}{lr}", r"  \toprule", r"  name & test acc kept \\"]
    assert r"  =narrow & 97.20 \\" in out


def test_a_group_is_one_row_with_mean_and_standard_deviation(filled: Shell) -> None:
    _, out, err = filled("runs", "--group", "--columns", "name,seed,test_accuracy,state,verdict", "--sort", "-units")
    assert err == ""
    assert [line.split("  ")[0] for line in out.splitlines()[1:]] == [
        "dropout off (1 run)",
        "baseline (3 runs)",
        "=narrow (2 runs)",
    ]
    assert "98.20 ±0.10" in out
    assert "97.10 ±0.14" in out
    assert "1–3" in out
    assert "1, 5" in out
    assert "good 2/3" in out
    assert "! failed" in out


def test_groups_show_first_the_metric_and_the_settings_that_differ(filled: Shell) -> None:
    heading = filled("runs", "--group", "--md")[1].splitlines()[0]
    assert heading.split(" | ")[:5] == ["| name", "verdict", "test acc kept", "clean gap", "nodes"]


def test_groups_are_sorted_by_their_means_before_the_limit(filled: Shell) -> None:
    def accuracies(*arguments: str) -> list[float | None]:
        found = filled.json("runs", "--group", "--json", *arguments)
        return [round(each["figures"].get("test_accuracy", {"mean": -1})["mean"], 6) for each in found]

    assert accuracies() == [-1, 0.971, 0.982]
    assert accuracies("--sort", "-test_accuracy") == [0.982, 0.971, -1]
    assert accuracies("--sort", "test_accuracy", "--limit", "1") == [0.971]
    assert accuracies("--sort", "verdict")[-1] == -1
    matching = accuracies("--filter", "seed=1 units<1000", "--sort", "test_accuracy")
    assert matching == [0.971, 0.982, -1], "figures of a group never depend on the filter"
    assert accuracies("--filter", "seed=5") == [0.971]


def test_groups_of_a_setting_take_in_unlike_runs(filled: Shell) -> None:
    by_units = filled.json("runs", "--by", "nodes", "--json", "--sort", "units")
    assert [(each["grouped_by"], len(each["runs"])) for each in by_units] == [(["units"], 2), (["units"], 4)]
    assert "units" in filled.json("runs", "--by", "units", "--group", "--json")[0]["spec"]
    assert filled.refusal("runs", "--by", "val_loss").startswith("--by: val_loss")


def test_figures_are_those_of_the_epoch_asked_for(filled: Shell) -> None:
    def losses(*options: str) -> list[float]:
        text = filled("runs", "--csv", "--columns", "loss", "--filter", "dropout=.2", *options)[1]
        return [float(row["loss"]) for row in rows_of(text)]

    last, best, worst = losses(), losses("--figures", "best"), losses("--figures", "max")
    assert best == losses("--figures", "min")
    assert all(low <= at_end <= high for low, at_end, high in zip(best, last, worst, strict=True))
    assert best != worst
    assert "last, kept" in filled.refusal("runs", "--figures", "first")


def test_the_pinned_group_comes_first_if_that_is_asked_for(filled: Shell) -> None:
    filled("pin", example_run(1).id)
    assert ids(filled, "--filter", "units=64") == [5, 4]
    assert ids(filled, "--filter", "units=64", "--pinned") == [3, 2, 1, 5, 4]
    heading = filled("runs", "--group", "--pinned", "--md")[1].splitlines()[0]
    assert "Δ" in heading
    (narrow,) = rows_of(filled("runs", "--group", "--pinned", "--csv", "--columns", "name,difference")[1])[-1:]
    assert float(narrow["difference"]) == pytest.approx(0.971 - 0.982)


def test_columns_can_be_left_out_and_alike_settings_printed(filled: Shell) -> None:
    def headings(*options: str) -> list[str]:
        return [cell.strip() for cell in filled("runs", "--md", *options)[1].splitlines()[0].strip("|").split("|")]

    assert "verdict" in headings()
    assert "verdict" not in headings("--hide", "verdict")
    assert "batch" not in headings()
    assert "batch" in headings("--alike")
    assert headings("--columns", "batch_size,units") == ["batch", "nodes"]
    assert headings("--columns", "batch_size,units", "--no-alike") == ["nodes"]


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
    assert {key: group["verdict"][key] for key in ("label", "course", "agreeing", "of")} == {
        "label": "good",
        "course": "steady",
        "agreeing": 2,
        "of": 3,
    }
    assert "seed" not in group["spec"]
    assert "device" not in group["spec"]
    assert group["spec"]["units"] == 518


def test_a_group_of_one_run_has_the_verdict_of_that_run(filled: Shell) -> None:
    RunStore(filled.folder).put(a_repeat(7, 5, 0.972, 32, name="narrowest"))
    (group,) = filled.json("runs", "--group", "--json", "--filter", "narrowest")
    (run,) = filled.json("runs", "--json", "--filter", "narrowest")
    assert group["verdict"] == {**run["verdict"], "agreeing": 1, "of": 1}
    assert group["figures"]["test_accuracy"] == {"mean": 0.972, "sd": None, "n": 1}


def test_groups_as_csv_have_mean_deviation_and_count(filled: Shell) -> None:
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
