"""The temperature that is fitted after each epoch: the best there is, and of no effect on any other figure."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

from mnist_lab.data.data_split import split
from mnist_lab.domain.runs.spec import RunSpec
from support.fakes import few_digits
from support.trained_runs import SMALL, trained, with_errors

CHANCE = np.random.default_rng(0)
LABELS = CHANCE.integers(0, 10, 500).astype(np.int32)
HINTS = np.eye(10)[LABELS]


def fitted(logits: Any, labels: Any = LABELS, counts: Any = None, *, use_xla: bool = True) -> tuple[float, float]:
    import tensorflow as tf

    from mnist_lab.training.temperature import fitted_temperature

    counts = np.ones(len(labels), bool) if counts is None else counts
    function = tf.function(fitted_temperature, jit_compile=use_xla, autograph=False)
    found, loss = function(tf.constant(logits, tf.float32), tf.constant(labels), tf.constant(counts))
    return float(found), float(loss)


def loss_at(temperature: float, logits: Any, labels: Any = LABELS) -> float:
    shares = log_softmax(np.asarray(logits, np.float64) / temperature, axis=1)
    return float(-shares[np.arange(len(labels)), labels].mean())


def assert_is_the_best(found: tuple[float, float], logits: Any, labels: Any = LABELS) -> None:
    """Compare with a search over the logarithm of the temperature that scipy does in 64 bits."""
    best = minimize_scalar(lambda x: loss_at(math.exp(x), logits, labels), bounds=(-3, 7), options={"xatol": 1e-9})
    assert found[0] == pytest.approx(math.exp(best.x), rel=1e-3)
    assert found[1] == pytest.approx(best.fun, rel=1e-5)
    assert found[1] <= loss_at(1, logits, labels) * (1 + 1e-6)


@pytest.mark.parametrize("scale", [0.2, 0.5, 1.0, 8.0, 60.0])
@pytest.mark.parametrize("use_xla", [True, False])
def test_the_temperature_is_the_best_one(scale: float, use_xla: bool) -> None:
    logits = scale * (CHANCE.normal(size=(500, 10)) + 1.5 * HINTS)
    assert_is_the_best(fitted(logits, use_xla=use_xla), logits.astype(np.float32))


def test_digits_that_do_not_count_change_nothing() -> None:
    logits = 3 * (CHANCE.normal(size=(500, 10)) + 2 * HINTS)
    counts = np.arange(500) < 300
    spoilt = np.where(counts[:, None], logits, np.nan)
    assert_is_the_best(fitted(spoilt, counts=counts), logits[:300].astype(np.float32), LABELS[:300])


def test_without_an_error_it_is_the_least_that_is_looked_for() -> None:
    for size in (2, 50, 1000):
        found, loss = fitted(size * HINTS)
        assert found == pytest.approx(0.05)
        assert loss == pytest.approx(loss_at(0.05, size * HINTS), abs=1e-6)


def test_outputs_that_only_mislead_get_the_greatest() -> None:
    assert fitted(-2 * HINTS)[0] == pytest.approx(1000)


def test_outputs_that_are_all_alike_need_none() -> None:
    assert fitted(np.full((500, 10), 4.0)) == pytest.approx((1, math.log(10)))


def test_one_class_alone_is_no_error() -> None:
    ones = np.ones(500, np.int32)
    assert fitted(np.tile(np.arange(10.0), (500, 1)), ones)[0] == pytest.approx(1000)


@pytest.mark.parametrize("spoilt", [np.nan, np.inf, -np.inf])
def test_a_model_that_has_diverged_has_no_temperature(spoilt: float) -> None:
    logits = np.zeros((500, 10))
    logits[3, 4] = spoilt
    assert not any(math.isfinite(figure) for figure in fitted(logits))


def test_it_is_fitted_on_the_validation_digits_after_each_epoch(tmp_path: Path) -> None:
    """Compare the figures of the kept epoch with those of the saved network, opened by plain Keras."""
    import keras

    digits = with_errors(few_digits(1500, 200))
    spec = RunSpec(hidden_layers=1, units=32, epochs=3, batch_size=16, dropout=0)
    run, _ = trained(spec, tmp_path, digits=digits)
    kept, places = run.kept, split(spec, 1500, 200).validation
    assert kept is not None
    assert kept.temperature is not None
    assert kept.refined_val_loss is not None
    shares = keras.saving.load_model(tmp_path / "best.keras").predict(digits.x_train[places] / 255, verbose=0)
    logits = np.log(shares.astype(np.float64))
    assert_is_the_best((kept.temperature, kept.refined_val_loss), logits, digits.y_train[places])
    assert all((each.refined_val_loss or 0) <= each.val_loss * (1 + 1e-6) for each in run.epochs)


def test_fitting_changes_no_other_figure() -> None:
    """Measure as versions did that fitted none: the sums are the same to the last bit."""
    from mnist_lab.training.measuring import Measuring, PlacedDigits, Sums
    from mnist_lab.training.model_builder import build_model

    class WithoutTemperature(Measuring):
        def _with_logits(self, logits: Any, number: Any, outputs: Any) -> Any:
            return logits

    digits = few_digits(3000, 200)
    parts = split(SMALL, 3000, 200)
    model, placed = build_model(SMALL), PlacedDigits(digits)
    measured = [
        kind(model, SMALL, parts).measure(model, placed, parts.validation, 0, 1, Sums())
        for kind in (Measuring, WithoutTemperature)
    ]
    assert measured[0] == measured[1]
    assert measured[0].loss > 0
