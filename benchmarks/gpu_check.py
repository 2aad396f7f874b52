"""Proves in at most five minutes that MNIST Lab works on an NVIDIA GPU.

    python benchmarks/gpu_check.py [--device gpu:0] [--units 64,518,2048]

The machine should do nothing else. Prints a line for each check: "ok" or "failed", and the figure. Exit status 0 if all
are ok, 1 if one failed, 3 if there is no GPU. `--device cpu` takes the same path on the CPU.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mnist_lab.data.digits import Digits, load_digits
from mnist_lab.domain.runs.events import Event, Progress
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.reproducibility import compare_rerun
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.training import tensorflow_import
from mnist_lab.training.devices import Device, DeviceMissing, chosen_device, found_devices, why_no_gpu
from mnist_lab.training.interface import Control, Stop
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab.util.output_redirect import keep_terminal

NO_GPU = 3
SEEDS_ON_THE_CPU = (1, 2, 3)
EPOCHS = 3
SECONDS_TO_ANSWER = 0.5
ENOUGH_SECONDS = 5.0
"""After which an engine has been timed for long enough: at least one epoch after the first, at most three."""
MOST_EPOCHS_TIMED = 3
SLOWER_THAN_FIT = 1.1
FIGURES = ("val_loss", "val_accuracy")

Check = tuple[bool, str]


class NotingControl(Control):
    """Notes when the training thread begins a pause, and when it first sees a stop."""

    def __init__(self) -> None:
        super().__init__()
        self.paused_at: float | None = None
        self.stopped_at: float | None = None
        self.rests = threading.Event()

    def rest(self) -> float:
        if self.is_paused and self.paused_at is None:
            self.paused_at = time.perf_counter()
            self.rests.set()
        return super().rest()

    @property
    def stop(self) -> Stop:
        stop = super().stop
        if stop >= Stop.NOW and self.stopped_at is None:
            self.stopped_at = time.perf_counter()
        return stop


class GpuCheck:
    """The checks of one device; each yields whether it is ok and its line."""

    def __init__(self, device: Device, word: str) -> None:
        self._device = device
        self._word = word
        self._digits: Digits = load_digits()
        self._trainer = KerasTrainer()
        self._baseline: Run | None = None

    def checks(self, sizes: list[int]) -> Iterator[Check]:
        """Yield every check as it is done."""
        yield True, f"device: {self._device.title}"
        yield self._memory_growth()
        yield self._figures()
        yield self._rerun()
        for units in sizes:
            yield from self._speed(units)

    def _memory_growth(self) -> Check:
        import tensorflow as tf

        gpus = tf.config.get_visible_devices("GPU")
        if not self._device.is_gpu:
            return True, "memory growth: the CPU takes memory as needed"
        grows = all(tf.config.experimental.get_memory_growth(gpu) for gpu in gpus)
        return grows, f"memory growth: {'on' if grows else 'off'} for {len(gpus)} GPU"

    def _figures(self) -> Check:
        """Train the baseline; its figures are as on the CPU if they are among those of other seeds or near them."""
        self._baseline = run = self._train(RunSpec(epochs=EPOCHS, device=self._word))
        if run.state is not RunState.FINISHED or run.environment is None:
            return False, f"baseline: {run.state.value}: {run.error}"
        others = [self._train(RunSpec(epochs=EPOCHS, seed=seed, device="cpu")) for seed in SEEDS_ON_THE_CPU]
        is_near, shown = True, []
        for name, figure in _figures_of(run).items():
            on_cpu = [_figures_of(other)[name] for other in others]
            spread = max(on_cpu) - min(on_cpu)
            is_near &= min(on_cpu) - spread <= figure <= max(on_cpu) + spread
            shown.append(f"{name} {figure:.4f} (CPU, {len(on_cpu)} seeds: {min(on_cpu):.4f} to {max(on_cpu):.4f})")
        is_there = run.environment.device == self._device.title
        where = f"{run.environment.device}, {run.environment.compiled}"
        return is_near and is_there, f"baseline, {EPOCHS} epochs on {where}: {', '.join(shown)}"

    def _rerun(self) -> Check:
        """Train the baseline again; a CPU repeats every bit, a GPU may not, and the sentence must say what happened."""
        assert self._baseline is not None
        again = self._train(self._baseline.spec)
        comparison = compare_rerun(self._baseline, again)
        is_equal = [_without_time(epoch) for epoch in again.epochs] == [
            _without_time(epoch) for epoch in self._baseline.epochs
        ] and again.test_loss == self._baseline.test_loss
        is_true = comparison.is_same == is_equal and (is_equal or self._device.is_gpu)
        return is_true, f"exact re-run: {comparison.sentence}"

    def _speed(self, units: int) -> Iterator[Check]:
        spec = RunSpec(units=units, epochs=1000, device=self._word)
        control = NotingControl()
        seconds: list[float] = []
        batches: list[float] = []
        asked: dict[str, float] = {}
        enough = threading.Event()

        def hear(event: Event) -> None:
            if isinstance(event, Progress):
                batches.append(event.seconds / event.batch)
            if hasattr(event, "epoch") and isinstance(event.epoch, Epoch):
                seconds.append(event.epoch.seconds)
                if _is_enough(seconds):
                    enough.set()

        def ask() -> None:
            enough.wait()
            time.sleep(SECONDS_TO_ANSWER / 3)  # in the middle of a chunk, as a user would
            asked["pause"] = time.perf_counter()
            control.pause()
            control.rests.wait()
            control.go_on()
            time.sleep(SECONDS_TO_ANSWER / 3)
            asked["stop"] = time.perf_counter()
            control.stop_now()

        user = threading.Thread(target=ask, daemon=True)
        user.start()
        run = self._train(spec, hear, control)
        ended = time.perf_counter()
        if not enough.is_set() or control.paused_at is None or control.stopped_at is None:
            yield False, f"{units} nodes: {run.state.value}: {run.error}"
            return
        user.join()
        paused, stopped = control.paused_at - asked["pause"], control.stopped_at - asked["stop"]
        limit = max(SECONDS_TO_ANSWER, batches[-1])
        yield (
            max(paused, stopped) <= limit and run.state is RunState.STOPPED,
            f"{units} nodes: paused after {paused:.2f} s, stopped after {stopped:.2f} s (at most {limit:.2f} s); "
            f"kept and scored after {ended - asked['stop']:.2f} s, test accuracy {run.test_accuracy}",
        )
        ours, plain = min(seconds[1:]), min(self._fit(spec)[1:])
        yield (
            ours <= SLOWER_THAN_FIT * plain,
            f"{units} nodes: {ours:.2f} s an epoch, plain model.fit {plain:.2f} s, ratio {ours / plain:.2f}",
        )

    def _train(self, spec: RunSpec, hear: Callable[[Event], None] | None = None, control: Control | None = None) -> Run:
        """Return the run after a training in a folder of its own."""
        (run,) = RunRequest(spec).runs(self._digits.dataset, datetime.now(UTC))

        def on_event(event: Event) -> None:
            nonlocal run
            run = run.after(event)
            if hear is not None:
                hear(event)

        with tempfile.TemporaryDirectory() as folder:
            self._trainer.train(run, self._digits, Path(folder), on_event, control or Control())
        return run

    def _fit(self, spec: RunSpec) -> list[float]:
        """Return the seconds of each epoch of Keras's own `fit` on arrays, validation and a checkpoint included."""
        import keras
        import tensorflow as tf

        from mnist_lab.training.model_builder import build_model

        seconds: list[float] = []

        class Clock(keras.callbacks.Callback):  # type: ignore[misc]
            def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002
                self.began = time.perf_counter()

            def on_epoch_end(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002
                seconds.append(time.perf_counter() - self.began)
                self.model.stop_training = _is_enough(seconds)

        with tempfile.TemporaryDirectory() as folder, tf.device(self._device.placement):
            kept = keras.callbacks.ModelCheckpoint(str(Path(folder) / "best.keras"), save_best_only=True)
            build_model(spec).fit(
                self._digits.x_train.astype("float32") / 255,
                self._digits.y_train,
                batch_size=spec.batch_size,
                epochs=1 + MOST_EPOCHS_TIMED,
                validation_split=spec.validation_split,
                callbacks=[kept, Clock()],
                verbose=0,
            )
        return seconds


def _is_enough(seconds: list[float]) -> bool:
    timed = seconds[1:]
    return len(timed) >= MOST_EPOCHS_TIMED or sum(timed) > ENOUGH_SECONDS


def _figures_of(run: Run) -> dict[str, float]:
    last = run.epochs[-1]
    return {**{name: getattr(last, name) for name in FIGURES}, "test accuracy": run.test_accuracy_last or 0.0}


def _without_time(epoch: Epoch) -> dict[str, Any]:
    return epoch.model_dump(exclude={"seconds"})


def main() -> int:
    """Check the device; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="gpu:0", help="gpu:0, gpu:1 …, or cpu")
    parser.add_argument("--units", default="64,518,2048")
    options = parser.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, keep_terminal(Path(folder) / "tensorflow.log"):
        tensorflow_import.load()
        absence = why_no_gpu()
        try:
            device = chosen_device(options.device, found_devices(), absence.reason if absence else "")
        except DeviceMissing as error:
            print(f"Nothing was checked: {error}")
            return NO_GPU
        results = []
        for is_ok, line in GpuCheck(device, options.device).checks([int(units) for units in options.units.split(",")]):
            results.append(is_ok)
            print(f"{'ok' if is_ok else 'failed':8}{line}", flush=True)
    failed = len(results) - sum(results)
    print(f"{len(results)} checks, {failed} failed, {time.perf_counter() - began:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
