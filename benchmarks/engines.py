"""The ways of training an epoch that benchmarks/training.py compares, each a generator of seconds an epoch."""

from __future__ import annotations

import contextlib
import itertools
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import Queue
from typing import Any

import numpy as np

from mnist_lab.data.digits import load_digits
from mnist_lab.domain.runs.cost_estimate import CLASSES, PIXELS
from mnist_lab.domain.runs.spec import RunSpec

DROPOUT = 0.2
RATE = 0.001
TRAIN = 48_000


@dataclass(frozen=True, slots=True)
class Digits:
    """Flat pixels from 0 to 1 and labels, training first, then validation."""

    x: Any
    y: Any
    x_val: Any
    y_val: Any


def flat_digits() -> Digits:
    """Return the notebook's arrays."""
    digits = load_digits()
    x = digits.x_train.reshape(-1, PIXELS).astype("float32") / 255
    y = digits.y_train.astype("int64")
    return Digits(x[:TRAIN], y[:TRAIN], x[TRAIN:], y[TRAIN:])


def plain_fit(units: int, batch: int) -> Iterator[float]:
    """`model.fit` on arrays, as the notebook has it: its progress bar, its checkpoint of the best weights."""
    return _fit(units, batch)


def best_fit(units: int, batch: int) -> Iterator[float]:
    """`model.fit` with the best of its own switches, without bar and checkpoint."""
    return _fit(units, batch, as_the_notebook=False, jit_compile=False, steps_per_execution=50)


def ours(units: int, batch: int) -> Iterator[float]:
    """MNIST Lab's trainer: validation, the temperature, the clean pass and keeping the best weights included."""
    from mnist_lab.training.engine_cache import EngineCache

    return _ours(units, batch, EngineCache())


def ours_without_temperature(units: int, batch: int) -> Iterator[float]:
    """The same without a temperature, and without the logits that it is fitted to."""
    import tensorflow as tf

    from mnist_lab.training.engine import Engine
    from mnist_lab.training.engine_cache import EngineCache
    from mnist_lab.training.measuring import Measuring

    class WithoutTemperature(Measuring):
        def temperature(self, *_: Any) -> tuple[float, float]:
            return 1.0, 0.0

        def _no_logits(self) -> Any:
            return tf.zeros(())

        def _with_logits(self, logits: Any, number: Any, outputs: Any) -> Any:  # noqa: ARG002
            return logits

    class NotFitting(Engine):
        make_measuring = WithoutTemperature

    return _ours(units, batch, EngineCache(NotFitting))


def _ours(units: int, batch: int, engines: Any) -> Iterator[float]:
    from mnist_lab.domain.runs.events import EpochDone
    from mnist_lab.domain.runs.run_request import RunRequest
    from mnist_lab.training.interface import Control
    from mnist_lab.training.keras_trainer import KerasTrainer

    spec = RunSpec(units=units, batch_size=batch, epochs=1000)
    digits = load_digits()
    (run,) = RunRequest(spec).runs(digits.dataset, datetime.now(UTC))

    def train(tell: Callable[[float], None]) -> None:
        def hear(event: object) -> None:
            if isinstance(event, EpochDone):
                tell(event.epoch.seconds)

        KerasTrainer(engines=engines).train(run, digits, Path(tempfile.mkdtemp()), hear, Control())

    return _stepwise(train)


def _fit(units: int, batch: int, *, as_the_notebook: bool = True, **switches: Any) -> Iterator[float]:
    import keras

    digits = load_digits()
    x, y = digits.x_train.astype("float32") / 255, keras.utils.to_categorical(digits.y_train, CLASSES)
    hidden = [layer for _ in range(2) for layer in (keras.layers.Dense(units, "relu"), keras.layers.Dropout(DROPOUT))]
    layers = [keras.Input((28, 28)), keras.layers.Flatten(), *hidden, keras.layers.Dense(CLASSES, "softmax")]
    model = keras.Sequential(layers)
    model.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy"], **switches)
    kept = Path(tempfile.mkdtemp()) / "mnist.model.best.keras"

    def train(tell: Callable[[float], None]) -> None:
        class Clock(keras.callbacks.Callback):  # type: ignore[misc]
            def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002
                self.began = time.perf_counter()

            def on_epoch_end(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002
                tell(time.perf_counter() - self.began)

        callbacks = [keras.callbacks.ModelCheckpoint(kept, save_best_only=True, verbose=1)] if as_the_notebook else []
        with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
            model.fit(
                x, y, batch_size=batch, epochs=1000, verbose=int(as_the_notebook), validation_split=0.2,
                callbacks=[*callbacks, Clock()],
            )  # fmt: skip

    return _stepwise(train)


def torch_loop(units: int, batch: int) -> Iterator[float]:
    """Yield a PyTorch loop by hand: tensors in memory, a permutation an epoch, RMSprop, validation."""
    import torch
    from torch import nn

    digits = flat_digits()
    x, y, x_val, y_val = (torch.from_numpy(each) for each in (digits.x, digits.y, digits.x_val, digits.y_val))
    model = nn.Sequential(
        nn.Linear(PIXELS, units), nn.ReLU(), nn.Dropout(DROPOUT),
        nn.Linear(units, units), nn.ReLU(), nn.Dropout(DROPOUT), nn.Linear(units, CLASSES),
    )  # fmt: skip
    optimizer = torch.optim.RMSprop(model.parameters(), lr=RATE, alpha=0.9, eps=1e-7)
    loss_of = nn.CrossEntropyLoss()
    while True:
        began = time.perf_counter()
        model.train()
        for places in torch.randperm(len(x)).split(batch):
            optimizer.zero_grad(set_to_none=True)
            loss_of(model(x[places]), y[places]).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            sum(
                float(loss_of(model(part), labels))
                for part, labels in zip(x_val.split(2000), y_val.split(2000), strict=False)
            )
        yield time.perf_counter() - began


def jax_scan(units: int, batch: int) -> Iterator[float]:
    """Yield a JAX epoch: one jitted scan over the batches, RMSprop by hand, validation."""
    import jax
    import jax.numpy as jnp

    digits = flat_digits()
    x, y, x_val, y_val = map(jnp.asarray, (digits.x, digits.y, digits.x_val, digits.y_val))
    widths = [PIXELS, units, units, CLASSES]
    keys = jax.random.split(jax.random.key(0), 3)
    weights = [
        (jax.random.normal(key, shape) * (2 / sum(shape)) ** 0.5, jnp.zeros(shape[1]))
        for key, shape in zip(keys, itertools.pairwise(widths), strict=False)
    ]

    def outputs(weights: Any, x: Any, key: Any) -> Any:
        for place, (kernel, bias) in enumerate(weights[:-1]):
            x = jax.nn.relu(x @ kernel + bias)
            if key is not None:
                kept = jax.random.bernoulli(jax.random.fold_in(key, place), 1 - DROPOUT, x.shape)
                x = jnp.where(kept, x / (1 - DROPOUT), 0)
        return x @ weights[-1][0] + weights[-1][1]

    def loss_of(weights: Any, x: Any, y: Any, key: Any = None) -> Any:
        logits = jax.nn.log_softmax(outputs(weights, x, key))
        return -jnp.take_along_axis(logits, y[:, None], 1).mean()

    @jax.jit
    def epoch(weights: Any, squares: Any, order: Any, key: Any) -> Any:
        def step(state: Any, places: Any) -> Any:
            weights, squares, key = state
            key, drop = jax.random.split(key)
            loss, slopes = jax.value_and_grad(loss_of)(weights, x[places], y[places], drop)
            squares = jax.tree.map(lambda s, g: 0.9 * s + 0.1 * g * g, squares, slopes)
            weights = jax.tree.map(lambda w, s, g: w - RATE * g / (jnp.sqrt(s) + 1e-7), weights, squares, slopes)
            return (weights, squares, key), loss

        (weights, squares, _), losses = jax.lax.scan(step, (weights, squares, key), order)
        return weights, squares, losses.mean(), loss_of(weights, x_val, y_val)

    squares = jax.tree.map(jnp.zeros_like, weights)
    whole = TRAIN // batch * batch
    for number in range(1000):
        began = time.perf_counter()
        order = np.random.default_rng(number).permutation(TRAIN)[:whole].reshape(-1, batch)
        weights, squares, *losses = epoch(weights, squares, jnp.asarray(order), jax.random.key(number))
        jax.block_until_ready(losses)
        yield time.perf_counter() - began


def floor(units: int, batch: int) -> Iterator[float]:
    """Yield the matrix products of an epoch alone, those of validation and clean pass included."""
    rng = np.random.default_rng(0)
    widths = [PIXELS, units, units, CLASSES]
    shapes = list(itertools.pairwise(widths))
    kernels = [rng.standard_normal(shape, dtype="float32") for shape in shapes]

    def forward(rows: int, times: int) -> None:
        values = [rng.standard_normal((rows, width), dtype="float32") for width in widths]
        for _ in range(times):
            for place, kernel in enumerate(kernels):
                np.matmul(values[place], kernel, out=values[place + 1])

    values = [rng.standard_normal((batch, width), dtype="float32") for width in widths]
    slopes = [np.empty_like(kernel) for kernel in kernels]
    while True:
        began = time.perf_counter()
        for _ in range(-(-TRAIN // batch)):
            for place, kernel in enumerate(kernels):
                np.matmul(values[place], kernel, out=values[place + 1])
            for place in reversed(range(len(kernels))):
                np.matmul(values[place].T, values[place + 1], out=slopes[place])
                if place:
                    np.matmul(values[place + 1], kernels[place].T, out=values[place])
            for value in values:
                value.fill(1e-3)
        forward(2000, 12)
        yield time.perf_counter() - began


def _stepwise(train: Callable[[Callable[[float], None]], None]) -> Iterator[float]:
    """Epochs of a training that calls back at each one's end; it rests until the next is asked for."""
    done: Queue[float] = Queue()
    wanted = threading.Semaphore(0)

    def tell(seconds: float) -> None:
        done.put(seconds)
        wanted.acquire()

    threading.Thread(target=train, args=(tell,), daemon=True).start()
    while True:
        yield done.get()
        wanted.release()


ENGINES: dict[str, Callable[[int, int], Iterator[float]]] = {
    "plain fit": plain_fit,
    "best fit": best_fit,
    "ours": ours,
    "ours without temperature": ours_without_temperature,
    "PyTorch": torch_loop,
    "JAX": jax_scan,
    "floor": floor,
}
