"""Asks every binding of a screen whether it works, and if not, why."""

from __future__ import annotations

from dataclasses import dataclass, field

from textual.actions import parse
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from mnist_lab.tui.app import LabApp
from mnist_lab.tui.key_reasons import GivesReasons

LEADS_ON = frozenset({
    "app.close_error", "chart.clear", "form.restore", "panes.back", "panes.before", "panes.next", "table.clear_filter",
})  # fmt: skip
"""Bindings that may do nothing in silence: ways back if there is nothing to leave, and tab if there is one pane."""


@dataclass
class Silent:
    """The bindings that neither work nor say why: the pane with the keys, the id, and the key."""

    found: set[tuple[str, str, str]] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)
    sentences: dict[str, str] = field(default_factory=dict)


async def try_keys(pilot: Pilot[None], app: LabApp) -> Silent:
    """Give every pane of the screen the focus in turn, and ask every binding there."""
    silent = Silent()
    screen = app.screen
    panes = [each for each in screen.query(Widget) if each.focusable]
    for pane in panes or [None]:
        if pane is not None and pane.focusable:
            screen.set_focus(pane)
            await pilot.pause()
        _ask(screen, silent)
    return silent


def _ask(screen: Screen[object], silent: Silent) -> None:
    refused: dict[str, list[str]] = {}
    answered: set[str] = set()
    for node, bindings in screen._modal_binding_chain:
        for key, binding in bindings:
            if not binding.id:
                continue
            silent.tried.add(binding.id)
            reason = _answer(node, binding.action)
            if reason is None or reason:
                answered.add(key)
            else:
                refused.setdefault(key, []).append(binding.id)
            if reason:
                silent.sentences[binding.id] = reason
    pane = type(screen.focused).__name__
    silent.found |= {
        (pane, name, key) for key, names in refused.items() if key not in answered for name in names
        if name not in LEADS_ON
    }  # fmt: skip


def _answer(node: DOMNode, action: str) -> str | None:
    """Return why the action does not work, empty if it says nothing; None if it works."""
    target, name, parameters = parse(action)
    owner = node.app if target == "app" else node.screen if target == "screen" else node
    if owner.check_action(name, parameters):
        return None
    return owner.reason_for(name, parameters) if isinstance(owner, GivesReasons) and not target else ""
