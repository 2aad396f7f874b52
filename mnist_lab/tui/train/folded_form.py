"""The form on one line, if there is no room for it: what differs from the baseline."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.widgets.cell_layout import fitted


class FoldedForm(Widget):
    """Says what the next run differs in from the baseline; a click, or tab, opens the form."""

    spec: reactive[RunSpec | None] = reactive(None)

    @dataclass
    class Opened(Message):
        """The user asked for the form."""

    def render(self) -> Text:
        """Draw the line."""
        words = self.spec.described() if self.spec is not None else "a setting is wrong"
        seed = f", seed {self.spec.seed}" if self.spec is not None else ""
        opens = f"{key_hint(self.app, 'panes.next', 'tab')} opens"
        room = max(self.size.width - len(opens) - 1, 10)
        line = Text(fitted(f"form: {words}", seed, room), no_wrap=True, overflow="ellipsis")
        line.truncate(room, overflow="ellipsis", pad=True)
        return line.append(opens)

    def on_click(self) -> None:
        """Open the form."""
        self.post_message(self.Opened())
