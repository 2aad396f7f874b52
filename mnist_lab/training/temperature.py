"""The temperature that fits the outputs of a network best, in TensorFlow operations. Imports TensorFlow."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from mnist_lab.training.model_builder import CLASSES

COLDEST, HOTTEST = 0.05, 1000.0
"""The range of temperatures: without an error the best would be 0, and infinite for outputs that only mislead."""
MOST_STEPS = 40
"""More than a bisection of the range needs; Newton's method ends after four to six."""
CLOSE_ENOUGH = 1e-6
"""The change of the inverse temperature, as a share of it, after which no step follows."""
ROOM = 4.0
"""How far beyond the range the search may look, so that a best value outside it ends at its edge exactly."""


def fitted_temperature(logits: Any, labels: Any, counts: Any) -> tuple[Any, Any]:
    """Return the temperature T with the lowest mean cross-entropy of softmax(logits / T), and that cross-entropy.

    `logits` are (N, 10); only digits for which `counts` is true count. The cross-entropy is convex in 1/T, so its slope
    has one root: Newton's method looks for it from T = 1 on, and halves the bracket where a step would leave it. Both
    are NaN if a logit is not finite.
    """
    one_hot = tf.one_hot(labels, CLASSES, axis=0, dtype=logits.dtype)
    by_class = tf.where(counts, tf.transpose(logits), tf.zeros((), logits.dtype))  # rows of 10 would be slow to add up
    by_class -= tf.reduce_max(by_class, axis=0)
    is_varied = tf.reduce_min(by_class) < 0  # then a slope without a bend is one too small for its numbers
    truth = tf.reduce_sum(by_class * one_hot, axis=0)

    def total(figures: Any) -> Any:
        return tf.reduce_sum(tf.where(counts, tf.cast(figures, tf.float64), tf.zeros((), tf.float64)))

    def slope_and_bend(inverse: Any) -> tuple[Any, Any]:
        powers = tf.exp(tf.cast(inverse, by_class.dtype) * by_class)
        whole = tf.reduce_sum(powers, axis=0)
        mean = tf.reduce_sum(powers * by_class, axis=0) / whole
        squares = tf.reduce_sum(powers * tf.square(by_class - mean), axis=0) / whole
        return total(mean - truth), total(squares)

    def step(number: Any, inverse: Any, low: Any, high: Any, _: Any) -> tuple[Any, Any, Any, Any, Any]:
        slope, bend = slope_and_bend(inverse)
        low, high = tf.where(slope < 0, inverse, low), tf.where(slope > 0, inverse, high)
        newton = inverse - slope / bend
        inside = tf.logical_and(newton > low, newton < high)
        without_slope = tf.where(tf.logical_and(bend == 0, is_varied), tf.constant(1 / COLDEST, tf.float64), inverse)
        following = tf.where(slope == 0, without_slope, tf.where(inside, newton, tf.sqrt(low * high)))
        is_outside = tf.logical_or(low >= 1 / COLDEST, high <= 1 / HOTTEST)
        is_found = tf.abs(following - inverse) <= CLOSE_ENOUGH * inverse
        return number + 1, following, low, high, tf.logical_or(is_found, is_outside)

    start = (
        tf.constant(0),
        tf.constant(1.0, tf.float64),
        tf.constant(1 / HOTTEST / ROOM, tf.float64),
        tf.constant(ROOM / COLDEST, tf.float64),
        tf.constant(False),
    )
    _, inverse, *_ = tf.while_loop(
        lambda number, *state: tf.logical_and(number < MOST_STEPS, tf.logical_not(state[-1])), step, start
    )
    inverse = tf.clip_by_value(inverse, 1 / HOTTEST, 1 / COLDEST)
    scaled = tf.cast(inverse, by_class.dtype)
    losses = tf.math.log(tf.reduce_sum(tf.exp(scaled * by_class), axis=0)) - scaled * truth
    loss = total(losses) / total(tf.ones_like(losses))
    return tf.where(tf.math.is_finite(loss), 1 / inverse, loss), loss
