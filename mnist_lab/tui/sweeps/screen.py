"""Mode 5: the kept sweeps, the newest first, then the article's grids; below, the result of the one with the cursor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Region

from mnist_lab.domain.experiments.sources import ARTICLE
from mnist_lab.domain.formatting.units import format_estimate
from mnist_lab.domain.runs.setting_fields import field_named
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.overview import titles_of
from mnist_lab.domain.sweeps.presets import NO_FOLDS, PRESETS
from mnist_lab.domain.sweeps.status import SweepStatus, best_so_far
from mnist_lab.tui.batches.batch_list import BatchList, BatchRow
from mnist_lab.tui.batches.progress_line import ProgressLine
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.sweeps.result_actions import ResultActions
from mnist_lab.tui.sweeps.sweep_pane import SweepPane
from mnist_lab.tui.sweeps.sweep_progress import SweepProgress
from mnist_lab.tui.sweeps.sweep_screen import SweepScreen
from mnist_lab.tui.widgets.key_bar import KeyBar
from mnist_lab.tui.widgets.reading_pane import ALL_SHOWN, ReadingPane
from mnist_lab.tui.widgets.top_bar import TopBar

FORMS = (("question", "changes"), ("question",), ("brief",), ())
HEADINGS = {"question": "best so far", "changes": "varied", "brief": "best so far"}
FIGURES = (("state", "trials done", "time left"), ("state", "done", "left"))
PRESET = "preset"
TEACHING = (
    "A sweep trains many combinations of settings and finds the best: a grid of values, or a search at random or by "
    "TPE. {new} sets one up, beginning with the form: type several values into a row, such as 64,518,2048."
)
OF_PRESETS = "The grids in this list are those of an article on grid search. {run} trains one, {edit} changes it first."
OF_KEPT = "No trial is done yet. {run} trains it, {edit} sets up another like it."
OF_ACTIVE = "No trial is done yet."


@dataclass(frozen=True, slots=True)
class SweepRow(BatchRow):
    """A sweep in the list."""

    done: str = ""
    left: str = ""

    @property
    def figures(self) -> tuple[str, str, str]:
        """Return state, trials done, and the time left."""
        return self.guess, self.done, self.left


class SweepsScreen(ResultActions):
    """The list of sweeps above, the result of the one under the cursor below."""

    BINDING_GROUP_TITLE = "Sweeps"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "read(1)", "Read on", id="sweeps.read_on"),
        Binding("pageup", "read(-1)", "Read back", id="sweeps.read_back"),
    ]

    term_here = "sweep"
    """What the glossary is opened at."""
    opened: SweepScreen | None = None
    _begun_shown = ""

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        yield TopBar("sweeps")
        with VerticalScroll(id="list", can_focus=False):
            yield BatchList("sweep", self._rows(), FORMS, HEADINGS, FIGURES)
        with ReadingPane("sweeps", id="about"):
            yield ProgressLine()
            yield SweepPane()
        yield KeyBar()

    def on_mount(self) -> None:
        """Give the list the focus."""
        self._follow()
        self._show_overview()
        self.query_one(BatchList).focus()

    @property
    def status(self) -> SweepStatus | None:
        """Return the status of the sweep under the cursor."""
        lists = self.query(BatchList)  # none before the screen is laid out
        return self.overview.status(lists.first().name_here) if self.overview is not None and lists else None

    @on(BatchList.Highlighted)
    def _show_sweep_here(self) -> None:
        """Show the sweep under the cursor from its beginning, and its line."""
        self._show_overview()
        self.query_one(ReadingPane).scroll_home(animate=False)
        listed = self.query_one(BatchList)
        self.query_one("#list", VerticalScroll).scroll_to_region(Region(0, listed.cursor + 1, 1, 1), animate=False)

    @on(BatchList.Opened)
    def _open(self, message: BatchList.Opened) -> None:
        """Show the sweep on the whole screen."""
        if self.status is None:
            return

        def closed(_: None) -> None:
            self.opened = None
            self._show_overview()

        self.opened = SweepScreen(message.name, self.states, self.overviews)
        self.app.push_screen(self.opened, closed)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to read on if there is more."""
        if action == "read":
            return any(pane.is_longer for pane in self.query(ReadingPane))
        return super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say why there is nothing to read on."""
        return ALL_SHOWN if action == "read" else super().reason_for(action, parameters)

    def action_read(self, pages: int) -> None:
        """Scroll down, or up."""
        self.query_one(ReadingPane).read(pages)

    def _show_state(self) -> None:
        self.query_one(TopBar).state = self.state
        self.query_one(ProgressLine).progress = self.progress
        self.refresh_bindings()

    def _show_overview(self) -> None:
        listed, before = self.query_one(BatchList), self._name_here
        rows = self._rows()
        listed.rows = rows
        names = [row.name for row in rows]
        overview = self.overview
        if overview is not None and overview.begun != self._begun_shown and overview.begun in names:
            self._begun_shown = before = overview.begun
        listed.cursor = names.index(before) if before in names else min(listed.cursor, len(names) - 1)
        listed.refresh(layout=True)
        status = self.status
        if status is not None and overview is not None:
            more = f"{key_hint(self.app, 'batches.open', 'enter')} shows {{count}} more trials and each setting."
            pane = self.query_one(SweepPane)
            pane.show(status, overview.largest_class, self._teaching(status), more, is_kept=self.is_kept)
        self._show_state()

    @property
    def _name_here(self) -> str:
        listed = self.query_one(BatchList)
        return listed.name_here if listed.cursor < len(listed.rows) else ""

    def _teaching(self, status: SweepStatus) -> str:
        assert self.overview is not None
        keys = {
            name: key_hint(self.app, binding, usual)
            for name, binding, usual in (
                ("new", "sweep.new", "F7"),
                ("run", "batch.run", "F5"),
                ("edit", "sweep.edit", "e"),
            )
        }
        if any(status is each for each in self.overview.kept):
            return OF_ACTIVE if status.is_active or status.is_elsewhere else OF_KEPT.format(**keys)
        article = f"{ARTICLE.author}: {ARTICLE.title}. {ARTICLE.address}"
        return f"{TEACHING.format(**keys)}\n\n{OF_PRESETS.format(**keys)}\n{NO_FOLDS}\n\n{article}"

    def _rows(self) -> tuple[SweepRow, ...]:
        if self.overview is None:
            return tuple(
                SweepRow(name, preset.question, preset.changes, title=name) for name, preset in PRESETS.items()
            )
        titles = titles_of([status.sweep for status in self.overview.kept])
        kept = [
            _kept_row(status, titles[status.sweep.id], SweepProgress(status, self.state, "").word)
            for status in self.overview.kept
        ]
        presets = [_preset_row(name, status) for name, status in self.overview.presets]
        return (*kept, *presets)


def _kept_row(status: SweepStatus, title: str, state: str) -> SweepRow:
    best = best_so_far(status)
    row = _row(status, title, state)
    return replace(row, question=best, brief=best.rpartition(": ")[2], is_busy=status.is_active)


def _preset_row(name: str, status: SweepStatus) -> SweepRow:
    return replace(_row(status, name, PRESET), question=PRESETS[name].question)


def _row(status: SweepStatus, title: str, state: str) -> SweepRow:
    varied = " × ".join(field_named(RunSpec, name).setting.short for name in status.sweep.axes)
    return SweepRow(
        status.sweep.id,
        "",
        varied if varied != status.sweep.title else "",
        title=title,
        guess=state,
        done=f"{status.done} of {status.count}",
        left="done" if status.is_over else format_estimate(status.left.seconds),
    )
