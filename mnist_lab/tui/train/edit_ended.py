"""What the editors of a value report."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class EditEnded(Message):
    """The edit is over. `text` was typed or picked, None to discard it; the cursor is to move by this many rows.

    `keeps_focus` is false if the keys went elsewhere already.
    """

    text: str | None
    moves: int = 0
    keeps_focus: bool = True


@dataclass
class TextTyped(Message):
    """The text that is being typed is this now; it is not kept yet."""

    text: str
