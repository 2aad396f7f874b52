"""The writer of a store that does not answer, as one on a network drive that is gone, or that answers with errors."""

from __future__ import annotations

import threading
from pathlib import Path
from queue import Queue

from mnist_lab.services.store_writer import StoreWriter
from mnist_lab_store.run_store import RunStore
from support.fakes import SECONDS


def test_a_write_that_does_not_end_is_told_and_so_is_its_end(tmp_path: Path) -> None:
    said: Queue[str] = Queue()
    answers = threading.Event()
    writer = StoreWriter(RunStore(tmp_path), said.put, lambda _: None, seconds_until_slow=0.0)
    writer.start()
    writer.ask(lambda: answers.wait(SECONDS))
    assert "has not answered" in said.get(timeout=SECONDS)
    answers.set()
    assert "answers again" in said.get(timeout=SECONDS)
    assert writer.close()


def test_an_error_of_the_system_does_not_end_the_writer(tmp_path: Path) -> None:
    said: Queue[str] = Queue()
    writer = StoreWriter(RunStore(tmp_path), said.put, lambda _: None)
    writer.start()
    writer.ask(lambda: Path("/").rmdir())
    assert "cannot be used" in said.get(timeout=SECONDS)
    writer.ask_once("theme", lambda: RunStore(tmp_path).preferences.remember("theme", "dark"))
    writer.close()
    assert RunStore(tmp_path).preferences.recall("theme") == "dark", "one refused write lost the others"
