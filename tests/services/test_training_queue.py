"""The queue reports outside its lock, in the order of events."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import Run
from mnist_lab.services.training_queue import TrainingQueue
from support.fakes import SECONDS
from support.run_examples import a_run


def wait_for_nothing(run: Run, happened: Callable[[events.Event], None], control: Any) -> None:
    """Train nothing."""


def waiting(*runs: Run) -> list[str]:
    return [run.id for run in runs]


def test_a_report_can_wait_for_a_thread_that_uses_the_queue() -> None:
    moved: list[list[str]] = []

    def wait_for_another_thread(runs: tuple[Run, ...]) -> None:
        thread = threading.Thread(target=lambda: moved.append(waiting(*queue.waiting)) or queue.move("none", 1))
        thread.start()
        thread.join(SECONDS)
        assert not thread.is_alive()

    queue = TrainingQueue(wait_for_nothing, lambda *_: None, wait_for_another_thread)
    run = a_run(())
    queue.add((run,), lambda _: None)
    assert moved[0] == [run.id]


def test_changes_made_in_a_report_are_reported_after_it() -> None:
    first, second = a_run(()), a_run(()).model_copy(update={"id": "second"})
    seen: list[object] = []

    def react(run: Run) -> None:
        if run is first:
            queue.add((second,), react)
        seen.append(run.id)

    queue = TrainingQueue(wait_for_nothing, lambda *_: None, lambda runs: seen.append(waiting(*runs)))
    queue.add((first,), react)
    assert seen == [first.id, [first.id], second.id, [first.id, second.id]]


def test_settling_waits_for_the_reports_of_other_threads() -> None:
    begun, free = threading.Event(), threading.Event()
    seen: list[str] = []

    def hold(run: Run) -> None:
        begun.set()
        assert free.wait(SECONDS)
        seen.append(run.id)

    queue = TrainingQueue(wait_for_nothing, lambda *_: None, lambda _: None)
    run = a_run(())
    adding = threading.Thread(target=lambda: queue.add((run,), hold))
    adding.start()
    assert begun.wait(SECONDS)
    settled = threading.Thread(target=queue.settle)
    settled.start()
    assert seen == []
    assert settled.is_alive()
    free.set()
    settled.join(SECONDS)
    assert seen == [run.id]
    adding.join(SECONDS)


def test_a_report_that_raises_leaves_the_queue_usable() -> None:
    queue = TrainingQueue(wait_for_nothing, lambda *_: None, lambda _: None)
    run = a_run(())
    with pytest.raises(ZeroDivisionError):
        queue.add((run,), lambda _: 1 / 0)  # type: ignore[arg-type,return-value]
    seen: list[str] = []
    queue.add((run.model_copy(update={"id": "second"}),), lambda each: seen.append(each.id))
    assert seen == ["second"]
