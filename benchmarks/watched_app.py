"""The real app, which notes in a file how late its event loop was: the file's name is the first argument.

It quits only if a file of the same name with the ending `.quit` exists.

A timer of 5 ms runs in the event loop; how much later than asked it comes is a wait. Waits of 50 ms and more are
written as lines of JSON with how long the loop's thread stood ready to run while others had the processor (`starved`,
Linux only), how long it computed (`cpu`; it spent the rest waiting, for Python's lock or a file), how long Python
collected garbage (`collected`), and where it was about 60 ms after the last tick. Every five seconds a line has the
longest wait since the line before it, so that nothing grows in memory.
"""

from __future__ import annotations

import asyncio
import faulthandler
import gc
import json
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import ClassVar, TextIO

from textual import on
from textual.notifications import Notify

import mnist_lab.tui.app
from mnist_lab.cli.main import main
from mnist_lab.tui.state.messages import RunChanged

SECONDS = 0.005
NOTED = 0.05
SECONDS_OF_A_LINE = 5.0
FRAMES_SHOWN = 40


class Ticker:
    """Times the event loop, and says where its thread is while it is late."""

    def __init__(self, app: mnist_lab.tui.app.LabApp, notes: TextIO) -> None:
        self._app = app
        self._notes = notes
        self._thread = threading.get_ident()
        self._ticked = time.monotonic()
        self._stack: list[str] = []
        self._collected = self._collection_began = 0.0
        self._schedule = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")

    async def tick(self) -> None:
        """Note waits from the first frame to the last."""
        threading.Thread(target=self._look, name="late loop", daemon=True).start()
        longest, count, since = 0.0, 0, time.monotonic()
        gc.callbacks.append(self._note_collection)
        while True:
            starved, cpu, self._collected = self._starved(), time.thread_time(), 0.0
            before = self._ticked = time.monotonic()
            await asyncio.sleep(SECONDS)
            now = time.monotonic()
            if self._app._exit:
                return
            wait = now - before - SECONDS
            longest, count = max(longest, wait), count + 1
            if wait >= NOTED:
                figures = {"starved": self._starved() - starved, "cpu": time.thread_time() - cpu}
                where = {"screen": type(self._app.screen).__name__, "size": tuple(self._app.size), "stack": self._stack}
                self._write(when=now, wait=wait, **figures, collected=self._collected, **where)
                self._stack = []
            if now - since >= SECONDS_OF_A_LINE:
                self._write(when=now, longest=longest, ticks=count)
                longest, count, since = 0.0, 0, now

    def _look(self) -> None:
        while True:
            time.sleep(0.02)
            if time.monotonic() - self._ticked > NOTED and not self._stack:
                frame = sys._current_frames().get(self._thread)
                self._stack = [
                    f"{'/'.join(Path(at.filename).parts[-3:])}:{at.lineno} {at.name}"
                    for at in traceback.extract_stack(frame)[-FRAMES_SHOWN:]
                ]

    def _note_collection(self, phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            self._collection_began = time.monotonic()
        else:
            self._collected += time.monotonic() - self._collection_began

    def _starved(self) -> float:
        """Return how many seconds this thread has waited for a processor so far; 0 where the system does not say."""
        try:
            return int(self._schedule.read_text(encoding="ascii").split()[1]) / 1e9
        except OSError:
            return 0.0

    def _write(self, **noted: object) -> None:
        self._notes.write(json.dumps(noted) + "\n")
        self._notes.flush()


class WatchedApp(mnist_lab.tui.app.LabApp):
    """The app with a ticker in its event loop."""

    notes: ClassVar[TextIO]
    may_quit: ClassVar[Path]
    _epochs = 0

    def on_mount(self) -> None:
        """Start the ticker after the first frame, besides what the app itself does here."""
        self.call_after_refresh(self._start_ticker)

    async def action_quit(self) -> None:
        """Quit if a file says so: random keys would end every session after a few minutes."""
        if self.may_quit.exists():
            await super().action_quit()

    @on(Notify)
    def _note_sentence(self, message: Notify) -> None:
        self._write(said=message.notification.message)

    @on(RunChanged)
    def _note_epochs(self, message: RunChanged) -> None:
        epochs = len(message.run.epochs)
        if epochs != self._epochs:
            self._epochs = epochs
            self._write(epochs=epochs)

    def _write(self, **noted: object) -> None:
        self.notes.write(json.dumps(noted) + "\n")
        self.notes.flush()

    def _start_ticker(self) -> None:
        self._ticker: asyncio.Task[None] = asyncio.create_task(Ticker(self, self.notes).tick())


if __name__ == "__main__":
    path = Path(sys.argv.pop(1))
    WatchedApp.notes = path.open("a", encoding="utf-8")
    WatchedApp.may_quit = path.with_suffix(".quit")
    faulthandler.register(signal.SIGUSR2, file=WatchedApp.notes, all_threads=True)
    mnist_lab.tui.app.LabApp = WatchedApp  # type: ignore[misc]
    main()
