"""One run from its first batch to its test figures. Loads TensorFlow."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import tensorflow as tf

from mnist_lab.data.data_split import Places, order_of_epoch, split
from mnist_lab.data.digits import Digits
from mnist_lab.domain.runs.cost_estimate import parameter_count
from mnist_lab.domain.runs.events import Began, EpochDone, Event, Finished, Progress
from mnist_lab.domain.runs.history import Epoch, best_epoch, is_finite
from mnist_lab.domain.runs.run import Run
from mnist_lab.training.best_weights import WEIGHTS, BestWeights
from mnist_lab.training.checkpoints import Checkpoints
from mnist_lab.training.chunk_size import ChunkSizer, measuring_pace, training_pace
from mnist_lab.training.devices import Device, environment_of
from mnist_lab.training.engine_cache import EngineCache
from mnist_lab.training.interface import Control, Stop
from mnist_lab.training.measuring import Sums
from mnist_lab.training.model_builder import build_model

SECONDS_TO_SCORE_A_STOPPED_RUN = 10.0
"""The baseline takes 0.3 s on two cores, 2048 nodes take 2 s; for more, the user would wait too long."""
NOT_WRITTEN = (OSError, MemoryError, ValueError)
"""What Keras raises if it cannot write a file; an archive that broke off is a ValueError."""


class Stopped(Exception):
    """The run was asked to stop now."""


class Training:
    """Trains one run on the calling thread and keeps its best weights."""

    def __init__(
        self,
        run: Run,
        digits: Digits,
        folder: Path,
        on_event: Callable[[Event], None],
        control: Control,
        device: Device,
        engines: EngineCache,
        checkpoints: Checkpoints,
        began: float,
    ) -> None:
        """Build the model on its device and compile what trains it. `began` is when this did, by `perf_counter`."""
        self._run = run
        self._spec = run.spec
        self._folder = folder
        self._on_event, self._control = on_event, control
        self._epochs: tuple[Epoch, ...] = ()
        self._checkpoints = checkpoints
        self._began, self._rested, self._spent_before = began, 0.0, 0.0
        self._heeds_stop_from = 0.0
        self._partition = split(self._spec, digits.count, digits.test_count)
        self._device = device
        with tf.device(self._device.placement):
            model = build_model(self._spec)
            self._engine, self._compiled = engines.engine(
                model, self._spec, digits, self._partition, self._device.placement
            )
        self._keeper = BestWeights(self._engine.model, model, self._spec.keep)
        self._training_pace = training_pace(self._spec, self._engine.batch_size)
        self._measuring_pace = measuring_pace(self._spec, self._engine.measured_at_once)

    def train(self) -> None:
        """Train until the epochs are done, a loss is not finite, patience is over, or a stop is asked for."""
        with tf.device(self._device.placement):
            try:
                before = self._score_untrained_and_take_up()
                environment = environment_of(self._device, self._compiled)
                self._on_event(Began(environment, parameter_count(self._spec), before, self._epochs))
                stopped = self._train_epochs()
            except Stopped:
                stopped = True
            self._finish(stopped=stopped)

    def _score_untrained_and_take_up(self) -> float:
        """Return the accuracy of the untrained model; then take up the newest checkpoint, even after a stop."""
        before = self._run.test_accuracy_before
        try:
            return self._measure(self._partition.test)[1] if before is None else before
        finally:
            self._take_up()

    def _take_up(self) -> None:
        """Continue after the newest checkpoint of an earlier training of this run, if there is one."""
        checkpoint = self._checkpoints.newest()
        if checkpoint is not None and self._keeper.restore(checkpoint):
            told = self._run.epochs[: len(checkpoint.epochs)]  # their seconds include the saving; the run may lack some
            self._epochs = (*told, *checkpoint.epochs[len(told) :])
            self._spent_before = sum(epoch.seconds for epoch in self._epochs)

    def _train_epochs(self) -> bool:
        """Train epoch by epoch; whether a stop ended that before its time."""
        while len(self._epochs) < self._spec.epochs:
            epoch = self._train_epoch(len(self._epochs) + 1)
            self._epochs = (*self._epochs, epoch)
            self._on_event(EpochDone(epoch))
            if self._is_last(self._epochs):
                return False
            if self._control.take_stop():
                return True
        return False

    def _is_last(self, epochs: tuple[Epoch, ...]) -> bool:
        """Return whether the run ends after these epochs unless it is stopped.

        Patience looks at validation loss, whichever weights are kept, so that those change nothing in training.
        """
        epoch, lowest, patience = epochs[-1], best_epoch(epochs), self._spec.early_stopping
        is_patience_over = patience is not None and epoch.epoch - (lowest.epoch if lowest else 0) >= patience
        return epoch.epoch == self._spec.epochs or not is_finite(epoch) or is_patience_over

    def _train_epoch(self, number: int) -> Epoch:
        began, rested_before = time.perf_counter(), self._rested

        def seconds() -> float:
            return time.perf_counter() - began - (self._rested - rested_before)

        loss, accuracy = self._train_batches(number, seconds)
        clean_loss, clean_accuracy = self._measure(self._partition.clean)
        validated = self._measured(self._partition.validation)
        val_loss, val_accuracy = validated.over(len(self._partition.validation))
        temperature, refined_val_loss = self._engine.temperature(self._partition.validation, validated)
        epoch = Epoch(
            epoch=number,
            loss=loss,
            accuracy=accuracy,
            clean_loss=clean_loss,
            clean_accuracy=clean_accuracy,
            val_loss=val_loss,
            val_accuracy=val_accuracy,
            temperature=temperature,
            refined_val_loss=refined_val_loss,
            seconds=seconds(),
        )
        epochs = (*self._epochs, epoch)
        self._keeper.keep(epochs)
        if self._checkpoints.is_due and not self._is_last(epochs):
            self._save(epochs)
        return epoch.model_copy(update={"seconds": seconds()})

    def _save(self, epochs: tuple[Epoch, ...]) -> str | None:
        """Save a checkpoint, or keep why that failed: training continues, and its end reports the failure if it still
        matters.
        """
        try:
            self._checkpoints.save(self._keeper.checkpoint(epochs))
        except NOT_WRITTEN as error:
            return f"What a resume needs could not be written into {self._folder}: {_reason(error)}."
        return None

    def _train_batches(self, number: int, seconds: Callable[[], float]) -> tuple[float, float]:
        """Train an epoch and return mean loss and accuracy over its batches, reporting progress."""
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
        return self._measured(places).over(len(places))

    def _measured(self, places: Places) -> Sums:
        """Return the sums over these digits, dropout off."""
        sums = Sums()
        for first, count in self._chunks(self._engine.steps_to_measure(len(places)), self._measuring_pace):
            sums = self._engine.measure(places, first, count, sums)
        return sums

    def _chunks(self, steps: int, pace: ChunkSizer) -> Iterator[tuple[int, int]]:
        """Yield the first step and the number of steps of each chunk; pauses happen between them.

        Raises:
            Stopped: if the run is told to stop now.
        """
        first = 0
        while first < steps:
            self._rested += self._control.rest()
            began = time.perf_counter()
            if self._control.stop is Stop.UNSCORED or (
                self._control.stop is Stop.NOW and began >= self._heeds_stop_from
            ):
                raise Stopped
            count = min(pace.steps, steps - first)
            yield first, count
            pace.learn(count, time.perf_counter() - began)
            first += count

    def _finish(self, *, stopped: bool) -> None:
        """Write the kept weights; score the test digits with them, and with those of the last epoch."""
        if not self._keeper.has_best:
            self._on_event(Finished(self._seconds(), stopped=stopped))
            return
        self._heeds_stop_from = time.perf_counter() + SECONDS_TO_SCORE_A_STOPPED_RUN
        test_loss = test_accuracy = test_accuracy_last = None
        trouble = self._save(self._epochs) if stopped else None
        self._keeper.restore_best()
        unwritten = self._write() if self._run.keeps_weights else None
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
                weights=WEIGHTS if self._run.keeps_weights and not unwritten else None,
                trouble=unwritten or trouble,
            )
        )

    def _write(self) -> str | None:
        """Write the weights; return why that failed, or None: the figures are kept without them."""
        try:
            self._keeper.write(self._folder)
        except NOT_WRITTEN as error:
            return f"The weights could not be written into {self._folder}: {_reason(error)}."
        return None

    def _seconds(self) -> float:
        return self._spent_before + time.perf_counter() - self._began - self._rested


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error)
