"""Jobs in the background: in order, or the newest only."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from mnist_lab.util.background import InOrder, LatestOnly
from support.fakes import SECONDS


def on_threads(threads: list[threading.Thread]) -> Callable[[Callable[[], object]], None]:
    def start(job: Callable[[], object]) -> None:
        threads.append(threading.Thread(target=job))
        threads[-1].start()

    return start


def test_jobs_run_in_the_order_of_their_submission() -> None:
    threads: list[threading.Thread] = []
    done: list[int] = []
    free = threading.Event()
    jobs = InOrder(on_threads(threads))
    jobs.submit(lambda: free.wait(SECONDS))
    for number in range(50):
        jobs.submit(lambda number=number: done.append(number))
    assert done == []
    free.set()
    for thread in threads:
        thread.join(SECONDS)
    assert done == list(range(50))


def test_of_the_jobs_submitted_meanwhile_only_the_newest_runs() -> None:
    threads: list[threading.Thread] = []
    done: list[int] = []
    begun, free = threading.Event(), threading.Event()
    jobs = LatestOnly(on_threads(threads))

    def hold() -> None:
        begun.set()
        assert free.wait(SECONDS)

    jobs.submit(hold)
    assert begun.wait(SECONDS)
    for number in range(50):
        jobs.submit(lambda number=number: done.append(number))
    free.set()
    for thread in threads:
        thread.join(SECONDS)
    assert done == [49]
    assert len(threads) == 1


def test_a_job_that_fails_does_not_stop_the_next() -> None:
    done: list[str] = []
    jobs = LatestOnly(lambda job: job())
    with pytest.raises(ZeroDivisionError):
        jobs.submit(lambda: 1 / 0)
    jobs.submit(lambda: done.append("next"))
    assert done == ["next"]
