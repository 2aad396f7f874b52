"""The runs that wait, which can be reordered and taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.reactive import reactive

from mnist_lab.domain.runs.run import Run
from mnist_lab.tui.state.messages import Request, WithdrawalRequested
from mnist_lab.tui.widgets.cell_layout import fitted
from mnist_lab.tui.widgets.cursor_list import CursorList, step_keys
from mnist_lab.util.text_columns import padded


class QueueList(CursorList):
    """A line for each waiting run, the next one first; takes no room while none waits."""

    BINDING_GROUP_TITLE = "Queue"

    BINDINGS: ClassVar[list[BindingType]] = [
        *step_keys("queue", "Run"),
        Binding("J", "reorder(1)", "later", id="queue.later"),
        Binding("K", "reorder(-1)", "sooner", id="queue.sooner"),
        Binding("D", "take_out", "take out", id="queue.out"),
    ]
    LOOKS = "queue-list"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"queue-list--heading", "queue-list--cursor", "queue-list--seed"}

    MOST_LINES = 5
    FEW_LINES, TALL_ENOUGH = 3, 40
    """The runs shown on a screen of less than this height, where more would take rows from the form."""

    queue: reactive[tuple[Run, ...]] = reactive((), layout=True)

    @dataclass
    class MoveRequested(Request):
        """Move the run by this many places towards the end."""

        run_id: str
        by: int

    def _watch_queue(self, old: tuple[Run, ...], new: tuple[Run, ...]) -> None:
        """Keep the cursor on its run, and the widget out of sight while nothing waits."""
        self.display = bool(new)
        if old and self.cursor < len(old):
            here = old[self.cursor].id
            ids = [run.id for run in new]
            self.cursor = ids.index(here) if here in ids else self.cursor
        self.cursor = self._validate_cursor(self.cursor)
        if not new and self.has_focus:
            self.screen.focus_previous()

    def get_content_height(self, *_: object) -> int:
        """Return a heading and a line for each run, within bounds."""
        return 1 + min(len(self.queue), self._most_lines)

    def render(self) -> Text:
        """Draw the runs around the cursor and the newest one, and count the others."""
        lines = Text(no_wrap=True, overflow="ellipsis")
        shown = self._shown
        hidden = len(self.queue) - len(shown)
        more = f", {hidden} not shown" if hidden else ""
        lines.append(f"QUEUE  {len(self.queue)} waiting{more}", self.look("heading"))
        for place in shown:
            run = self.queue[place]
            here = self.has_focus and place == self.cursor
            lines.append("\n")
            begin, seed = f"{'▸' if here else ' '}{place + 1:>2} ", f"  seed {run.spec.seed}"
            words = fitted(run.title, "", self.content_size.width - cell_len(begin + seed))
            if here:
                lines.append(padded(begin + words + seed, self.content_size.width), self.look("cursor"))
            else:
                lines.append(begin + words).append(seed, self.look("seed"))
        return lines

    @property
    def item_count(self) -> int:
        return len(self.queue)

    def item_at(self, line: int) -> int | None:
        shown = self._shown
        return shown[line - 1] if 0 < line <= len(shown) else None

    @property
    def _most_lines(self) -> int:
        return self.MOST_LINES if self.app.size.height >= self.TALL_ENOUGH else self.FEW_LINES

    @property
    def _shown(self) -> tuple[int, ...]:
        """Return the places of the runs shown: the newest run is always the last line, to be seen as it is queued."""
        above = min(len(self.queue), self._most_lines) - 1
        first = max(0, min(self.cursor - above + 1, len(self.queue) - 1 - above))
        return (*range(first, first + above), *range(len(self.queue))[-1:])

    def action_reorder(self, by: int) -> None:
        """Move the run under the cursor in the queue."""
        if self.queue:
            self.post_message(self.MoveRequested(self.queue[self.cursor].id, by))

    def action_take_out(self) -> None:
        """Take the run under the cursor out of the queue."""
        if self.queue:
            self.post_message(WithdrawalRequested((self.queue[self.cursor].id,)))
