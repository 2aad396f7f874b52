"""The runs in the trash: each can be restored or purged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mnist_lab.domain.tables.columns import columns_of
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.tui.dialogs.dialog import Dialog
from mnist_lab.tui.dialogs.key_line import KeyLine
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.runs.purge_dialog import PurgeDialog
from mnist_lab.tui.state.messages import Request
from mnist_lab.tui.widgets.cell_layout import fitted
from mnist_lab.tui.widgets.choice_list import ChoiceList
from mnist_lab.tui.widgets.clickable_line import Part
from mnist_lab.util.text_columns import padded

EMPTY = "The trash is empty. {key} in the table moves the run under the cursor here."
WIDTHS = {"verdict": 16, "created": 12}
MOST_NAME = 44
"""The most cells for a name with its seed."""


class TrashDialog(Dialog[None]):
    """The runs in the trash, the newest first."""

    BINDING_GROUP_TITLE = "Trash"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "restore", "restore", id="trash.restore"),
        Binding("x", "purge", "purge", id="trash.purge"),
        Binding("E", "purge_all", "empty the trash", id="trash.purge_all"),
        Binding("u,q", "leave", "Back", id="trash.leave"),
    ]

    OPENED_BY: ClassVar[frozenset[str]] = frozenset({"runs.open_trash"})

    @dataclass
    class RestoreRequested(Request):
        """The user wants the run restored."""

        run_id: str

    @dataclass
    class PurgeRequested(Request):
        """The user wants these runs purged, and has confirmed it."""

        run_ids: tuple[str, ...]

    def __init__(self, summaries: tuple[Summary, ...]) -> None:
        super().__init__()
        self._summaries = summaries

    def compose(self) -> ComposeResult:
        """Return the count, a line for each run with its fit and age, and the keys."""
        with Vertical(classes="dialog"):
            yield Static(classes="title", markup=False)
            yield Static(
                EMPTY.format(key=key_hint(self.app, "runs.trash", "D")), classes="words", id="trash-empty", markup=False
            )
            yield ChoiceList(markup=False, compact=True)
            yield KeyLine(classes="foot")

    def on_mount(self) -> None:
        """Show what there is."""
        self.show(self._summaries)
        self.query_one(OptionList).focus()

    def show(self, summaries: tuple[Summary, ...]) -> None:
        """Show what is in the trash now; the cursor stays in its place."""
        self._summaries = summaries
        choices = self.query_one(OptionList)
        place = choices.highlighted or 0
        # with the room that a name needs, up to all that there is beside the other columns
        width = min(max((cell_len(_name(each)) for each in summaries), default=0), MOST_NAME)
        choices.set_options([Option(_line(summary, width), id=summary.id) for summary in summaries])
        choices.highlighted = min(place, len(summaries) - 1) if summaries else None
        runs = {0: "", 1: ": 1 run"}.get(len(summaries), f": {len(summaries):,} runs")
        self.query_one(".title", Static).update(f"Trash{runs}")
        self.query_one("#trash-empty").display = not summaries
        choices.display = bool(summaries)
        restore, purge = key_hint(self.app, "trash.restore", "r"), key_hint(self.app, "trash.purge", "x")
        purge_all = key_hint(self.app, "trash.purge_all", "E")
        keys = (
            Part(f"enter {restore}  restore", action="screen.restore"),
            Part(f"{purge}  purge", action="screen.purge"),
            Part(f"{purge_all}  empty the trash", action="screen.purge_all"),
        )
        self.query_one(KeyLine).entries = (*(keys if summaries else ()), self.back_part())

    @on(OptionList.OptionSelected)
    def action_restore(self) -> None:
        """Restore the run under the cursor."""
        here = self._here
        if here is not None:
            self.post_message(self.RestoreRequested(here.id))

    def action_purge(self) -> None:
        """Purge the run under the cursor, once the user has confirmed it."""
        here = self._here
        if here is not None:
            self._purge(f"Purge “{here.run.whole_title}” permanently?", (here.id,))

    def action_purge_all(self) -> None:
        """Purge all runs in the trash, once the user has confirmed it."""
        ids = tuple(summary.id for summary in self._summaries)
        if ids:
            what = "the one run" if len(ids) == 1 else f"all {len(ids):,} runs"
            self._purge(f"Purge {what} in the trash permanently?", ids)

    @property
    def _here(self) -> Summary | None:
        place = self.query_one(OptionList).highlighted
        return self._summaries[place] if place is not None else None

    def _purge(self, question: str, run_ids: tuple[str, ...]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self.post_message(self.PurgeRequested(run_ids))

        self.app.push_screen(PurgeDialog(question), answered)


def _line(summary: Summary, width: int) -> str:
    columns = {column.key: column for column in columns_of()}
    name = padded(fitted(columns["name"].text(summary), _seed(summary), width), width)
    others = (set_cell_size(columns[key].text(summary), cells) for key, cells in WIDTHS.items())
    return "  ".join([name, *others])


def _name(summary: Summary) -> str:
    return summary.run.whole_title


def _seed(summary: Summary) -> str:
    return f", seed {summary.run.spec.seed}"
