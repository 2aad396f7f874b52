"""The compiled function that trains a run in chunks of batches, beside what measures it. Imports TensorFlow."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from mnist_lab.data.data_split import DataSplit, Places
from mnist_lab.domain.runs.choices import Activation
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.training.dropout import drop, drop_values
from mnist_lab.training.measuring import Measuring, PlacedDigits, Sums, loop, loss_of, pixels_of, right_of
from mnist_lab.training.model_builder import state_of
from mnist_lab.training.philox import philox_keys

RATE_COMPILED_IN = frozenset({Activation.HARD_SIGMOID, Activation.SOFTMAX})
"""Activations whose last bits depend on whether the rate is passed: XLA probably puts constant factors together."""
LAYERS_AT_MOST = 8
"""The draw of a dropout layer is that of the seed (seed · 8 + layer, step)."""


class Engine:
    """Trains and measures one model on digits that stay on the device.

    The Keras model, its optimizer and its constraints are called inside one `tf.function` that loops over a chunk of
    batches, compiled by XLA as a whole if `use_xla`. The number of batches is a value and not a shape, so that one
    compilation serves chunks of any length; sums are carried from chunk to chunk, so that the figures do not depend on
    where the chunks end. The last, short batch is padded with digits that do not count.

    `measuring` is that of another engine whose network has this shape; without it, the engine makes its own.
    """

    make_measuring = Measuring

    def __init__(
        self,
        model: Any,
        spec: RunSpec,
        digits: PlacedDigits,
        partition: DataSplit,
        *,
        use_xla: bool = True,
        measuring: Measuring | None = None,
    ) -> None:
        self.model = model
        self.measuring = measuring or self.make_measuring(model, spec, partition, use_xla=use_xla)
        self._spec = spec
        self._digits = digits
        self._train_size = len(partition.train)
        self.batch_size = min(spec.batch_size, self._train_size)
        self.batches = -(-self._train_size // self.batch_size)
        self._dtype = self.measuring.dtype
        self._drop_layers = sum(isinstance(layer, keras.layers.Dropout) for layer in model.layers)
        self._keys: tuple[int, Any] = 0, None
        self._train = tf.function(self._train_chunk, jit_compile=use_xla, autograph=False)

    @property
    def measured_at_once(self) -> int:
        """Return how many digits are measured in one step."""
        return self.measuring.measured_at_once

    def begin(self, model: Any, spec: RunSpec) -> None:
        """Start over with the values of another model of the same shape, and draw as its spec says."""
        for mine, other in zip(state_of(self.model), state_of(model), strict=True):
            mine.assign(other)
        self._spec = spec
        self._keys = 0, None

    def compile(self) -> None:
        """Trace and compile the functions, by asking each for nothing."""
        nothing = np.zeros(self._train_size, np.int32)
        self.temperature(nothing[:1], self.measure(nothing[:1], 0, 0, Sums()))
        self.train(nothing, 1, 0, 0, Sums())

    def train(self, order: Places, epoch: int, first: int, count: int, before: Sums) -> Sums:
        """Train `count` batches of an epoch from batch `first` on; return the sums of `before` plus theirs, dropout on.

        `order` has the indices of all training digits in the order of the epoch, which counts from 1.
        """
        loss, right = self._train(
            self._digits.images, self._digits.labels, tf.constant(order),
            (self._keys_of(epoch), *drop_values(self._spec.dropout, self._dtype)),
            tf.constant(first), tf.constant(first + count),
            (tf.constant(before.loss, self._dtype), tf.constant(before.right, self._dtype)),
        )  # fmt: skip
        return Sums(float(loss), float(right))

    def steps_to_measure(self, digits: int) -> int:
        """Return the number of steps to measure this many digits."""
        return self.measuring.steps_to_measure(digits)

    def measure(self, places: Places, first: int, count: int, before: Sums) -> Sums:
        """Measure `count` steps of the digits at these places from step `first` on; the sums with theirs."""
        return self.measuring.measure(self.model, self._digits, places, first, count, before)

    def temperature(self, places: Places, measured: Sums) -> tuple[float, float]:
        """Return the temperature that fits the digits at these places best, all measured, and their mean loss with it.

        Both are NaN if the model has diverged.
        """
        return self.measuring.temperature(self._digits, places, measured)

    def _keys_of(self, epoch: int) -> Any:
        """Return the keys of dropout (batch, layer, 2): they follow from seed, layer and step only, so that a run can
        resume at any step.
        """
        if self._keys[0] != epoch:
            layers = self._spec.seed * LAYERS_AT_MOST + np.arange(self._drop_layers)
            steps = (epoch - 1) * self.batches + np.arange(self.batches)
            self._keys = epoch, tf.constant(philox_keys(layers, steps[:, None]))
        return self._keys[1]

    def _train_chunk(
        self, images: Any, labels: Any, order: Any, drawn: Any, first: Any, end: Any, sums: Any
    ) -> tuple[Any, ...]:
        variables = self.model.trainable_variables
        keys, *drops = drawn
        if self._spec.activation in RATE_COMPILED_IN:
            drops = drop_values(self._spec.dropout, self._dtype)

        def batch(number: Any, loss_sum: Any, right_sum: Any) -> tuple[Any, Any, Any]:
            at = number * self.batch_size + tf.range(self.batch_size)
            places = tf.gather(order, tf.minimum(at, self._train_size - 1))
            x = pixels_of(tf.gather(images, places), self._dtype, scales=self._spec.scale_pixels)
            y = tf.gather(labels, places)
            counts = at < self._train_size
            with tf.GradientTape() as tape:
                outputs = self._forward(x, keys[number], *drops)
                loss = loss_of(y, outputs, counts)
                mean = loss / tf.reduce_sum(tf.cast(counts, self._dtype))
            self.model.optimizer.apply(tape.gradient(mean, variables), variables)
            return number + 1, loss_sum + loss, right_sum + right_of(y, outputs, counts, self._dtype)

        return loop(batch, first, end, sums)

    def _forward(self, x: Any, keys: Any, least: Any, scale: Any) -> Any:
        """Return the model's outputs in training."""
        dropped = 0
        for layer in self.model.layers:
            if isinstance(layer, keras.layers.Dropout):
                x = drop(x, least, scale, keys[dropped])
                dropped += 1
            else:
                x = layer(x, training=True)
        return x
