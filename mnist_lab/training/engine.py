"""The compiled functions of a run: a chunk of training batches, and a pass that measures. Loads TensorFlow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from mnist_lab.data.digits import Digits
from mnist_lab.domain.spec import RunSpec
from mnist_lab.training.partition import Places

MEASURED_AT_ONCE = 2000
SEEDS_APART = 16
"""A run has at most eight dropout layers; each draws from a sequence of its own."""


class Engine:
    """Trains and measures one model on digits that stay on the device.

    The Keras model, its optimizer and its constraints are called inside one `tf.function` that loops over a chunk of
    batches, compiled by XLA as a whole where `use_xla`. The number of batches is a value and not a shape, so one
    compilation serves all chunks; the last, short batch is filled up with digits of weight 0.
    """

    def __init__(self, model: Any, spec: RunSpec, digits: Digits, train_size: int, *, use_xla: bool = True) -> None:
        self._model = model
        self._spec = spec
        self._train_size = train_size
        self.batch_size = min(spec.batch_size, train_size)
        self.batches = -(-train_size // self.batch_size)
        self._images = tf.constant(np.concatenate([digits.x_train, digits.x_test]))
        self._labels = tf.constant(np.concatenate([digits.y_train, digits.y_test]).astype(np.int32))
        self._train = tf.function(self._train_chunk, jit_compile=use_xla, autograph=False)
        self._measure = tf.function(self._measure_all, jit_compile=use_xla, autograph=False)

    def train(self, order: Places, epoch: int, first: int, count: int) -> tuple[float, float]:
        """Train `count` batches of an epoch from batch `first` on; summed loss and number right over their digits.

        `order` holds the places of all training digits in the order of the epoch, which counts from 1.
        """
        step = (epoch - 1) * self.batches + first
        loss, right = self._train(
            self._images, self._labels, tf.constant(order), tf.constant(first), tf.constant(count),
            tf.constant(step, tf.int64),
        )  # fmt: skip
        return float(loss), float(right)

    def measure(self, places: Places, room: int) -> tuple[float, float]:
        """Mean loss and accuracy over the digits at these places, dropout off.

        `room` is the largest number of places that this engine will be asked for: one compilation serves all.
        """
        padded = np.zeros(-(-room // MEASURED_AT_ONCE) * MEASURED_AT_ONCE, np.int32)
        padded[: len(places)] = places
        loss, right = self._measure(self._images, self._labels, tf.constant(padded), tf.constant(len(places)))
        return float(loss) / len(places), float(right) / len(places)

    def _train_chunk(self, images: Any, labels: Any, order: Any, first: Any, count: Any, step: Any) -> tuple[Any, Any]:
        variables = self._model.trainable_variables

        def batch(done: Any, loss_sum: Any, right_sum: Any) -> tuple[Any, Any, Any]:
            at = (first + done) * self.batch_size + tf.range(self.batch_size)
            weights = tf.cast(at < self._train_size, self._dtype)
            places = tf.gather(order, tf.minimum(at, self._train_size - 1))
            x, y = self._pixels(tf.gather(images, places)), tf.gather(labels, places)
            with tf.GradientTape() as tape:
                outputs = self._forward(x, step + tf.cast(done, tf.int64))
                losses = keras.losses.sparse_categorical_crossentropy(y, outputs) * weights
                loss = tf.reduce_sum(losses) / tf.reduce_sum(weights)
            self._model.optimizer.apply(tape.gradient(loss, variables), variables)
            return done + 1, loss_sum + tf.reduce_sum(losses), right_sum + self._right(outputs, y, weights)

        return self._loop(lambda done, *_: done < count, batch)

    def _measure_all(self, images: Any, labels: Any, places: Any, count: Any) -> tuple[Any, Any]:
        def some(done: Any, loss_sum: Any, right_sum: Any) -> tuple[Any, Any, Any]:
            at = done * MEASURED_AT_ONCE + tf.range(MEASURED_AT_ONCE)
            weights = tf.cast(at < count, self._dtype)
            here = tf.gather(places, at)
            x, y = self._pixels(tf.gather(images, here)), tf.gather(labels, here)
            outputs = self._model(x, training=False)
            losses = keras.losses.sparse_categorical_crossentropy(y, outputs)
            # a digit of weight 0 must not make a sum of finite losses NaN
            losses = tf.where(weights > 0, losses, tf.zeros_like(losses))
            return done + 1, loss_sum + tf.reduce_sum(losses), right_sum + self._right(outputs, y, weights)

        return self._loop(lambda done, *_: done * MEASURED_AT_ONCE < count, some)

    def _loop(self, goes_on: Any, body: Any) -> tuple[Any, Any]:
        start = (tf.constant(0), tf.constant(0, self._dtype), tf.constant(0, self._dtype))
        _, loss, right = tf.while_loop(goes_on, body, start)
        return loss, right

    def _forward(self, x: Any, step: Any) -> Any:
        """The model's outputs with dropout drawn from (seed, layer, step) alone: a run can be taken up anywhere."""
        for place, layer in enumerate(self._model.layers):
            if isinstance(layer, keras.layers.Dropout):
                seed = tf.stack([tf.constant(self._spec.seed * SEEDS_APART + place, tf.int64), step])
                x = tf.nn.experimental.stateless_dropout(x, layer.rate, seed, rng_alg="philox")
            else:
                x = layer(x, training=True)
        return x

    def _pixels(self, images: Any) -> Any:
        pixels = tf.cast(images, self._dtype)
        return pixels / 255 if self._spec.scale_pixels else pixels

    @property
    def _dtype(self) -> str:
        return str(self._model.compute_dtype)

    def _right(self, outputs: Any, labels: Any, weights: Any) -> Any:
        right = tf.equal(tf.argmax(outputs, axis=1, output_type=tf.int32), labels)
        return tf.reduce_sum(tf.cast(right, self._dtype) * weights)


def chunks(batches: int, at_once: int) -> Iterable[tuple[int, int]]:
    """The first batch and the number of batches of each chunk of an epoch."""
    return ((first, min(at_once, batches - first)) for first in range(0, batches, at_once))
