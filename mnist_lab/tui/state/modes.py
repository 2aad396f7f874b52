"""The modes of the app. A mode is a line here and a folder of its name beside this one.

The module `mode` of that folder has `open_screen(app)`, which makes the screen when the mode is first opened, and
`KEY_OWNERS`, the screens and widgets whose keys the command palette offers from everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mode:
    """A mode: the name of its folder, the key that opens it, and its title."""

    name: str
    key: str
    title: str


MODES = (
    Mode("train", "1", "Train"),
    Mode("runs", "2", "Runs"),
    Mode("labs", "4", "Labs"),
)
