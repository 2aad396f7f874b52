"""What is lost, doubled or different if three of four workers and the scheduler are killed during 200 runs.

    python benchmarks/cluster.py [--runs 200] [--workers 4] [--epochs 25]

A scheduler and workers are processes of their own, as on a cluster, and each worker has one processor. The runs are
then trained once more in this process, with one thread too, and their epochs are compared bit for bit.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import root

from mnist_lab.cluster.cluster_trainer import ClusterTrainer
from mnist_lab.config.workers import workers_of
from mnist_lab.domain.runs.events import EpochDone, Event
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.observers import SessionObserver
from mnist_lab.services.session import Session
from mnist_lab.training import tensorflow_import
from mnist_lab.training.interface import Control
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab_store.run_store import RunStore
from support.fakes import few_digits

STAMPS = "MNIST_LAB_BENCHMARK_STAMPS"
DIFFERENT = 40
"""How many different runs there are; the others are the same again."""
SECONDS_TO_START = 120
PATH = os.pathsep.join([str(Path(__file__).parent), str(root.ROOT / "tests"), *filter(None, sys.path)])


class StampedTrainer(KerasTrainer):
    """Notes when each epoch ended on the worker."""

    def train(self, run: Run, digits: Any, folder: Path, on_event: Callable[[Event], None], control: Control) -> None:
        def happened(event: Event) -> None:
            if isinstance(event, EpochDone):
                with Path(os.environ[STAMPS]).open("a", encoding="utf-8") as file:
                    file.write(f"{run.id} {event.epoch.epoch} {time.time()}\n")
            on_event(event)

        super().train(run, digits, folder, happened, control)


class Watcher(SessionObserver):
    """Keeps when something was said, when each epoch came, and how many runs have finished."""

    def __init__(self) -> None:
        self.said: list[tuple[float, str]] = []
        self.came: dict[tuple[str, int], float] = {}
        self.finished: set[str] = set()
        self.changed = threading.Condition()

    def run_changed(self, run: Run) -> None:
        with self.changed:
            if run.epochs:
                self.came[run.id, run.epochs[-1].epoch] = self.came.get((run.id, run.epochs[-1].epoch), time.time())
            if run.state is RunState.FINISHED:
                self.finished.add(run.id)
            self.changed.notify_all()

    def error_occurred(self, sentence: str) -> None:
        with self.changed:
            self.said.append((time.time(), sentence))
            self.changed.notify_all()
        print(f"  said: {sentence}")

    def seconds_until_said(self, words: str, since: float) -> float:
        def times() -> list[float]:
            return [moment for moment, sentence in self.said if words in sentence and moment >= since]

        with self.changed:
            self.changed.wait_for(times, 60)
        return times()[0] - since if times() else float("inf")

    def wait_until_finished(self, count: int) -> None:
        with self.changed:
            self.changed.wait_for(lambda: len(self.finished) >= count)


class Cluster:
    """A scheduler and its workers, each a process that may be killed."""

    def __init__(self, workers: int, stamps: Path) -> None:
        self.port = free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self._environment = {**os.environ, "PYTHONPATH": PATH, STAMPS: str(stamps)}
        self._wanted = workers
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        self._processors = itertools.cycle(sorted(os.sched_getaffinity(0)))

    def start(self) -> None:
        self.scheduler = self._started("scheduler", "--host", "127.0.0.1", "--port", f"{self.port}", "--no-dashboard")
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                break
            time.sleep(0.1)
        for _ in range(self._wanted):
            self.add_worker()

    def add_worker(self) -> None:
        port = free_port()
        options = ("--host", "127.0.0.1", "--worker-port", f"{port}", "--nthreads", "1", "--no-nanny", "--no-dashboard")
        process = self._started("worker", self.address, *options)
        os.sched_setaffinity(process.pid, {next(self._processors)})  # as SLURM does; it computes with one thread then
        self.workers[f"tcp://127.0.0.1:{port}"] = process

    def kill_worker(self, address: str) -> float:
        self.workers.pop(address).kill()
        return time.time()

    def kill_all(self) -> float:
        self.scheduler.kill()
        killed = time.time()
        self.scheduler.wait()
        return killed

    def end_workers(self) -> None:
        for process in self.workers.values():
            process.kill()
            process.wait()
        self.workers.clear()

    def _started(self, kind: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options]
        return subprocess.Popen(command, stderr=subprocess.DEVNULL, env=self._environment)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wanted_runs(count: int, epochs: int) -> list[RunSpec]:
    """Return what to train: few different runs, each several times."""
    return [
        RunSpec(units=8 + 8 * (place % 2), epochs=epochs, batch_size=32, device="cpu", seed=1 + place % DIFFERENT)
        for place in range(count)
    ]


def key_of(spec: RunSpec) -> tuple[int, int]:
    """Return what tells the runs of this benchmark apart."""
    return spec.units, spec.seed


def busy_workers(trainer: ClusterTrainer) -> list[str]:
    """Return the addresses of the workers that train."""
    return [remote.worker for remote in [*trainer._remotes.values()] if remote.worker]


def main() -> None:
    """Run it, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=25)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mnist-lab-cluster-") as folder:
        compare(asked.runs, asked.workers, asked.epochs, Path(folder))


def compare(count: int, workers: int, epochs: int, folder: Path) -> None:
    """Train on a cluster that loses workers and its scheduler, then here, and compare."""
    cluster, watcher = Cluster(workers, folder / "stamps"), Watcher()
    specs, store = wanted_runs(count, epochs), RunStore(folder / "store")
    cluster.start()
    began = time.time()
    noticed = with_losses(cluster, store, specs, watcher)
    cluster.start()
    the_rest(cluster, store, specs, watcher)
    took = time.time() - began
    cluster.kill_all()
    cluster.end_workers()
    kept = [store.get(summary.id) for summary in RunStore(store.folder).summaries()]
    report(kept, specs, noticed, took)
    report_lateness(folder / "stamps", watcher)
    report_differences(kept, specs, folder / "here")


def with_losses(cluster: Cluster, store: RunStore, specs: list[RunSpec], watcher: Watcher) -> dict[str, float]:
    """Train until the scheduler is killed, and workers before it; return how soon each loss was said."""
    trainer = ClusterTrainer(workers_of(cluster.address), StampedTrainer)
    session = Session(trainer, store, few_digits, watcher)
    session.start()
    session.enqueue(*(RunRequest(spec, keeps_weights=True) for spec in specs))
    noticed, chance = {}, random.Random(1)
    for place, share in enumerate((0.1, 0.3, 0.5), start=1):
        watcher.wait_until_finished(int(len(specs) * share))
        while not (busy := busy_workers(trainer)):
            time.sleep(0.01)
        lost = chance.choice(busy)
        moment = cluster.kill_worker(lost)
        noticed[f"worker {place}"] = watcher.seconds_until_said(f"The worker {lost} is lost", moment)
        cluster.add_worker()
    watcher.wait_until_finished(int(len(specs) * 0.75))
    moment = cluster.kill_all()
    noticed["scheduler"] = watcher.seconds_until_said(f"The scheduler of {cluster.address} is gone", moment)
    session.close()
    cluster.end_workers()
    return noticed


def the_rest(cluster: Cluster, store: RunStore, specs: list[RunSpec], watcher: Watcher) -> None:
    """Resume what was interrupted, and train what is missing."""
    session = Session(ClusterTrainer(workers_of(cluster.address), StampedTrainer), store, few_digits, watcher)
    session.start()
    kept = [store.get(summary.id) for summary in store.summaries()]
    for run in kept:
        if run.state is not RunState.FINISHED:
            session.resume(run.id)
    missing = Counter(map(key_of, specs)) - Counter(key_of(run.spec) for run in kept)
    print(f"after the scheduler was killed: {len(kept)} runs kept, {missing.total()} to begin")
    by_key = {key_of(spec): spec for spec in specs}
    session.enqueue(*(RunRequest(by_key[key], keeps_weights=True) for key in missing.elements()))
    session.drain()
    session.close()


def report(kept: list[Run], specs: list[RunSpec], noticed: dict[str, float], took: float) -> None:
    """Print how many runs there are, and how soon losses were said."""
    states = Counter(run.state.value for run in kept)
    wanted, found = Counter(map(key_of, specs)), Counter(key_of(run.spec) for run in kept)
    numbered = all([epoch.epoch for epoch in run.epochs] == [*range(1, run.spec.epochs + 1)] for run in kept)
    print(f"runs: {len(specs)} wanted, {len(kept)} kept ({', '.join(f'{n} {state}' for state, n in states.items())})")
    print(f"missing {(wanted - found).total()}, doubled {(found - wanted).total()}; epochs whole: {numbered}")
    print("noticed after: " + ", ".join(f"{what} {seconds:.2f} s" for what, seconds in noticed.items()))
    print(f"it took {took:.0f} s, {60 * len(kept) / took:.0f} runs a minute")


def report_lateness(stamps: Path, watcher: Watcher) -> None:
    """Print how long after its end an epoch was known here."""
    ended: dict[tuple[str, int], list[float]] = {}
    for line in stamps.read_text(encoding="utf-8").splitlines():
        name, epoch, moment = line.split()
        ended.setdefault((name, int(epoch)), []).append(float(moment))
    late = sorted(
        watcher.came[key] - moments[0] for key, moments in ended.items() if key in watcher.came and len(moments) == 1
    )
    print(
        f"epochs known here after: median {1000 * statistics.median(late):.0f} ms, "
        f"99 % within {1000 * late[int(0.99 * len(late))]:.0f} ms, last {1000 * late[-1]:.0f} ms ({len(late)} epochs)"
    )


def report_differences(kept: list[Run], specs: list[RunSpec], folder: Path) -> None:
    """Train each different run here with one thread, and print how many of the kept ones differ from it."""
    tensorflow_import.load(1)
    digits, trainer, here = few_digits(), KerasTrainer(), {}
    folder.mkdir()
    first = {key_of(run.spec): run for run in kept}
    for key in dict.fromkeys(map(key_of, specs)):
        epochs: list[object] = []

        def happened(event: Event, epochs: list[object] = epochs) -> None:
            if isinstance(event, EpochDone):
                epochs.append(event.epoch.model_copy(update={"seconds": 0.0}))

        if key in first:
            fresh = first[key].model_copy(update={"epochs": (), "test_accuracy_before": None})
            trainer.train(fresh, digits, folder, happened, Control())
            trainer.tidy(folder)
            here[key] = epochs
    same = [
        [epoch.model_copy(update={"seconds": 0.0}) for epoch in run.epochs] == here[key_of(run.spec)] for run in kept
    ]
    counts = sorted({run.environment.threads for run in kept if run.environment is not None})
    print(f"equal to the last bit to those trained here with one thread: {sum(same)} of {len(kept)}")
    print(f"threads of the workers: {', '.join(map(str, counts))}")


if __name__ == "__main__":
    # workers know the trainer by the name of this module
    import cluster

    with suppress(KeyboardInterrupt):
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        cluster.main()
