"""The thread that looks for what other processes ask of the runs that this one trains, and for slots to train in."""

from __future__ import annotations

import threading
from collections.abc import Callable

from mnist_lab.domain.runs.control_request import ControlRequest
from mnist_lab.services.training_queue import TrainingQueue
from mnist_lab_store.errors import StoreError

SECONDS_BETWEEN_LOOKS = 0.2
LOOKS_PER_LOOK_AT_THE_QUEUE = 5


class ControlWatcher:
    """Does what is asked of the active runs, takes waiting runs out of the queue that are to stop, and starts those for
    which the trainer has new slots.

    `take` returns the request for a run and removes it, or None; `withdraw` takes a waiting run out of the queue.
    """

    def __init__(
        self,
        queue: TrainingQueue,
        take: Callable[[str], ControlRequest | None],
        withdraw: Callable[[str], object],
        seconds_between_looks: float = SECONDS_BETWEEN_LOOKS,
    ) -> None:
        self._queue = queue
        self._take = take
        self._withdraw = withdraw
        self._seconds = seconds_between_looks
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="control watcher", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def close(self, within: float | None = None) -> None:
        """Stop the thread, and wait for it if it was started, at most `within` seconds."""
        self._closing.set()
        if self._thread.ident is not None:
            self._thread.join(within)

    def _work(self) -> None:
        looks = 0
        while not self._closing.wait(self._seconds):
            looks += 1
            for run in self._queue.active:
                self._heed(run.id, self._asked(run.id))
            if looks % LOOKS_PER_LOOK_AT_THE_QUEUE == 0:
                self._queue.look_at_slots()
                for run in self._queue.waiting:
                    if self._asked(run.id) in {ControlRequest.STOP_AFTER_EPOCH, ControlRequest.STOP_NOW}:
                        self._withdraw(run.id)

    def _asked(self, run_id: str) -> ControlRequest | None:
        try:
            return self._take(run_id)
        except StoreError:  # whoever asked finds the request not taken
            return None

    def _heed(self, run_id: str, request: ControlRequest | None) -> None:
        if request is ControlRequest.PAUSE:
            self._queue.pause(run_id)
        elif request is ControlRequest.CONTINUE:
            self._queue.go_on(run_id)
        elif request is ControlRequest.STOP_AFTER_EPOCH:
            self._queue.stop_after_epoch(run_id)
        elif request is ControlRequest.STOP_NOW:
            self._queue.stop_now(run_id)
        elif request is ControlRequest.CALL_OFF_STOP:
            self._queue.call_off_stop(run_id)
