"""Which digits train, validate, are in the clean sample, and test."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_lab.data.digits import Digits
from mnist_lab.domain.runs.choices import ValidationFrom
from mnist_lab.domain.runs.cost_estimate import CLASSES, split_sizes
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.runs.split_facts import SplitFacts

Places = NDArray[np.int32]
"""Places in the training digits followed by the test digits."""

SPLIT, SAMPLE, ORDER = range(3)
"""What a random number is for; part of its seed, so that no two uses share a sequence."""


@dataclass(frozen=True, slots=True)
class DataSplit:
    """The indices of the digits that train, validate, are in the clean sample and test, each (n,) int32."""

    train: Places
    validation: Places
    clean: Places
    test: Places

    @property
    def sizes(self) -> tuple[int, ...]:
        """Return how many digits each part has."""
        return len(self.train), len(self.validation), len(self.clean), len(self.test)


def split(spec: RunSpec, digits: int, test_digits: int) -> DataSplit:
    """Split this many training digits as the spec says; the test digits are separate.

    Keras's `validation_split` keeps the last digits for validation; `shuffled` keeps as many, drawn by the seed.
    `train_size` takes the first of those that are left, and leaves the validation digits as they are.
    """
    train_size, validation_size, clean_size = split_sizes(spec, digits)
    places = np.arange(digits, dtype=np.int32)
    if spec.validation_from == ValidationFrom.SHUFFLED:
        np.random.default_rng([spec.seed, SPLIT]).shuffle(places)
    train = places[:train_size]
    clean = np.random.default_rng([spec.seed, SAMPLE]).permutation(train)[:clean_size]
    test = np.arange(digits, digits + test_digits, dtype=np.int32)
    return DataSplit(train, places[digits - validation_size :], clean, test)


def facts_of(spec: RunSpec, digits: Digits) -> SplitFacts:
    """Return the facts of these digits, split as the spec says."""
    parts = split(spec, digits.count, digits.test_count)
    train, held_out = (_counts(digits.y_train[places]) for places in (parts.train, parts.validation))
    test = _counts(digits.y_test)
    unseen = train == 0
    return SplitFacts(
        largest_class=float(train.max() / train.sum()),
        largest_pixel=digits.largest_pixel,
        missing_classes=tuple(int(each) for each in np.flatnonzero(unseen & (held_out + test > 0))),
        held_out_missing=float(held_out[unseen].sum() / held_out.sum()),
        test_missing=float(test[unseen].sum() / test.sum()),
    )


def with_facts(runs: Iterable[Run], digits: Digits) -> tuple[Run, ...]:
    """Return the runs with the facts of their digits; runs that are split in the same way share them."""
    found: dict[object, SplitFacts] = {}

    def facts(spec: RunSpec) -> SplitFacts:
        is_shuffled = spec.validation_from == ValidationFrom.SHUFFLED
        key = spec.validation_split, spec.train_size, spec.seed if is_shuffled else None
        if key not in found:
            found[key] = facts_of(spec, digits)
        return found[key]

    return tuple(run.model_copy(update={"split": facts(run.spec)}) for run in runs)


def _counts(labels: NDArray[np.uint8]) -> NDArray[np.int64]:
    return np.bincount(labels, minlength=CLASSES)


def order_of_epoch(train: Places, seed: int, epoch: int) -> Places:
    """Return the indices of the training digits in the order of an epoch, which depends only on seed and epoch."""
    return np.random.default_rng([seed, ORDER, epoch]).permutation(train)
