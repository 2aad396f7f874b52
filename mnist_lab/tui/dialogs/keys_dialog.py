"""Lists the keys that work here, on ?; the search for actions offers the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from mnist_lab.tui.dialogs.dialog import TALL
from mnist_lab.tui.dialogs.key_columns import KeyColumns, key_columns
from mnist_lab.tui.dialogs.key_rows import Choice, KeyRow, RunAction, in_sections, matching_rows, with_shared_rows
from mnist_lab.tui.dialogs.search_dialog import SearchDialog
from mnist_lab.tui.dialogs.synonyms import SYNONYMS

ANYWHERE = "Everywhere"
MOVES = frozenset({
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "shift+tab", "escape",
})  # fmt: skip
"""Keys that move the cursor or lead back: nobody searches for them by name."""
CHROME = 5
"""The lines of the dialog that are not in its list."""
STEPS = 1
"""The line of the steps above the list."""
AIR = 1
"""The blank one below the keys that a tall screen has room for."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is shown, what it does, where it works, and how to run its action."""

    key: str
    text: str
    where: str
    run: RunAction
    id: str = ""
    action: str = ""
    is_move: bool = False
    bound: tuple[str, ...] = ()
    words: str = ""
    """Other words that find it."""
    opened_by: str = ""
    """The key that leads to where it works, if that is another mode."""


def keys_of(screen: Screen[Any], display: Callable[[Binding], str]) -> list[Key]:
    """Return the keys that work on this screen now, those of the focused widget first; one entry an action."""
    found: dict[tuple[DOMNode, str], list[Binding]] = {}
    for active in screen.active_bindings.values():
        if active.binding.id and active.enabled:
            found.setdefault((active.node, active.binding.action), []).append(active.binding)
    return [
        Key(
            key=" ".join(sorted(dict.fromkeys(display(binding) for binding in bindings), key=len)),
            text=bindings[0].description[:1].upper() + bindings[0].description[1:],
            where=node.BINDING_GROUP_TITLE or ANYWHERE,
            run=partial(screen.app.run_action, action, node),
            id=str(bindings[0].id),
            action=action,
            is_move=any(binding.key in MOVES for binding in bindings),
            bound=tuple(binding.key for binding in bindings),
            words=SYNONYMS.get(str(bindings[0].id), ""),
        )
        for (node, action), bindings in found.items()
    ]


class KeysDialog(SearchDialog[RunAction]):
    """The keys of the screen below in sections, narrowed by typing a word or a key; answers with what was clicked.

    While the user types, keys that match elsewhere are below those that match here, as far as there is room. `steps`
    are the keys that lead, one after another, to what most people want of the screen; they stand above the list.
    """

    BINDING_GROUP_TITLE = "Keys"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,f1", "leave", "Back", id="keys.leave")]

    OPENED_BY: ClassVar[frozenset[str]] = frozenset({"app.keys", "questions.keys", "verdict.keys"})

    title_text = "Keys that work here"
    PROMPT = "type a word or a key"

    def __init__(self, keys: Sequence[Key], elsewhere: Sequence[Key] = (), steps: str = "") -> None:
        super().__init__()
        self._steps = steps
        self._single = in_sections([*map(_row, keys)], ANYWHERE)
        self._rows = with_shared_rows(self._single)
        self._elsewhere = [*map(_row, elsewhere)]

    def make_list(self) -> Widget:
        """Make the columns."""
        return KeyColumns(self._rows)

    def compose_above(self) -> ComposeResult:
        """Lay out the steps if there are any."""
        if self._steps:
            yield Static(self._steps, classes="steps", markup=False)

    def search(self, query: str) -> None:
        """Show the rows that match: each action by itself if there is room, then those elsewhere."""
        columns = self.query_one(KeyColumns)
        if not query.split():
            columns.matching = self._rows
            return
        shown = matching_rows(self._single, query)
        if not self._has_room(shown):
            shown = matching_rows(self._rows, query)
        for row in matching_rows(self._elsewhere, query):
            if not self._has_room([*shown, row]):
                break
            shown.append(row)
        columns.matching = shown

    def _has_room(self, rows: Sequence[KeyRow]) -> bool:
        columns = self.query_one(KeyColumns)
        return max(map(len, key_columns(rows, columns.size.width, 0)), default=0) <= columns.size.height

    @on(KeyColumns.Chosen)
    def _run(self, message: KeyColumns.Chosen) -> None:
        """Answer with what was clicked."""
        self.dismiss(message.choice.run)

    def on_resize(self, event: events.Resize) -> None:
        """Show the rows that there is room for now."""
        super().on_resize(event)
        above = STEPS if self._steps else 0
        air = AIR if event.size.height >= TALL else 0
        self.query_one(KeyColumns).room = event.size.height - CHROME - above - air


def _row(key: Key) -> KeyRow:
    keys = tuple(key.key.split())
    where = f"{key.where} ({key.opened_by})" if key.opened_by else key.where
    return KeyRow(keys, key.text, where, key.action, key.words, key.id, key.bound, (Choice(keys, key.run),))
