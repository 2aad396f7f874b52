"""What a soak test types, as the bytes of a terminal: random keys, text, mouse events, pastes and broken input."""

from __future__ import annotations

import importlib
import pkgutil
import random
from collections.abc import Iterator

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import _character_to_key

import mnist_lab.tui

QUITTING = frozenset({"q", "ctrl+q", "ctrl+c"})
STARTING = frozenset({"f5", "ctrl+r"})
"""They start runs of any size."""
PURGING = frozenset({"A", "P"})
CHARACTERS = {_character_to_key(chr(code)): chr(code) for code in range(0x21, 0x7F)}
SEQUENCES = {
    "".join(str(key.value) for key in keys): text for text, keys in reversed(ANSI_SEQUENCES_KEYS.items())
    if isinstance(keys, tuple) and len(keys) == 1
}  # fmt: skip
QUIT_SIGNAL = "\x1c"
NEVER_SENT = frozenset(f"q\x03\x11\x12{QUIT_SIGNAL}")
USUAL_KEYS = (
    "alt+1",
    "alt+2",
    "alt+4",
    "up",
    "down",
    "left",
    "right",
    "enter",
    "escape",
    "tab",
    "pageup",
    "pagedown",
    "f",
    "v",
)
WORDS = (
    "relu", "sgd", "518", "0.2", "1e-3", "off", "val_acc>.9", "units=8 dropout>0", "state!=", "verdict:over", "größer",
    "数字", "👩‍🔬", "e\u0301", "\u202egnal", "[bold]", "{x}", "$HOME", "a" * 300, "-1", "nan", "99999999999", "'", '"',
)  # fmt: skip
LONGEST_PASTE = 100_000


def key_names() -> list[str]:
    """Return the name of every key that some screen or widget of the app answers to, those that quit left out."""
    for module in pkgutil.walk_packages(mnist_lab.tui.__path__, "mnist_lab.tui."):
        importlib.import_module(module.name)
    found: set[str] = set()
    nodes = [DOMNode]
    while nodes:
        node = nodes.pop()
        nodes += node.__subclasses__()
        if node.__module__.startswith("mnist_lab."):
            found |= {key for binding in node.__dict__.get("BINDINGS", ()) for key in _keys_of(binding)}
    return sorted(found - QUITTING)


def _keys_of(binding: object) -> Iterator[str]:
    keys = binding.key if isinstance(binding, Binding) else str(binding[0])  # type: ignore[index]
    for key in keys.split(","):
        yield _character_to_key(key.strip()) if len(key.strip()) == 1 else key.strip()


def key_bytes(key: str) -> bytes:
    """Return what a terminal sends for the key."""
    if key.startswith("alt+") and key not in SEQUENCES:
        return b"\x1b" + key_bytes(key.removeprefix("alt+"))
    return (SEQUENCES.get(key) or CHARACTERS.get(key) or CHARACTERS[_character_to_key(key)]).encode()


class RandomInput:
    """Draws what to send next, as pieces: between two of them a moment passes, as on a slow line.

    Keys whose names are `left_out` are not among them, nor those that quit.
    """

    def __init__(self, drawn: random.Random, left_out: frozenset[str] = frozenset()) -> None:
        self._drawn = drawn
        self._sequences = [text for key, text in SEQUENCES.items() if key not in left_out | QUITTING]
        self._keys = [key for key in key_names() if (key in SEQUENCES or key in CHARACTERS) and key not in left_out]
        kinds = {
            self._usual: 40, self._any_key: 25, self._held: 4, self._typed: 8, self._mouse: 12,
            self._split: 6, self._pasted: 1, self._garbage: 2,
        }  # fmt: skip
        self._kinds, self._weights = list(kinds), list(kinds.values())

    def pieces(self) -> list[bytes]:
        """Return the pieces of one action."""
        return self._drawn.choices(self._kinds, self._weights)[0]()

    def _usual(self) -> list[bytes]:
        return [key_bytes(self._drawn.choice(USUAL_KEYS))]

    def _any_key(self) -> list[bytes]:
        return [key_bytes(self._drawn.choice(self._keys))]

    def _held(self) -> list[bytes]:
        """A key that is held down, or one typed faster than the app draws."""
        return [key_bytes(self._drawn.choice(self._keys)) * self._drawn.randint(2, 60)]

    def _typed(self) -> list[bytes]:
        word = self._drawn.choice(WORDS)
        end = self._drawn.choice(["", "\r", "\x1b"])
        return [letter.encode() for letter in word if letter not in QUITTING] + [end.encode()]

    def _mouse(self) -> list[bytes]:
        column, row = self._drawn.choice([(160, 50), (80, 24), (100_000, 100_000)])
        x, y = self._drawn.randint(0, column), self._drawn.randint(0, row)
        button = self._drawn.choice([0, 0, 0, 1, 2, 32, 35, 64, 65, 66, 4, 8, 16, 255])
        press = f"\x1b[<{button};{x};{y}M".encode()
        return [press, press[:-1] + b"m"] if button < 3 else [press * self._drawn.randint(1, 30)]

    def _split(self) -> list[bytes]:
        sequence = self._drawn.choice([*self._sequences, "\x1b[<0;20;10M", "\x1b[200~text\x1b[201~", "\x1b[1;1R"])
        if sequence == QUIT_SIGNAL:
            return []
        place = self._drawn.randint(1, len(sequence))
        return [sequence[:place].encode(), sequence[place:].encode()]

    def _pasted(self) -> list[bytes]:
        length = int(LONGEST_PASTE ** self._drawn.random())
        text = "".join(self._drawn.choices("0123456789.,=<>abcde \n\t\x00\x07é漢[]{}", k=length))
        return [b"\x1b[200~", text.encode(), b"\x1b[201~"]

    def _garbage(self) -> list[bytes]:
        found = bytes(self._drawn.randint(0, 255) for _ in range(self._drawn.randint(1, 40)))
        return [bytes(byte for byte in found if chr(byte) not in NEVER_SENT), b"\x1b"]
