"""Text from people and files, made safe to show."""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from typing import Annotated

from mnist_lab.util.records.declarations import Cleaned

NAME_LENGTH = 200
NOTE_LENGTH = 10_000
TAG_LENGTH = 50
SENTENCE_LENGTH = 1000

REPLACEMENT = "\ufffd"
"""Stands for what is no character."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_BIDI = {"\u200e", "\u200f", "\u061c", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


def clean_line(text: str, length: int = NAME_LENGTH) -> str:
    """Return the text on one line of at most `length` characters, without control and bidirectional characters."""
    printable = _without_controls(" ".join(text.split()))  # first, since line ends are controls too
    return " ".join(printable.split())[:length].strip()


def clean_text(text: str, length: int = NOTE_LENGTH) -> str:
    """Return the text with its line ends, without control and bidirectional characters, `length` at most."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_without_controls(line) for line in lines)[:length]


def shortened(text: str, length: int = 40) -> str:
    """Return the text on one line, cut with a sign for that if it is longer than `length`."""
    line = clean_line(text, length + 1)
    return line if len(line) <= length else line[: length - 1] + "…"


Line = Annotated[str, Cleaned(clean_line)]
"""Text of a document that is shown on one line."""

Sentence = Annotated[str, Cleaned(partial(clean_line, length=SENTENCE_LENGTH))]
"""The text is one sentence of a document."""


def _without_controls(text: str) -> str:
    if text.isascii() and text.isprintable():  # as nearly all is
        return text
    # what was a letter must not vanish without a sign
    shown = _LONE_SURROGATE.sub(REPLACEMENT, text.replace("\t", " "))
    return "".join(c for c in shown if unicodedata.category(c) != "Cc" and c not in _BIDI)
