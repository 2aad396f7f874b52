"""Command lines of the program, as they are typed in a shell."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

NAME = "mnist-lab"


@dataclass(frozen=True, slots=True)
class Program:
    """The program on the store at hand: `options` name it, unless it is the usual one."""

    options: tuple[str, ...] = ()

    def line(self, *words: str) -> str:
        """Return the command line of these words, to be copied into a shell."""
        return shlex.join([*self.prefix, *words])

    @property
    def prefix(self) -> Sequence[str]:
        """Return the words that every command line begins with."""
        return (NAME, *self.options)


USUAL_PROGRAM = Program()
