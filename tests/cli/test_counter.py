from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from mnist_lab.cli.counter import Counter


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def clock(*moments: float) -> Iterator[float]:
    yield from moments


@pytest.fixture(autouse=True)
def _able(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")


def test_what_takes_under_a_second_goes_without_a_word() -> None:
    stream = Terminal()
    counting = Counter("reading", stream, clock(0, 0.5, 0.9).__next__)
    for done in (0, 1, 2):
        counting(done, 3)
    counting(3, 3)
    assert stream.getvalue() == ""


def test_on_a_terminal_the_line_moves_and_is_gone_at_the_end() -> None:
    stream = Terminal()
    counting = Counter("reading", stream, clock(0, 1, 1.05, 1.2).__next__)
    for done in (0, 1000, 1001, 1500):
        counting(done, 2000)
    counting(2000, 2000)
    line = "\r\x1b[2K"
    assert stream.getvalue() == f"{line}reading: 1,000 of 2,000{line}reading: 1,500 of 2,000{line}"


def test_elsewhere_it_is_said_once_and_without_a_total_too() -> None:
    stream = io.StringIO()
    counting = Counter("taking in runs", stream, clock(0, 2, 3, 4).__next__)
    for done in (0, 10, 20, 30):
        counting(done)
    counting.end()
    assert stream.getvalue() == "taking in runs: 10\n"


def test_a_second_time_begins_anew() -> None:
    stream = io.StringIO()
    counting = Counter("reading", stream, clock(0, 2, 10, 10.5, 12).__next__)
    for done, total in ((0, 9), (5, 9), (9, 9), (0, 9), (1, 9), (2, 9)):
        counting(done, total)
    assert stream.getvalue() == "reading: 5 of 9\nreading: 2 of 9\n"


def test_a_stream_that_is_closed_is_none() -> None:
    counting = Counter("reading", None, clock(0, 2).__next__)
    counting(0, 9)
    counting(1, 9)
