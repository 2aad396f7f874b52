"""The compiled functions of a run: a chunk of training batches, and a measuring pass. Imports TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from mnist_lab.data.data_split import DataSplit, Places
from mnist_lab.data.digits import Digits
from mnist_lab.domain.runs.cost_estimate import parameter_count
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.training.dropout import drop
from mnist_lab.training.model_builder import CLASSES, state_of
from mnist_lab.training.temperature import fitted_temperature

LAYERS_AT_MOST = 8
NEXT_LAYER = np.array([1, 0], np.int64)
"""What leads from the draw of one dropout layer to that of the next: they are (seed · 8 + layer, step)."""
MEASURED_AT_ONCE = range(100, 2001)
"""The fewest and the most digits that are measured in one step."""
FLOATING_OPERATIONS_A_STEP = 1e10
"""The target time of a measuring step: about 0.1 s on two cores."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Losses in nats, and right answers, summed over digits.

    `logits` are what the network gave before softmax, on the device: kept while it is measured, so that a temperature
    can be fitted without another pass.
    """

    loss: float = 0.0
    right: float = 0.0
    logits: Any = field(default=None, repr=False, compare=False)

    def over(self, digits: int) -> tuple[float, float]:
        """Return the mean loss and accuracy over this many digits."""
        return self.loss / digits, self.right / digits


class PlacedDigits:
    """Training digits followed by test digits, on the device: pixels as bytes (N, 28, 28), labels (N,) int32."""

    def __init__(self, digits: Digits) -> None:
        self.images = tf.constant(np.concatenate([digits.x_train, digits.x_test]))
        self.labels = tf.constant(np.concatenate([digits.y_train, digits.y_test]).astype(np.int32))


class Engine:
    """Trains and measures one model on digits that stay on the device.

    The Keras model, its optimizer and its constraints are called inside one `tf.function` that loops over a chunk of
    batches, compiled by XLA as a whole if `use_xla`. The number of batches is a value and not a shape, so that one
    compilation serves chunks of any length; sums are carried from chunk to chunk, so that the figures do not depend on
    where the chunks end. The last, short batch is padded with digits that do not count.
    """

    def __init__(
        self, model: Any, spec: RunSpec, digits: PlacedDigits, partition: DataSplit, *, use_xla: bool = True
    ) -> None:
        self.model = model
        self._spec = spec
        self._digits = digits
        self._seed = spec.seed
        self._train_size = len(partition.train)
        self.batch_size = min(spec.batch_size, self._train_size)
        self.batches = -(-self._train_size // self.batch_size)
        self._dtype = tf.as_dtype(model.compute_dtype)
        steps_worth = int(FLOATING_OPERATIONS_A_STEP / (2 * parameter_count(spec)))
        self.measured_at_once = min(max(steps_worth, MEASURED_AT_ONCE[0]), MEASURED_AT_ONCE[-1])
        most = max(len(places) for places in (partition.validation, partition.clean, partition.test))
        self._room = self.steps_to_measure(most) * self.measured_at_once
        self._train = tf.function(self._train_chunk, jit_compile=use_xla, autograph=False)
        self._measure = tf.function(self._measure_chunk, jit_compile=use_xla, autograph=False)
        self._temperature = tf.function(self._fit_temperature, jit_compile=use_xla, autograph=False)

    def begin(self, model: Any, seed: int) -> None:
        """Start over with the values of another model of the same shape, and draw from that seed."""
        for mine, other in zip(state_of(self.model), state_of(model), strict=True):
            mine.assign(other)
        self._seed = seed

    def compile(self) -> None:
        """Trace and compile the functions, by asking each for nothing."""
        nothing = np.zeros(self._train_size, np.int32)
        self.temperature(nothing[:1], self.measure(nothing[:1], 0, 0, Sums()))
        self.train(nothing, 1, 0, 0, Sums())

    def train(self, order: Places, epoch: int, first: int, count: int, before: Sums) -> Sums:
        """Train `count` batches of an epoch from batch `first` on; return the sums of `before` plus theirs, dropout on.

        `order` has the indices of all training digits in the order of the epoch, which counts from 1.
        """
        draw = tf.constant([self._seed * LAYERS_AT_MOST, (epoch - 1) * self.batches + first], tf.int64)
        return self._called(self._train, order, draw, first, count, before)

    def steps_to_measure(self, digits: int) -> int:
        """Return the number of steps to measure this many digits."""
        return -(-digits // self.measured_at_once)

    def measure(self, places: Places, first: int, count: int, before: Sums) -> Sums:
        """Measure `count` steps of the digits at these places from step `first` on; the sums with theirs."""
        logits = self._no_logits() if before.logits is None else before.logits
        return self._called(self._measure, self._padded(places), tf.constant(len(places)), first, count, before, logits)

    def temperature(self, places: Places, measured: Sums) -> tuple[float, float]:
        """Return the temperature that fits the digits at these places best, all measured, and their mean loss with it.

        Both are NaN if the model has diverged.
        """
        places_here, size = tf.constant(self._padded(places)), tf.constant(len(places))
        found, loss = self._temperature(self._digits.labels, places_here, size, measured.logits)
        return float(found), float(loss)

    def _padded(self, places: Places) -> Places:
        padded = np.zeros(self._room, np.int32)
        padded[: len(places)] = places
        return padded

    def _no_logits(self) -> Any:
        return tf.zeros((self._room // self.measured_at_once, self.measured_at_once, CLASSES), self._dtype)

    def _called(
        self, function: Any, places: Places, value: Any, first: int, count: int, before: Sums, *logits: Any
    ) -> Sums:
        sums = tf.constant(before.loss, self._dtype), tf.constant(before.right, self._dtype), *logits
        begin, end = tf.constant(first), tf.constant(first + count)
        loss, right, *after = function(
            self._digits.images, self._digits.labels, tf.constant(places), value, begin, end, sums
        )
        return Sums(float(loss), float(right), *after)

    def _train_chunk(
        self, images: Any, labels: Any, order: Any, draw: Any, first: Any, end: Any, sums: Any
    ) -> tuple[Any, ...]:
        variables = self.model.trainable_variables

        def batch(number: Any, loss_sum: Any, right_sum: Any) -> tuple[Any, Any, Any]:
            at = number * self.batch_size + tf.range(self.batch_size)
            places = tf.gather(order, tf.minimum(at, self._train_size - 1))
            x, y = self._pixels(tf.gather(images, places)), tf.gather(labels, places)
            counts = at < self._train_size
            with tf.GradientTape() as tape:
                outputs = self._forward(x, draw + tf.stack([np.int64(0), tf.cast(number - first, tf.int64)]))
                loss = self._loss_sum(y, outputs, counts)
                mean = loss / tf.reduce_sum(tf.cast(counts, self._dtype))
            self.model.optimizer.apply(tape.gradient(mean, variables), variables)
            return number + 1, loss_sum + loss, right_sum + self._right_sum(y, outputs, counts)

        return self._loop(batch, first, end, sums)

    def _measure_chunk(
        self, images: Any, labels: Any, places: Any, size: Any, first: Any, end: Any, sums: Any
    ) -> tuple[Any, ...]:
        def some(number: Any, loss_sum: Any, right_sum: Any, logits: Any) -> tuple[Any, ...]:
            at = number * self.measured_at_once + tf.range(self.measured_at_once)
            here = tf.gather(places, at)
            x, y = self._pixels(tf.gather(images, here)), tf.gather(labels, here)
            outputs = self.model(x, training=False)
            counts = at < size
            return (
                number + 1,
                loss_sum + self._loss_sum(y, outputs, counts),
                right_sum + self._right_sum(y, outputs, counts),
                self._with_logits(logits, number, outputs),
            )

        return self._loop(some, first, end, sums)

    def _with_logits(self, logits: Any, number: Any, outputs: Any) -> Any:
        return tf.tensor_scatter_nd_update(logits, [[number]], [_logits_of(outputs)])

    def _fit_temperature(self, labels: Any, places: Any, size: Any, logits: Any) -> tuple[Any, Any]:
        counts = tf.range(self._room) < size
        return fitted_temperature(tf.reshape(logits, (self._room, CLASSES)), tf.gather(labels, places), counts)

    def _loop(self, body: Any, first: Any, end: Any, sums: Any) -> tuple[Any, ...]:
        """Return the sums after the body has run for each number from `first` to below `end`, one after the other."""
        _, *after = tf.while_loop(lambda number, *_: number < end, body, (first, *sums), parallel_iterations=1)
        return tuple(after)

    def _forward(self, x: Any, draw: Any) -> Any:
        """Return the model's outputs; dropout depends on (seed, layer, step) only, so that a run can resume at any
        step.
        """
        for layer in self.model.layers:
            if isinstance(layer, keras.layers.Dropout):
                x = drop(x, layer.rate, draw)
                draw += NEXT_LAYER
            else:
                x = layer(x, training=True)
        return x

    def _pixels(self, images: Any) -> Any:
        pixels = tf.cast(images, self._dtype)
        return pixels / 255 if self._spec.scale_pixels else pixels

    def _loss_sum(self, labels: Any, outputs: Any, counts: Any) -> Any:
        """Sum the losses; leave out a digit that does not count: weighing it by 0 would keep a NaN."""
        losses = keras.losses.sparse_categorical_crossentropy(labels, outputs)
        return tf.reduce_sum(tf.where(counts, losses, tf.zeros_like(losses)))

    def _right_sum(self, labels: Any, outputs: Any, counts: Any) -> Any:
        right = tf.equal(tf.argmax(outputs, axis=1, output_type=tf.int32), labels)
        return tf.reduce_sum(tf.cast(tf.logical_and(right, counts), self._dtype))


def _logits_of(outputs: Any) -> Any:
    """Return what softmax was given, as Keras's own loss does; the logarithm of a share that is 0 would be infinite."""
    assert outputs.op.type == "Softmax"
    return outputs.op.inputs[0]
