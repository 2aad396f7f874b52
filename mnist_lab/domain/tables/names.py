"""Finds what a name means, however it is written: a key, a heading, a label, an option, or a unique beginning."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from mnist_lab.domain.formatting.text_cleaning import shortened

_BETWEEN = re.compile(r"[\s_\-]+")
_LONGEST_TO_CORRECT = 40


class NameUnknown(ValueError):
    """The name means nothing here, or begins several names; the message is a sentence without its advice.

    `alike` has names that it may be a slip of; `begun` the keys that it begins.
    """

    def __init__(self, sentence: str, alike: tuple[str, ...] = (), begun: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.alike = alike
        self.begun = begun


def as_name(text: str) -> str:
    """Return the name in its one form: "Val loss", "val-loss" and "val_loss" are the same, and so is "--val-loss"."""
    return _BETWEEN.sub("_", text.strip().lower()).strip("_")


@dataclass(frozen=True, slots=True)
class Names:
    """The keys of columns or fields, and other names, in their one form, each with the key it means."""

    keys: tuple[str, ...]
    others: Mapping[str, str]

    def key_of(self, text: str) -> str:
        """Return the key that the text names, or the only one that it begins.

        Raises:
            NameUnknown: if there is none, or there are several.
        """
        asked = as_name(text)
        if asked in self.keys:
            return asked
        return self.others[asked] if asked in self.others else self._begun(asked, text)

    def has(self, text: str) -> bool:
        """Return whether the text is a whole name."""
        asked = as_name(text)
        return asked in self.keys or asked in self.others

    def beginnings(self, text: str) -> tuple[str, ...]:
        """Return the names that begin with the text, keys before others; each key once."""
        asked = as_name(text)
        found = {key: key for key in self.keys if key.startswith(asked)}
        for other, key in self.others.items():
            if other.startswith(asked):
                found.setdefault(key, other)
        return tuple(found.values())

    def _begun(self, asked: str, text: str) -> str:
        keys = list(dict.fromkeys(self.others.get(name, name) for name in self.beginnings(asked))) if asked else []
        shortest = min(keys, key=len, default="")
        if keys and all(key.startswith(shortest) for key in keys):
            return shortest
        shown = shortened(text)
        if keys:
            raise NameUnknown(f"“{shown}” could be {', '.join(keys[:-1])} or {keys[-1]}.", begun=tuple(keys))
        raise NameUnknown(f"There is no “{shown}”.", alike=self._alike(asked))

    def _alike(self, asked: str) -> tuple[str, ...]:
        found: dict[str, str] = {}
        if len(asked) <= _LONGEST_TO_CORRECT:
            for name in get_close_matches(asked, [*self.keys, *self.others], n=2, cutoff=0.7):
                found.setdefault(self.others.get(name, name), name)
        return tuple(found.values())
