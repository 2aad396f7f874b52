"""What a worker does: it trains one run at a time with a trainer that stays, and says what happens."""

from __future__ import annotations

import contextlib
import os
import platform
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import urlsplit

from distributed import Worker, get_worker
from distributed.diagnostics.plugin import WorkerPlugin

from mnist_lab.cluster.signals import SECONDS_BETWEEN_HEARTBEATS, Asked, Outcome, Said, WorkerFacts, packed
from mnist_lab.data.digits import Digits, load_digits
from mnist_lab.data.digits_file import DigitsUnreadable
from mnist_lab.domain.runs.events import Event, Failed, Finished, Loading, Progress
from mnist_lab.domain.runs.run import Run
from mnist_lab.training import tensorflow_import
from mnist_lab.training.interface import Control, Stop, Trainer
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab.training.processors import available_processors, usable_processors

SECONDS_BETWEEN_PROGRESS = 0.2
VERSIONS = ("mnist-lab", "keras", "tensorflow", "numpy", "distributed")


@dataclass(slots=True)
class _Attempt:
    """An attempt at a run that is under way here, and the number of what it was asked last."""

    control: Control = field(default_factory=Control)
    heeded: int = 0


class LabPlugin(WorkerPlugin):  # type: ignore[misc]  # Dask is not read by mypy
    """Holds the trainer of a worker and its digits, which travel once; each process that asks has its own.

    `name` is also the topic of what is said. `digits` is None for the shipped ones, which every worker has.
    `neighbours` is how many workers that end with the process that asks share this machine, 0 if they are not its own;
    each of these has one of the `gpus`, if there are any.
    """

    def __init__(
        self,
        name: str,
        digits: Digits | None = None,
        neighbours: int = 0,
        gpus: tuple[str, ...] = (),
        make_trainer: Callable[[], Trainer] = KerasTrainer,
    ) -> None:
        self.name = name
        self._digits = digits
        self._neighbours = neighbours
        self._gpus = gpus
        self._make_trainer = make_trainer

    def setup(self, worker: Worker) -> None:
        """Make the trainer; Dask calls it when the worker joins, or when it is told of this."""
        self._worker = worker
        self._trainer = self._make_trainer()
        self._attempts: dict[str, _Attempt] = {}
        self._one_at_a_time = threading.Lock()
        if self._gpus:
            os.environ["CUDA_VISIBLE_DEVICES"] = self._gpus[int(worker.name) % len(self._gpus)]

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002  Dask calls it with the worker
        """Interrupt what trains."""
        for attempt in [*self._attempts.values()]:
            attempt.control.interrupt()

    def transition(self, key: str, start: str, finish: str, **_: object) -> None:
        """Interrupt an attempt that nobody waits for any more: Dask itself can stop no thread."""
        if start in {"executing", "long-running"} and finish in {"cancelled", "released", "forgotten"}:
            attempt = self._attempts.get(key)
            if attempt is not None:
                attempt.control.interrupt()

    def train(self, run: Run, attempt: str, files: Mapping[str, bytes], workers_of_hosts: Mapping[str, int]) -> Outcome:
        """Train the run to its end, from the checkpoints among `files` on; return how it went, with its files."""
        folder = tempfile.TemporaryDirectory(prefix="mnist-lab-")
        with self._one_at_a_time, folder as name, self._heard_to_live():
            under_way = self._attempts[attempt] = _Attempt()
            try:
                return self._train(run, attempt, under_way.control, Path(name), files, workers_of_hosts)
            finally:
                del self._attempts[attempt]

    def heed(self, attempt: str, asked: Asked) -> None:
        """Do what is asked of an attempt, unless it was asked something newer, or is over."""
        under_way = self._attempts.get(attempt)
        if under_way is None or asked.number <= under_way.heeded:
            return
        under_way.heeded = asked.number
        control = under_way.control
        do: Mapping[Stop, Callable[[], object]] = {
            Stop.NOT: control.call_off_stop,
            Stop.AFTER_EPOCH: control.stop_after_epoch,
            Stop.NOW: control.stop_now,
            Stop.UNSCORED: control.interrupt,
        }
        do[asked.stop]()
        if asked.is_paused:
            control.pause()
        else:
            control.go_on()

    def _train(
        self,
        run: Run,
        attempt: str,
        control: Control,
        folder: Path,
        files: Mapping[str, bytes],
        workers_of_hosts: Mapping[str, int],
    ) -> Outcome:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        token = uuid.uuid4().hex
        events: list[tuple[int, Event]] = []
        throttle = _Throttle()
        self._say(Said(self._worker.address, attempt, token))

        def happened(event: Event) -> None:
            if isinstance(event, Progress):
                if throttle.is_due(event):
                    self._say(Said(self._worker.address, attempt, token, 0, event))
                return
            events.append((len(events) + 1, event))
            self._say(Said(self._worker.address, attempt, token, *events[-1]))

        try:
            if self._load(happened, workers_of_hosts):
                self._trainer.train(self._on_own_gpu(run), self._known_digits(), folder, happened, control)
        except DigitsUnreadable as error:
            happened(Failed(str(error)))
        except Exception as error:  # noqa: BLE001  a fault of the trainer must not look like that of the worker
            happened(Failed(f"Training stopped because of an error in the program: {error!r}."))
        is_over = bool(events) and isinstance(last := events[-1][1], Finished) and not last.stopped
        return Outcome(token, tuple(events), _files_of(folder, with_checkpoints=not is_over))

    def _load(self, happened: Callable[[Event], None], workers_of_hosts: Mapping[str, int]) -> bool:
        """Import TensorFlow with this worker's share of the threads; return whether that was done."""
        if isinstance(self._trainer, KerasTrainer) and not tensorflow_import.is_loaded():
            happened(Loading())
            try:
                tensorflow_import.load(self._threads(workers_of_hosts))
            except (ImportError, OSError) as error:
                happened(Failed(f"TensorFlow cannot be loaded: {tensorflow_import.first_line(error)}."))
                return False
        return True

    def _threads(self, workers_of_hosts: Mapping[str, int]) -> int:
        """Return how many threads this worker computes with, so that those of one machine do not fight."""
        has_its_own = usable_processors() < (os.cpu_count() or 1)  # such as from SLURM
        host = urlsplit(self._worker.address).hostname or ""
        sharing = self._neighbours or (1 if has_its_own else workers_of_hosts.get(host, 1))
        return max(1, available_processors() // sharing)

    def _on_own_gpu(self, run: Run) -> Run:
        """Return the run on the only GPU that this worker sees, if it is to train on a certain one."""
        if not self._gpus or not run.spec.device.startswith("gpu:"):
            return run
        return run.model_copy(update={"spec": run.spec.model_copy(update={"device": "gpu:0"})})

    def _known_digits(self) -> Digits:
        if self._digits is None:
            self._digits = load_digits()
        return self._digits

    @contextlib.contextmanager
    def _heard_to_live(self) -> Iterator[None]:
        """Say every two seconds that this worker lives."""
        ended = threading.Event()

        def beat() -> None:
            while not ended.wait(SECONDS_BETWEEN_HEARTBEATS):
                self._say(Said(self._worker.address))

        threading.Thread(target=beat, name="heartbeat", daemon=True).start()
        try:
            yield
        finally:
            ended.set()

    def _say(self, said: Said) -> None:
        with contextlib.suppress(OSError, RuntimeError):  # a worker that cannot be heard is lost to those who listen
            self._worker.log_event(self.name, packed(said))


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


def train_here(
    plugin: str, run: Run, attempt: str, files: Mapping[str, bytes], workers_of_hosts: Mapping[str, int]
) -> Outcome:
    """Train a run on the worker that this task is on, which holds the plugin of that name."""
    return _plugin(get_worker(), plugin).train(run, attempt, files, workers_of_hosts)


async def heed_here(plugin: str, attempt: str, asked: Asked, dask_worker: Worker | None = None) -> None:
    """Do what is asked of a run on this worker, which Dask hands in; a coroutine runs at once, beside the training."""
    if dask_worker is not None:
        _plugin(dask_worker, plugin).heed(attempt, asked)


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


def _plugin(worker: Worker, name: str) -> LabPlugin:
    plugin: LabPlugin = worker.plugins[name]
    return plugin


def _files_of(folder: Path, *, with_checkpoints: bool) -> dict[str, bytes]:
    """Return the weights of a run, and what resuming it needs, by their names."""
    found = folder.rglob("*") if with_checkpoints else folder.glob("*")
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(found) if file.is_file()}
