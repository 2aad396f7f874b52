"""What a run will cost, said before it starts: parameters, memory, time."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from mnist_lab.domain.runs.spec import RunSpec

PIXELS = 28 * 28
CLASSES = 10
TRAINING_DIGITS = 60_000
TEST_DIGITS = 10_000
BYTES_PER_NUMBER = 4

GIGAFLOPS = 160e9
"""Matrix products a second on two cores; measured in training: 120 to 204 billion, by machine and other load."""
SECONDS_PER_BATCH = 0.00004
"""What a batch costs apart from its products: gathering, dropout, sums."""
SECONDS_PER_UPDATED_PARAMETER = 0.8e-9
"""What the optimizer's update costs a parameter and batch, from the same measurements."""
SECONDS_TO_BEGIN = 4.0
"""Tracing, compiling and the test digits, of a run that is the first of its process."""
SECONDS_TO_COMPILE = 2.0
"""The same for a later run with settings that are compiled in and were not compiled yet."""
SECONDS_BESIDE_EPOCHS = 0.14
"""The same where nothing is left to compile."""
NOT_COMPILED = frozenset(
    {
        "seed",
        "kernel_initializer",
        "learning_rate",
        "dropout",
        "epochs",
        "early_stopping",
        "keep",
        "device",
        "train_size",
        "validation_split",
        "validation_from",
    }
)
"""Settings that are passed to what is compiled or do not concern it: it is compiled for all others, and for the sizes
of the digits' parts.
"""
BYTES_TO_BEGIN = 640_000_000
"""What Python, TensorFlow and its compiler take, without digits."""
COPIES_OF_DIGITS = 3
"""The file's arrays, training and test digits together, and the same on the device; a byte a pixel."""
COPIES_OF_STATE = 5
"""Weights and optimizer slots: current, in the running step, of the best epoch, of the last one, in the file."""
COPIES_OF_BATCH = 3
"""Each layer's values for a batch, before and after its activation, and as many gradients as live at once."""

LIKE = 4.0
"""How many times the work of another run, or what fraction of it, a run may do an epoch to count as like it."""
MUCH_SMALLER = 16.0
"""A run with less than this fraction of the work tells nothing: 6 nodes took 5 times what its products take."""

Measured = tuple[tuple[float, float], ...]
"""Seconds an epoch took, and the seconds expected of it, by run."""
OPTIMIZER_SLOTS = {"sgd": 0, "rmsprop": 1, "adam": 2, "adamax": 2, "nadam": 2, "adagrad": 1, "adadelta": 2}


@dataclass(frozen=True, slots=True)
class Pace:
    """What one kept run took here: its spec, and the seconds of its last epoch."""

    spec: RunSpec
    seconds_per_epoch: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run will cost: trainable parameters, seconds for all epochs, seconds for one, bytes at the peak."""

    parameters: int
    seconds: float
    seconds_per_epoch: float
    memory: int


def parameter_count(spec: RunSpec) -> int:
    """Return how many weights and biases the network of this spec has."""
    widths = [PIXELS, *[spec.units] * spec.hidden_layers, CLASSES]
    return sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(widths))


def settings_compiled(spec: RunSpec) -> Hashable:
    """Return the settings that a run is compiled for: runs with the same, and as many digits, are compiled once."""
    return tuple(spec.value(name) for name in RunSpec.model_fields if name not in NOT_COMPILED)


def split_sizes(spec: RunSpec, digits: int = TRAINING_DIGITS) -> tuple[int, int, int]:
    """Return how many of these training digits train, validate and are in the clean sample.

    As Keras splits: training keeps the whole part of digits · (1 − validation_split).
    """
    kept = int(digits * (1 - spec.validation_split))
    train = kept if spec.train_size is None else min(spec.train_size, kept)
    return train, digits - kept, min(train, digits - kept)


def estimate(spec: RunSpec, paces: Sequence[Pace] = (), digits: int = TRAINING_DIGITS) -> Estimate:
    """Return what a run of this spec will cost here, scaled by the pace of earlier runs on this machine if there are
    any that tell something about it.
    """
    return estimate_by(spec, measured(paces, digits), digits)


def measured(paces: Sequence[Pace], digits: int = TRAINING_DIGITS) -> Measured:
    """Return for each earlier run what an epoch took, and what it would be expected to take."""
    return tuple((pace.seconds_per_epoch, _epoch_seconds(pace.spec, digits)) for pace in paces)


def estimate_by(spec: RunSpec, earlier: Measured, digits: int = TRAINING_DIGITS) -> Estimate:
    """Return the same as `estimate`, for many runs by the same earlier ones, which are measured once."""
    per_epoch = _epoch_seconds(spec, digits) * _slowness(spec, earlier, digits)
    return Estimate(
        parameters=parameter_count(spec),
        seconds=SECONDS_TO_BEGIN + spec.epochs * per_epoch,
        seconds_per_epoch=per_epoch,
        memory=_memory(spec, digits),
    )


def _slowness(spec: RunSpec, earlier: Measured, digits: int) -> float:
    """Return how many times the expected seconds runs took: the median of those with like work, else of larger ones.

    The time of a small run is mostly overhead that grows with nothing here, so it cannot be scaled up.
    """
    work = _epoch_seconds(spec, digits)
    for least, most in ((work / LIKE, work * LIKE), (work / MUCH_SMALLER, math.inf)):
        ratios = [seconds / each for seconds, each in earlier if seconds > 0 and least <= each <= most]
        if ratios:
            return median(ratios)
    return 1.0


def _epoch_seconds(spec: RunSpec, digits: int) -> float:
    train, validation, clean = split_sizes(spec, digits)
    parameters = parameter_count(spec)
    batches = math.ceil(train / spec.batch_size)
    products = 2 * parameters * (3 * train + validation + clean)
    return products / GIGAFLOPS + batches * (SECONDS_PER_BATCH + parameters * SECONDS_PER_UPDATED_PARAMETER)


def _memory(spec: RunSpec, digits: int) -> int:
    """Compared with eight specs: from 3 to 29 % above what was measured."""
    state = parameter_count(spec) * (1 + OPTIMIZER_SLOTS[spec.optimizer])
    batch = min(spec.batch_size, split_sizes(spec, digits)[0]) * (PIXELS + spec.units * spec.hidden_layers)
    numbers = COPIES_OF_STATE * state + parameter_count(spec) + COPIES_OF_BATCH * batch
    pixels = COPIES_OF_DIGITS * (digits + TEST_DIGITS) * PIXELS
    return int(BYTES_TO_BEGIN + BYTES_PER_NUMBER * numbers + pixels)
