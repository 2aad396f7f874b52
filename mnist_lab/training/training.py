"""One run from its first batch to its test figures. Loads TensorFlow."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from mnist_lab.data.digits import Digits
from mnist_lab.domain.estimate import parameter_count
from mnist_lab.domain.events import Began, EpochDone, Event, Finished, Progress
from mnist_lab.domain.history import Epoch, is_finite
from mnist_lab.domain.run import Run
from mnist_lab.training.devices import chosen_device, environment_of, found_devices
from mnist_lab.training.engine import Engine, chunks
from mnist_lab.training.network import build_model
from mnist_lab.training.partition import order_of_epoch, partition
from mnist_lab.training.trainer import Control, Stop

Refused: type[Exception] = tf.errors.OpError
"""What TensorFlow raises when it will not go on."""

WEIGHTS = "best.keras"
SECONDS_A_CHUNK = 0.2
SECONDS_A_GIGAFLOP = 0.01
LEAST_SECONDS_A_BATCH = 0.0002


def is_about_memory(error: Exception) -> bool:
    """Whether TensorFlow refused because it could get no memory; XLA says so under several names."""
    words = str(error).lower()
    return isinstance(error, tf.errors.ResourceExhaustedError) or "out of memory" in words or "allocat" in words


class Training:
    """Trains one run on the calling thread and keeps its best weights."""

    def __init__(
        self,
        run: Run,
        digits: Digits,
        folder: Path,
        on_event: Callable[[Event], None],
        control: Control,
        began: float,
    ) -> None:
        """Choose the device; nothing is built yet.

        Raises:
            DeviceMissing: where the spec names one that is not there.
        """
        self._run, self._spec = run, run.spec
        self._digits, self._folder = digits, folder
        self._on_event, self._control = on_event, control
        self._began, self._rested = began, 0.0
        self._device = chosen_device(self._spec.device, found_devices())
        self._partition = partition(self._spec, len(digits.x_train))
        first_test = len(digits.x_train)
        self._test = np.arange(first_test, first_test + len(digits.x_test), dtype=np.int32)
        self._best_weights: list[Any] | None = None
        self._best_loss = math.inf
        self._best_epoch = 0
        self._done = 0

    def train(self) -> None:
        """Train until the epochs are done, validation loss is not finite, patience is over, or a stop is asked for."""
        with tf.device(self._device.placement):
            self._model = build_model(self._spec)
            self._engine = Engine(self._model, self._spec, self._digits, len(self._partition.train))
            _, before = self._measure(self._test)
            environment = environment_of(self._device, "xla")
            self._on_event(Began(environment, parameter_count(self._spec), before))
            while self._done < self._spec.epochs and self._train_epoch(self._done + 1):
                pass
            self._finish(stopped=self._control.stop is not Stop.NOT and self._done < self._spec.epochs)

    def _train_epoch(self, number: int) -> bool:
        """Train and validate an epoch; False where it is the last, or was left unfinished."""
        began, rested_before = time.perf_counter(), self._rested
        sums = self._train_batches(number, began)
        if sums is None:
            return False
        loss, right = (total / len(self._partition.train) for total in sums)
        clean_loss, clean_accuracy = self._measure(self._partition.clean)
        val_loss, val_accuracy = self._measure(self._partition.validation)
        if val_loss < self._best_loss:
            self._best_loss, self._best_epoch = val_loss, number
            self._best_weights = self._model.get_weights()
        epoch = Epoch(
            epoch=number,
            loss=loss,
            accuracy=right,
            clean_loss=clean_loss,
            clean_accuracy=clean_accuracy,
            val_loss=val_loss,
            val_accuracy=val_accuracy,
            seconds=time.perf_counter() - began - (self._rested - rested_before),
        )
        self._done = number
        self._on_event(EpochDone(epoch))
        patience = self._spec.early_stopping
        is_patient = patience is None or number - self._best_epoch < patience
        return is_finite(epoch) and is_patient and self._control.stop is Stop.NOT

    def _train_batches(self, number: int, began: float) -> tuple[float, float] | None:
        """Train the batches of an epoch; summed loss and number right, or None where a stop left it unfinished."""
        order = order_of_epoch(self._partition.train, self._spec.seed, number)
        batches, batch_size = self._engine.batches, self._engine.batch_size
        rested_before = self._rested
        loss_sum = right_sum = 0.0
        for first, count in chunks(batches, self._batches_at_once()):
            self._rested += self._control.rest()
            if self._control.stop is Stop.NOW:
                return None
            loss, right = self._engine.train(order, number, first, count)
            loss_sum, right_sum = loss_sum + loss, right_sum + right
            done = first + count
            seen = min(done * batch_size, len(self._partition.train))
            seconds = time.perf_counter() - began - (self._rested - rested_before)
            self._on_event(Progress(number, done, batches, loss_sum / seen, right_sum / seen, seconds))
        return loss_sum, right_sum

    def _batches_at_once(self) -> int:
        """How many batches make a chunk of about 0.2 s, from the spec alone."""
        gigaflops = 6e-9 * parameter_count(self._spec) * self._engine.batch_size
        seconds = max(gigaflops * SECONDS_A_GIGAFLOP, LEAST_SECONDS_A_BATCH)
        return max(1, int(SECONDS_A_CHUNK / seconds))

    def _measure(self, places: Any) -> tuple[float, float]:
        room = max(len(self._test), len(self._partition.validation), len(self._partition.clean))
        return self._engine.measure(places, room)

    def _finish(self, *, stopped: bool) -> None:
        """Score the test digits with the last weights and with the best, and keep the best."""
        if self._best_weights is None:
            self._on_event(Finished(self._seconds(), stopped=stopped))
            return
        _, accuracy_last = self._measure(self._test)
        self._model.set_weights(self._best_weights)
        test_loss, test_accuracy = self._measure(self._test)
        self._save()
        self._on_event(
            Finished(
                seconds=self._seconds(),
                stopped=stopped,
                test_loss=test_loss,
                test_accuracy=test_accuracy,
                test_accuracy_last=accuracy_last,
                weights=WEIGHTS,
            )
        )

    def _save(self) -> None:
        """Write the model beside its place, then put it there whole."""
        partial = self._folder / f".partial-{WEIGHTS}"
        self._model.save(partial)
        partial.chmod(0o600)
        partial.replace(self._folder / WEIGHTS)

    def _seconds(self) -> float:
        return time.perf_counter() - self._began - self._rested
