"""What the terminal sends, read by a thread: broken text, and more keys than the app can handle at once."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Iterator

import pytest
from textual import events
from textual.app import App
from textual.message import Message

from mnist_lab.tui.terminal_driver import TerminalDriver, continued
from support.fakes import SECONDS


class RecordedDriver(TerminalDriver):
    """Reads from a pipe, and keeps what it would send to the app."""

    def __init__(self, app: App[None], fileno: int) -> None:
        super().__init__(app)
        self.fileno = fileno
        self.keys: list[str | None] = []
        self.names: list[str] = []
        self.has_keys = asyncio.Event()
        self.has_sent = threading.Event()

    def send_message(self, message: Message) -> None:
        """Keep the key."""
        if isinstance(message, events.Key):
            self.keys.append(message.character)
            self.names.append(message.key)
            self.has_sent.set()
            self._loop.call_soon_threadsafe(self.has_keys.set)


@contextlib.contextmanager
def reading(sent: bytes, typed_before: bytes = b"") -> Iterator[RecordedDriver]:
    end, start = os.pipe()
    driver = continued(RecordedDriver, typed_before)(App(), end)
    thread = threading.Thread(target=driver.run_input_thread)
    thread.start()
    os.write(start, sent)
    try:
        yield driver
    finally:
        driver.exit_event.set()
        thread.join(SECONDS)
        os.close(start)
        os.close(end)


@pytest.mark.parametrize(("sent", "keys"), [(b"\xf6a", ["a"]), (b"\xe2\x82a", ["a"]), ("öa".encode(), ["ö", "a"])])
async def test_bytes_that_are_not_utf_8_are_left_out(sent: bytes, keys: list[str]) -> None:
    with reading(sent) as driver:
        while driver.keys != keys:
            await asyncio.wait_for(driver.has_keys.wait(), SECONDS)
            driver.has_keys.clear()


async def test_the_second_key_waits_for_a_turn_of_the_event_loop() -> None:
    with reading(b"jjjj") as driver:
        assert driver.has_sent.wait(SECONDS)  # on the thread of the loop, which has no turn meanwhile
    assert driver.keys == ["j"]


@pytest.mark.parametrize("sent", [b"\x1b1\x1b4", b"\x1b[49;3u\x1b[52;3u"])
async def test_alt_with_a_digit_is_that_key_whichever_way_it_is_sent(sent: bytes) -> None:
    with reading(sent) as driver:
        while driver.names != ["alt+1", "alt+4"]:
            await asyncio.wait_for(driver.has_keys.wait(), SECONDS)
            driver.has_keys.clear()
    assert driver.keys == [None, None]


async def test_what_was_typed_before_the_start_comes_first() -> None:
    with reading(b"c", typed_before=b"ab\xff") as driver:
        while driver.keys != ["a", "b", "c"]:
            await asyncio.wait_for(driver.has_keys.wait(), SECONDS)
            driver.has_keys.clear()
