"""Mode 4: the post's experiments as labs, how far each is, and what it answers."""

from __future__ import annotations

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from mnist_lab.domain.lab_progress import progress_of
from mnist_lab.domain.labs import LABS, changed_in, held_words, question_of
from mnist_lab.screens.lab import LabScreen
from mnist_lab.screens.lab_keys import LabKeys
from mnist_lab.widgets.key_bar import KeyBar
from mnist_lab.widgets.lab_line import LabLine
from mnist_lab.widgets.lab_list import LabList
from mnist_lab.widgets.top_bar import TopBar

TEACHING = (
    "Each lab trains the post's baseline and its variations, a few runs of each that differ in the seed alone, and "
    "says which differences are real. enter opens one, F5 runs it: runs that are kept already serve again. P asks "
    "first what you expect."
)


class LabsScreen(LabKeys):
    """The list of labs above, the one under the cursor below."""

    TWO_LINES_FROM = 32

    opened: LabScreen | None = None
    """The lab that lies over the list."""

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        yield TopBar("labs")
        yield LabList()
        with VerticalScroll(id="about", can_focus=False):
            yield LabLine()
            yield Static(id="about-words", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin in the list."""
        self.show_state()
        self.show_picture()
        self.query_one(LabList).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Give each lab two lines where there is height for them."""
        self.query_one(LabList).two_lines = event.size.height >= self.TWO_LINES_FROM

    @property
    def name_here(self) -> str:
        """The lab under the cursor."""
        return self.query_one(LabList).name_here

    @property
    def can_show(self) -> bool:
        """The list shows nothing while a lab lies over it."""
        return self.opened is None and super().can_show

    def watch_state(self) -> None:
        """Show the new moment, here and in the opened lab."""
        if self.opened is not None:
            self.opened.state = self.state
        super().watch_state()

    def watch_picture(self) -> None:
        """Show how the labs stand, here and in the opened one."""
        if self.opened is not None:
            self.opened.picture = self.picture
        super().watch_picture()

    @on(LabList.Highlighted)
    def show_lab_here(self) -> None:
        """Show the lab under the cursor."""
        self._show_words()

    @on(LabList.Opened)
    def open_lab(self, message: LabList.Opened) -> None:
        """Open the lab over the list."""

        def closed(_: None) -> None:
            self.opened = None
            self.show_picture()

        self.opened = LabScreen(message.name, self.state, self.picture, self.folder)
        self.app.push_screen(self.opened, closed)

    def show_state(self) -> None:
        """Show the moment."""
        self.query_one(TopBar).state = self.state
        self.query_one(LabLine).progress = self.progress
        standings = self.picture.standings.values() if self.picture is not None else ()
        self.query_one(LabList).busy = frozenset(
            each.name
            for each in standings
            if each.plan.missing and progress_of(each.plan, self.state.run, self.state.queue).is_under_way
        )
        self.refresh_bindings()

    def show_picture(self) -> None:
        """Show how the labs stand."""
        self.query_one(LabList).picture = self.picture
        self._show_words()

    def _show_words(self) -> None:
        labs, standing = LABS[self.name_here], self.standing
        self.show_state()
        words = Text().append(f"{question_of(labs)}\n", "bold")
        words.append(f"{(standing.answer if standing is not None else '') or TEACHING}\n")
        if standing is not None:
            held = f"held: {held_words(labs[0], standing.terms)}" if len(labs) == 1 else standing.terms.words
            words.append(f"\nchanged: {changed_in(labs)}\n{held}")
        self.query_one("#about-words", Static).update(words)
