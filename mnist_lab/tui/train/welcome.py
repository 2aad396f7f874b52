"""What the app is and how to begin, for somebody who opens it for the first time."""

from __future__ import annotations

from typing import Any

from rich.cells import cell_len
from textual.app import App
from textual.widgets import Static

from mnist_lab.tui.key_names import key_hint

WHAT_IT_IS = "MNIST Lab: see what each setting of a small network does."
FIRST_STEPS = (
    "{train} trains the blog post's network, as the form has it.",
    "{labs} opens the post's seven experiments.",
)
LATER = "Loss curves appear here. {train} trains the network of the form."


def welcome(app: App[Any]) -> str:
    """Return what the app is and the two keys to begin with, a line each."""
    return "\n\n".join([WHAT_IT_IS, "\n".join(_with_keys(step, app) for step in FIRST_STEPS)])


def invitation(app: App[Any], *, is_first: bool) -> str:
    """Return what is in the place of the curves before there are any: at first, what the app is."""
    return welcome(app) if is_first else _with_keys(LATER, app)


class Welcome(Static):
    """The same beside or below the form, where the form lies over the chart."""

    def __init__(self) -> None:
        super().__init__(id="welcome", markup=False)

    def on_mount(self) -> None:
        """Name the keys as they are chosen."""
        self._say()

    def on_resize(self) -> None:
        """Leave out the empty line where each sentence is a line: there the form needs it."""
        self._say()

    def _say(self) -> None:
        text = welcome(self.app)
        in_lines = all(cell_len(line) <= self.content_size.width for line in text.splitlines())
        self.update(text.replace("\n\n", "\n") if in_lines else text)


def _with_keys(sentence: str, app: App[Any]) -> str:
    return sentence.format(train=key_hint(app, "train.start", "F5"), labs=key_hint(app, "app.labs_anywhere", "alt+4"))
