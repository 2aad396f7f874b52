"""Random runs for tables, and what a plain loop makes of them."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st

from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import MNIST, Dataset, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary
from support.run_examples import BEGAN, a_summary

OTHER_DIGITS = Dataset(name="others", sha256="0" * 64)
LOSSES = st.sampled_from([0.1, 0.2, 0.30000001, 1.5, 0.0, math.nan, math.inf])
SHARES = st.sampled_from([0.1, 0.97, 0.98, 0.9801, 1.0, math.nan])


def epochs_of(losses: list[tuple[float, float]], accuracies: list[float]) -> tuple[Epoch, ...]:
    """Return an epoch for each pair of training and validation loss."""
    return tuple(
        Epoch(
            epoch=number,
            loss=train,
            accuracy=accuracies[number % len(accuracies)],
            clean_loss=train if number % 2 else None,
            clean_accuracy=0.9,
            val_loss=val,
            val_accuracy=accuracies[number % len(accuracies)],
            seconds=1.0,
        )
        for number, (train, val) in enumerate(losses, 1)
    )


@st.composite
def a_random_summary(draw: st.DrawFn, number: int) -> Summary:
    """Draw a run of few possible settings, so that runs are often alike and often repeats."""
    spec = RunSpec(
        units=draw(st.sampled_from([64, 518])),
        dropout=draw(st.sampled_from([0.0, 0.2])),
        max_norm=draw(st.sampled_from([None, 2.0])),
        optimizer=draw(st.sampled_from(["rmsprop", "adam"])),
        seed=draw(st.integers(1, 3)),
    )
    pairs = draw(st.lists(st.tuples(LOSSES, LOSSES), max_size=4))
    fields: dict[str, Any] = {
        "name": draw(st.sampled_from(["", "", "wide", "Ärger | x"])),
        "tags": draw(st.sampled_from([(), ("lab1",), ("lab2", "b")])),
        "state": draw(st.sampled_from([RunState.FINISHED, RunState.FINISHED, RunState.FAILED, RunState.RUNNING])),
        "test_accuracy": draw(st.none() | SHARES),
        "data": draw(st.sampled_from([MNIST, MNIST, OTHER_DIGITS])),
        "pinned_at": draw(st.sampled_from([None, None, None, BEGAN])),
    }
    return a_summary(number, epochs_of(pairs, [0.9, 0.97, 0.95]), spec, **fields)


@st.composite
def random_summaries(draw: st.DrawFn, most: int = 12) -> list[Summary]:
    """Draw runs with different ids, in any order."""
    count = draw(st.integers(0, most))
    return draw(st.permutations([draw(a_random_summary(number)) for number in range(1, count + 1)]))
