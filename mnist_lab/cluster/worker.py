"""What a worker does: it trains one run at a time with a trainer that stays, and says what happens."""

from __future__ import annotations

import contextlib
import os
import platform
import signal
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from distributed import Worker, get_worker
from distributed.diagnostics.plugin import WorkerPlugin

from mnist_lab.cluster.signals import (
    PLUGIN,
    SECONDS_BETWEEN_HEARTBEATS,
    Ask,
    Outcome,
    Said,
    WorkerFacts,
    packed,
)
from mnist_lab.data.digits import Digits, load_digits
from mnist_lab.data.digits_file import DigitsUnreadable
from mnist_lab.domain.runs.events import Event, Failed, Finished, Loading, Progress
from mnist_lab.domain.runs.run import Run
from mnist_lab.training import tensorflow_import
from mnist_lab.training.interface import Control, Trainer
from mnist_lab.training.keras_trainer import KerasTrainer

SECONDS_BETWEEN_PROGRESS = 0.2
VERSIONS = ("mnist-lab", "keras", "tensorflow", "numpy", "distributed")


class LabPlugin(WorkerPlugin):  # type: ignore[misc]  # Dask is not read by mypy
    """Holds the trainer of a worker and its digits, which travel once; and says every two seconds that it lives.

    `digits` is None for the shipped ones, which every worker has. `threads` is how many threads it computes with, None
    for as many as there are processors. `is_ours` if the worker ends with the process that asks it; each of these has
    one of so many `gpus`, if there are any.
    """

    name = PLUGIN

    def __init__(
        self,
        topic: str,
        digits: Digits | None = None,
        threads: int | None = None,
        *,
        is_ours: bool = False,
        gpus: int = 0,
        make_trainer: Callable[[], Trainer] = KerasTrainer,
    ) -> None:
        self._topic = topic
        self._digits = digits
        self._threads = threads
        self._is_ours = is_ours
        self._gpus = gpus
        self._make_trainer = make_trainer

    def setup(self, worker: Worker) -> None:
        """Begin to say that the worker lives."""
        self._worker = worker
        self._trainer = self._make_trainer()
        self._controls: dict[str, Control] = {}
        self._one_at_a_time = threading.Lock()
        if self._is_ours and threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGHUP):  # the terminal's, meant for the process that asks
                signal.signal(number, signal.SIG_IGN)
        if self._gpus:
            os.environ["CUDA_VISIBLE_DEVICES"] = str(int(worker.name) % self._gpus)
        self._beating = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._ended = threading.Event()
        self._beating.start()

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002  Dask calls it with the worker
        """Say no more; interrupt what trains."""
        self._ended.set()
        for control in [*self._controls.values()]:
            control.interrupt()

    def train(self, run: Run, attempt: str, files: Mapping[str, bytes]) -> Outcome:
        """Train the run to its end, from the checkpoints among `files` on; return how it went, with its files."""
        with self._one_at_a_time, tempfile.TemporaryDirectory(prefix="mnist-lab-") as folder:
            control = self._controls.setdefault(attempt, Control())
            try:
                return self._train(run, attempt, control, Path(folder), files)
            finally:
                del self._controls[attempt]

    def heed(self, attempt: str, asked: str) -> None:
        """Do what is asked of an attempt; one that has not begun yet heeds it when it does."""
        control = self._controls.setdefault(attempt, Control())
        do: Mapping[str, Callable[[], object]] = {
            Ask.PAUSE: control.pause,
            Ask.GO_ON: control.go_on,
            Ask.STOP_AFTER_EPOCH: control.stop_after_epoch,
            Ask.CALL_OFF_STOP: control.call_off_stop,
            Ask.STOP_NOW: control.stop_now,
            Ask.INTERRUPT: control.interrupt,
        }
        do[asked]()

    def _train(self, run: Run, attempt: str, control: Control, folder: Path, files: Mapping[str, bytes]) -> Outcome:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        token = uuid.uuid4().hex
        events: list[tuple[int, Event]] = []
        throttle = _Throttle()
        self._say(Said(self._worker.address, attempt, token))
        count = 0

        def happened(event: Event) -> None:
            nonlocal count
            if isinstance(event, Progress):
                if throttle.is_due(event):
                    self._say(Said(self._worker.address, attempt, token, 0, event))
                return
            count += 1
            events.append((count, event))
            self._say(Said(self._worker.address, attempt, token, count, event))

        try:
            if self._load(happened):
                self._trainer.train(run, self._known_digits(), folder, happened, control)
        except DigitsUnreadable as error:
            happened(Failed(str(error)))
        except Exception as error:  # noqa: BLE001  a fault of the trainer must not look like that of the worker
            happened(Failed(f"Training stopped because of an error in the program: {error!r}."))
        is_over = bool(events) and isinstance(last := events[-1][1], Finished) and not last.stopped
        return Outcome(token, tuple(events), _files_of(folder, with_checkpoints=not is_over))

    def _load(self, happened: Callable[[Event], None]) -> bool:
        """Import TensorFlow with the worker's number of threads, so that several on one machine do not fight.

        Return whether that was done.
        """
        if isinstance(self._trainer, KerasTrainer) and not tensorflow_import.is_loaded():
            happened(Loading())
            try:
                tensorflow_import.load(self._threads)
            except (ImportError, OSError) as error:
                happened(Failed(f"TensorFlow cannot be loaded: {tensorflow_import.first_line(error)}."))
                return False
        return True

    def _known_digits(self) -> Digits:
        if self._digits is None:
            self._digits = load_digits()
        return self._digits

    def _beat(self) -> None:
        while not self._ended.wait(SECONDS_BETWEEN_HEARTBEATS):
            self._say(Said(self._worker.address))

    def _say(self, said: Said) -> None:
        with contextlib.suppress(Exception):  # a worker that cannot be heard is lost to those who listen
            self._worker.log_event(self._topic, packed(said))


class _Throttle:
    """Lets the progress of an epoch through a few times a second, and its end always."""

    def __init__(self) -> None:
        self._due = 0.0

    def is_due(self, progress: Progress) -> bool:
        now = time.monotonic()
        if now < self._due and progress.batch < progress.batches:
            return False
        self._due = now + SECONDS_BETWEEN_PROGRESS
        return True


def train_here(run: Run, attempt: str, files: Mapping[str, bytes]) -> Outcome:
    """Train a run on the worker that this task is on."""
    return _plugin(get_worker()).train(run, attempt, files)


async def heed_here(attempt: str, asked: str, dask_worker: Worker | None = None) -> None:
    """Do what is asked of a run on this worker; a coroutine, because Dask waits for anything else."""
    if dask_worker is not None:
        _plugin(dask_worker).heed(attempt, asked)


def facts_here() -> WorkerFacts:
    """Return what this process is."""
    return WorkerFacts(platform.node(), versions_here())


def versions_here() -> dict[str, str]:
    """Return the versions that can change the figures of a run, by name."""
    found = {"Python": platform.python_version()}
    for name in VERSIONS:
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def _plugin(worker: Worker) -> LabPlugin:
    plugin: LabPlugin = worker.plugins[PLUGIN]
    return plugin


def _files_of(folder: Path, *, with_checkpoints: bool) -> dict[str, bytes]:
    """Return the weights of a run, and what resuming it needs, by their names."""
    found = folder.rglob("*") if with_checkpoints else folder.glob("*")
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(found) if file.is_file()}
