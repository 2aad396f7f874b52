"""Which epoch's weights each rule keeps, also of a run that stopped early, diverged or lacks refined losses."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest

from mnist_lab.domain.runs.choices import Keep
from mnist_lab.domain.runs.history import Epoch, kept_epoch
from mnist_lab.domain.runs.spec import RunSpec
from support.fakes import an_epoch
from support.run_examples import a_run

FIGURES = [(0.3, 0.91, 0.29), (0.1, 0.93, 0.10), (0.2, 0.97, 0.09), (0.4, 0.95, 0.12)]


def history(figures: Any = FIGURES) -> tuple[Epoch, ...]:
    return tuple(
        an_epoch(number, val_loss=loss, val_accuracy=share, refined_val_loss=refined)
        for number, (loss, share, refined) in enumerate(figures, start=1)
    )


def kept(keep: Keep, epochs: tuple[Epoch, ...]) -> int | None:
    epoch = kept_epoch(epochs, keep)
    return epoch.epoch if epoch is not None else None


@pytest.mark.parametrize(("keep", "number"), [("loss", 2), ("accuracy", 3), ("refined", 3), ("last", 4)])
def test_each_rule_keeps_its_epoch(keep: str, number: int) -> None:
    assert kept(Keep(keep), history()) == number
    run = a_run(history()).model_copy(update={"spec": RunSpec.of({"keep": keep})})
    assert run.kept is not None
    assert run.kept.epoch == number


@pytest.mark.parametrize("keep", Keep)
def test_of_equal_epochs_the_first_is_kept_except_by_last(keep: Keep) -> None:
    assert kept(keep, history([FIGURES[1]] * 3)) == (3 if keep is Keep.LAST else 1)


@pytest.mark.parametrize("keep", Keep)
def test_an_epoch_that_diverged_is_never_kept(keep: Keep) -> None:
    diverged = (math.nan, 0.99, math.nan)
    assert kept(keep, history([*FIGURES[:2], diverged])) == 2
    assert kept(keep, history([diverged])) is None
    assert kept(keep, ()) is None


@pytest.mark.parametrize("missing", [None, math.nan])
def test_without_refined_losses_the_lowest_loss_decides(missing: float | None) -> None:
    older = [(loss, share, missing) for loss, share, _ in FIGURES]
    assert kept(Keep.REFINED, history(older)) == 2
    assert kept(Keep.REFINED, history([*older[:3], FIGURES[3]])) == 4


@pytest.mark.parametrize("keep", Keep)
def test_weights_of_an_epoch_before_the_kept_one_are_never_needed_again(keep: Keep) -> None:
    epochs = history([(0.3, 0.9, None), (0.2, 0.8, None), (0.5, 0.95, 0.4), (math.nan, 1.0, None), *FIGURES])
    so_far = [kept(keep, epochs[:number]) for number in range(1, len(epochs) + 1)]
    for number, (before, now) in enumerate(pairwise(so_far), start=2):
        assert now in {before, number}
