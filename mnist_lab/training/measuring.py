"""The compiled measuring pass of networks of one shape, and the fit of their temperature. Imports TensorFlow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from mnist_lab.data.data_split import DataSplit, Places
from mnist_lab.data.digits import Digits
from mnist_lab.domain.runs.cost_estimate import parameter_count
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.training.model_builder import CLASSES
from mnist_lab.training.temperature import fitted_temperature

SHAPE = ("hidden_layers", "units", "activation", "scale_pixels")
"""The settings that a measuring pass is compiled for, besides the sizes of what it measures."""
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


class Measuring:
    """Measures networks of one shape, whichever weights they have, so that they share what is compiled.

    `network` is one of them: it lends its layers, and none of its weights is read. The fit of a temperature is the
    same for networks of any shape: it is compiled once for those that follow `another`.
    """

    def __init__(
        self,
        network: Any,
        spec: RunSpec,
        partition: DataSplit,
        *,
        use_xla: bool = True,
        another: Measuring | None = None,
    ) -> None:
        self._network = network
        self._made_for = _shape_of(spec, partition, use_xla)
        self._scales_pixels = spec.scale_pixels
        self.dtype = tf.as_dtype(network.compute_dtype)
        steps_worth = int(FLOATING_OPERATIONS_A_STEP / (2 * parameter_count(spec)))
        self.measured_at_once = min(max(steps_worth, MEASURED_AT_ONCE[0]), MEASURED_AT_ONCE[-1])
        most = max(len(places) for places in (partition.validation, partition.clean, partition.test))
        self._room = self.steps_to_measure(most) * self.measured_at_once
        self._measure = tf.function(self._measure_chunk, jit_compile=use_xla, autograph=False)
        self._temperature: Any = (
            tf.function(_fit_temperature, jit_compile=use_xla, autograph=False)
            if another is None or another._made_for[-1] is not use_xla
            else another._temperature
        )

    def suits(self, spec: RunSpec, partition: DataSplit, *, use_xla: bool) -> bool:
        """Return whether networks of this spec can be measured without compiling anything."""
        return self._made_for == _shape_of(spec, partition, use_xla)

    def steps_to_measure(self, digits: int) -> int:
        """Return the number of steps to measure this many digits."""
        return -(-digits // self.measured_at_once)

    def measure(self, model: Any, digits: PlacedDigits, places: Places, first: int, count: int, before: Sums) -> Sums:
        """Measure `count` steps of the digits at these places from step `first` on; the sums with theirs."""
        logits = self._no_logits() if before.logits is None else before.logits
        loss, right, after = self._measure(
            [variable.value for variable in model.trainable_variables], digits.images, digits.labels,
            tf.constant(self._padded(places)), tf.constant(len(places)), tf.constant(first), tf.constant(first + count),
            (tf.constant(before.loss, self.dtype), tf.constant(before.right, self.dtype), logits),
        )  # fmt: skip
        return Sums(float(loss), float(right), after)

    def temperature(self, digits: PlacedDigits, places: Places, measured: Sums) -> tuple[float, float]:
        """Return the temperature that fits the digits at these places best, all measured, and their mean loss with it.

        Both are NaN if the model has diverged.
        """
        places_here, size = tf.constant(self._padded(places)), tf.constant(len(places))
        found, loss = self._temperature(digits.labels, places_here, size, measured.logits)
        return float(found), float(loss)

    def _padded(self, places: Places) -> Places:
        padded = np.zeros(self._room, np.int32)
        padded[: len(places)] = places
        return padded

    def _no_logits(self) -> Any:
        return tf.zeros((self._room // self.measured_at_once, self.measured_at_once, CLASSES), self.dtype)

    def _measure_chunk(
        self, weights: Any, images: Any, labels: Any, places: Any, size: Any, first: Any, end: Any, sums: Any
    ) -> tuple[Any, ...]:
        lent = list(zip(self._network.trainable_variables, [weight.read_value() for weight in weights], strict=True))

        def some(number: Any, loss_sum: Any, right_sum: Any, logits: Any) -> tuple[Any, ...]:
            at = number * self.measured_at_once + tf.range(self.measured_at_once)
            here = tf.gather(places, at)
            x, y = pixels_of(tf.gather(images, here), self.dtype, scales=self._scales_pixels), tf.gather(labels, here)
            with keras.StatelessScope(lent):
                outputs = self._network(x, training=False)
            counts = at < size
            return (
                number + 1,
                loss_sum + loss_of(y, outputs, counts),
                right_sum + right_of(y, outputs, counts, self.dtype),
                self._with_logits(logits, number, outputs),
            )

        return loop(some, first, end, sums)

    def _with_logits(self, logits: Any, number: Any, outputs: Any) -> Any:
        return tf.tensor_scatter_nd_update(logits, [[number]], [_logits_of(outputs)])


def _shape_of(spec: RunSpec, partition: DataSplit, use_xla: bool) -> tuple[Any, ...]:
    return *(spec.value(name) for name in SHAPE), *partition.sizes[1:], use_xla


def _fit_temperature(labels: Any, places: Any, size: Any, logits: Any) -> tuple[Any, Any]:
    room = places.shape[0]
    counts = tf.range(room) < size
    return fitted_temperature(tf.reshape(logits, (room, CLASSES)), tf.gather(labels, places), counts)


def loop(body: Callable[..., tuple[Any, ...]], first: Any, end: Any, sums: Any) -> tuple[Any, ...]:
    """Return the sums after the body has run for each number from `first` to below `end`, one after the other."""
    _, *after = tf.while_loop(lambda number, *_: number < end, body, (first, *sums), parallel_iterations=1)
    return tuple(after)


def pixels_of(images: Any, dtype: Any, *, scales: bool) -> Any:
    """Return the pixels as the network takes them."""
    pixels = tf.cast(images, dtype)
    return pixels / 255 if scales else pixels


def loss_of(labels: Any, outputs: Any, counts: Any) -> Any:
    """Sum the losses; leave out a digit that does not count: weighing it by 0 would keep a NaN."""
    losses = keras.losses.sparse_categorical_crossentropy(labels, outputs)
    return tf.reduce_sum(tf.where(counts, losses, tf.zeros_like(losses)))


def right_of(labels: Any, outputs: Any, counts: Any, dtype: Any) -> Any:
    """Count the right answers among the digits that count."""
    right = tf.equal(tf.argmax(outputs, axis=1, output_type=tf.int32), labels)
    return tf.reduce_sum(tf.cast(tf.logical_and(right, counts), dtype))


def _logits_of(outputs: Any) -> Any:
    """Return what softmax was given, as Keras's own loss does; the logarithm of a share that is 0 would be infinite."""
    assert outputs.op.type == "Softmax"
    return outputs.op.inputs[0]
