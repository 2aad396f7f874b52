"""One run from its first batch to its test figures. Loads TensorFlow."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import tensorflow as tf

from mnist_lab.data.digits import Digits
from mnist_lab.domain.estimate import parameter_count
from mnist_lab.domain.events import Began, EpochDone, Event, Finished, Progress
from mnist_lab.domain.history import Epoch, is_finite
from mnist_lab.domain.run import Run
from mnist_lab.training.devices import chosen_device, environment_of, found_devices
from mnist_lab.training.engine import Sums
from mnist_lab.training.keeper import WEIGHTS, Keeper
from mnist_lab.training.network import build_model
from mnist_lab.training.pace import Pace, measuring_pace, training_pace
from mnist_lab.training.partition import Places, order_of_epoch, split
from mnist_lab.training.trainer import Control, Stop
from mnist_lab.training.workshop import Workshop

SECONDS_TO_SCORE_A_STOPPED_RUN = 0.4
NOT_WRITTEN = (OSError, MemoryError, ValueError)
"""What Keras raises where it cannot write a file; an archive that broke off is a ValueError."""


class Stopped(Exception):
    """The run was told to stop now."""


class Training:
    """Trains one run on the calling thread and keeps its best weights."""

    def __init__(
        self,
        run: Run,
        digits: Digits,
        folder: Path,
        on_event: Callable[[Event], None],
        control: Control,
        *,
        workshop: Workshop,
        began: float,
    ) -> None:
        """Build the model on its device and compile what trains it. `began` is when the run did, by `perf_counter`.

        Raises:
            DeviceMissing: where the spec names one that is not there.
        """
        self._spec = run.spec
        self._folder = folder
        self._on_event, self._control = on_event, control
        self._began, self._rested = began, 0.0
        self._heeds_stop_from = 0.0
        self._partition = split(self._spec, len(digits.x_train), len(digits.x_test))
        self._device = chosen_device(self._spec.device, found_devices())
        with tf.device(self._device.placement):
            model = build_model(self._spec)
            self._engine, self._compiled = workshop.engine(
                model, self._spec, digits, self._partition, self._device.placement
            )
        self._keeper = Keeper(trained=self._engine.model, written=model)
        self._training_pace = training_pace(self._spec, self._engine.batch_size)
        self._measuring_pace = measuring_pace(self._spec, self._engine.measured_at_once)

    def train(self) -> None:
        """Train until the epochs are done, a loss is not finite, patience is over, or a stop is asked for."""
        with tf.device(self._device.placement):
            try:
                _, before = self._measure(self._partition.test)
                environment = environment_of(self._device, self._compiled)
                self._on_event(Began(environment, parameter_count(self._spec), before))
                stopped = self._train_epochs()
            except Stopped:
                stopped = True
            self._finish(stopped=stopped)

    def _train_epochs(self) -> bool:
        """Train epoch by epoch; whether a stop ended that before its time."""
        for number in range(1, self._spec.epochs + 1):
            epoch = self._train_epoch(number)
            patience = self._spec.early_stopping
            if not is_finite(epoch) or (patience is not None and number - self._keeper.best_epoch >= patience):
                return False
            if self._control.stop is not Stop.NOT:
                return number < self._spec.epochs
        return False

    def _train_epoch(self, number: int) -> Epoch:
        began, rested_before = time.perf_counter(), self._rested

        def seconds() -> float:
            return time.perf_counter() - began - (self._rested - rested_before)

        loss, accuracy = self._train_batches(number, seconds)
        clean_loss, clean_accuracy = self._measure(self._partition.clean)
        val_loss, val_accuracy = self._measure(self._partition.validation)
        self._keeper.keep(number, val_loss)
        epoch = Epoch(
            epoch=number,
            loss=loss,
            accuracy=accuracy,
            clean_loss=clean_loss,
            clean_accuracy=clean_accuracy,
            val_loss=val_loss,
            val_accuracy=val_accuracy,
            seconds=seconds(),
        )
        self._on_event(EpochDone(epoch))
        return epoch

    def _train_batches(self, number: int, seconds: Callable[[], float]) -> tuple[float, float]:
        """Mean loss and accuracy over an epoch's batches, told as they come."""
        order = order_of_epoch(self._partition.train, self._spec.seed, number)
        batches, sums = self._engine.batches, Sums()
        for first, count in self._chunks(batches, self._training_pace):
            sums = self._engine.train(order, number, first, count, sums)
            done = first + count
            loss, accuracy = sums.over(min(done * self._engine.batch_size, len(order)))
            self._on_event(Progress(number, done, batches, loss, accuracy, seconds()))
        return sums.over(len(order))

    def _measure(self, places: Places) -> tuple[float, float]:
        """Mean loss and accuracy over these digits, dropout off."""
        sums = Sums()
        for first, count in self._chunks(self._engine.steps_to_measure(len(places)), self._measuring_pace):
            sums = self._engine.measure(places, first, count, sums)
        return sums.over(len(places))

    def _chunks(self, steps: int, pace: Pace) -> Iterator[tuple[int, int]]:
        """The first step and the number of steps of each chunk; between them a pause is rested out.

        Raises:
            Stopped: where the run is told to stop now.
        """
        first = 0
        while first < steps:
            self._rested += self._control.rest()
            began = time.perf_counter()
            if self._control.stop is Stop.NOW and began >= self._heeds_stop_from:
                raise Stopped
            count = min(pace.steps, steps - first)
            yield first, count
            pace.learn(count, time.perf_counter() - began)
            first += count

    def _finish(self, *, stopped: bool) -> None:
        """Write the best weights; score the test digits with them, and with those of the last epoch."""
        if not self._keeper.has_best:
            self._on_event(Finished(self._seconds(), stopped=stopped))
            return
        self._heeds_stop_from = time.perf_counter() + SECONDS_TO_SCORE_A_STOPPED_RUN
        test_loss = test_accuracy = test_accuracy_last = None
        self._keeper.restore_best()
        trouble = self._write()
        with contextlib.suppress(Stopped):
            test_loss, test_accuracy = self._measure(self._partition.test)
            if self._keeper.last_is_best:
                test_accuracy_last = test_accuracy
            else:
                self._keeper.restore_last()
                _, test_accuracy_last = self._measure(self._partition.test)
        self._on_event(
            Finished(
                seconds=self._seconds(),
                stopped=stopped,
                test_loss=test_loss,
                test_accuracy=test_accuracy,
                test_accuracy_last=test_accuracy_last,
                weights=None if trouble else WEIGHTS,
                trouble=trouble,
            )
        )

    def _write(self) -> str | None:
        """Write the weights; where that fails, why, in a sentence: the figures are worth keeping without them."""
        try:
            self._keeper.write(self._folder)
        except NOT_WRITTEN as error:
            reason = getattr(error, "strerror", None) or error
            return f"The weights could not be written into {self._folder}: {reason}."
        return None

    def _seconds(self) -> float:
        return time.perf_counter() - self._began - self._rested
