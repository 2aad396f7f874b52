"""Asking a terminal for its background, with answers in time, late, or none."""

from __future__ import annotations

import os
import pty
import select
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mnist_lab.util.terminal_background import (
    QUESTIONS,
    Ground,
    GroundQuestion,
    LateAnswers,
    ground_by_colorfgbg,
    ground_in,
)

DARK, LIGHT = b"\x1b]11;rgb:1010/1414/1c1c\x1b\\", b"\x1b]11;rgb:fa/f8/f4\x07"
IDENTITY = b"\x1b[?62;22c"
XTERM = {"TERM": "xterm-256color"}
LONG_ENOUGH = 30.0


@contextmanager
def terminal(answer: bytes, typed: bytes = b"") -> Iterator[int]:
    """A terminal that gives this answer once it is asked; keys may have been typed before."""
    master, slave = pty.openpty()
    os.write(master, typed)

    def reply() -> None:
        asked = b""
        while QUESTIONS not in asked and select.select([master], [], [], LONG_ENOUGH)[0]:
            asked += os.read(master, 100)
        os.write(master, answer)

    thread = threading.Thread(target=reply)
    thread.start()
    try:
        yield slave
    finally:
        thread.join()
        os.close(master)
        os.close(slave)


def ask_ground(environment: dict[str, str], keyboard: int, screen: int, seconds: float = LONG_ENOUGH) -> Ground:
    with GroundQuestion(environment, keyboard, screen, seconds) as question:
        return question.answer()


@pytest.mark.parametrize(("answer", "is_dark"), [(DARK + IDENTITY, True), (LIGHT + IDENTITY, False), (IDENTITY, None)])
def test_a_terminal_that_answers_is_believed(answer: bytes, is_dark: bool | None) -> None:
    with terminal(answer) as slave:
        assert ask_ground(XTERM, slave, slave, LONG_ENOUGH) == Ground(is_dark)


def test_a_terminal_that_does_not_answer_is_not_waited_for_and_may_answer_later() -> None:
    with terminal(b"") as slave:
        assert ask_ground({**XTERM, "COLORFGBG": "0;15"}, slave, slave, 0.0) == Ground(False, is_answer_due=True)


def test_keys_that_were_typed_before_are_left_to_the_app() -> None:
    with terminal(b"", typed=b"2\n") as slave:
        assert ask_ground(XTERM, slave, slave, LONG_ENOUGH) == Ground(None, is_answer_due=True)
        assert os.read(slave, 10) == b"2\n"


def test_keys_that_are_typed_before_the_answer_are_given_to_the_app() -> None:
    with terminal(b"2" + DARK + b"\x1b[A" + IDENTITY + b"q") as slave:
        assert ask_ground(XTERM, slave, slave) == Ground(True, typed=b"2\x1b[Aq")


def test_what_is_no_whole_answer_is_given_to_the_app_as_it_came() -> None:
    with terminal(b"2" + DARK[:9]) as slave, GroundQuestion(XTERM, slave, slave, 0.0) as question:
        select.select([slave], [], [], LONG_ENOUGH)
        assert question.answer() == Ground(None, is_answer_due=True, typed=b"2" + DARK[:9])


@pytest.mark.parametrize("is_answered", [True, False])
def test_the_terminal_is_as_it_was_after_the_answer_or_a_fault(*, is_answered: bool) -> None:
    with terminal(IDENTITY) as slave:
        before = termios.tcgetattr(slave)
        with GroundQuestion(XTERM, slave, slave) as question:
            assert termios.tcgetattr(slave) != before
            if is_answered:
                question.answer()
                assert termios.tcgetattr(slave) == before
        assert termios.tcgetattr(slave) == before


@pytest.mark.parametrize("term", ["linux", "dumb", "vt100"])
def test_terminals_that_have_no_answer_are_not_asked(term: str) -> None:
    master, slave = pty.openpty()
    assert ask_ground({"TERM": term}, slave, slave) == Ground()
    assert not select.select([master], [], [], 0)[0]
    os.close(master)
    os.close(slave)


def test_without_a_terminal_nobody_is_asked() -> None:
    reader, writer = os.pipe()
    assert ask_ground({**XTERM, "COLORFGBG": "15;0"}, reader, writer) == Ground(True)
    os.close(reader)
    os.close(writer)


@pytest.mark.parametrize(
    ("text", "is_dark"),
    [("15;0", True), ("0;15", False), ("0;default;15", False), ("7;8", True), ("", None), ("0;default", None),
     ("1;99", None), ("²", None)],
)  # fmt: skip
def test_colorfgbg_is_read(text: str, is_dark: bool | None) -> None:
    assert ground_by_colorfgbg(text) is is_dark


def test_an_answer_may_have_one_to_four_digits_a_colour() -> None:
    assert ground_in(b"\x1b]11;rgb:f/f/f\x07") is False
    assert ground_in(b"\x1b]11;rgba:0000/0000/0000/ffff\x1b\\") is True
    assert ground_in(b"\x1b]11;#ffffff\x07") is None


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_late_answers_are_no_keys_however_they_are_cut(size: int) -> None:
    found: list[bool] = []
    answers = LateAnswers(found.append)
    text = "a\x1b[A" + (LIGHT + IDENTITY).decode() + "\x1b[Bz"
    passed = "".join(answers.filtered(text[at : at + size]) for at in range(0, len(text), size))
    assert passed + answers.release() == "a\x1b[A\x1b[Bz"
    assert found == [False]
    assert answers.is_done


def test_an_escape_key_is_let_through_when_nothing_follows() -> None:
    answers = LateAnswers(lambda _: None)
    assert answers.filtered("\x1b") == ""
    assert answers.release() == "\x1b"
