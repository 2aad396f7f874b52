"""Finds out whether the ground of the terminal is dark or light.

The terminal is asked for its background (OSC 11) and then what it is (DA1), which nearly every terminal answers: once
that answer is there, none to the first question will come. Answers that come later than the wait are keys to whoever
reads next, as they were typed; `LateAnswers` takes them out again.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import termios
import time
import tty
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

QUESTIONS = b"\x1b]11;?\x1b\\\x1b[c"
SECONDS = 0.1
"""The longest wait for an answer."""
UNASKED = frozenset({"linux", "dumb", "vt52", "vt100", "vt102", "vt220"})
"""Kinds of terminals that have no answer; they are dark."""
DARK_GROUNDS = frozenset({*range(7), 8})
"""The numbers in COLORFGBG that stand for dark colours, as vim takes them."""

_BACKGROUND = re.compile(
    rb"\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})[^\x07\x1b]*(?:\x07|\x1b\\)"
)
_IDENTITY = re.compile(rb"\x1b\[\?[\d;]*c")


@dataclass(frozen=True, slots=True)
class Ground:
    """Whether the terminal is dark, or None if nothing says so; `is_answer_due` if an answer may still come.

    `typed` is what came instead of an answer or beside it, for whoever reads the keyboard next.
    """

    is_dark: bool | None = None
    is_answer_due: bool = False
    typed: bytes = b""


class GroundQuestion:
    """Asks the terminal for its ground when it is entered, so that the answer is there once it is needed.

    Until `answer` the keyboard sends each key as it comes, without its echo. Keys typed before stay where they are:
    then nobody waits, and the answers are due later.
    """

    def __init__(self, environment: Mapping[str, str], keyboard: int, screen: int, seconds: float = SECONDS) -> None:
        self._told = ground_by_colorfgbg(environment.get("COLORFGBG", ""))
        self._keyboard, self._screen, self._seconds = keyboard, screen, seconds
        self._is_asked = self._is_due = False
        self._end = 0.0
        self._unbuffered = contextlib.ExitStack()
        self._can_answer = environment.get("TERM", "dumb") not in UNASKED and os.isatty(keyboard) and os.isatty(screen)

    def __enter__(self) -> Self:
        if self._can_answer:
            with contextlib.suppress(OSError, termios.error):
                self._unbuffered.enter_context(_unbuffered(self._keyboard))
                self._is_due = bool(select.select([self._keyboard], [], [], 0)[0])
                os.write(self._screen, QUESTIONS)
                self._is_asked = True
                self._end = time.monotonic() + self._seconds
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError, termios.error):
            self._unbuffered.close()

    def answer(self) -> Ground:
        """Return what the terminal says of its ground, else COLORFGBG; wait for it if it has just been asked."""
        answer = b""
        try:
            if self._is_asked and not self._is_due:
                answer = _read_answer(self._keyboard, self._end)
            self._unbuffered.close()
        except (OSError, termios.error):
            return Ground(self._told)
        if not self._is_asked or self._is_due:
            return Ground(self._told, is_answer_due=self._is_due)
        is_dark = ground_in(answer)
        is_whole = _IDENTITY.search(answer) is not None
        typed = _IDENTITY.sub(b"", _BACKGROUND.sub(b"", answer)) if is_whole else answer
        return Ground(self._told if is_dark is None else is_dark, not is_whole, typed)


def ground_in(answer: bytes) -> bool | None:
    """Return whether the background in an answer is dark; None if there is none."""
    found = _BACKGROUND.search(answer)
    if found is None:
        return None
    red, green, blue = (int(digits, 16) / float(16 ** len(digits) - 1) for digits in found.groups())
    return bool(0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.5)


def ground_by_colorfgbg(text: str) -> bool | None:
    """Return whether COLORFGBG, such as "15;0", says that the ground is dark."""
    number = text.rpartition(";")[2]
    if not number.isascii() or not number.isdigit() or int(number) > 15:
        return None
    return int(number) in DARK_GROUNDS


class LateAnswers:
    """Takes the answers out of what comes from the keyboard, wherever a read happens to end.

    `take` is called with whether the ground is dark. After the answer to the last question everything is let through.
    """

    def __init__(self, take: Callable[[bool], object]) -> None:
        self._take = take
        self._held = ""
        self.is_done = False

    def filtered(self, text: str) -> str:
        """Return the text without answers; what may be the beginning of one is held back until the next call."""
        text, self._held = self._held + text, ""
        passed = []
        while text:
            before, escape, rest = text.partition("\x1b")
            passed.append(before)
            if not escape:
                break
            text = escape + rest
            answer = _BACKGROUND.match(text.encode()) or _IDENTITY.match(text.encode())
            if answer is not None:
                self._accept(answer[0])
                text = text[len(answer[0]) :]
            elif not self.is_done and _BEGINNING.fullmatch(text):
                self._held, text = text, ""
            else:
                passed.append(escape)
                text = rest
        return "".join(passed)

    def release(self) -> str:
        """Return what was held back: it was no answer, as nothing followed."""
        held, self._held = self._held, ""
        return held

    def _accept(self, answer: bytes) -> None:
        is_dark = ground_in(answer)
        if is_dark is not None:
            self._take(is_dark)
        else:
            self.is_done = True


_BEGINNING = re.compile(r"\x1b(?:\](?:1(?:1(?:;[^\x07\x1b]{0,40}\x1b?)?)?)?|\[(?:\?[\d;]{0,40})?)?")


@contextlib.contextmanager
def _unbuffered(keyboard: int) -> Iterator[None]:
    """Read each key as it comes, without an echo; keys that stop or suspend the process still do."""
    before = termios.tcgetattr(keyboard)
    try:
        tty.setcbreak(keyboard, termios.TCSANOW)
        yield
    finally:
        termios.tcsetattr(keyboard, termios.TCSANOW, before)


def _read_answer(keyboard: int, end: float) -> bytes:
    answer = b""
    while _IDENTITY.search(answer) is None:
        if not select.select([keyboard], [], [], max(end - time.monotonic(), 0))[0]:
            break
        data = os.read(keyboard, 1024)
        if not data:
            break
        answer += data
    return answer
