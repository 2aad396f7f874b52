"""The actions to search: those that work here, then those of other modes and panes, which are gone to first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from textual import actions
from textual.app import App
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget

from mnist_lab.tui.dialogs.action_dialog import Command
from mnist_lab.tui.dialogs.full_names import FULL_NAMES
from mnist_lab.tui.dialogs.keys_dialog import ANYWHERE, MOVES, Key, keys_of
from mnist_lab.tui.dialogs.synonyms import SYNONYMS
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.keymap import own_bindings
from mnist_lab.tui.state.modes import MODES, Mode

Display = Callable[[Binding], str]
"""How a key is written, such as F5."""

GO = "switch_mode"
GLOSSARY = "app.glossary"
NOT_OFFERED = frozenset({"app.find", "app.close_error"})
"""The binding that opens the search, and one that only works on an error."""
DONE_AT_ONCE = frozenset({
    "chart.full_screen", "chart.ghost", "chart.log", "chart.metric", "chart.refined", "chart.seconds",
    "form.baseline", "form.weights",
    "lab.guess", "lab.write", "out.command", "out.write", "runs.columns", "runs.figures", "runs.filter",
    "runs.group_by", "runs.name", "runs.note", "runs.open_trash", "runs.redo", "runs.tags", "runs.undo",
    "runs.verdict", "runs.views", "table.explain", "table.sort", "table.sort_further",
})  # fmt: skip
"""What is done once its pane is shown; others start, stop or discard what is not in sight, so their key is named."""
DISCARDS = frozenset({"runs.trash"})
"""What takes a run away: where another action has the same word in its name, that one is offered first."""
TRIES = 20
SECONDS_BETWEEN_TRIES = 0.05


def commands_of(
    app: App[Any], screen: Screen[Any], display: Display, keymap: Mapping[str, str], say: Callable[[str], object]
) -> list[Command]:
    """Return a command for every key that works on the screen, then for those elsewhere; `say` names a key there."""
    keys = keys_of(screen, display)
    here = [key for key in keys if not key.is_move and key.id not in NOT_OFFERED]
    here.sort(key=lambda key: (key.where == ANYWHERE, not key.action.removeprefix("app.").startswith(GO)))
    commands = [
        Command(
            f"Go to {key.text}" if key.action.removeprefix("app.").startswith(GO) else _full_name(key),
            key.where, key.key, key.run, SYNONYMS.get(key.id, ""), key.id in DISCARDS,
        )
        for key in here
    ]  # fmt: skip
    if screen.is_modal:
        return commands
    if GLOSSARY not in {key.id for key in here}:  # its key explains something closer
        shows = partial(app.run_action, GLOSSARY)
        commands.append(Command(FULL_NAMES[GLOSSARY], ANYWHERE, "", shows, SYNONYMS[GLOSSARY]))
    elsewhere = keys_elsewhere(app, screen, display, keymap, say)
    return [
        *commands,
        *(Command(_full_name(key), key.where, key.key, key.run, key.words, key.id in DISCARDS) for key in elsewhere),
    ]


def _full_name(key: Key) -> str:
    return FULL_NAMES.get(key.id, key.text)


def keys_elsewhere(
    app: App[Any], screen: Screen[Any], display: Display, keymap: Mapping[str, str], say: Callable[[str], object]
) -> list[Key]:
    """Return the actions of all modes with the keys of `keymap`, each once, without those that work on the screen.

    Of the mode that is shown only the keys of its panes count: a key of its screen that is not here works nowhere now.
    """
    if screen.is_modal:
        return []
    # of an action that several modes have, take the nearest
    modes = sorted(MODES, key=lambda mode: mode.name != app.current_mode)
    found: dict[str, Key] = {}
    known = {*(key.id for key in keys_of(screen, display)), *NOT_OFFERED}
    for mode in modes:
        opener = key_hint(app, mode.anywhere_id, mode.key_anywhere)
        for owner in mode.module.KEY_OWNERS:
            if mode.name == app.current_mode and issubclass(owner, Screen):
                known |= {str(binding.id) for binding in own_bindings(owner)}
                continue
            for binding in own_bindings(owner):
                name = str(binding.id)
                keys = list(Binding.make_bindings([binding]))
                if name in known or name in found or any(key.key in MOVES for key in keys):
                    continue
                if name in keymap:
                    keys = [binding.with_key(key) for key in keymap[name].split(",")]
                shown = " ".join(dict.fromkeys(display(key) for key in keys))
                text = binding.description[:1].upper() + binding.description[1:]
                says = partial(say, f"Press {shown} here to do it: {text[:1].lower()}{text[1:]}.")
                goes = partial(_go, app, mode, owner, binding, says)
                bound = tuple(key.key for key in keys)
                found[name] = Key(
                    shown,
                    text,
                    _place(mode, owner),
                    goes,
                    name,
                    bound=bound,
                    words=SYNONYMS.get(name, ""),
                    opened_by="" if mode.name == app.current_mode else opener,
                )
    return [*found.values()]


def _place(mode: Mode, owner: type[Widget]) -> str:
    """Return where the keys of a screen or widget work, with its mode: "Runs table"."""
    title = owner.BINDING_GROUP_TITLE or mode.title
    return title if issubclass(owner, Screen) else f"{mode.title} {title.lower()}"


async def _go(app: App[Any], mode: Mode, owner: type[Widget], binding: Binding, name_key: Callable[[], object]) -> None:
    """Show the mode, give the keys to the pane, and do it, or name its key if the user should look first."""
    await app.run_action(f"app.switch_mode('{mode.name}')")
    app.call_after_refresh(_arrive, app, owner, binding, name_key)


def _arrive(app: App[Any], owner: type[Widget], binding: Binding, name_key: Callable[[], object]) -> None:
    screen = app.screen
    node = screen if isinstance(screen, owner) else next(iter(screen.query(owner)), None)
    if node is not None and node is not screen:
        node.focus()
    if binding.id not in DONE_AT_ONCE or node is None:
        name_key()
    else:
        _do_when_possible(node, binding.action, name_key, TRIES)


def _do_when_possible(node: Widget, action: str, name_key: Callable[[], object], tries: int) -> None:
    """Do it once what it needs is there, such as the run under the cursor, or name its key; not if the user left."""
    if node.app.screen is not node.screen:
        return
    if _is_possible(node, action):
        node.app.call_next(node.app.run_action, action, node)
    elif tries:
        node.set_timer(SECONDS_BETWEEN_TRIES, lambda: _do_when_possible(node, action, name_key, tries - 1))
    else:
        name_key()


def _is_possible(node: Widget, action: str) -> bool:
    _, name, parameters = actions.parse(action)
    return bool(node.check_action(name, parameters))
