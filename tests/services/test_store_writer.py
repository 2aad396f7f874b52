"""What the writer says of work that the store has refused."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from mnist_lab.services import store_writer
from mnist_lab.services.store_writer import StoreWriter
from mnist_lab_store.errors import StoreError
from mnist_lab_store.run_store import RunStore
from support.fakes import SECONDS


def test_what_is_being_tried_again_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_writer, "SECONDS_BETWEEN_TRIES", 0.01)
    tries, is_trying_again, may_end = [], threading.Event(), threading.Event()

    def job() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise StoreError("refused")
        is_trying_again.set()
        may_end.wait(SECONDS)

    writer = StoreWriter(RunStore(tmp_path), lambda _: None, lambda _: None)
    writer.start()
    writer.ask_once("job", job)
    assert is_trying_again.wait(SECONDS)
    assert not writer.drain()
    may_end.set()
    assert writer.close()
