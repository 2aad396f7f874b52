"""The settings that differ between two groups, and the runs that would separate the changes."""

from __future__ import annotations

from typing import Any

import pytest

from mnist_lab.domain.evidence.spec_diff import (
    changed,
    changed_by_hand,
    format_change,
    guard,
    missing_specs,
    one_change_specs,
)
from mnist_lab.domain.runs.run import MNIST, Dataset, RunState
from mnist_lab.domain.runs.spec import RunSpec
from support.run_examples import a_summary


def spec(**settings: Any) -> RunSpec:
    return RunSpec.of(settings)


@pytest.mark.parametrize(
    ("a", "b", "all_of_them", "by_hand"),
    [
        ({}, {}, (), ()),
        ({}, {"seed": 2, "device": "cpu"}, (), ()),
        ({}, {"units": 64}, ("units",), ("units",)),
        ({}, {"optimizer": "sgd"}, ("optimizer", "learning_rate"), ("optimizer",)),
        ({}, {"optimizer": "adam"}, ("optimizer",), ("optimizer",)),
        ({}, {"learning_rate": 0.01}, ("learning_rate",), ("learning_rate",)),
        ({}, {"optimizer": "sgd", "learning_rate": 0.1}, ("optimizer", "learning_rate"), None),
        ({"learning_rate": 0.1}, {"optimizer": "sgd"}, ("optimizer", "learning_rate"), None),
        ({}, {"optimizer": "sgd", "learning_rate": 0.001}, ("optimizer",), ("optimizer",)),
        (
            {},
            {"optimizer": "sgd", "momentum": 0.9},
            ("optimizer", "learning_rate", "momentum"),
            ("optimizer", "momentum"),
        ),
    ],
)
def test_the_differences_and_those_made_by_hand(
    a: dict[str, Any], b: dict[str, Any], all_of_them: tuple[str, ...], by_hand: tuple[str, ...] | None
) -> None:
    assert changed(spec(**a), spec(**b)) == all_of_them
    assert changed_by_hand(spec(**a), spec(**b)) == (all_of_them if by_hand is None else by_hand)
    assert set(changed(spec(**b), spec(**a))) == set(all_of_them)


@pytest.mark.parametrize(
    ("b", "words"),
    [
        ({}, None),
        ({"seed": 3}, None),
        ({"units": 64}, None),
        ({"optimizer": "sgd"}, None),
        ({"units": 64, "dropout": 0.0}, "2 settings differ: this cannot tell which did it"),
        ({"units": 64, "optimizer": "sgd"}, "2 settings differ: this cannot tell which did it"),
        ({"optimizer": "sgd", "learning_rate": 0.1}, "2 settings differ: this cannot tell which did it"),
        ({"units": 64, "dropout": 0.0, "epochs": 3}, "3 settings differ: this cannot tell which did it"),
    ],
)
def test_several_changes_have_a_caveat(b: dict[str, Any], words: str | None) -> None:
    assert guard(spec(), spec(**b)) == words


@pytest.mark.parametrize(
    ("b", "words"),
    [
        ({}, ""),
        ({"dropout": 0.0}, "dropout 0.20 → off"),
        ({"units": 64, "batch_size": 32}, "nodes per layer 518 → 64, batch size 128 → 32"),
        ({"optimizer": "sgd"}, "optimizer RMSprop → SGD, learning rate 0.001 → 0.01"),
        ({"train_size": 500, "scale_pixels": False}, "÷ 255 yes → no, training digits all → 500"),
    ],
)
def test_differences_as_text(b: dict[str, Any], words: str) -> None:
    assert format_change(spec(), spec(**b)) == words


class TestOneChangeAtATime:
    @pytest.mark.parametrize(
        ("a", "b", "expected"),
        [
            ({}, {}, []),
            ({}, {"units": 64}, []),
            ({}, {"units": 64, "dropout": 0.0}, [{"units": 64}, {"dropout": 0.0}]),
            ({}, {"units": 64, "optimizer": "sgd"}, [{"units": 64}, {"optimizer": "sgd"}]),
            (
                {},
                {"optimizer": "sgd", "learning_rate": 0.1},
                [{"optimizer": "sgd", "learning_rate": 0.001}, {"learning_rate": 0.1}],
            ),
            ({}, {"optimizer": "sgd", "momentum": 0.9}, [{"optimizer": "sgd"}]),
            ({"optimizer": "sgd", "momentum": 0.9}, {}, [{"optimizer": "sgd"}]),
            (
                {"optimizer": "sgd"},
                {"optimizer": "sgd", "momentum": 0.9, "learning_rate": 0.1},
                [{"optimizer": "sgd", "learning_rate": 0.1}, {"optimizer": "sgd", "momentum": 0.9}],
            ),
            ({"seed": 4, "device": "cpu"}, {"units": 64, "dropout": 0.0}, [{"units": 64}, {"dropout": 0.0}]),
        ],
        ids=[
            "nothing", "one change tells already", "two", "the optimizer with its own rate", "a rate of its own",
            "momentum needs SGD", "momentum without SGD", "within SGD", "seed and device are A's",
        ],
    )  # fmt: skip
    def test_is_a_with_one_setting_of_b(
        self, a: dict[str, Any], b: dict[str, Any], expected: list[dict[str, Any]]
    ) -> None:
        held = {name: a[name] for name in ("seed", "device") if name in a}
        assert one_change_specs(spec(**a), spec(**b)) == tuple(spec(**held, **each) for each in expected)

    def test_two_of_them_together_make_b(self) -> None:
        narrow, undropped = one_change_specs(spec(), spec(units=64, dropout=0.0))
        assert narrow.model_copy(update={"dropout": undropped.dropout}) == spec(units=64, dropout=0.0)


class TestMissingRuns:
    WANTED = (RunSpec(units=64), RunSpec(dropout=0.0))

    @pytest.mark.parametrize(
        ("kept", "missing"),
        [
            ([], ["units", "dropout"]),
            ([RunSpec(units=64)], ["dropout"]),
            ([RunSpec(units=64, seed=9, device="cpu")], ["dropout"]),
            ([RunSpec(units=64, epochs=3)], ["units", "dropout"]),
            ([RunSpec(units=64), RunSpec(dropout=0.0)], []),
        ],
    )
    def test_is_missing_if_it_was_never_requested(self, kept: list[RunSpec], missing: list[str]) -> None:
        summaries = [a_summary(number, spec=each) for number, each in enumerate(kept)]
        found = missing_specs(self.WANTED, summaries, MNIST.sha256)
        assert [changed(RunSpec(), each)[0] for each in found] == missing

    def test_a_waiting_run_counts_and_one_on_other_digits_does_not(self) -> None:
        waits = a_summary(1, spec=self.WANTED[0], state=RunState.QUEUED)
        elsewhere = a_summary(2, spec=self.WANTED[1], data=Dataset(name="others", sha256="1"))
        assert missing_specs(self.WANTED, [waits, elsewhere], MNIST.sha256) == (self.WANTED[1],)
