"""The split of the digits into training, validation, clean sample and test."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mnist_lab.data.data_split import facts_of, order_of_epoch, split, with_facts
from mnist_lab.data.digits import Digits
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.runs.split_facts import SplitFacts
from support.odd_digits import even_digits, faint_digits, sorted_digits, uneven_digits
from support.run_examples import a_run


@pytest.mark.parametrize(
    ("changes", "sizes"),
    [
        ({}, (48000, 12000, 12000)),
        ({"validation_split": 0.5}, (30000, 30000, 30000)),
        ({"validation_split": 0.05}, (57000, 3000, 3000)),
        ({"train_size": 2000}, (2000, 12000, 2000)),
        ({"train_size": 60000}, (48000, 12000, 12000)),
        ({"validation_from": "shuffled", "train_size": 500}, (500, 12000, 500)),
    ],
    ids=str,
)
def test_the_parts_have_the_right_sizes_and_share_no_digit(
    changes: dict[str, Any], sizes: tuple[int, int, int]
) -> None:
    parts = split(RunSpec.of(changes), 60000, 100)
    assert (len(parts.train), len(parts.validation), len(parts.clean)) == sizes
    assert not set(parts.train) & set(parts.validation)
    assert set(parts.clean) <= set(parts.train)
    assert len(set(parts.clean)) == len(parts.clean)
    np.testing.assert_array_equal(parts.test, np.arange(60000, 60100))


def test_the_last_digits_validate_as_in_keras() -> None:
    np.testing.assert_array_equal(split(RunSpec(), 60000, 100).validation, np.arange(48000, 60000))


def test_fewer_training_digits_do_not_change_the_validation_digits() -> None:
    for origin in ("last", "shuffled"):
        spec = RunSpec.of({"validation_from": origin})
        capped = RunSpec.of({"validation_from": origin, "train_size": 100})
        np.testing.assert_array_equal(split(spec, 600, 100).validation, split(capped, 600, 100).validation)


def test_shuffled_digits_depend_on_the_seed() -> None:
    spec = RunSpec.of({"validation_from": "shuffled"})
    other = spec.model_copy(update={"seed": 2})
    np.testing.assert_array_equal(split(spec, 600, 100).validation, split(spec, 600, 100).validation)
    assert set(split(spec, 600, 100).validation) != set(split(other, 600, 100).validation)


def test_the_order_depends_on_seed_and_epoch() -> None:
    train = np.arange(100, dtype=np.int32)
    first, second = order_of_epoch(train, 1, 1), order_of_epoch(train, 1, 2)
    np.testing.assert_array_equal(first, order_of_epoch(train, 1, 1))
    assert list(first) != list(second)
    assert sorted(first) == sorted(second) == list(train)


@pytest.mark.parametrize(
    ("digits", "changes", "facts"),
    [
        (even_digits(), {}, SplitFacts(largest_class=0.1, largest_pixel=249)),
        (
            sorted_digits(),
            {},
            SplitFacts(
                largest_class=0.125, largest_pixel=249, missing_classes=(8, 9), held_out_missing=1.0, test_missing=0.2
            ),
        ),
        (
            sorted_digits(),
            {"validation_split": 0.5, "train_size": 100},
            SplitFacts(
                largest_class=0.4,
                largest_pixel=249,
                missing_classes=(3, 4, 5, 6, 7, 8, 9),
                held_out_missing=1.0,
                test_missing=0.7,
            ),
        ),
        (uneven_digits(), {}, SplitFacts(largest_class=0.8, largest_pixel=249)),
        (faint_digits(), {}, SplitFacts(largest_class=0.1, largest_pixel=1)),
    ],
    ids=["usual", "sorted", "few of sorted", "uneven", "faint"],
)
def test_the_facts_of_a_split(digits: Digits, changes: dict[str, Any], facts: SplitFacts) -> None:
    assert facts_of(RunSpec.of(changes), digits) == facts


def test_shuffled_digits_have_every_class_in_both_parts() -> None:
    facts = facts_of(RunSpec.of({"validation_from": "shuffled"}), sorted_digits())
    assert (facts.missing_classes, facts.held_out_missing, facts.test_missing) == ((), 0.0, 0.0)


def test_runs_that_are_split_in_the_same_way_share_their_facts() -> None:
    specs = [{"seed": 1}, {"seed": 2}, {"train_size": 100}, {"validation_from": "shuffled"}]
    runs = [a_run(()).model_copy(update={"spec": RunSpec.of(changes)}) for changes in specs]
    first, again, fewer, shuffled = (run.split for run in with_facts(runs, sorted_digits()))
    assert first is again
    assert first != fewer
    assert shuffled is not None
    assert not shuffled.missing_classes
