"""The commands of the palette: the keys that work here, and those of other modes and panes, which lead there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget

from mnist_lab.tui.dialogs.keys_dialog import ANYWHERE, Key, keys_of
from mnist_lab.tui.keymap import own_bindings
from mnist_lab.tui.state.modes import MODES

Display = Callable[[Binding], str]
"""How a key is written, such as F5."""

Owners = Sequence[tuple[str, tuple[type[Widget], ...]]]
"""The screens and widgets with keys, by the name of their mode."""

MOVES = frozenset({"up", "down", "left", "right", "home", "end", "g", "G", "pageup", "pagedown", "tab", "shift+tab"})
"""Keys that move the cursor: nobody searches for them elsewhere."""
WAYS_BACK = frozenset({"escape"})
OWN_ID = "app.find"
"""The binding that opens the palette, which does not offer itself."""


def commands_of(
    app: App[Any], screen: Screen[object], display: Display, keymap: Mapping[str, str]
) -> Iterator[SystemCommand]:
    """Yield a command for every key that works on the screen, then those that lead to keys elsewhere."""
    here = keys_of(screen, display)
    for key in here:
        if key.id == OWN_ID:
            continue
        yield SystemCommand(key.text, f"{key.where}, key {key.key}", key.run)
    if not screen.is_modal:
        owners = [(mode.name, mode.module.KEY_OWNERS) for mode in MODES]
        for key in keys_elsewhere(app, owners, {key.id for key in here}, display, keymap):
            yield SystemCommand(key.text, f"{key.where}, key {key.key}: leads there", key.run, discover=False)


def keys_elsewhere(
    app: App[Any], owners_by_mode: Owners, here: set[str], display: Display, keymap: Mapping[str, str]
) -> list[Key]:
    """Return the keys of all modes as `keymap` has them, each action once, without those whose id is in `here`.

    Of the mode that is shown only the keys of its panes count: a key of its screen that is not here works nowhere now.
    """
    # of an action that several modes have, take the nearest
    modes = sorted(owners_by_mode, key=lambda pair: pair[0] != app.current_mode)
    found: dict[str, Key] = {}
    known = set(here)
    for mode, owners in modes:
        for owner in owners:
            if mode == app.current_mode and issubclass(owner, Screen):
                known |= {str(binding.id) for binding in own_bindings(owner)}
                continue
            for binding in own_bindings(owner):
                keys = list(Binding.make_bindings([binding]))
                if binding.id in known or binding.id in found or keys[0].key in MOVES | WAYS_BACK:
                    continue
                if binding.id in keymap:
                    keys = [binding.with_key(key) for key in keymap[str(binding.id)].split(",")]
                found[str(binding.id)] = Key(
                    key=" ".join(dict.fromkeys(display(key) for key in keys)),
                    text=binding.description.capitalize(),
                    where=owner.BINDING_GROUP_TITLE or ANYWHERE,
                    run=partial(_go, app, mode, owner),
                )
    return list(found.values())


async def _go(app: App[Any], mode: str, owner: type[Widget]) -> None:
    """Show the mode, and give the keys to the pane."""

    def focus() -> None:
        for widget in app.screen.query(owner):
            widget.focus()

    await app.run_action(f"app.switch_mode('{mode}')")
    app.call_after_refresh(focus)
