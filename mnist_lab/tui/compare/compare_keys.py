"""The keys that the words of mode 3 name."""

from __future__ import annotations

from typing import Any

from textual.app import App

from mnist_lab.tui.key_names import key_hint

KEYS = {
    "runs": ("app.runs", "2"),
    "labs": ("app.labs", "4"),
    "mark": ("runs.mark", "space"),
    "mark_all": ("runs.mark_all", "A"),
    "compare": ("runs.compare", "d"),
    "of_lab": ("lab.compare", "d"),
    "unmark": ("compare.unmark", "del"),
    "missing": ("compare.missing", "i"),
    "repeat": ("runs.repeat", "+"),
    "groups": ("runs.groups", "o"),
}
"""By their names in the words: the id of the binding, and the key if the user chose no other."""


def named_keys(app: App[Any]) -> dict[str, str]:
    """Return the keys that work now, by their names in the words."""
    return {name: key_hint(app, binding, usual) for name, (binding, usual) in KEYS.items()}
