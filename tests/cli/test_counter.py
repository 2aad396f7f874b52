"""The count of long work, in one line on standard error."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from mnist_lab.cli.counter import Counter
from mnist_lab.cli.status_lines import ERASE_LINE


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def clock(*moments: float) -> Iterator[float]:
    yield from moments


@pytest.fixture(autouse=True)
def _capable_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")


def test_work_of_under_a_second_is_not_reported() -> None:
    stream = Terminal()
    counting = Counter("reading", stream, clock(0, 0.5, 0.9).__next__)
    for done in (0, 1, 2):
        counting(done, 3)
    counting(3, 3)
    assert stream.getvalue() == ""


def test_on_a_terminal_the_line_is_rewritten_and_erased() -> None:
    stream = Terminal()
    counting = Counter("reading", stream, clock(0, 1, 1.05, 1.2).__next__)
    for done in (0, 1000, 1001, 1500):
        counting(done, 2000)
    counting(2000, 2000)
    assert stream.getvalue().split(ERASE_LINE) == ["", "reading: 1,000 of 2,000", "reading: 1,500 of 2,000", ""]


def test_elsewhere_the_line_is_printed_once() -> None:
    stream = io.StringIO()
    counting = Counter("importing runs", stream, clock(0, 2, 3, 4).__next__)
    for done in (0, 10, 20, 30):
        counting(done)
    counting.end()
    assert stream.getvalue() == "importing runs: 10\n"


def test_a_second_count_starts_over() -> None:
    stream = io.StringIO()
    counting = Counter("reading", stream, clock(0, 2, 10, 10.5, 12).__next__)
    for done, total in ((0, 9), (5, 9), (9, 9), (0, 9), (1, 9), (2, 9)):
        counting(done, total)
    assert stream.getvalue().splitlines() == ["reading: 5 of 9", "reading: 2 of 9"]


def test_without_a_stream_nothing_is_printed() -> None:
    counting = Counter("reading", None, clock(0, 2).__next__)
    counting(0, 9)
    counting(1, 9)
