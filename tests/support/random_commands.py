"""Command lines drawn at random: real commands with right, wrong and hostile values, and filters of every kind."""

from __future__ import annotations

import random
from collections.abc import Sequence

import click

from mnist_lab.cli.registry import MODULES, command_named

HOSTILE = (
    "", " ", "-", "--", "-1", "0", "1e400", "nan", "inf", "1e-400", "9" * 400, "٣", "½", "1_000", "0x10", "\x00",
    "\x1b[31m",
    "\u202e", "\udcf6", "👩‍🔬", "../x", "/proc/x", "/dev/null", "~", "~nobody/x", "a" * 5000, "%s%n", "{}",
    "[bold]", "'", '"', "\n",
    "last", "none", "off", "all", "true", "lab,lab", "=", "==", ",", "a=b=c", "-x=", "*", "?", "()", "(a|", "\\",
    "😀" * 200,
)  # fmt: skip
FIELDS = (
    "units", "val_acc", "test_loss", "dropout", "lr", "max_norm", "tag", "note", "name", "id", "status", "verdict",
    "pinned",
    "created", "data", "host", "device", "seconds", "optimizer", "nodes", "layers", "batch-size", "epochs_done",
    "", "no_field",
)  # fmt: skip
OPERATORS = (":", "=", "!=", "<", "<=", ">", ">=", "", "=<", "::", "!", "<>")
VALUES = (
    "0", ".979", "97.9%", "1e-3", "60k", "1.5M", "680,662", "27s", "3min", "1h30min", "2026-11", "today",
    "yesterday", "off",
    "none", "all", "yes", "rms", "over", "2026-13-45", "1e999", "-0", "--5", "5%%", "1h90x", "9999-12-31",
    "0001-01-01T00:00",
)  # fmt: skip
USUAL = (
    "1",
    "2",
    "8",
    "16",
    "0.1",
    "0.5",
    "relu",
    "sgd",
    "adam",
    "cpu",
    "auto",
    "first",
    "second",
    "val_loss",
    "-units,name",
)
TRAINING = frozenset({"train", "rerun", "resume", "lab", "sweep"})
LEFT_OUT = frozenset({"doctor"})
"""It imports TensorFlow."""


class RandomCommands:
    """Draws command lines; files are named without a folder, so that they go into the working folder."""

    def __init__(self, drawn: random.Random) -> None:
        self._drawn = drawn
        self._commands = {name: command_named(name) for name in MODULES if name not in LEFT_OUT}
        self._weights = [1 if name in TRAINING else 8 for name in self._commands]

    def line(self) -> list[str]:
        """Return the words of one command line."""
        (name,) = self._drawn.choices(list(self._commands), self._weights)
        words = [name]
        for parameter in self._commands[name].params:
            if isinstance(parameter, click.Argument):
                words += self._argument(parameter)
            elif self._drawn.random() < 0.15 and parameter.name not in {"help", "store", "data"}:
                words += self._option(parameter)
        if name in TRAINING:
            words += ["--epochs", "1"] if name != "rerun" and name != "resume" else []
            words += ["--repeats", "1", "--yes"] if name == "sweep" else ["--repeats", "1"] if name == "lab" else []
        if self._drawn.random() < 0.05:
            self._drawn.shuffle(words)
        if self._drawn.random() < 0.05:
            words.insert(self._drawn.randint(0, len(words)), self._drawn.choice(HOSTILE))
        return words

    def filter(self) -> str:
        """Return a filter: conditions, words, signs that are out of place."""
        parts = [self._condition() for _ in range(self._drawn.randint(0, 6))]
        text = self._drawn.choice((" ", " | ", "|", "  ", " or ", "\t")).join(parts)
        if text and self._drawn.random() < 0.3:  # half typed, or with a slip
            place = self._drawn.randrange(len(text))
            text = (
                text[:place] + self._drawn.choice(("", self._drawn.choice(HOSTILE), "|", "-", '"', " ")) + text[place:]
            )
            text = text[: self._drawn.randint(0, len(text))]
        return text

    def _condition(self) -> str:
        if self._drawn.random() < 0.2:
            return self._drawn.choice(HOSTILE + USUAL)
        value = self._drawn.choice(VALUES + USUAL + HOSTILE)
        quote = self._drawn.choice(("", "", "", '"', "'"))
        sign = self._drawn.choice(("", "", "", "-", "--"))
        return f"{sign}{self._drawn.choice(FIELDS)}{self._drawn.choice(OPERATORS)}{quote}{value}{quote}"

    def _argument(self, parameter: click.Argument) -> list[str]:
        count = 1 if parameter.nargs == 1 else self._drawn.randint(0, 3)
        if not parameter.required and self._drawn.random() < 0.3:
            return []
        return [self._word(parameter) for _ in range(count)]

    def _option(self, parameter: click.Parameter) -> list[str]:
        assert isinstance(parameter, click.Option)
        name = self._drawn.choice([*parameter.opts, *parameter.secondary_opts])
        if name == "--predict":  # says on a line of its own what it is called now
            return []
        if parameter.is_flag or parameter.count:
            return [name]
        word = self.filter() if "filter" in name else self._word(parameter)
        return [f"{name}={word}"] if self._drawn.random() < 0.3 and name.startswith("--") else [name, word]

    def _word(self, parameter: click.Parameter) -> str:
        if isinstance(parameter.type, click.Choice) and self._drawn.random() < 0.7:
            return str(self._drawn.choice(_names(parameter.type.choices)))
        pool = USUAL if self._drawn.random() < 0.7 else VALUES + HOSTILE
        return self._drawn.choice(pool)


def _names(choices: Sequence[object]) -> list[str]:
    return [str(getattr(choice, "value", choice)) for choice in choices]
