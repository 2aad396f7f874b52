"""A connection to workers: started here, by SSH, or reached through a running scheduler."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dask
from distributed import Client, KilledWorker, LocalCluster
from distributed.comm import CommClosedError

from mnist_lab.cluster.signals import RESOURCE, SECONDS_OF_SILENCE, Outcome, Said, WorkerFacts, unpacked
from mnist_lab.cluster.worker import LabPlugin, facts_here, heed_here, train_here, versions_here
from mnist_lab.config.workers import Workers
from mnist_lab.data.digits import Digits
from mnist_lab.domain.runs.run import Run
from mnist_lab.training.interface import Trainer
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab.training.processors import available_processors

SECONDS_TO_CONNECT = 10
SECONDS_FOR_AN_ANSWER = 2.0
OTHERS = (OSError, TimeoutError, TookTooLong, CommClosedError, RuntimeError, ValueError, ImportError)
"""What Dask raises if it cannot start, reach or ask workers."""
SETTINGS = {
    "distributed.comm.timeouts.connect": f"{SECONDS_TO_CONNECT}s",
    "distributed.scheduler.worker-ttl": "10s",
    "distributed.scheduler.allowed-failures": 10,
    "distributed.worker.daemon": True,
    "distributed.admin.log-format": "%(message)s",
}
"""Of clusters that we start. A worker that is silent for 10 s is lost; how often a run is tried again, we decide."""


class ConnectionFailed(Exception):
    """Workers cannot be started or reached; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class TaskError:
    """What went wrong with a run on a worker; `is_loss` if its worker was lost."""

    reason: str
    is_loss: bool


class Connection:
    """Workers that can be used: submits runs to them, hears what they say, and knows which of them live.

    `hear` gets everything that workers say about runs, and the address of a worker that is lost, on Dask's thread.
    """

    def __init__(
        self,
        workers: Workers,
        digits: Digits,
        hear: Callable[[Said], None],
        lost: Callable[[str], None],
        make_trainer: Callable[[], Trainer] = KerasTrainer,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start or reach the workers.

        Raises:
            ConnectionFailed: if that cannot be done.
        """
        self.workers = workers
        self._hear = hear
        self._lost = lost
        self._clock = clock
        self._topic = f"mnist-lab-{uuid.uuid4().hex}"
        self._heard: dict[str, float] = {}
        self._lock = threading.Lock()
        self._cluster: Any = None
        dask.config.set(SETTINGS)
        _keep_quiet()
        threads = max(1, available_processors() // workers.count) if workers.count else None
        plugin = LabPlugin(
            self._topic,
            None if digits.dataset.is_mnist else _plain(digits),
            threads,
            is_ours=bool(workers.count),
            gpus=gpu_count() if workers.count else 0,
            make_trainer=make_trainer,
        )
        try:
            self._cluster = _started(workers)
            target = self._cluster if self._cluster is not None else workers.address
            self._client = Client(target, timeout=SECONDS_TO_CONNECT, set_as_default=False)
            self._client.subscribe_topic(self._topic, self._take)
            self._client.subscribe_topic("all", self._take_news)
            self._client.register_plugin(plugin)
        except OTHERS as error:
            self.close()
            raise ConnectionFailed(_why(workers, error)) from error

    @property
    def is_lost(self) -> bool:
        """Return whether the scheduler is gone."""
        return bool(self._client.status != "running")

    @property
    def count(self) -> int:
        """Return how many workers there are now, by the scheduler's last word."""
        found: Mapping[str, Any] = self._client.scheduler_info(n_workers=-1).get("workers", {})
        return len(found)

    def submit(self, run: Run, attempt: str, files: Mapping[str, bytes], without: frozenset[str]) -> Any:
        """Have a run trained on a worker that is none of these; return Dask's future, whose result is an Outcome."""
        resources = {RESOURCE: 1} if self._has_gpus() and run.spec.device != "cpu" else None
        others = [address for address in self._addresses() if address not in without] if without else None
        return self._client.submit(
            train_here, run, attempt, files, key=attempt, pure=False, resources=resources, workers=others or None
        )

    def ask(self, worker: str, attempt: str, asked: str) -> None:
        """Ask a worker something about a run; one that does not answer is lost, and noticed as such."""
        with contextlib.suppress(*OTHERS):
            self._client.run(heed_here, attempt, asked, workers=[worker], wait=False, on_error="ignore")

    def cancel(self, future: Any) -> None:
        """Forget a run that was submitted."""
        with contextlib.suppress(*OTHERS):
            future.cancel(force=True)

    def error_of(self, future: Any) -> TaskError | None:
        """Return what went wrong with a run that is done; None if its worker has an outcome."""
        if future.status in {"cancelled", "lost"}:
            return TaskError("it was lost", is_loss=True)
        try:
            error = future.exception(timeout=SECONDS_FOR_AN_ANSWER)
        except (*OTHERS, CancelledError) as failure:
            return TaskError(_first_line(failure), is_loss=True)
        return None if error is None else TaskError(_first_line(error), isinstance(error, KilledWorker))

    def outcome_of(self, future: Any) -> Outcome:
        """Return the outcome of a run that is done."""
        found: Outcome = future.result(timeout=SECONDS_TO_CONNECT)
        return found

    def is_silent(self, worker: str) -> bool:
        """Return whether a worker has said nothing for so long that it is lost."""
        with self._lock:
            heard = self._heard.setdefault(worker, self._clock())
        return self._clock() - heard > SECONDS_OF_SILENCE

    def answers(self) -> bool:
        """Return whether the scheduler answers."""
        try:
            self._client.sync(self._client.scheduler.identity, callback_timeout=SECONDS_FOR_AN_ANSWER)
        except OTHERS:
            return False
        return not self.is_lost

    def differences(self) -> tuple[str, ...]:
        """Return how the versions of workers differ from those here, a sentence for each machine and version."""
        here = versions_here()
        found: Mapping[str, WorkerFacts] = self._client.run(facts_here, on_error="ignore")
        sentences: dict[str, None] = {}
        for facts in found.values():
            for name, mine in here.items():
                theirs = facts.versions.get(name, "none")
                if theirs != mine:
                    sentences[f"{facts.host} has {name} {theirs}, and {mine} is here: figures may differ."] = None
        return tuple(sentences)

    def close(self) -> None:
        """End what was started here, and let go of the rest."""
        for each in (getattr(self, "_client", None), self._cluster):
            if each is not None:
                with contextlib.suppress(*OTHERS):
                    each.close(timeout=SECONDS_FOR_AN_ANSWER)

    def _take(self, event: tuple[float, bytes]) -> None:
        said: Said = unpacked(event[1])
        with self._lock:
            self._heard[said.worker] = self._clock()
        if said.attempt:
            self._hear(said)

    def _take_news(self, event: tuple[float, Any]) -> None:
        """Take what the scheduler says of its workers."""
        news = event[1]
        if isinstance(news, Mapping) and news.get("action") == "remove-worker" and "worker" in news:
            self._lost(str(news["worker"]))

    def _addresses(self) -> list[str]:
        return list(self._client.scheduler_info(n_workers=-1).get("workers", {}))

    def _has_gpus(self) -> bool:
        found = self._client.scheduler_info(n_workers=-1).get("workers", {}).values()
        return any(each.get("resources", {}).get(RESOURCE) for each in found)


def _keep_quiet() -> None:
    """Keep what Dask logs off the terminal: what users should know of it they are told in sentences."""
    log = logging.getLogger("distributed")
    log.handlers, log.propagate = [logging.NullHandler()], False


def _started(workers: Workers) -> Any:
    """Return the cluster that we start, None if there is one already."""
    if workers.count:
        return LocalCluster(
            n_workers=workers.count,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=50,
            memory_limit=0,
            resources={RESOURCE: 1} if gpu_count() else None,
        )
    if workers.hosts:
        return _by_ssh(workers)
    return None


def _by_ssh(workers: Workers) -> Any:
    from distributed import SSHCluster  # imports asyncssh

    hosts = workers.hosts
    options = [
        {
            **({"username": each.user} if each.user else {}),
            **({"port": each.port} if each.port else {}),
        }
        for each in (hosts[0], *hosts)
    ]
    return SSHCluster(
        [hosts[0].host, *(each.host for each in hosts)],
        connect_options=options,
        worker_options={"nthreads": 1, "memory_limit": 0},
        scheduler_options={"dashboard": False},
        remote_python=workers.python or sys.executable,
    )


def gpu_count() -> int:
    """Return how many GPUs this machine seems to have, without loading TensorFlow."""
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        return len([each for each in visible.split(",") if each.strip() not in {"", "-1"}])
    return sum(file.name.removeprefix("nvidia").isdecimal() for file in Path("/dev").glob("nvidia*"))


def _plain(digits: Digits) -> Digits:
    """Return digits that can travel."""
    return Digits(digits.name, digits.source, digits.x_train, digits.y_train, digits.x_test, digits.y_test)


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")[:200]


def _why(workers: Workers, error: BaseException) -> str:
    reason = _first_line(error)
    if isinstance(error, ImportError):
        return f"The workers of {workers.title} cannot load mnist-lab ({reason}): install it on each of them."
    verb = "reached" if workers.address else "started"
    return f"{workers.title[:1].upper()}{workers.title[1:]} cannot be {verb}: {reason}."
