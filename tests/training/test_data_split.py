"""The split of the digits into training, validation, clean sample and test."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.training.data_split import order_of_epoch, split


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
