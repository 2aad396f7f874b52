"""Dropout that depends only on a seed. Imports TensorFlow."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

GOLDEN_RATIO = np.uint32(0x9E3779B9)
MIXERS = (np.uint32(0x21F0AAAD), np.uint32(0x735A2D97))


def drop_values(rate: float, dtype: Any) -> tuple[Any, Any]:
    """Return what `drop` needs of a rate: the least number that keeps a value, and what kept ones are multiplied by."""
    return tf.constant(np.uint32(rate * 2**32)), tf.constant(1 / (1 - rate), dtype)


def drop(x: Any, least: Any, scale: Any, key: Any) -> Any:
    """Return `x` with a share of its values at 0 and the others scaled up, as Keras's Dropout has it.

    `key` is two uint32. The number of each value is a hash of its position and the key, because XLA draws random
    numbers one by one on the CPU: that took a third of the time of a baseline epoch.
    """
    numbers = tf.cast(tf.range(x.shape[0] * x.shape[1]), tf.uint32) * GOLDEN_RATIO + key[0]
    numbers = _mixed(numbers, 16) * MIXERS[0]
    numbers = _mixed(tf.bitwise.bitwise_xor(numbers, key[1]), 15) * MIXERS[1]
    numbers = tf.reshape(_mixed(numbers, 15), x.shape)
    return tf.where(numbers >= least, x * scale, tf.zeros_like(x))


def _mixed(numbers: Any, bits: int) -> Any:
    return tf.bitwise.bitwise_xor(numbers, tf.bitwise.right_shift(numbers, np.uint32(bits)))
