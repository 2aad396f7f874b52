"""A connection to workers: submits runs to them, hears what they say, and knows which of them live."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Mapping
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as TookTooLong
from typing import Any
from urllib.parse import urlsplit

import dask
from distributed import Client
from distributed.comm import CommClosedError
from distributed.scheduler import KilledWorker

from mnist_lab.cluster.clusters import (
    SECONDS_TO_CONNECT,
    keep_quiet,
    replace_given_up,
    settings_of,
    started_cluster,
    visible_gpus,
)
from mnist_lab.cluster.signals import RESOURCE, SECONDS_OF_SILENCE, Asked, Outcome, Said, WorkerFacts, unpacked
from mnist_lab.cluster.worker import LabPlugin, facts_here, heed_here, train_here, versions_here
from mnist_lab.config.workers import Workers
from mnist_lab.data.digits import Digits
from mnist_lab.domain.runs.run import Run
from mnist_lab.training.interface import Trainer
from mnist_lab.training.keras_trainer import KerasTrainer

SECONDS_BETWEEN_PULSES = 1.0
SECONDS_FOR_AN_ANSWER = 2.0
SECONDS_FOR_A_RESULT = 30.0
OTHERS = (OSError, TimeoutError, TookTooLong, CommClosedError, RuntimeError, ValueError, ImportError)
"""What Dask raises if it cannot start, reach or ask workers."""


class ConnectionFailed(Exception):
    """Workers cannot be started or reached; the message is one sentence."""


class WorkerLost(Exception):
    """The worker that trained a run is gone before its result was here."""


class Connection:
    """Workers that can be used.

    `hear` gets what they say about runs, `left` the address of each that is gone and the attempts that it had. Both are
    called on Dask's thread.
    """

    def __init__(
        self,
        workers: Workers,
        digits: Digits,
        hear: Callable[[Said], None],
        left: Callable[[str, Collection[str]], None],
        make_trainer: Callable[[], Trainer] = KerasTrainer,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start or reach the workers.

        Raises:
            ConnectionFailed: if that cannot be done.
        """
        self._hear = hear
        self._left = left
        self._clock = clock
        self._name = f"mnist-lab-{uuid.uuid4().hex}"
        self._heard: dict[str, float] = {}
        self._asked_for = workers
        self._workers: Mapping[str, Any] = {}
        self._answered = clock()
        self._is_closed = threading.Event()
        self._cluster: Any = None
        self._client: Any = None
        dask.config.set(settings_of(workers))
        keep_quiet()
        gpus = visible_gpus() if workers.count else ()
        its_digits = None if digits.dataset.is_mnist else _plain(digits)
        plugin = LabPlugin(self._name, its_digits, workers.count, gpus, make_trainer)
        try:
            if workers.address:
                _knock(workers.address)
            self._cluster = started_cluster(workers, gpus)
            target = self._cluster if self._cluster is not None else workers.address
            self._client = Client(target, timeout=SECONDS_TO_CONNECT, set_as_default=False)
            self._client.subscribe_topic(self._name, self._take)
            self._client.subscribe_topic("all", self._take_news)
            self._client.register_plugin(plugin)
            self._workers, self._answered = self._asked_for_workers(), clock()
        except OTHERS as error:
            self.close()
            raise ConnectionFailed(_why(workers, error)) from error
        threading.Thread(target=self._feel_pulse, name="pulse of the scheduler", daemon=True).start()

    @property
    def is_lost(self) -> bool:
        """Return whether the scheduler is gone, or has not answered for so long that it is."""
        return bool(self._client.status != "running") or self._clock() - self._answered > SECONDS_OF_SILENCE

    @property
    def count(self) -> int:
        """Return how many workers there are, as of a second ago."""
        return len(self._workers)

    def submit(self, run: Run, attempt: str, files: Mapping[str, bytes], without: frozenset[str]) -> Any:
        """Have a run trained, on a worker that is none of these if there is one.

        Returns Dask's future.
        """
        has_gpus = any(each.get("resources", {}).get(RESOURCE) for each in self._workers.values())
        of_hosts = dict(Counter(str(each.get("host", "")) for each in self._workers.values()))
        others = [address for address in self._workers if address not in without] if without else []
        return self._client.submit(
            train_here,
            self._name,
            run,
            attempt,
            files,
            of_hosts,
            key=attempt,
            pure=False,
            resources={RESOURCE: 1} if has_gpus and run.spec.device != "cpu" else None,
            workers=others or None,
            allow_other_workers=bool(others),
        )

    def outcome_of(self, future: Any) -> Outcome:
        """Return the outcome of a future that is done; raises what its task raised.

        Raises:
            WorkerLost: if it has none.
        """
        if future.status == "error":
            error = future.exception(timeout=SECONDS_FOR_AN_ANSWER)
            if isinstance(error, KilledWorker):
                raise WorkerLost from error
            raise error
        try:
            found: Outcome = future.result(timeout=SECONDS_FOR_A_RESULT)
        except (*OTHERS, CancelledError) as error:
            raise WorkerLost from error
        return found

    def ask(self, worker: str, attempt: str, asked: Asked) -> None:
        """Ask a worker something about an attempt, without waiting: one that does not answer is lost, and noticed."""
        self._send(
            lambda: self._client._run(heed_here, self._name, attempt, asked, workers=[worker], on_error="ignore")
        )

    def cancel(self, future: Any) -> None:
        """Forget a run that was submitted; a worker that trains it is interrupted."""
        self._send(lambda: self._client._cancel([future], force=True))

    def is_silent(self, worker: str) -> bool:
        """Return whether a worker that trains has said nothing for so long that it is lost."""
        return self._clock() - self._heard.setdefault(worker, self._clock()) > SECONDS_OF_SILENCE

    def differences(self) -> tuple[str, ...]:
        """Return how the versions of workers differ from those here, a sentence for each machine and version."""
        here = versions_here()
        try:
            found: Mapping[str, WorkerFacts] = self._client.sync(
                self._client._run, facts_here, on_error="ignore", callback_timeout=SECONDS_TO_CONNECT
            )
        except OTHERS:
            return ()
        sentences: dict[str, None] = {}
        for facts in found.values():
            for name, mine in here.items():
                theirs = facts.versions.get(name, "none")
                if theirs != mine:
                    sentences[f"{facts.host} has {name} {theirs}, and {mine} is here: figures may differ."] = None
        return tuple(sentences)

    def close(self) -> None:
        """End what was started here, and let go of the rest."""
        self._is_closed.set()
        if self._client is not None and self._cluster is None and self._client.status == "running":
            with contextlib.suppress(*OTHERS):
                self._client.sync(
                    self._client._unregister_worker_plugin, self._name, callback_timeout=SECONDS_FOR_AN_ANSWER
                )
        for each in (self._client, self._cluster):
            if each is not None:
                with contextlib.suppress(*OTHERS, AssertionError):  # Dask's, of a worker that is starting again
                    each.close(timeout=SECONDS_FOR_AN_ANSWER)

    def _send(self, make: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        async def sent() -> None:
            with contextlib.suppress(*OTHERS):
                await asyncio.wait_for(make(), SECONDS_FOR_A_RESULT)

        loop = self._client.loop
        loop.add_callback(sent)

    def _feel_pulse(self) -> None:
        """Ask the scheduler for its workers every second.

        If this process was stopped meanwhile, such as by ctrl+z, nobody was silent: it has not listened.
        """
        while True:
            began = self._clock()
            if self._is_closed.wait(SECONDS_BETWEEN_PULSES):
                return
            with contextlib.suppress(*OTHERS):
                self._workers = self._asked_for_workers()
                self._answered = self._clock()
                replace_given_up(self._cluster, self._asked_for)
            if self._clock() - began > SECONDS_BETWEEN_PULSES + SECONDS_FOR_AN_ANSWER + 1.5:
                self._answered = self._clock()
                self._heard = dict.fromkeys(self._heard, self._answered)

    def _asked_for_workers(self) -> Mapping[str, Any]:
        found = self._client.sync(self._identity, callback_timeout=SECONDS_FOR_AN_ANSWER)
        workers: Mapping[str, Any] = found["workers"]
        return workers

    async def _identity(self) -> Any:
        return await self._client.scheduler.identity(n_workers=-1)

    def _take(self, event: tuple[float, bytes]) -> None:
        said: Said = unpacked(event[1])
        self._heard[said.worker] = self._clock()
        if said.attempt:
            self._hear(said)

    def _take_news(self, event: tuple[float, Any]) -> None:
        """Take what the scheduler says of its workers."""
        news = event[1]
        if isinstance(news, Mapping) and news.get("action") == "remove-worker" and "worker" in news:
            self._left(str(news["worker"]), news.get("processing-tasks") or ())


def _knock(address: str) -> None:
    """Raise OSError at once if nothing listens there, for which Dask waits until its time is over."""
    parts = urlsplit(address)
    socket.create_connection((parts.hostname or "", parts.port or 0), SECONDS_TO_CONNECT).close()


def _plain(digits: Digits) -> Digits:
    """Return digits that can travel."""
    return Digits(digits.name, digits.source, digits.x_train, digits.y_train, digits.x_test, digits.y_test)


def _why(workers: Workers, error: BaseException) -> str:
    told = getattr(error, "strerror", None) or str(error).strip() or type(error).__name__
    reason = str(told).splitlines()[0].rstrip(".")
    if isinstance(error, ImportError):
        return f"The workers of {workers.title} cannot load mnist-lab ({reason}): install it on each of them."
    if workers.hosts and reason.endswith("Worker failed to start"):  # all that Dask knows
        python = workers.python or sys.executable
        return (
            f"{workers.title} cannot be started: is mnist-lab with its extra `cluster` installed for {python} on each "
            "of them? ?python=PATH after the hosts names another Python."
        )
    verb = "reached" if workers.address else "started"
    return f"{workers.title} cannot be {verb}: {reason.removeprefix('Cluster failed to start: ')[:200]}."
