"""Mode 4: the post's experiments as labs, how far each is, and what it answers; the last line leads to Sweeps."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mnist_lab.domain.experiments.sources import ARTICLE
from mnist_lab.domain.labs.definitions import (
    LABS,
    changed_in,
    format_held,
    question_of,
    taught_in,
    titled,
    values_in,
)
from mnist_lab.domain.labs.screen_text import format_gist, format_guessed, format_hypothesis
from mnist_lab.tui.batches.batch_list import BatchList, BatchRow
from mnist_lab.tui.batches.progress_line import ProgressLine
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.labs.group_comparing import GroupComparing
from mnist_lab.tui.labs.lab_screen import LabScreen
from mnist_lab.tui.widgets.hanging_text import HangingText
from mnist_lab.tui.widgets.key_bar import KeyBar
from mnist_lab.tui.widgets.reading_pane import ReadingPane
from mnist_lab.tui.widgets.top_bar import TopBar
from mnist_lab.tui.widgets.wrapping import items_whole

TEACHING = (
    "A lab trains the post's baseline and its variations, a few runs each with different seeds, and shows which "
    "differences are real. {open} opens it, {run} runs it (existing runs are reused), {guess} lets you guess first."
)
GRIDS = "grids"
ABOUT_GRIDS = "What does the grid-search article try?"
TEACHING_GRIDS = (
    "The post points to an article on grid search, which trains every combination of some settings. {open} shows its "
    "seven grids, in Sweeps.\n\n" + f"{ARTICLE.author}: {ARTICLE.title}\n{ARTICLE.address}"
)


class LabsScreen(GroupComparing):
    """The list of labs above, the one under the cursor below."""

    BINDING_GROUP_TITLE = "Labs"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "read(1)", "Read on", id="labs.read_on"),
        Binding("pageup", "read(-1)", "Read back", id="labs.read_back"),
    ]

    TWO_LINES_FROM = 34
    LINES_TO_TEACH = 24
    """The lines besides the list with which there is room for what a setting is."""

    opened: LabScreen | None = None
    """The lab that lies over the list."""
    _was_resized_unseen = False

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        yield TopBar("labs")
        yield BatchList("lab", self._rows())
        with ReadingPane("labs", id="about"):
            yield ProgressLine()
            yield HangingText(id="about-words")
        yield KeyBar()

    def on_mount(self) -> None:
        """Give the list the focus."""
        self._follow()
        self._show_overview()
        self.query_one(BatchList).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Give each lab two lines if there is height for them."""
        self.query_one(BatchList).two_lines = event.size.height >= self.TWO_LINES_FROM
        self._was_resized_unseen = self.app.screen is not self
        self.query_one("#about-words", HangingText).words = self._text()

    def on_screen_resume(self) -> None:
        """Lay out the list again if the screen was resized while another was shown."""
        if self._was_resized_unseen:
            self._was_resized_unseen = False
            self.query_one(BatchList).refresh(layout=True)

    @property
    def name_here(self) -> str:
        """Return the lab under the cursor."""
        return self.query_one(BatchList).name_here

    @property
    def term_here(self) -> str:
        """Return what the glossary is opened at: what the line under the cursor is."""
        return "grid" if self.name_here == GRIDS else "lab"

    @property
    def _can_show(self) -> bool:
        """Return whether the list can be drawn: not while a lab lies over it."""
        return self.opened is None and super()._can_show

    @on(BatchList.Highlighted)
    def _show_lab_here(self) -> None:
        """Show the lab under the cursor from its beginning."""
        self._show_overview()
        self.query_one(ReadingPane).scroll_home(animate=False)

    @on(BatchList.Opened)
    def _open_lab(self, message: BatchList.Opened) -> None:
        """Open the lab over the list; the grids are in another mode."""

        def closed(_: None) -> None:
            self.opened = None
            self._show_overview()

        if message.name == GRIDS:
            self.app.call_later(self.app.run_action, "app.switch_mode('sweeps')")
            return
        self.opened = LabScreen(message.name, self.states, self.overviews)
        self.app.push_screen(self.opened, closed)

    def _show_state(self) -> None:
        """Show the state."""
        self.query_one(TopBar).state = self.state
        self.query_one(ProgressLine).progress = self.progress
        self.query_one(ProgressLine).note = format_hypothesis(self.status) if self.status is not None else ""
        self.query_one(ProgressLine).display = self.name_here != GRIDS
        self.query_one(BatchList).rows = self._rows()
        self.refresh_bindings()

    def _show_overview(self) -> None:
        """Show the overview and the state."""
        if self.overview is not None:
            self.query_one(BatchList).caveat = self.overview.budget.caveat
        self.query_one("#about-words", HangingText).words = self._text()
        self._show_state()

    def _rows(self) -> tuple[BatchRow, ...]:
        rows = []
        for name, labs in LABS.items():
            row = BatchRow(name, question_of(labs), changed_in(labs), values_in(labs), title=titled(name))
            status = self.overview.statuses[name] if self.overview is not None else None
            if status is not None:
                row = replace(
                    row,
                    below=format_gist(status),
                    plan=status.plan,
                    seconds=status.seconds,
                    is_busy=self.is_busy(status.plan),
                    guess=format_guessed(status),
                )
            rows.append(row)
        return (*rows, BatchRow(GRIDS, ABOUT_GRIDS, "seven grids", "seven grids"))

    def _text(self) -> Text:
        if self.name_here == GRIDS:
            return Text().append(f"{ABOUT_GRIDS}\n", "bold").append(self._with_keys(TEACHING_GRIDS))
        labs, status = LABS[self.name_here], self.status
        words = Text().append(f"{question_of(labs)}\n", "bold")
        answer = status.answer if status is not None else ""
        texts = [answer, self.warning] if answer else [self.warning, self._with_keys(TEACHING)]
        words.append("\n\n".join(filter(None, texts)) + "\n")
        if status is not None:
            same = f"same: {items_whole(format_held(labs[0], status.budget))}" if len(labs) == 1 else status.budget.text
            words.append(f"\nchanged: {changed_in(labs)}\n{same}")
        taught = taught_in(labs) if self._has_room_to_teach else ""
        if taught:
            words.append(f"\n\n{taught}")
        return words

    @property
    def _has_room_to_teach(self) -> bool:
        rows = self.query_one(BatchList).rows
        return self.size.height - len(rows) * (2 if any(row.below for row in rows) else 1) >= self.LINES_TO_TEACH

    def _with_keys(self, text: str) -> str:
        return text.format(
            open=key_hint(self.app, "batches.open", "enter"),
            run=key_hint(self.app, "batch.run", "F5"),
            guess=key_hint(self.app, "lab.guess", "P"),
        )
