"""One run on its way through workers: what was said of it, in order, and which attempt counts."""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import dataclass, field

from mnist_lab.cluster.signals import Left, Outcome, Said
from mnist_lab.domain.runs.events import Event

MOST_RERUNS = 2
"""How often a run is trained again because its worker was lost."""


@dataclass(slots=True)
class RemoteRun:
    """What is known of a run that a worker trains. Used by one thread; only `inbox` is filled by others.

    A worker that begins the run says so with a token of its own; what others say of it is dropped from then on.
    """

    report: Callable[[Event], None]
    inbox: queue.SimpleQueue[Said | Left | None] = field(default_factory=queue.SimpleQueue)
    token: str = ""
    worker: str = ""
    _given: int = 0
    _early: dict[int, Event] = field(default_factory=dict)

    def wake(self, _: object = None) -> None:
        """Wake the thread that listens, since its attempt has ended."""
        self.inbox.put(None)

    def take(self, said: Said) -> bool:
        """Take what a worker said; return whether a worker begins the run with it."""
        if said.event is None:
            self._begin(said.token, said.worker)
            return True
        if said.token != self.token:
            return False
        if said.number == 0:
            self.report(said.event)
        else:
            self._early[said.number] = said.event
            self._give()
        return False

    def finish(self, outcome: Outcome) -> None:
        """Report what was not heard of the attempt that ended."""
        if outcome.token != self.token:
            self._begin(outcome.token, self.worker)
        self._early.update({number: event for number, event in outcome.events if number > self._given})
        self._give()

    def _begin(self, token: str, worker: str) -> None:
        self.token, self.worker = token, worker
        self._given = 0
        self._early.clear()

    def _give(self) -> None:
        """Report the events in their order, as far as there is no gap."""
        while (event := self._early.pop(self._given + 1, None)) is not None:
            self._given += 1
            self.report(event)
