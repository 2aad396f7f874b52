"""Command lines of the program, as they are typed in a shell."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

NAME = "mnist-lab"
SIGNS_WITHIN_QUOTES = frozenset('"$`\\!')
"""What a shell does not take as it is within double quotes."""


@dataclass(frozen=True, slots=True)
class Program:
    """The program on the store at hand: `options` name it, unless it is the usual one."""

    options: tuple[str, ...] = ()

    def line(self, *words: str) -> str:
        """Return the command line of these words, to be copied into a shell."""
        return " ".join(map(quoted, (*self.prefix, *words)))

    @property
    def prefix(self) -> Sequence[str]:
        """Return the words that every command line begins with."""
        return (NAME, *self.options)


def quoted(word: str) -> str:
    """Return the word so that a shell takes it as it is: in double quotes if that needs no more signs."""
    return f'"{word}"' if "'" in word and SIGNS_WITHIN_QUOTES.isdisjoint(word) else shlex.quote(word)


USUAL_PROGRAM = Program()
