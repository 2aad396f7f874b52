"""The clusters that this process starts and ends: worker processes here, or on other machines by SSH."""

from __future__ import annotations

import contextlib
import logging
import os
import shlex
import signal
import sys
from collections.abc import Iterator, Mapping
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

from distributed import LocalCluster

from mnist_lab.cluster.signals import RESOURCE
from mnist_lab.config.workers import SshHost, Workers

SECONDS_TO_CONNECT = 10
LOGGING = ("asyncssh", "distributed", "tornado")
REMOTE_END = "mnist_lab.cluster.remote_end"


def settings_of(workers: Workers) -> Mapping[str, Any]:
    """Return the settings of Dask for these workers.

    How often a run is tried again is decided here and not by the scheduler. It gives up other machines that are silent;
    of local workers it hears at once if they end, and they are silent too while ctrl+z stops all of them. One that was
    killed has 30 s to start again, which takes a second where nothing else is done.
    """
    return {
        "distributed.comm.timeouts.connect": f"{SECONDS_TO_CONNECT}s",
        "distributed.scheduler.worker-ttl": None if workers.count else "10s",
        "distributed.scheduler.allowed-failures": 10,
        "distributed.deploy.lost-worker-timeout": "30s",
        "distributed.worker.daemon": True,
    }


def keep_quiet() -> None:
    """Keep what Dask logs off the terminal: what users should know of it they are told in sentences."""
    named = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in LOGGING]
    for name in {*LOGGING, *named}:  # Dask gives some of them a handler of their own
        log = logging.getLogger(name)
        log.handlers, log.propagate = [logging.NullHandler()], False


def started_cluster(workers: Workers, gpus: tuple[str, ...] = ()) -> Any:
    """Return the cluster that was started for these workers; None if they have their own scheduler."""
    if workers.count:
        with _deaf_to_terminal():
            return LocalCluster(
                n_workers=workers.count,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL,
                memory_limit=0,
                resources={RESOURCE: 1} if gpus else None,
            )
    if workers.hosts:
        from distributed import SSHCluster  # imports asyncssh

        return SSHCluster(**ssh_options(workers))
    return None


def replace_given_up(cluster: Any, workers: Workers) -> None:
    """Start local workers in place of those that Dask has given up, which it does not: they took too long to start."""
    if workers.count and len(cluster.workers) < workers.count:
        cluster.scale(workers.count)


@contextlib.contextmanager
def _deaf_to_terminal() -> Iterator[None]:
    """Block ctrl+c and hang-ups for processes and threads that are started meanwhile, and for those that they start.

    They are meant for this process, which ends its workers itself.
    """
    resource_tracker.ensure_running()  # which Python starts with the first process, and unblocks ctrl+c for
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def ssh_options(workers: Workers) -> dict[str, Any]:
    """Return what Dask's SSH cluster takes: its scheduler is on the first of the machines."""
    hosts = (workers.hosts[0], *workers.hosts)
    return {
        "hosts": [each.host for each in hosts],
        "connect_options": [_ssh_connection(each) for each in hosts],
        "worker_options": {"nthreads": 1, "memory_limit": "0"},
        "scheduler_options": {"dashboard": False},
        "remote_python": f"{shlex.quote(workers.python or sys.executable)} -m {REMOTE_END}",
    }


def _ssh_connection(host: SshHost) -> dict[str, Any]:
    user: dict[str, Any] = {"username": host.user} if host.user else {}
    port: dict[str, Any] = {"port": host.port} if host.port else {}
    return user | port


def visible_gpus(environment: Mapping[str, str] = os.environ, devices: Path = Path("/dev")) -> tuple[str, ...]:
    """Return the names of the GPUs that this process may use, as CUDA takes them, without loading TensorFlow."""
    visible = environment.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        names = [name.strip() for name in visible.split(",")]
        return tuple(names[: names.index("-1")] if "-1" in names else filter(None, names))
    numbers = (file.name.removeprefix("nvidia") for file in devices.glob("nvidia*"))
    return tuple(sorted((number for number in numbers if number.isdecimal()), key=int))
