"""What Keras and TensorFlow raise when they will not continue. Loads TensorFlow."""

from __future__ import annotations

import tensorflow as tf

from mnist_lab.training.devices import Device
from mnist_lab.training.tensorflow_import import first_line

NO_MEMORY = "There is not enough memory for this run: fewer nodes, fewer layers or a smaller batch would fit."
NO_MEMORY_PHRASES = ("out of memory", "out_of_memory", "resource_exhausted", "cublas_status_alloc_failed")
UNSUPPORTED_PHRASES = ("no kernel image", "no_binary_for_gpu", "invalid_ptx", "unsupported_ptx_version")
"""What CUDA says of a GPU that is older, or much newer, than those the package was built for."""
REFUSALS: tuple[type[Exception], ...] = (tf.errors.OpError, MemoryError, OSError, RuntimeError, ValueError)


def is_about_memory(error: Exception) -> bool:
    """Return whether there was no memory to be had; XLA says so under several names."""
    words = str(error).lower()
    named = isinstance(error, tf.errors.ResourceExhaustedError | MemoryError)
    return named or any(phrase in words for phrase in NO_MEMORY_PHRASES)


def format_refusal(error: Exception, device: Device) -> str:
    """Return in a sentence why TensorFlow refused to train on this device."""
    if is_about_memory(error):
        return f"{device.title} ran out of memory, which other programs may use too." if device.is_gpu else NO_MEMORY
    if device.is_gpu and any(phrase in str(error).lower() for phrase in UNSUPPORTED_PHRASES):
        return f"{device.title} is not supported by this TensorFlow."
    return f"TensorFlow refused{f' on {device.title}' if device.is_gpu else ''}: {first_line(error)}."
