"""Textual's driver for terminals, with a reader that no byte ends and that no key overtakes."""

from __future__ import annotations

import contextlib
import os
import select
import threading
from codecs import getincrementaldecoder
from collections.abc import Iterable
from typing import ClassVar, TypeVar

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key
from textual.message import Message

NOT_UTF8 = (
    "The terminal sent bytes that are not UTF-8, which were left out: what you typed may lack letters. "
    "Set the encoding of the terminal to UTF-8."
)
ESCAPE = "\x1b"
D = TypeVar("D", bound="TerminalDriver")
REPLACED = "\ufffd"
SECONDS_BETWEEN_LOOKS = 0.1
"""Also how long the rest of an escape sequence may take; after that, it was the key Escape."""
BYTES_OF_A_READ = 4096


class KeyParser(XTermParser):
    """Textual's parser of what terminals send, which also knows alt with a digit.

    Most terminals send escape and the digit for it; Textual takes that for what iTerm types with option, such as ¡.
    """

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        escape, digit = sequence[:1], sequence[1:]
        if escape == ESCAPE and digit.isdecimal() and len(digit) == 1:
            return [Key(f"alt+{digit}", None)]
        return super()._sequence_to_key_events(sequence, alt)


class TerminalDriver(LinuxDriver):
    """Reads on after bytes that are no text, and says so once; reads no faster than the app handles its input.

    Such bytes come from terminals set to another encoding, those that send alt with a letter as one byte, and bad
    lines; Textual's own reader ends the app then (https://github.com/Textualize/textual/issues/6456). It also hands
    over all there is at once, and the app draws nothing until it has handled it: seconds, if a key was held down.
    """

    typed_before: ClassVar[bytes] = b""
    """What was read from the keyboard before the app started."""
    _has_told = False

    def run_input_thread(self) -> None:
        """Turn input into messages until the app leaves."""
        parser = KeyParser(self._debug)
        decoder = getincrementaldecoder("utf-8")("replace")
        found = self.typed_before
        while not self.exit_event.is_set():
            found = found or self._read()
            text = self.typed(self._without_replaced(decoder.decode(found)))
            if text:  # an empty text would tell the parser that the input has ended
                self._pass_on(parser.feed(text))
            self._pass_on(parser.tick())
            found = b""

    def _read(self) -> bytes:
        """Return what comes from the keyboard, or nothing if nothing comes for a while."""
        if not select.select([self.fileno], [], [], SECONDS_BETWEEN_LOOKS)[0]:
            return b""
        found = os.read(self.fileno, BYTES_OF_A_READ)
        if not found:  # nothing will come any more
            self.exit_event.wait()
        return found

    def typed(self, text: str) -> str:
        """Return what the user has typed of a text; an empty one says that nothing has come for a while."""
        return text

    def _without_replaced(self, text: str) -> str:
        if REPLACED not in text:
            return text
        if not self._has_told:
            self._has_told = True
            self._app.call_later(self._app.notify, NOT_UTF8, severity="warning", timeout=12)
        return text.replace(REPLACED, "")

    def _pass_on(self, messages: Iterable[Message]) -> None:
        for message in messages:
            if self.exit_event.is_set():
                return
            self.process_message(message)
            self._wait_for_app()

    def _wait_for_app(self) -> None:
        """Return once the event loop has had a turn; at once if the app leaves, which waits for this thread."""
        had_a_turn = threading.Event()
        with contextlib.suppress(RuntimeError):  # the loop has closed
            self._loop.call_soon_threadsafe(had_a_turn.set)
            while not self.exit_event.is_set() and not had_a_turn.wait(SECONDS_BETWEEN_LOOKS):
                pass


def continued(driver: type[D], typed: bytes) -> type[D]:
    """Return the driver that first takes what was typed before."""
    return type(driver.__name__, (driver,), {"typed_before": typed}) if typed else driver
