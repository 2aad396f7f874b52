"""`mnist-lab compare`: two groups side by side, what can be said, and what to train to be told more."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from mnist_lab.cli.setting_options import options_of
from mnist_lab.domain.runs.run import Dataset, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab_store.run_store import RunStore
from support.shell import Shell
from support.store_examples import example_run

BASELINE = (0.980, 0.981, 0.982)
NARROW = (0.970, 0.971, 0.972)


@pytest.fixture
def store(shell: Shell) -> RunStore:
    """A store with three repeats of the baseline, called "base", and three of 64 nodes without a name."""
    store = RunStore(shell.folder)
    keep(store, 1, BASELINE, name="base")
    keep(store, 11, NARROW, of={"units": 64})
    return store


def keep(store: RunStore, number: int, accuracies: Any, of: dict[str, Any] | None = None, **fields: Any) -> None:
    """Keep a finished run for each test accuracy, with the seeds from 1 on and the numbers from this one on."""
    for place, accuracy in enumerate(accuracies):
        spec = RunSpec.of({**(of or {}), "seed": place + 1})
        store.put(example_run(number + place, epochs=5, spec=spec, test_accuracy=accuracy, **fields))


def run_id(number: int) -> str:
    return example_run(number).id


def test_two_groups_stand_side_by_side(shell: Shell, store: RunStore) -> None:
    status, out, err = shell("compare", run_id(1), "last")
    assert (status, err) == (0, "")
    assert out == (
        "Compared by test accuracy in %:\n"
        "             runs   seeds     mean ±sd  verdict (seeds)\n"
        "A  base         3  1 to 3  98.10 ±0.10  good 3/3\n"
        "B  nodes 64     3  1 to 3  97.10 ±0.10  good 3/3\n"
        "\n"
        "What differs: nodes per layer 518 → 64.\n"
        "\n"
        "B is worse by 1.00 points (95 % interval 0.77 to 1.23).\n"
    )


def test_as_json(shell: Shell, store: RunStore) -> None:
    found = shell.json("compare", run_id(2), run_id(12), "--json")
    assert list(found) == [
        "a", "b", "differs", "metric", "difference", "low", "high", "conclusive", "sentence",
    ]  # fmt: skip
    assert found["a"] == {
        "label": "base",
        "runs": [run_id(1), run_id(2), run_id(3)],
        "mean": pytest.approx(0.981),
        "sd": pytest.approx(0.001),
        "n": 3,
        "verdict": "good",
    }
    assert (found["differs"], found["metric"], found["conclusive"]) == (["units"], "test_accuracy", True)
    assert found["difference"] == pytest.approx(-0.01)
    assert found["low"] < found["difference"] < found["high"] < 0
    assert found["sentence"] == "B is worse by 1.00 points (95 % interval 0.77 to 1.23)."


@pytest.mark.parametrize(("a", "b"), [("base", "nodes 64"), ("last", "base"), ("20261123-222456-00000b", "base")])
def test_a_group_goes_by_the_name_that_its_runs_share(shell: Shell, store: RunStore, a: str, b: str) -> None:
    found = shell.json("compare", a, b, "--json")
    assert {found["a"]["n"], found["b"]["n"]} == {3}
    assert found["differs"] == ["units"]


@pytest.mark.parametrize(
    "asked", ["units=64", "nodes=64 dropout=.2", "-base", "units=64 seed=2", "test_accuracy<.9705"]
)
def test_a_filter_names_the_group_of_the_runs_that_it_finds(shell: Shell, store: RunStore, asked: str) -> None:
    found = shell.json("compare", "--json", "--", "base", asked)
    assert found["b"]["runs"] == [run_id(11), run_id(12), run_id(13)]


def test_a_run_is_meant_rather_than_a_filter(shell: Shell, store: RunStore) -> None:
    keep(store, 21, BASELINE, {"dropout": 0.0}, name="units=64")
    assert shell.json("compare", "base", "units=64", "--json")["differs"] == ["dropout"]


def test_one_run_each_is_no_evidence_and_more_repeats_are_offered(shell: Shell, store: RunStore) -> None:
    keep(store, 21, [0.975], {"dropout": 0.0})
    keep(store, 31, [0.978], {"batch_size": 32})
    status, out, _ = shell("compare", run_id(21), run_id(31))
    assert status == 0
    assert "One run each is no evidence: the seed alone can make a difference of 0.30 points" in out
    assert "More repeats of A:\n    mnist-lab train --dropout 0 --seed 2 --repeats 2\n" in out
    assert "More repeats of B:\n    mnist-lab train --batch-size 32 --seed 2 --repeats 2\n" in out


def test_more_than_one_change_cannot_tell_and_the_runs_that_would_are_offered(shell: Shell, store: RunStore) -> None:
    keep(store, 21, NARROW, {"units": 64, "optimizer": "sgd", "momentum": 0.9})
    _, out, _ = shell("compare", "base", run_id(21))
    assert "; 3 settings differ: this cannot tell which did it.\n" in out
    assert out.endswith(
        "To find out, change one setting at a time:\n"
        "  nodes per layer 518 → 64 (kept)\n"
        f"    mnist-lab compare {run_id(3)} {run_id(13)}\n"
        "  optimizer RMSprop → SGD, learning rate 0.001 → 0.01\n"
        "    mnist-lab train --optimizer sgd --repeats 3\n"
        "  momentum cannot be changed alone\n"
    )


def test_what_is_offered_can_be_typed(shell: Shell, store: RunStore) -> None:
    keep(store, 21, [0.97, 0.971], {"units": 64, "dropout": 0.0})
    _, out, _ = shell("compare", "base", run_id(21))
    (command,) = [line for line in out.splitlines() if line.startswith("    mnist-lab train")]
    assert shell(*shlex.split(command)[1:])[0] == 0
    assert "(kept)" in shell("compare", "base", run_id(21))[1].partition("dropout 0.20 → off")[2]


class TestRepeatsOfOneAnother:
    def test_two_runs_of_one_group_are_told_to_be_repeats(self, shell: Shell, store: RunStore) -> None:
        found = shell.json("compare", run_id(1), run_id(3), "--json")
        assert (found["a"]["runs"], found["b"]["runs"]) == ([run_id(1)], [run_id(3)])
        assert (found["differs"], found["conclusive"], found["low"]) == ([], False, None)
        assert "one run each is no evidence: they are repeats of one another" in found["sentence"]
        assert "More repeats" not in shell("compare", run_id(1), run_id(3))[1]

    def test_a_run_and_itself_are_nothing_to_compare(self, shell: Shell, store: RunStore) -> None:
        assert "A and B are the same run: there is nothing to compare." in shell("compare", "last", "last")[1]
        assert "the same group of repeats" in shell("compare", "base", "base")[1]


class TestWhichRunsCount:
    def test_the_newest_finished_run_of_each_seed_on_the_same_digits(self, shell: Shell, store: RunStore) -> None:
        keep(store, 21, [0.99], name="base", state=RunState.STOPPED)
        keep(store, 31, [0.9], data=Dataset(name="others", sha256="1" * 64))
        _, out, _ = shell("compare", run_id(1), "last", "--metric", "test_accuracy")
        assert "A  base      3 of 4  1 to 3  98.10 ±0.10" in out
        assert "What differs: the digits." in out

    def test_a_run_without_the_figure_does_not_and_is_told(self, shell: Shell, store: RunStore) -> None:
        store.put(example_run(21, epochs=5, spec=RunSpec(seed=9)))
        found = shell.json("compare", run_id(21), "nodes 64", "--json")
        assert found["a"]["n"] == 3
        assert "1 of 4 runs of A has no finite test accuracy and could not be counted" in found["sentence"]

    def test_where_no_run_has_it_nothing_can_be_said(self, shell: Shell, store: RunStore) -> None:
        found = shell.json("compare", "base", "last", "--metric", "test_loss", "--json")
        assert (found["difference"], found["conclusive"], found["a"]["n"]) == (None, False, 0)
        assert found["sentence"].startswith("no conclusion: one side has no finished run with a finite test loss")

    @pytest.mark.parametrize("state", [RunState.FAILED, RunState.STOPPED, RunState.INTERRUPTED])
    def test_a_side_without_a_finished_run_says_so(self, shell: Shell, store: RunStore, state: RunState) -> None:
        store.put(example_run(21, epochs=0, spec=RunSpec(units=9), state=state))
        status, out, _ = shell("compare", "base", "last")
        assert status == 0
        assert "B  nodes 9  0 of 1       –            –  –\n" in out
        assert "No conclusion" in out


def test_another_figure(shell: Shell, store: RunStore) -> None:
    found = shell.json("compare", "base", "nodes 64", "--metric", "val_loss", "--json")
    assert (found["metric"], found["difference"]) == ("val_loss", pytest.approx(0))
    assert found["sentence"] == "no evidence of a difference: all figures are the same."
    assert "Compared by validation loss in nats:" in shell("compare", "base", "nodes 64", "--metric", "val_loss")[1]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("base", "last", "--metric", "colour"), 2, "--metric: “colour” is no figure to compare by; there are test_"),
        (("base", "last", "--metric"), 2, "--metric takes one of test_accuracy, test_accuracy_last, "),
        (("base",), 2, "Missing argument 'B'."),
        (
            ("base", "nobody"),
            1,
            "B “nobody” is not a run, and as a filter it matches none; `mnist-lab runs` lists them.",
        ),
        (
            ("units=65", "base"),
            1,
            "A “units=65” is not a run, and as a filter it matches none; `mnist-lab runs` lists them.",
        ),
        (("colour=3", "base"), 2, "A is neither a run nor a filter: There is no field “colour” to filter by"),
        (("base", "units="), 2, "B is neither a run nor a filter: “units=” needs a value"),
        (("base", ""), 1, "A run is an id, the beginning of one, a name, or “last”; nothing was given."),
        (("base", "state:finished"), 1, "“state:finished” names 2 groups, and one is compared with one: nodes 64 (3"),
        (
            ("2026", "last"),
            1,
            "“2026” names 2 groups, and one is compared with one: nodes 64 (3 runs) and base (3 runs)",
        ),
    ],
)
def test_what_is_not_taken_is_one_sentence(
    shell: Shell, store: RunStore, arguments: tuple[str, ...], status: int, words: str
) -> None:
    found, out, err = shell("compare", *arguments)
    assert (found, out) == (status, "")
    assert err.startswith(words)
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, []),
        ({"units": 64, "dropout": 0.0, "seed": 4}, ["--units", "64", "--dropout", "0", "--seed", "4"]),
        ({"optimizer": "sgd", "momentum": 0.9}, ["--optimizer", "sgd", "--momentum", "0.9"]),
        ({"optimizer": "sgd", "learning_rate": 0.001}, ["--optimizer", "sgd", "--learning-rate", "0.001"]),
        ({"scale_pixels": False, "max_norm": 3.0}, ["--max-norm", "3", "--no-scale-pixels"]),
        ({"train_size": 500, "early_stopping": 2}, ["--early-stopping", "2", "--train-size", "500"]),
        ({"learning_rate": 1e-5, "device": "gpu:1"}, ["--learning-rate", "1e-05", "--device", "gpu:1"]),
        ({"validation_split": 0.25, "validation_from": "shuffled"}, None),
        ({"kernel_initializer": "he_normal", "activation": "hard_sigmoid", "hidden_layers": 0}, None),
    ],
)
def test_settings_as_options_make_the_same_settings(
    shell: Shell, settings: dict[str, Any], words: list[str] | None
) -> None:
    spec = RunSpec.of(settings)
    options = options_of(spec)
    assert words is None or options == words
    (trained,) = shell.json("train", *options, "--json")
    assert RunSpec.of(trained["spec"]) == spec
