"""A lab: what is asked, how far it is, the table that fills, the curves, and the answer."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.geometry import Region
from textual.widgets import Static

from mnist_lab.domain.labs.definitions import LABS, question_of, titled
from mnist_lab.domain.labs.reported import reports_losses
from mnist_lab.domain.labs.screen_text import format_budget, format_group_verdict, format_hypothesis
from mnist_lab.domain.labs.status import LabStatus
from mnist_lab.domain.overview import LabsOverview
from mnist_lab.tui.batches.progress_line import ProgressLine
from mnist_lab.tui.charts.band_chart import BandChart
from mnist_lab.tui.charts.band_chart_view import GroupCurves
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.labs.group_comparing import GroupComparing
from mnist_lab.tui.labs.group_table import GroupTable, letter_of
from mnist_lab.tui.labs.group_words import GroupWords
from mnist_lab.tui.labs.lab_words import caveat_forms, format_invitation, glossary_term
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.messages import GroupVerdictRequested
from mnist_lab.tui.state.state_feed import StateFeed
from mnist_lab.tui.widgets.full_screen import ALL_PANES, FullScreen
from mnist_lab.tui.widgets.hanging_text import HangingText
from mnist_lab.tui.widgets.key_bar import KeyBar
from mnist_lab.tui.widgets.top_bar import TopBar
from mnist_lab.tui.widgets.wrapping import items_whole

ABOUT = "changed\nbudget\nsame"
CORRECTED = " corrected for {} comparisons: a lab alone may show more "


class TablePane(VerticalScroll, inherit_bindings=False):
    """Scrolls with the cursor of its table alone, so that the keys of pages are those of the words."""


class LabScreen(GroupComparing, FullScreen):
    """Question, progress and table above; curves and words below, if it is narrow one or the other."""

    BINDING_GROUP_TITLE = "Lab"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "ask_verdict", "verdict", id="lab.verdict"),
        Binding("m", "change_metric", "accuracy", id="lab.metric"),
        Binding("y", "change_scale", "log", id="lab.log"),
        Binding("f", "full_screen", "curves", id="lab.curves"),
        Binding("pagedown", "read(1)", "Read on", id="lab.read_on"),
        Binding("pageup", "read(-1)", "Read back", id="lab.read_back"),
        Binding("escape", "step_back", "Back", id="lab.back"),
    ]

    NARROW_WIDTH = 100
    SHORT_HEIGHT = 30
    LOW_HEIGHT = 23
    RULE_BESIDE_TITLE = 4
    MOST_WITH_A_CHART = 4
    """The most groups that leave room for a chart on a short screen."""

    def __init__(self, name: str, states: StateFeed[AppState], overviews: StateFeed[LabsOverview | None]) -> None:
        super().__init__(states, overviews)
        self._lab_name = name

    @property
    def name_here(self) -> str:
        """Return the lab opened."""
        return self._lab_name

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        yield TopBar("labs")
        title = f"{titled(self._lab_name)}: {question_of(LABS[self._lab_name])}"
        yield Static(title, id="question", markup=False)
        with Horizontal(id="about-lab"):
            yield Static(ABOUT, id="about-labels", markup=False)
            yield HangingText(id="about-words")
        yield ProgressLine()
        with TablePane(id="table", can_focus=False):
            yield GroupTable()
        with Horizontal(id="below"):
            yield BandChart()
            yield GroupWords()
        yield KeyBar()

    def on_mount(self) -> None:
        """Give the table the focus."""
        self._follow()
        self._show_state()
        self._show_overview()
        self.watch(self.query_one(GroupWords), "reading_hint", self._show_rule)
        self.query_one(GroupTable).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Share the room as there is."""
        self.set_class(event.size.width < self.NARROW_WIDTH, "narrow")
        self.set_class(event.size.height < self.SHORT_HEIGHT, "short")
        self.set_class(event.size.height < self.LOW_HEIGHT, "low")
        self.refresh_bindings()
        if self.status is not None:
            self._show_caveat(self.status)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the verdict if the group under the cursor has one, and chart keys if there is a chart."""
        if action == "ask_verdict":
            group = self.query_one(GroupTable).group_here if self._can_show else None
            return group is not None and group.verdict is not None
        if action in {"change_metric", "change_scale"}:
            return self._can_show and self.query_one(BandChart).has_curves
        return super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say what the verdict and the curves need."""
        if action == "ask_verdict":
            return f"This group has no run to judge: {key_hint(self.app, 'batch.run', 'F5')} trains what is missing."
        if action in {"change_metric", "change_scale"}:
            return "There are no curves yet."
        return super().reason_for(action, parameters)

    @on(GroupTable.Highlighted)
    def _follow_cursor(self, message: GroupTable.Highlighted) -> None:
        """Show the words and the curves of the group under the cursor."""
        self.query_one("#table", VerticalScroll).scroll_to_region(
            Region(0, message.line, 1, message.lines), animate=False
        )
        self.query_one(GroupWords).scroll_home(animate=False)
        self._show_group()

    @property
    def term_here(self) -> str:
        """Return the verdict of the group under the cursor, which the glossary explains; without one what it is."""
        return glossary_term(self.query_one(GroupTable).group_here)

    def action_ask_verdict(self) -> None:
        """Ask for the rule behind the verdict of the group under the cursor."""
        group = self.query_one(GroupTable).group_here
        run = group.run_of_verdict if group is not None else None
        if group is not None and run is not None:
            self.post_message(GroupVerdictRequested(run, format_group_verdict(group)))

    def action_change_metric(self) -> None:
        """Go from losses to accuracies or back."""
        self.query_one(BandChart).change_metric()

    def action_change_scale(self) -> None:
        """Go from a linear to a log axis or back."""
        self.query_one(BandChart).change_scale()

    def action_full_screen(self) -> None:
        """Show the curves in full screen, or all panes."""
        self.toggle_full_screen()

    @property
    def hidden_hints(self) -> frozenset[str]:
        """Return also the keys of the chart while it is not shown, and the less usual of the two ways to stop."""
        of_chart = ("lab.metric", "lab.log") if self._hides_chart else ()
        return super().hidden_hints | {"live.stop_now", *of_chart}

    @property
    def _hides_chart(self) -> bool:
        """Return whether the words have the room of the chart."""
        has_words_alone = self.has_class("narrow", "complete") or self.has_class("short", "many")
        return has_words_alone and not self.is_full_screen

    def hint_words(self, binding_id: str) -> str:
        """Return what a key does with the chart as it is, and where escape leads."""
        if binding_id == "live.stop_after_epoch":
            return "stop"
        chart = self.query_one(BandChart)
        if binding_id == "lab.metric":
            return chart.other_metric.value
        if binding_id == "lab.log":
            return "linear" if chart.log_scale else ""
        if binding_id in {"lab.curves", "lab.back"} and self.is_full_screen:
            return ALL_PANES
        return "labs" if binding_id == "lab.back" else ""

    def action_step_back(self) -> None:
        """Leave full screen, else go back to the list."""
        if self.is_full_screen:
            self.leave_full_screen()
        else:
            self.dismiss(None)

    def _show_state(self) -> None:
        """Show the state."""
        progress = self.progress
        self.query_one(TopBar).state = self.state
        self.query_one(ProgressLine).progress = progress
        self.query_one(GroupTable).training = progress.label if progress is not None else ""
        if progress is not None:
            has_guessed = self.status is not None and self.status.answers > 0
            guess = "" if has_guessed else key_hint(self.app, "lab.guess", "P")
            self.query_one(BandChart).invitation = format_invitation(progress, guess, self.warning)
        self.refresh_bindings()

    def _show_overview(self) -> None:
        """Show the overview of the lab."""
        status = self.status
        if status is None:
            return
        self.query_one(GroupTable).status = status
        self.query_one(ProgressLine).note = format_hypothesis(status)
        self.query_one("#about-words", HangingText).words = Text(items_whole(format_budget(status.labs, status.budget)))
        self._show_caveat(status)
        self._show_rule()
        self.set_class(status.is_begun, "begun")
        self.set_class(status.is_done, "complete")
        has_more_lines = status.is_begun and reports_losses(status.labs)
        self.set_class(len(status.groups) > self.MOST_WITH_A_CHART or has_more_lines, "many")
        chart = self.query_one(BandChart)
        chart.subject, chart.epochs = f"lab {self._lab_name}", status.budget.epochs
        self._show_state()
        self._show_group()

    def _show_caveat(self, status: LabStatus) -> None:
        """Say on the rule over the table what is less than in the post, in the words that there is room for."""
        words = [f" {form} " for form in caveat_forms(status, key_hint(self.app, "batch.quick", "B"))]
        fitting = [each for each in words if cell_len(each) <= self.size.width - self.RULE_BESIDE_TITLE]
        self.query_one("#table").border_title = next(iter(fitting), None)

    def _show_rule(self) -> None:
        """Say on the rule below the table what the words are of, and how to read on."""
        status = self.status
        several = status is not None and len(status.results) > 1
        corrected = CORRECTED.format(status.results[0].family) if status is not None and several else ""
        hint = self.query_one(GroupWords).reading_hint
        self.query_one("#below").border_title = "·".join(filter(None, (corrected, hint))) or None

    def _show_group(self) -> None:
        status, group = self.status, self.query_one(GroupTable).group_here
        if status is None or group is None:
            return
        result = status.result_with(group)
        places = {each.label: place for place, each in enumerate(status.groups)}
        self.query_one(BandChart).groups = tuple(
            GroupCurves(letter_of(places[each.label]), each.label, tuple(run.epochs for run in each.runs))
            for each in result.groups
        )
        score = self.overview.score if self.overview is not None else None
        self.query_one(GroupWords).show(status, group, score, self.warning)
        self.refresh_bindings()
