"""What Keras and TensorFlow raise when they will not continue. Loads TensorFlow."""

from __future__ import annotations

import tensorflow as tf

REFUSALS: tuple[type[Exception], ...] = (tf.errors.OpError, MemoryError, OSError, RuntimeError, ValueError)


def is_about_memory(error: Exception) -> bool:
    """Return whether there was no memory to be had; XLA says so under several names."""
    words = str(error).lower()
    return isinstance(error, tf.errors.ResourceExhaustedError | MemoryError) or "out of memory" in words
