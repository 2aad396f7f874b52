"""The compiled loop: the steps of plain Keras, the same figures however it is divided, every setting."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.data.data_split import DataSplit, Places, order_of_epoch, split
from mnist_lab.domain.runs.choices import Activation, Initializer, Optimizer
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.training.philox import philox_keys
from support.fakes import few_digits

DIGITS = few_digits(600, 200)
INTEGERS = st.integers(-(2**63), 2**63 - 1)


@pytest.fixture
def double() -> Iterator[None]:
    """Use 64-bit numbers, so that rounding stays far below the compared differences."""
    import keras

    def set_to(dtype: str) -> None:
        keras.config.set_floatx(dtype)
        keras.config.set_dtype_policy(dtype)

    set_to("float64")
    yield
    set_to("float32")


def an_engine(spec: RunSpec, train: Places | None = None, *, use_xla: bool = True) -> tuple[Any, Any, DataSplit]:
    """Return a model of the spec, its engine, and the digits it trains and measures."""
    from mnist_lab.training.engine import Engine
    from mnist_lab.training.measuring import PlacedDigits
    from mnist_lab.training.model_builder import build_model

    parts = split(spec, 600, 200)
    if train is not None:
        parts = DataSplit(train, parts.validation, parts.clean, parts.test)
    model = build_model(spec)
    return model, Engine(model, spec, PlacedDigits(DIGITS), parts, use_xla=use_xla), parts


def sums_of(engine: Any, order: Places, *counts: int, epoch: int = 1) -> Any:
    """Return the sums of an epoch trained in chunks of these numbers of batches."""
    from mnist_lab.training.measuring import Sums

    sums, first = Sums(), 0
    for count in counts:
        sums = engine.train(order, epoch, first, count, sums)
        first += count
    return sums


@pytest.mark.parametrize("optimizer", list(Optimizer))
def test_each_optimizer_takes_the_steps_of_plain_keras(optimizer: Optimizer, double: None) -> None:
    """Take 50 steps on the same batches, the last one short, without dropout."""
    from mnist_lab.training.model_builder import build_model

    spec = RunSpec(units=16, dropout=0, optimizer=optimizer, batch_size=11, max_norm=1.5)
    order = np.random.default_rng(0).permutation(545).astype(np.int32)
    ours, engine, _ = an_engine(spec, order)
    plain = build_model(spec)
    assert engine.batches == 50
    loss, accuracy = sums_of(engine, order, 20, 30).over(545)
    x, y = DIGITS.x_train[order] / 255, DIGITS.y_train[order]
    history = plain.fit(x, y, batch_size=11, epochs=1, shuffle=False, verbose=0).history
    for mine, theirs in zip(ours.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-9)
    assert loss == pytest.approx(history["loss"][0], abs=1e-6)  # Keras adds up in float32
    assert accuracy == pytest.approx(history["accuracy"][0], abs=1e-6)


def test_measuring_agrees_with_evaluating_in_keras(double: None) -> None:
    from mnist_lab.training.measuring import Sums

    model, engine, parts = an_engine(RunSpec(units=16))
    loss, accuracy = engine.measure(parts.test, 0, engine.steps_to_measure(200), Sums()).over(200)
    theirs = model.evaluate(DIGITS.x_test / 255, DIGITS.y_test, verbose=0)
    assert (loss, accuracy) == pytest.approx(theirs, abs=1e-6)


def test_the_figures_do_not_depend_on_where_chunks_end() -> None:
    spec = RunSpec(units=16, batch_size=7)
    order = order_of_epoch(split(spec, 600, 200).train, 1, 1)
    whole, engine, _ = an_engine(spec)
    at_once = sums_of(engine, order, engine.batches)
    cut, engine, _ = an_engine(spec)
    assert sums_of(engine, order, 1, 40, engine.batches - 41) == at_once
    for one, other in zip(whole.get_weights(), cut.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_plain_and_the_compiled_function_agree(double: None) -> None:
    spec = RunSpec(units=16, batch_size=32)
    order = order_of_epoch(split(spec, 600, 200).train, 1, 1)
    _, compiled, _ = an_engine(spec)
    _, plain, _ = an_engine(spec, use_xla=False)
    theirs = sums_of(plain, order, 5, plain.batches - 5)
    assert sums_of(compiled, order, compiled.batches).loss == pytest.approx(theirs.loss, abs=1e-6)


def test_compiling_changes_neither_weights_nor_optimizer() -> None:
    model, engine, _ = an_engine(RunSpec(units=4, optimizer="adam"))
    before = [variable.numpy() for variable in (*model.variables, *model.optimizer.variables)]
    engine.compile()
    for value, variable in zip(before, (*model.variables, *model.optimizer.variables), strict=True):
        np.testing.assert_array_equal(value, variable.numpy())


@pytest.mark.parametrize(
    "changes",
    [
        *({"activation": activation} for activation in Activation),
        *({"kernel_initializer": initializer} for initializer in Initializer),
        {"hidden_layers": 0},
        {"hidden_layers": 8, "max_norm": 2.0},
        {"optimizer": "sgd", "momentum": 0.9},
        {"scale_pixels": False},
        {"validation_from": "shuffled", "validation_split": 0.5},
        {"train_size": 100, "batch_size": 60000},
    ],
    ids=str,
)
def test_every_setting_reaches_the_network(changes: dict[str, Any]) -> None:
    from mnist_lab.training.measuring import Sums

    # the plain function builds in a moment where XLA takes a second; it calls the same model
    _, engine, parts = an_engine(RunSpec.of({"units": 8, "batch_size": 64, **changes}), use_xla=False)
    loss, _ = sums_of(engine, parts.train, engine.batches).over(len(parts.train))
    steps = engine.steps_to_measure(len(parts.validation))
    val_loss, val_accuracy = engine.measure(parts.validation, 0, steps, Sums()).over(len(parts.validation))
    assert math.isfinite(loss)
    assert math.isfinite(val_loss)
    assert 0 <= val_accuracy <= 1


def test_each_layer_begins_with_other_weights() -> None:
    model, _, _ = an_engine(RunSpec(hidden_layers=3, units=16), use_xla=False)
    kernels = [weights for weights in model.get_weights() if weights.shape == (16, 16)]
    assert len(kernels) == 2
    assert not np.array_equal(*kernels)


@pytest.mark.parametrize("rate", [0.2, 0.5, 0.9])
def test_dropout_drops_its_share_and_scales_the_rest(rate: float) -> None:
    import tensorflow as tf

    from mnist_lab.training.dropout import drop, drop_values

    ones = tf.ones((500, 400))
    dropped = drop(ones, *drop_values(rate, tf.float32), tf.constant(philox_keys(1, 7))).numpy()
    assert set(np.unique(dropped)) == {np.float32(0), np.float32(1 / (1 - rate))}
    spread = math.sqrt(rate * (1 - rate) / dropped.size)
    assert (dropped == 0).mean() == pytest.approx(rate, abs=5 * spread)
    by_row, by_column = (dropped == 0).mean(axis=1), (dropped == 0).mean(axis=0)
    assert by_row.std() == pytest.approx(math.sqrt(rate * (1 - rate) / 400), rel=0.2)
    assert by_column.std() == pytest.approx(math.sqrt(rate * (1 - rate) / 500), rel=0.2)


def test_dropout_depends_only_on_layer_and_step() -> None:
    import tensorflow as tf

    from mnist_lab.training.dropout import drop, drop_values

    def mask(layer: int, step: int) -> Any:
        key = tf.constant(philox_keys(layer, step))
        return drop(tf.ones((200, 200)), *drop_values(0.5, tf.float32), key).numpy() > 0

    first = mask(1, 1)
    np.testing.assert_array_equal(first, mask(1, 1))
    for other in (mask(1, 2), mask(2, 1), mask(2, 2)):
        # independent masks agree in half their places, give or take five standard deviations of 0.0025
        assert (first == other).mean() == pytest.approx(0.5, abs=0.0125)


@given(seeds=st.lists(st.tuples(INTEGERS, INTEGERS), min_size=1, max_size=4))
@settings(deadline=None, max_examples=25)
def test_the_keys_of_dropout_are_those_that_tensorflow_draws(seeds: list[tuple[int, int]]) -> None:
    import tensorflow as tf

    keys = philox_keys(*np.array(seeds, np.int64).T)
    for seed, key in zip(seeds, keys, strict=True):
        drawn = tf.random.stateless_uniform(
            [2], tf.constant(seed, tf.int64), minval=None, maxval=None, dtype=tf.uint32, alg="philox"
        )
        np.testing.assert_array_equal(drawn.numpy(), key)


@pytest.mark.parametrize("activation", list(Activation))
def test_a_rate_that_is_passed_gives_the_bits_of_one_that_is_compiled_in(activation: Activation) -> None:
    """Train as versions did that drew the keys, and had the rate as a constant, inside the compiled function."""
    import tensorflow as tf

    from mnist_lab.training.dropout import drop_values
    from mnist_lab.training.engine import Engine
    from mnist_lab.training.measuring import PlacedDigits
    from mnist_lab.training.model_builder import build_model

    spec = RunSpec(units=16, hidden_layers=2, dropout=0.37, batch_size=50, activation=activation, seed=3)

    class CompiledIn(Engine):
        def _keys_of(self, epoch: int) -> Any:
            steps = (epoch - 1) * self.batches + np.arange(self.batches)
            return tf.stack([[[24 + layer, step] for layer in range(2)] for step in steps])

        def _forward(self, x: Any, keys: Any, least: Any, scale: Any) -> Any:
            drawn = [
                tf.random.stateless_uniform(
                    [2], tf.cast(seed, tf.int64), minval=None, maxval=None, dtype=tf.uint32, alg="philox"
                )
                for seed in tf.unstack(keys)
            ]
            return super()._forward(x, drawn, *drop_values(0.37, tf.float32))

    parts = split(spec, 600, 200)
    results = []
    for kind in (Engine, CompiledIn):
        model = build_model(spec)
        engine = kind(model, spec, PlacedDigits(DIGITS), parts)
        order = order_of_epoch(parts.train, 3, 2)
        sums = sums_of(engine, order, 4, engine.batches - 4, epoch=2)
        results.append((sums, [weights.tobytes() for weights in model.get_weights()]))
    assert results[0] == results[1]
