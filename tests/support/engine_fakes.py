"""Engines that are slow or that a GPU refuses, and what TensorFlow raises then; to be imported in a test, not before.

Importing this imports TensorFlow, which only those processes need that run tests of the training.
"""

from __future__ import annotations

import time
from typing import Any

import tensorflow as tf

from mnist_lab.training.devices import Device
from mnist_lab.training.engine import Engine
from mnist_lab.training.engine_cache import EngineCache
from mnist_lab.training.measuring import Sums
from support.trained_runs import DIGITS

GPU = Device("/device:CPU:0", "GPU:0 Pretended")
"""No logical device can be a GPU, so the CPU is used under another name."""

REFUSALS: dict[str, Exception] = {
    "full": tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor with shape[784,518]"),
    "full at start": tf.errors.InternalError(
        None, None, "failed to load CUBIN: CUDA_ERROR_OUT_OF_MEMORY: out of memory"
    ),
    "too old": tf.errors.InternalError(None, None, "no kernel image is available for execution on the device"),
    "broken": tf.errors.UnknownError(None, None, "cuDNN is broken.\nA trace"),
}
SECONDS_A_STEP = 0.25
FIRST_TEST_DIGIT = len(DIGITS.x_train)


COMPILED = EngineCache()
"""Shared by trainers, so that runs of one shape are compiled once."""


class RefusingOnGpu(EngineCache):
    """Refuses to make an engine on the GPU, for a reason."""

    def __init__(self, refusal: Exception) -> None:
        super().__init__()
        self._refusal = refusal

    def engine(self, *arguments: Any) -> tuple[Engine, str]:
        if arguments[-1] == GPU.placement:
            raise self._refusal
        return COMPILED.engine(*arguments)


class FullInEpochTwo(Engine):
    """Has no memory left in the second epoch."""

    def train(self, order: Any, epoch: int, first: int, count: int, before: Sums) -> Sums:
        if epoch == 2:
            raise REFUSALS["full"]
        return super().train(order, epoch, first, count, before)


class SlowlyScored(Engine):
    """Takes long to measure test digits, as a large network does."""

    def measure(self, places: Any, first: int, count: int, before: Sums) -> Sums:
        if count and places[0] >= FIRST_TEST_DIGIT:
            time.sleep(SECONDS_A_STEP)
        return super().measure(places, first, count, before)
