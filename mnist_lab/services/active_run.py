"""A run that is being trained, with what is asked of it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import Run
from mnist_lab.training.interface import Control


@dataclass(slots=True)
class ActiveRun:
    """One run as it is now, its control, and the thread that trains it. Changed only under the lock of the queue.

    `is_lost` is whether its trainer can train nothing more.
    """

    run: Run
    control: Control = field(default_factory=Control)
    thread: threading.Thread = field(default_factory=threading.current_thread)
    is_lost: bool = False

    @property
    def is_preparing(self) -> bool:
        """Return whether it has not come to its first batch yet."""
        return isinstance(self.run.stage, events.Loading | events.Compiling)
