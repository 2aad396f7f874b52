"""`mnist-lab compare`: two groups side by side, what they show, and what to train to learn more."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest

from mnist_lab.domain.evidence.spec_diff import format_change, guard
from mnist_lab.domain.runs.run import Dataset, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.metrics import METRICS, USUAL
from mnist_lab_store.run_store import RunStore
from support.fakes import few_digits
from support.odd_digits import saved
from support.shell import Shell, mnist
from support.store_examples import example_run

BASELINE = (0.980, 0.981, 0.982)
NARROW = (0.970, 0.971, 0.972)
NOT_FOUND = "is not the name or id of a run, and matches no run as a filter; `mnist-lab runs` lists the runs."


@pytest.fixture
def store(shell: Shell) -> RunStore:
    """A store with three repeats of the baseline, called "base", and three of 64 nodes without a name."""
    store = RunStore(shell.folder)
    keep(store, 1, BASELINE, name="base")
    keep(store, 11, NARROW, of={"units": 64})
    return store


def keep(store: RunStore, number: int, accuracies: Any, of: dict[str, Any] | None = None, **fields: Any) -> None:
    """Keep a run of MNIST for each test accuracy, with the seeds from 1 on and the numbers from this one on."""
    fields = {"data": mnist().dataset} | fields
    for place, accuracy in enumerate(accuracies):
        spec = RunSpec.of({**(of or {}), "seed": place + 1})
        store.put(example_run(number + place, epochs=5, spec=spec, test_accuracy=accuracy, **fields))


def run_id(number: int) -> str:
    return example_run(number).id


def compared(shell: Shell, *arguments: str) -> str:
    """Return what a comparison prints, in which its conclusion must be."""
    status, out, err = shell("compare", *arguments)
    assert (status, err) == (0, "")
    sentence = shell.json("compare", *arguments, "--json")["sentence"]
    assert f"{sentence[0].upper()}{sentence[1:]}" in out.splitlines()
    return out


def row_of(side: str, out: str, table: int = 0) -> str:
    """Return the row of a side in the first table or a later one, its columns one space apart."""
    rows = [line for line in out.splitlines() if line.startswith(f"{side}  ")]
    return " ".join(rows[table].split())


def commands_in(out: str) -> list[str]:
    return [line.strip() for line in out.splitlines() if line.startswith("    mnist-lab ")]


def test_two_groups_are_printed_side_by_side(shell: Shell, store: RunStore) -> None:
    out = compared(shell, run_id(1), "last")
    assert row_of("A", out) == "A base 3 1 to 3 98.10 ±0.10 good 3/3"
    assert row_of("B", out) == "B nodes 64 3 1 to 3 97.10 ±0.10 good 3/3"
    assert USUAL.heading in out.splitlines()[0]
    assert format_change(RunSpec(), RunSpec(units=64)) in out
    assert commands_in(out) == []


def test_the_comparison_as_json(shell: Shell, store: RunStore) -> None:
    found = shell.json("compare", run_id(2), run_id(12), "--json")
    assert list(found) == [
        "a", "b", "differs", "metric", "difference", "low", "high", "conclusive",
        "level", "looks", "better_pairs", "tied_pairs", "pairs", "sentence",
    ]  # fmt: skip
    assert found["a"] == {
        "label": "base",
        "data": mnist().dataset.model_dump(),
        "runs": [run_id(1), run_id(2), run_id(3)],
        "mean": pytest.approx(0.981),
        "sd": pytest.approx(0.001),
        "n": 3,
        "verdict": "good",
        "course": "steady",
        "parameters": 680_662,
        "seconds_per_epoch": 2.5,
        "seconds": 0.0,
        "points_per_minute": None,
        "on_front": False,
    }
    assert (found["differs"], found["metric"], found["conclusive"]) == (["units"], "test_accuracy", True)
    assert found["difference"] == pytest.approx(-0.01)
    assert found["low"] < found["difference"] < found["high"] < 0
    assert "1.00 points" in found["sentence"]


@pytest.mark.parametrize(("a", "b"), [("base", "nodes 64"), ("last", "base"), ("20261123-222456-00000b", "base")])
def test_a_name_means_all_runs_that_share_it(shell: Shell, store: RunStore, a: str, b: str) -> None:
    found = shell.json("compare", a, b, "--json")
    assert {found["a"]["n"], found["b"]["n"]} == {3}
    assert found["differs"] == ["units"]


@pytest.mark.parametrize(
    "asked", ["units=64", "nodes=64 dropout=.2", "-base", "units=64 seed=2", "test_accuracy<.9705"]
)
def test_a_filter_means_the_group_of_the_runs_that_match(shell: Shell, store: RunStore, asked: str) -> None:
    found = shell.json("compare", "--json", "--", "base", asked)
    assert found["b"]["runs"] == [run_id(11), run_id(12), run_id(13)]


def test_a_name_takes_precedence_over_a_filter(shell: Shell, store: RunStore) -> None:
    keep(store, 21, BASELINE, {"dropout": 0.0}, name="units=64")
    assert shell.json("compare", "base", "units=64", "--json")["differs"] == ["dropout"]


def test_one_run_each_is_inconclusive_and_more_repeats_are_offered(shell: Shell, store: RunStore) -> None:
    keep(store, 21, [0.975], {"dropout": 0.0})
    keep(store, 31, [0.978], {"batch_size": 32})
    assert shell.json("compare", run_id(21), run_id(31), "--json")["conclusive"] is False
    out = compared(shell, run_id(21), run_id(31))
    assert commands_in(out)[-2:] == [
        f"mnist-lab --store {shell.folder} train --dropout 0 --seed 2 --repeats 4",
        f"mnist-lab --store {shell.folder} train --batch-size 32 --seed 2 --repeats 4",
    ]


def test_several_changes_are_separated_by_the_runs_offered(shell: Shell, store: RunStore) -> None:
    settings = {"units": 64, "optimizer": "sgd", "momentum": 0.9}
    keep(store, 21, NARROW, settings)
    out = compared(shell, "base", run_id(21))
    assert str(guard(RunSpec(), RunSpec.of(settings))) in out
    *offered, momentum = out.splitlines()[-5:]
    assert offered == [
        f"  {format_change(RunSpec(), RunSpec(units=64))} (kept)",
        f"    mnist-lab --store {shell.folder} compare {run_id(3)} {run_id(13)}",
        f"  {format_change(RunSpec(), RunSpec.of({'optimizer': 'sgd'}))}",
        f"    mnist-lab --store {shell.folder} train --optimizer sgd --repeats 5",
    ]
    assert momentum.startswith("  momentum ")


def test_an_offered_command_can_be_typed(shell: Shell, store: RunStore) -> None:
    keep(store, 21, [0.97, 0.971], {"units": 64, "dropout": 0.0})
    (command,) = [line for line in commands_in(compared(shell, "base", run_id(21))) if "train" in line]
    assert shell(*shlex.split(command)[1:])[0] == 0
    without_dropout = format_change(RunSpec(), RunSpec(dropout=0.0))
    assert f"  {without_dropout} (kept)" in compared(shell, "base", run_id(21)).splitlines()


class TestRepeatsOfOneAnother:
    def test_two_runs_of_one_group_are_compared_as_single_runs(self, shell: Shell, store: RunStore) -> None:
        found = shell.json("compare", run_id(1), run_id(3), "--json")
        assert (found["a"]["runs"], found["b"]["runs"]) == ([run_id(1)], [run_id(3)])
        assert (found["differs"], found["conclusive"], found["low"]) == ([], False, None)
        assert "0.20 points" in found["sentence"]
        assert commands_in(compared(shell, run_id(1), run_id(3))) == []

    @pytest.mark.parametrize(("word", "count"), [("last", 1), ("base", 3)])
    def test_a_group_does_not_differ_from_itself(self, shell: Shell, store: RunStore, word: str, count: int) -> None:
        found = shell.json("compare", word, word, "--json")
        assert found["a"] == found["b"]
        assert (found["a"]["n"], found["differs"], found["difference"]) == (count, [], None)
        assert commands_in(compared(shell, word, word)) == []


class TestWhichRunsCount:
    def test_the_newest_finished_run_of_each_seed_on_the_same_digits(self, shell: Shell, store: RunStore) -> None:
        keep(store, 21, [0.99], name="base", state=RunState.STOPPED)
        keep(store, 31, [0.9], data=Dataset(name="others", sha256="1" * 64))
        out = compared(shell, run_id(1), "last", "--metric", "test_accuracy")
        assert row_of("A", out).startswith("A base mnist 3 of 4 1 to 3 98.10 ±0.10 ")
        assert row_of("B", out).startswith("B baseline others 1 ")

    def test_a_run_without_the_figure_does_not_count(self, shell: Shell, store: RunStore) -> None:
        store.put(example_run(21, epochs=5, spec=RunSpec(seed=9), data=mnist().dataset))
        found = shell.json("compare", run_id(21), "nodes 64", "--json")
        assert found["a"]["n"] == 3
        assert "1 of 4 runs of A" in found["sentence"]

    def test_without_any_figure_there_is_no_difference(self, shell: Shell, store: RunStore) -> None:
        found = shell.json("compare", "base", "last", "--metric", "test_loss", "--json")
        assert (found["difference"], found["conclusive"], found["a"]["n"]) == (None, False, 0)
        assert METRICS["test_loss"].label in found["sentence"]

    @pytest.mark.parametrize("state", [RunState.FAILED, RunState.STOPPED, RunState.INTERRUPTED])
    def test_a_side_without_a_finished_run_is_shown_empty(self, shell: Shell, store: RunStore, state: RunState) -> None:
        store.put(example_run(21, epochs=0, spec=RunSpec(units=9), state=state))
        assert row_of("B", compared(shell, "base", "last")) == "B nodes 9 0 of 1 – – –"
        assert shell.json("compare", "base", "last", "--json")["difference"] is None


def test_commands_for_other_digits_name_their_file(shell: Shell, store: RunStore, tmp_path: Path) -> None:
    digits = few_digits()
    file = saved(digits, tmp_path / "few digits.npz")
    keep(store, 31, [0.9], data=digits.dataset)
    (command,) = commands_in(compared(shell, "base", "last"))
    assert shlex.split(command) == [
        "mnist-lab", "--store", str(shell.folder), "--data", "made-up.npz", "train", "--seed", "2", "--repeats", "4",
    ]  # fmt: skip
    (command,) = commands_in(compared(shell, "base", "last", "--data", file))
    assert f"--data '{file}'" in command
    assert shell(*shlex.split(command)[1:])[0] == 0
    assert shell.json("compare", "base", "last", "--json")["b"]["n"] == 5


def test_another_metric_can_be_compared(shell: Shell, store: RunStore) -> None:
    sides = ("base", "nodes 64", "--metric", "val_loss")
    found = shell.json("compare", *sides, "--json")
    assert (found["metric"], found["difference"]) == ("val_loss", pytest.approx(0))
    assert found["conclusive"] is False
    assert METRICS["val_loss"].heading in compared(shell, *sides).splitlines()[0]


class TestSeveralSides:
    @pytest.fixture
    def four(self, shell: Shell, store: RunStore) -> tuple[str, ...]:
        """Four sides: the baseline, 64 nodes, no dropout, and both changes with one run."""
        keep(store, 21, (0.9801, 0.9812, 0.9824), {"dropout": 0.0}, seconds=30.0)
        keep(store, 31, [0.96], {"units": 64, "dropout": 0.0}, seconds=10.0)
        return "base", run_id(11), run_id(21), run_id(31)

    def test_all_are_printed_with_what_differs_and_what_they_cost(self, shell: Shell, four: tuple[str, ...]) -> None:
        status, out, err = shell("compare", *four)
        assert (status, err) == (0, "")
        assert [row_of(letter, out).split()[1] for letter in "ABCD"] == ["base", "nodes", "dropout", "nodes"]
        assert [row_of(letter, out, 1) for letter in "ABCD"] == ["A 518 0.20", "B 64 0.20", "C 518 off", "D 64 off"]
        assert [row_of(letter, out, 2).split()[-1] for letter in "CD"] == ["yes", "yes"]
        assert row_of("C", out, 2) == "C 680,662 2.50 30 s 176 yes"

    def test_each_is_compared_with_the_first(self, shell: Shell, four: tuple[str, ...]) -> None:
        out = shell("compare", *four)[1].splitlines()
        sentences = [line for line in out if " against A: " in line]
        assert [line[0] for line in sentences] == ["B", "C", "D"]
        assert sentences[0].startswith("B against A: worse by 1.00 points (")

    def test_more_than_one_change_is_separated_by_kept_runs(self, shell: Shell, four: tuple[str, ...]) -> None:
        out = shell("compare", *four)[1]
        assert len([line for line in out.splitlines() if "about D" in line]) == 1
        assert [command.split()[3] for command in commands_in(out)] == ["compare", "compare", "train"]

    def test_the_contrasts_as_json(self, shell: Shell, four: tuple[str, ...]) -> None:
        found = shell.json("compare", *four, "--json")
        assert list(found) == ["metric", "reference", "sides", "settings", "contrasts"]
        assert [(side["letter"], side["n"]) for side in found["sides"]] == [("A", 3), ("B", 3), ("C", 3), ("D", 1)]
        assert [(each["a"], each["b"], each["differs"]) for each in found["contrasts"]] == [
            ("A", "B", ["units"]),
            ("A", "C", ["dropout"]),
            ("A", "D", ["units", "dropout"]),
        ]
        assert found["settings"]["units"] == {"A": 518, "B": 64, "C": 518, "D": 64}

    def test_their_number_widens_the_intervals(self, shell: Shell, four: tuple[str, ...]) -> None:
        alone = shell.json("compare", *four[:2], "--json")
        (among, *_) = shell.json("compare", *four, "--json")["contrasts"]
        assert among["difference"] == pytest.approx(alone["difference"])
        assert among["low"] < alone["low"] < alone["high"] < among["high"]

    def test_two_runs_of_one_group_stay_single_among_others(self, shell: Shell, four: tuple[str, ...]) -> None:
        found = shell.json("compare", run_id(1), "nodes 64", run_id(2), "--json")
        assert [side["runs"] for side in found["sides"]] == [
            [run_id(1)],
            [run_id(n) for n in (11, 12, 13)],
            [run_id(2)],
        ]

    def test_single_runs_are_compared_without_their_repeats(self, shell: Shell, four: tuple[str, ...]) -> None:
        found = shell.json("compare", *four[1:], "--single", "--json")
        assert [side["runs"] for side in found["sides"]] == [[run_id(11)], [run_id(21)], [run_id(31)]]
        refused = shell.refusal("compare", run_id(1), "units=64 dropout=.2", "--single", status=2)
        assert refused.startswith("B is compared alone")

    def test_a_run_alone_stands_beside_groups(self, shell: Shell, four: tuple[str, ...]) -> None:
        found = shell.json("compare", *four, "--alone", "b,D", "--json")
        assert [side["n"] for side in found["sides"]] == [3, 1, 3, 1]
        assert found["sides"][1]["runs"] == [run_id(11)]

    def test_groups_are_made_by_chosen_settings(self, shell: Shell, four: tuple[str, ...]) -> None:
        found = shell.json("compare", run_id(1), run_id(31), "--by", "nodes per layer", "--json")
        assert [found[side]["label"] for side in "ab"] == ["nodes 518", "nodes 64"]
        assert [found[side]["n"] for side in "ab"] == [6, 4]
        found = shell.json("compare", *four, "--by", "dropout", "--by", "B,C:", "--by", "D:units", "--json")
        assert [side["n"] for side in found["sides"]] == [6, 3, 3, 4]
        status, out, err = shell("compare", run_id(1), run_id(31), "--by", "units")
        assert (status, err) == (0, "")
        assert "change one setting" not in out

    def test_another_side_can_be_the_reference(self, shell: Shell, four: tuple[str, ...]) -> None:
        found = shell.json("compare", *four, "--against", "c", "--json")
        assert found["reference"] == "C"
        assert [(each["a"], each["b"]) for each in found["contrasts"]] == [("C", "A"), ("C", "B"), ("C", "D")]
        assert " against C: " in shell("compare", *four, "--against", "C")[1]

    def test_what_all_share_is_said_once(self, shell: Shell, store: RunStore) -> None:
        keep(store, 21, BASELINE, {"epochs": 3, "units": 64})
        keep(store, 31, BASELINE, {"epochs": 3, "dropout": 0.0})
        out = shell("compare", run_id(21), run_id(31))[1]
        assert "The same in all: epochs 3." in out.splitlines()
        assert [row_of(letter, out).split()[1:3] for letter in "AB"] == [["nodes", "64"], ["dropout", "off"]]

    def test_single_runs_of_one_group_differ_in_their_seeds(self, shell: Shell, store: RunStore) -> None:
        out = shell("compare", run_id(1), run_id(2), run_id(3))[1]
        assert [row_of(letter, out, 1) for letter in "ABC"] == ["A 1", "B 2", "C 3"]
        assert "seed" in out[out.index("What differs:") :].splitlines()[1]

    @pytest.mark.parametrize(
        ("form", "words"),
        [("--csv", "letter,title,"), ("--md", "## Cost"), ("--latex", "\\toprule"), ("--svg", "<svg ")],
    )
    def test_they_are_printed_in_other_forms(self, shell: Shell, four: tuple[str, ...], form: str, words: str) -> None:
        status, out, err = shell("compare", *four, form)
        assert (status, err) == (0, "")
        assert words in out
        assert "mnist-lab" not in out

    def test_one_form_at_a_time(self, shell: Shell, store: RunStore) -> None:
        refused = shell.refusal("compare", "base", "nodes 64", "--csv", "--md", status=2)
        assert refused == "--csv and --md cannot be used together."

    def test_nine_are_too_many(self, shell: Shell, store: RunStore) -> None:
        assert "at most 8 sides, not 9" in shell.refusal("compare", *["base"] * 9, status=2)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("base", "last", "--metric", "colour"), 2, "--metric: “colour” "),
        (("base", "last", "--metric"), 2, "--metric takes one of test_accuracy, test_accuracy_last, "),
        (("base",), 2, "Missing argument 'B'."),
        (("base", "last", "--alone", "C"), 2, "--alone: there is no side “C”; the sides are A to B."),
        (("base", "last", "--alone", ""), 2, "--alone: there is no side “”"),
        (("base", "last", "--alone"), 2, "--alone takes letters of sides"),
        (("base", "last", "--against", "A,B"), 2, "--against takes one side, not 2."),
        (("base", "last", "--by", "val_loss"), 2, "--by: val_loss is not a setting"),
        (("base", "last", "--by", "difference"), 2, "--by: difference is not a setting"),
        (("base", "last", "--by", "X:units"), 2, "--by: there is no side “X”"),
        (("base", "state:finished", "--by", "units"), 1, "“state:finished” matches 2 groups"),
        (("base", "nobody"), 1, f"“nobody” (B) {NOT_FOUND}"),
        (("units=65", "base"), 1, f"“units=65” (A) {NOT_FOUND}"),
        (("colour=3", "base"), 2, "A is neither a run nor a filter: There is no field “colour”"),
        (("base", "units="), 2, "B is neither a run nor a filter: “units=” "),
        (("base", ""), 1, "A run is an id"),
        (("base", "state:finished"), 1, "“state:finished” matches 2 groups"),
        (("2026", "last"), 1, "“2026” matches 2 groups"),
    ],
)
def test_a_refusal_is_one_sentence(
    shell: Shell, store: RunStore, arguments: tuple[str, ...], status: int, words: str
) -> None:
    assert shell.refusal("compare", *arguments, status=status).startswith(words)


def test_several_groups_are_listed(shell: Shell, store: RunStore) -> None:
    sentence = shell.refusal("compare", "2026", "last", status=1)
    assert "nodes 64 (3 runs)" in sentence
    assert "base (3 runs)" in sentence
