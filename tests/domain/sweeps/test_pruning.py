"""Pruning: which trials end early, and why. Optuna's pruners are the oracle."""

from __future__ import annotations

import math

import optuna
from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.domain.sweeps.pruning import LEAST_PEERS, figures_of, rungs, why_prune
from mnist_lab.domain.sweeps.sweep import Pruning
from mnist_lab.domain.tables.metrics import METRICS
from support.fakes import an_epoch

LOSS, ACCURACY = METRICS["val_loss"], METRICS["val_accuracy"]
EPOCHS = 9
PEERS = [[0.5, 0.40, 0.30], [0.5, 0.30, 0.25], [0.5, 0.20, 0.2], [0.5, 0.25, 0.24], [0.5, 0.22, 0.21]]

HISTORIES = st.lists(st.floats(0.01, 3), min_size=EPOCHS, max_size=EPOCHS)


def test_a_run_worse_than_the_median_ends_and_the_reason_has_the_numbers() -> None:
    assert why_prune(Pruning.MEDIAN, LOSS, [0.6, 0.35], PEERS, EPOCHS) == (
        "Pruned after 2 epochs: its best validation loss so far, 0.3500 nats, is above the median of 5 other trials at "
        "that epoch, 0.2500 nats."
    )


def test_more_is_better_of_an_accuracy() -> None:
    peers = [[1 - figure for figure in each] for each in PEERS]
    assert "is below the median" in why_prune(Pruning.MEDIAN, ACCURACY, [0.4, 0.65], peers, EPOCHS)
    assert why_prune(Pruning.MEDIAN, ACCURACY, [0.4, 0.85], peers, EPOCHS) == ""


def test_nothing_is_pruned_early_without_others_or_at_the_end() -> None:
    bad = [9.0, 9.0]
    assert why_prune(Pruning.MEDIAN, LOSS, bad[:1], PEERS, EPOCHS) == ""
    assert why_prune(Pruning.MEDIAN, LOSS, bad, PEERS[: LEAST_PEERS - 1], EPOCHS) == ""
    assert why_prune(Pruning.MEDIAN, LOSS, bad, PEERS, 2) == ""
    assert why_prune(Pruning.OFF, LOSS, bad, PEERS, EPOCHS) == ""


def test_a_run_that_diverged_ends_at_once() -> None:
    assert why_prune(Pruning.HALVING, LOSS, [math.nan], [], EPOCHS) == (
        "Pruned after 1 epoch: its validation loss is not finite."
    )


def test_halving_lets_the_best_third_go_on_and_says_so() -> None:
    peers = [[0.5, 0.4, figure] for figure in (0.1, 0.2, 0.3, 0.4, 0.5)]
    assert why_prune(Pruning.HALVING, LOSS, [0.5, 0.4, 0.25], peers, EPOCHS) == (
        "Pruned after 3 epochs: its validation loss, 0.2500 nats, is not among the best 2 of the 6 trials that got "
        "there so far; the last of these has 0.2000 nats."
    )
    assert why_prune(Pruning.HALVING, LOSS, [0.5, 0.4, 0.15], peers, EPOCHS) == ""
    assert why_prune(Pruning.HALVING, LOSS, [0.5, 0.9], peers, EPOCHS) == ""


def test_rungs_are_a_third_of_one_another() -> None:
    assert rungs(10) == (3,)
    assert rungs(30) == (3, 10)
    assert rungs(3) == (2,)
    assert rungs(2) == ()
    assert rungs(4) == (2,)


@given(HISTORIES, st.lists(HISTORIES, min_size=LEAST_PEERS, max_size=12), st.integers(2, EPOCHS - 1))
def test_the_median_rule_decides_as_optunas(own: list[float], peers: list[list[float]], done: int) -> None:
    pruner = optuna.pruners.MedianPruner(n_startup_trials=LEAST_PEERS, n_warmup_steps=1)
    study = optuna.create_study(pruner=pruner)
    for each in peers:
        values = dict(enumerate(each, start=1))
        study.add_trial(optuna.create_trial(value=each[-1], intermediate_values=values))
    trial = study.ask()
    for epoch, figure in enumerate(own[:done], start=1):
        trial.report(figure, epoch)
    assert bool(why_prune(Pruning.MEDIAN, LOSS, own[:done], peers, EPOCHS)) == trial.should_prune()


@given(HISTORIES, st.lists(HISTORIES, min_size=LEAST_PEERS, max_size=12))
def test_halving_decides_as_optunas_at_its_rung(own: list[float], peers: list[list[float]]) -> None:
    (rung,) = rungs(EPOCHS)
    pruner = optuna.pruners.SuccessiveHalvingPruner(min_resource=rung, reduction_factor=3)
    study = optuna.create_study(pruner=pruner)
    for each in peers:
        other = study.ask()
        other.report(each[rung - 1], rung)
        other.should_prune()
    trial = study.ask()
    trial.report(own[rung - 1], rung)
    assert bool(why_prune(Pruning.HALVING, LOSS, own[:rung], peers, EPOCHS)) == trial.should_prune()


def test_the_lowest_loss_so_far_is_known_after_each_epoch() -> None:
    epochs = [an_epoch(place, val_loss=loss) for place, loss in enumerate((0.3, 0.1, 0.2), start=1)]
    assert figures_of(METRICS["best_val_loss"], epochs) == (0.3, 0.1, 0.1)
    assert figures_of(LOSS, epochs) == (0.3, 0.1, 0.2)
