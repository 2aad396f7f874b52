"""Lists the keys that work here, on ?; the command palette offers the same."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Static

from mnist_lab.tui.dialogs.dialog import Dialog
from mnist_lab.tui.key_names import key_hint

ANYWHERE = "Everywhere"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is shown, what it does, where it works, and how to run its action."""

    key: str
    text: str
    where: str
    run: Callable[[], Awaitable[object]]
    id: str = ""


def keys_of(screen: Screen[Any], display: Callable[[Binding], str]) -> list[Key]:
    """Return the keys that work on this screen now, those of the focused widget first; one entry an action."""
    found: dict[tuple[DOMNode, str], list[Binding]] = {}
    for active in screen.active_bindings.values():
        if active.binding.id and active.enabled:
            found.setdefault((active.node, active.binding.action), []).append(active.binding)
    return [
        Key(
            key=" ".join(dict.fromkeys(display(binding) for binding in bindings)),
            text=bindings[0].description.capitalize(),
            where=node.BINDING_GROUP_TITLE or ANYWHERE,
            run=partial(screen.app.run_action, action, node),
            id=str(bindings[0].id),
        )
        for (node, action), bindings in found.items()
    ]


class KeysDialog(Dialog[None]):
    """The keys of the screen below, grouped by where they work."""

    BINDING_GROUP_TITLE = "Keys"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1,q", "leave", "Back", show=False, id="keys.leave")
    ]

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Return a block for each place."""
        with VerticalScroll(classes="dialog"):
            for where in dict.fromkeys(key.where for key in self._keys):
                yield Static(where, classes="title", markup=False)
                lines = [f"{key.key:>14}  {key.text}" for key in self._keys if key.where == where]
                yield Static(Text("\n".join(lines)), classes="words")
            yield Static(f"{key_hint(self.app, 'dialog.back', 'esc')}  back", classes="facts", markup=False)
