"""F7: sets up a sweep in the form's own rows, and says what it costs before it starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from mnist_lab.domain.runs.run import MNIST
from mnist_lab.domain.runs.setting_fields import SettingField
from mnist_lab.domain.sweeps.sweep import Sweep, SweepInvalid
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.state_feed import StateFeed
from mnist_lab.tui.state.sweep_messages import SweepCosted, SweepCostRequested, SweepRequested
from mnist_lab.tui.sweeps.setup_words import explain_row, format_budget
from mnist_lab.tui.sweeps.sweep_form import SweepForm
from mnist_lab.tui.sweeps.sweep_values import SweepValues
from mnist_lab.tui.train.explain_dialog import ExplainDialog
from mnist_lab.tui.train.explain_pane import ExplainPane
from mnist_lab.tui.train.spec_form import SpecForm
from mnist_lab.tui.widgets.key_bar import KeyBar
from mnist_lab.tui.widgets.state_screen import StateScreen
from mnist_lab.tui.widgets.top_bar import TopBar

Costs = StateFeed[SweepCosted | None]


class SweepSetUp(StateScreen):
    """The form at the left; at the right what the row under the cursor is, and what the sweep would cost."""

    BINDING_GROUP_TITLE = "Sweep set-up"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5,ctrl+r", "start", "start", id="setup.start"),
        Binding("f8", "baseline", "Back to the baseline", id="form.baseline"),
        Binding("f1", "explain", "explain", id="form.explain"),
        Binding("f7,q", "leave", "back", id="setup.back"),
    ]

    term_here = "sweep"
    """What the glossary is opened at."""

    def __init__(
        self,
        values: SweepValues,
        states: StateFeed[AppState],
        costs: Costs,
        mode: str,
        left: Callable[[SweepValues], object],
    ) -> None:
        """`left` takes what was typed if the user goes back without a sweep."""
        super().__init__()
        self._values = values
        self._left = left
        self._states = states
        self._costs = costs
        self._mode = mode
        self._sweep: Sweep | None = None
        self._problem = ""
        self._starts_once_costed = False

    def compose(self) -> ComposeResult:
        """Lay out form, explanation and budget."""
        yield TopBar(self._mode)
        with Horizontal(id="set-up"):
            yield SweepForm(self._values)
            with Vertical(id="beside"):
                yield ExplainPane()
                yield Static(id="budget", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Give the form the focus."""
        self.query_one(SweepForm).border_title = " sweep: several values (×) in any row "
        self.query_one("#budget").border_title = " budget "
        self._states.follow(self, self._take_state)
        self._costs.follow(self, self._take_cost)
        self.query_one(SweepForm).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Put the budget below the form where there is no room beside it."""
        self.set_class(event.size.width < 76, "narrow")

    @on(SpecForm.Changed)
    def _take_values(self, message: SpecForm.Changed) -> None:
        """Take what the form makes now, and ask what it costs."""
        message.stop()
        assert isinstance(message.values, SweepValues)
        self._values = message.values
        self._make()
        self._explain(self.query_one(SweepForm).field)

    @on(SpecForm.Drafted)
    def _take_draft(self, message: SpecForm.Drafted) -> None:
        """Leave what is being typed until it is kept."""
        message.stop()

    @on(SpecForm.CursorMoved)
    def _take_cursor(self, message: SpecForm.CursorMoved) -> None:
        """Explain the row under the cursor."""
        message.stop()
        self._explain(message.field)

    def _explain(self, row: SettingField) -> None:
        self.query_one(ExplainPane).explanation = explain_row(row, self._values)

    def _make(self) -> None:
        self._problem = ""
        try:
            made = self._values.sweep(datetime.now(UTC), self.state.dataset or MNIST)
        except SweepInvalid as invalid:
            self._sweep, self._problem = None, str(invalid)
        else:
            if self._sweep is None or made.model_copy(update={"created": self._sweep.created}) != self._sweep:
                self._sweep = made
            self.post_message(SweepCostRequested(self._sweep, self._minutes))
        self._show_budget()

    @property
    def _minutes(self) -> float | None:
        minutes = self._values.value("minutes")
        return float(minutes) if isinstance(minutes, int | float) else None

    @property
    def _cost(self) -> SweepCosted | None:
        """Return what the sweep as it is now costs; None if that is not known yet."""
        cost = self._costs.value
        is_of_this = cost is not None and cost.asked == self._sweep and cost.minutes == self._minutes
        return cost if is_of_this else None

    def _take_cost(self, _cost: SweepCosted | None) -> None:
        self._show_budget()
        if self._starts_once_costed and self._cost is not None:
            self._starts_once_costed = False
            self.action_start()

    def _show_budget(self) -> None:
        if not self.is_mounted:
            return
        budget = self.query_one("#budget", Static)
        budget.set_class(self._sweep is None, "problem")
        if self._sweep is None:
            budget.update(self._problem)
            return
        key = key_hint(self.app, "setup.start", "F5")
        cost = self._cost
        budget.update("\n".join(format_budget(self._sweep, cost.fitting if cost else None, self._minutes, key)))

    def _show_state(self) -> None:
        self.query_one(TopBar).state = self.state
        form = self.query_one(SweepForm)
        form.is_live = self.state.live is not None

    def action_start(self) -> None:
        """Ask for the sweep, as it fits into the minutes; go to what is wrong if something is."""
        form = self.query_one(SweepForm)
        form.keep_edit()
        self._values = form.sweep_values
        self._make()
        if form.values.problems:
            form.go_to_problem()
        elif self._sweep is None:
            form.say(self._problem)
        elif self._minutes is None:
            self.post_message(SweepRequested(self._sweep))
        elif self._cost is not None:
            wish = f"{self._sweep.id} {self._minutes:g}"
            self.post_message(SweepRequested(self._cost.fitting.sweep.model_copy(update={"fitted_from": wish})))
        else:
            self._starts_once_costed = True

    def action_baseline(self) -> None:
        """Fill in the baseline, without anything varied."""
        self.query_one(SweepForm).action_baseline()

    def action_explain(self) -> None:
        """Explain the row under the cursor."""
        row = self.query_one(SweepForm).field
        self.app.push_screen(ExplainDialog(row, explain_row(row, self._values)))

    def action_leave(self) -> None:
        """Go back without a sweep; what was typed is there again at the next time."""
        form = self.query_one(SweepForm)
        form.keep_edit()
        self._left(form.sweep_values)
        self.dismiss(None)
