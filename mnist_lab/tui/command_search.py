"""The keys of other places than the one that has the focus, for the command palette: each leads to where it works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget

from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.dialogs.keys_dialog import PLACES, Key
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.train.queue_list import QueueList
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab.tui.train.spec_form import SpecForm

MOVES = frozenset({"up", "down", "left", "right", "home", "end", "g", "G", "pageup", "pagedown", "tab", "shift+tab"})
"""Keys that move about where one is: nobody looks for them elsewhere."""
WAYS_BACK = frozenset({"escape"})


def keys_elsewhere(app: App[Any], here: set[str], display: Callable[[Binding], str]) -> list[Key]:
    """The keys of all modes but those with an id in `here`, an action once; of the mode that is shown its panes'."""
    modes = _owners()
    modes.sort(key=lambda pair: pair[0] != app.current_mode)  # of an action that several have, the nearest
    found: dict[str, Key] = {}
    known = set(here)
    for mode, owners in modes:
        for owner in owners:
            if mode == app.current_mode and issubclass(owner, Screen):
                known |= {str(binding.id) for binding in _bindings(owner)}  # what is not here works just now nowhere
                continue
            for binding in _bindings(owner):
                keys = list(Binding.make_bindings([binding]))
                if binding.id in known or binding.id in found or keys[0].key in MOVES | WAYS_BACK:
                    continue
                found[str(binding.id)] = Key(
                    key=" ".join(dict.fromkeys(display(key) for key in keys)),
                    words=binding.description.capitalize(),
                    where=PLACES[owner.__name__],
                    run=partial(_go, app, mode, owner),
                )
    return list(found.values())


def _owners() -> list[tuple[str, tuple[type[Widget], ...]]]:
    """Who has keys in each mode; the labs come into memory only now, and are no part of the first frame."""
    from mnist_lab.tui.labs.lab_screen import LabScreen
    from mnist_lab.tui.labs.list_screen import LabsScreen

    return [
        ("train", (TrainScreen, SpecForm, QueueList, LossChart)),
        ("runs", (RunsScreen, RunTable, LossChart)),
        ("labs", (LabsScreen, LabScreen)),
    ]


def _bindings(owner: type[Widget]) -> Iterator[Binding]:
    """The keys of a screen or widget that a person is told of, its own before those of what it is made from."""
    for each in owner.__mro__:
        for binding in vars(each).get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id:
                yield binding


async def _go(app: App[Any], mode: str, owner: type[Widget]) -> None:
    """Show the mode, and give the keys to the pane."""

    def focus() -> None:
        for widget in app.screen.query(owner):
            widget.focus()

    await app.run_action(f"app.switch_mode('{mode}')")
    app.call_after_refresh(focus)
