"""Mode 1: the form, the live chart, and how the active run goes."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.widget import Widget

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.messages import Request
from mnist_lab.tui.state.state_feed import StateFeed
from mnist_lab.tui.train.explain_pane import ExplainPane
from mnist_lab.tui.train.folded_form import FoldedForm
from mnist_lab.tui.train.form_actions import FormActions
from mnist_lab.tui.train.form_pane import FormPane, RepeatsOf
from mnist_lab.tui.train.form_values import FormValues
from mnist_lab.tui.train.queue_list import QueueList
from mnist_lab.tui.train.room import room_classes
from mnist_lab.tui.train.spec_form import SpecForm
from mnist_lab.tui.train.welcome import invitation
from mnist_lab.tui.widgets.key_bar import KeyBar
from mnist_lab.tui.widgets.pane_actions import PaneActions
from mnist_lab.tui.widgets.run_figures import RunFigures
from mnist_lab.tui.widgets.run_text import RunText
from mnist_lab.tui.widgets.top_bar import TopBar
from mnist_lab.tui.widgets.undo_actions import UndoActions

OF_SHOWN_RUN = frozenset({"train.verdict", "train.resume"})


class TrainScreen(FormActions, PaneActions, UndoActions):
    """Form and queue at the left, chart, figures and words at the right; if it is narrow the form folds away."""

    BINDING_GROUP_TITLE = "Train"

    @dataclass
    class FormChanged(Request):
        """The form now makes this spec."""

        spec: RunSpec

    def __init__(
        self,
        states: StateFeed[AppState],
        spec: RunSpec,
        *,
        keeps_weights: bool = True,
        repeats: RepeatsOf = lambda *_: (),
    ) -> None:
        state = states.value  # known now, so that the first frame is styled once
        super().__init__(classes="form-open idle" if state.shown is None else "form-open")
        self._states = states
        self._repeats = repeats
        self.set_reactive(TrainScreen.state, state)
        self.set_reactive(FormActions.keeps_weights, keeps_weights)
        self._values = self._values_at_first = FormValues.of(spec)
        self._has_led_to_chart = False

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        yield TopBar("train")
        with Horizontal(id="panes"):
            yield FormPane(self._values, self._repeats)
            yield Widget(id="between")
            with Vertical(id="right"):
                yield FoldedForm()
                yield LossChart()
                yield RunFigures()
                yield RunText("train.verdict", "train.resume")
                yield ExplainPane(id="below-chart")
        yield KeyBar()

    def on_mount(self) -> None:
        """Give the form the focus."""
        self.query_one("#left").border_title = " form "
        self.query_one("#right").border_title = " chart "
        self.query_one(SpecForm).focus()
        self._states.follow(self, self._take_state)
        self._watch_keeps_weights(self.keeps_weights)
        self._show_state()

    def on_resize(self, event: events.Resize) -> None:
        """Fold the form if there is no room beside the chart."""
        self._make_room(event.size)
        self.refresh_bindings()

    def _make_room(self, size: Size) -> None:
        for name, fits in room_classes(size, has_queue=bool(self.state.queue)).items():
            self.set_class(fits, name)
        self.query_one(RunText).form_is_folded = self.folds_form

    def _show_state(self) -> None:
        state = self.state
        self.query_one(TopBar).state = state
        self.query_one(FormPane).show(state)
        chart, figures, words = self.query_one(LossChart), self.query_one(RunFigures), self.query_one(RunText)
        chart.invitation = invitation(self.app, is_first=state.is_empty)
        chart.ghost = state.ghost_beside(state.shown)
        chart.run = figures.run = words.run = state.shown
        figures.next_run = state.queue[0] if state.queue else None
        figures.trained = state.day_recalled
        words.follow_up = state.follow_up if not state.queue else None
        words.baseline = state.baseline_of(state.shown)
        words.thresholds = state.thresholds
        self._entitle_chart(f" chart{_place_of(state)} ")
        self._fold_what_is_shown()
        self.set_class(state.shown is None, "idle")
        self.set_class(state.is_empty and state.shown is None, "first")
        self._make_room(self.size)
        self.refresh_bindings()
        if state.live is not None and state.live is state.elsewhere:
            self._lead_to_chart()

    def _entitle_chart(self, words: str) -> None:
        """Write on the border; only if that changes it, for an active run changes often."""
        right = self.query_one("#right")
        if right.border_title != words:
            right.border_title = words

    def _lead_to_chart(self) -> None:
        """Focus the chart, once, for a run of another process, if a form that was left as it was covers it."""
        form = self.query_one(SpecForm)
        is_untouched = self._values == self._values_at_first and self.focused is form
        if not self._has_led_to_chart and is_untouched and self._form_covers_chart:
            self._has_led_to_chart = True
            self.query_one(LossChart).focus()

    def hint_words(self, binding_id: str) -> str:
        """Return what F5 does: it trains, or queues behind the run in training."""
        return "queue" if binding_id == "train.start" and self.state.is_training else super().hint_words(binding_id)

    @property
    def hidden_hints(self) -> frozenset[str]:
        """Return also the keys of the run shown while a form covers it."""
        return super().hidden_hints | (OF_SHOWN_RUN if self._form_covers_chart else frozenset())

    @on(SpecForm.Changed)
    def _take_values(self, message: SpecForm.Changed) -> None:
        """Name the settings where the form is folded, and remember them."""
        is_changed, self._values = message.values != self._values, message.values
        self.query_one(FoldedForm).spec = message.values.spec
        self._fold_what_is_shown()
        if message.values.spec is not None and is_changed:
            self.post_message(self.FormChanged(message.values.spec))

    def _fold_what_is_shown(self) -> None:
        """Leave out the line of a folded form if the run shown has just its settings."""
        shown = self.state.shown
        self.query_one(FoldedForm).set_class(shown is not None and self._values.spec == shown.spec, "as-shown")

    @on(FoldedForm.Opened)
    def _open_form(self) -> None:
        """Unfold the form."""
        self.go_to_form()

    def action_ask_resume(self) -> None:
        """Ask for the run to continue, and show its chart."""
        super().action_ask_resume()
        self._uncover_chart()

    def _watch_keeps_weights(self, keeps_weights: bool) -> None:
        """Say so below the form."""
        self.query_one(FormPane).keeps_weights = keeps_weights

    @on(LossChart.FullScreenToggled)
    def _give_the_chart_the_screen(self) -> None:
        """Show the chart in full screen, or all panes."""
        self.toggle_full_screen()

    @property
    def panes(self) -> dict[str, Widget]:
        """Return form, queue and chart; the queue only if a run waits."""
        if not self.is_mounted:
            return {}
        queue = {"queue": self.query_one(QueueList)} if self.state.queue else {}
        return {"form": self.query_one(SpecForm), **queue, "chart": self.query_one(LossChart)}

    @property
    def frames(self) -> dict[str, Widget]:
        """Return the sides of the screen, and the queue."""
        if not self.is_mounted:
            return {}
        queue = {"queue": self.query_one(QueueList)} if self.state.queue else {}
        return {"form": self.query_one("#left"), **queue, "chart": self.query_one("#right")}

    @property
    def home_pane(self) -> str:
        """Return the form, or the chart if the form covers it."""
        return "chart" if self._form_covers_chart else super().home_pane

    def on_descendant_focus(self) -> None:
        """Show the form over the chart while the keys go to it."""
        super().on_descendant_focus()
        self.set_class(self.query_one("#left").has_focus_within, "form-open")
        self.refresh_bindings()


def _place_of(state: AppState) -> str:
    """Return which of several active runs is shown: " 2 of 4"; else nothing."""
    ids = [run.id for run in state.active]
    if len(ids) < 2 or state.live is None or state.live.id not in ids:
        return ""
    return f" {ids.index(state.live.id) + 1} of {len(ids)}"
