"""The end of a process that may have to wait."""

from __future__ import annotations

import threading

from mnist_lab.cli.end_of_process import long_wait_told
from support.fakes import SECONDS


def test_a_long_wait_is_told_while_it_lasts() -> None:
    told = threading.Event()
    with long_wait_told(told.set, seconds=0.0):
        assert told.wait(SECONDS)


def test_a_short_wait_is_not_told() -> None:
    told = threading.Event()
    with long_wait_told(told.set, seconds=10 * SECONDS):
        pass
    assert not told.is_set()
