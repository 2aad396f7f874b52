"""The runs that wait, the one thread that trains them one after the other, and what a person asks of it."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Iterable

from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.training.interface import Control

Train = Callable[[Run, Callable[[events.Event], None], Control], None]
"""Trains a run on the calling thread, reporting what happens."""


class TrainingQueue:
    """Trains the runs put into it, the next one as soon as nothing else trains.

    `happened` is told every run as it has become and the event that made it so, `queue_changed` what waits, the next
    one first; both on any thread, under this queue's lock.
    """

    def __init__(
        self,
        train: Train,
        happened: Callable[[Run, events.Event], None],
        queue_changed: Callable[[tuple[Run, ...]], None],
    ) -> None:
        self._train = train
        self._tell = happened
        self._queue_changed = queue_changed
        self._changed = threading.Condition(threading.RLock())
        self._waiting: list[Run] = []
        self._current: Run | None = None
        self._control = Control()
        self._is_closing = False
        self._is_interrupted = False
        self._thread = threading.Thread(target=self._work, name="training", daemon=True)

    def start(self) -> None:
        """Begin to train."""
        self._thread.start()

    @property
    def current(self) -> Run | None:
        """The run that trains or rests, if one does."""
        return self._current

    @property
    def waiting(self) -> tuple[Run, ...]:
        """The runs that wait, the next one first."""
        return tuple(self._waiting)

    def add(self, runs: Iterable[Run], told: Callable[[Run], None]) -> None:
        """Put the runs at the end, having each `told` before it can begin."""
        with self._changed:
            for run in runs:
                self._waiting.append(run)
                told(run)
            self._tell_queue()

    def withdraw(self, run_id: str) -> bool:
        """Take a waiting run out; False where it no longer waits."""
        with self._changed:
            kept = [run for run in self._waiting if run.id != run_id]
            if len(kept) == len(self._waiting):
                return False
            self._waiting = kept
            self._tell_queue()
            return True

    def move(self, run_id: str, by: int) -> None:
        """Move a waiting run so many places towards the end (or, below 0, the front)."""
        with self._changed:
            at = next((place for place, run in enumerate(self._waiting) if run.id == run_id), None)
            if at is not None:
                self._waiting.insert(max(0, at + by), self._waiting.pop(at))
                self._tell_queue()

    def pause_or_go_on(self) -> None:
        """Have the run under way rest, or go on; nothing where none is."""
        with self._changed:
            if self._current is None:
                return
            if self._control.is_paused:
                self._control.go_on()
                self._happened(events.Resumed())
            else:
                self._control.pause()
                self._happened(events.Paused())

    def stop_after_epoch(self) -> None:
        """Have the run under way end with its epoch; one that rests goes on until then."""
        with self._changed:
            if self._current is not None:
                self._control.stop_after_epoch()
                if self._control.is_paused:
                    self._control.go_on()
                    self._happened(events.Resumed())
                self._happened(events.StopRequested(now=False))

    def stop_now(self) -> None:
        """Have the run under way end with its batch."""
        with self._changed:
            if self._current is not None:
                self._control.stop_now()
                self._happened(events.StopRequested(now=True))

    def stop_starting_runs(self) -> None:
        """Leave what waits untrained; the run under way goes on."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()

    def interrupt(self) -> None:
        """End at the next batch and leave what is under way as interrupted; what waits trains no more."""
        with self._changed:
            self._is_interrupted = True
            self._is_closing = True
            self._control.stop_now()
            self._changed.notify_all()

    def drain(self) -> None:
        """Wait until nothing trains or waits."""
        with self._changed:
            self._changed.wait_for(lambda: self._current is None and not self._waiting)

    def close(self) -> None:
        """End what trains, and wait for the thread."""
        with self._changed:
            self.stop_starting_runs()
            self.stop_now()
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._is_closing)
                if self._is_closing:
                    return
                self._control = Control()
                self._current = self._waiting.pop(0)
                run, control = self._current, self._control
                self._tell_queue()
            try:
                self._train(run, self._happened, control)
            except Exception as error:  # noqa: BLE001  a fault of the trainer must not leave everybody waiting for this thread
                traceback.print_exc()
                self._happened(events.Failed(f"Training broke off by a fault of the program: {error!r}."))
            with self._changed:
                self._current = None
                self._changed.notify_all()

    def _happened(self, event: events.Event) -> None:
        with self._changed:
            assert self._current is not None
            run = self._current.after(event)
            if self._is_interrupted and run.state is RunState.STOPPED:
                run = run.model_copy(update={"state": RunState.INTERRUPTED})
            self._current = run
            self._tell(run, event)

    def _tell_queue(self) -> None:
        self._queue_changed(tuple(self._waiting))
        self._changed.notify_all()
