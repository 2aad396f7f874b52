"""The form with what belongs to it: the explanation of a setting, the cost of the run, and the queue."""

from __future__ import annotations

from collections.abc import Callable, Collection

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import var

from mnist_lab.domain.evidence.next_seed import is_trained_already, unused_seeds
from mnist_lab.domain.runs.cost_estimate import estimate
from mnist_lab.domain.runs.run import MNIST
from mnist_lab.domain.runs.setting_fields import SettingField
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.train.estimate_line import EstimateLine
from mnist_lab.tui.train.explain_pane import ExplainPane
from mnist_lab.tui.train.form_values import FormValues
from mnist_lab.tui.train.queue_list import QueueList
from mnist_lab.tui.train.setting_words import Explanation, explain_setting
from mnist_lab.tui.train.spec_form import SpecForm
from mnist_lab.tui.train.welcome import Welcome

RepeatsOf = Callable[[RunSpec, str], Collection[Summary]]


class FormPane(Vertical):
    """Form, explanation, estimate and queue, one below the other, or the form beside the others where it is wide.

    `repeats` returns the known runs of some settings on the digits with a checksum: the pane says if exactly the form's
    run is kept already.
    """

    keeps_weights: var[bool] = var(True)

    def __init__(self, values: FormValues, repeats: RepeatsOf) -> None:
        super().__init__(id="left")
        self._values = self._draft = values
        self._repeats = repeats
        self._state = AppState()

    def compose(self) -> ComposeResult:
        """Lay out the form and what is below it."""
        yield SpecForm(self._values)
        yield ExplainPane(id="beside-form")
        yield Welcome()
        yield EstimateLine()
        yield QueueList()

    @property
    def form(self) -> SpecForm:
        """Return the form itself."""
        return self.query_one(SpecForm)

    def show(self, state: AppState) -> None:
        """Show what the state has to do with the form."""
        self._state = state
        self.form.is_live = state.live is not None
        self.query_one(QueueList).queue = state.queue
        self._show_estimate()

    def _watch_keeps_weights(self, keeps_weights: bool) -> None:
        """Say so below the form."""
        for line in self.query(EstimateLine):
            line.keeps_weights = keeps_weights

    @on(SpecForm.Changed)
    def _take_values(self, message: SpecForm.Changed) -> None:
        """Say what the run would cost and what is changed; the screen hears of it too."""
        self._values = self._draft = message.values
        self.query_one(EstimateLine).changed = len(message.values.changed_names)
        self._show_estimate()
        self._explain(self.form.field)

    @on(SpecForm.Drafted)
    def _take_draft(self, message: SpecForm.Drafted) -> None:
        """Say what the run would cost with what is being typed."""
        message.stop()
        self._draft = message.values
        self._show_estimate()

    @on(SpecForm.CursorMoved)
    def _take_cursor(self, message: SpecForm.CursorMoved) -> None:
        """Explain the setting under the cursor."""
        message.stop()
        self._explain(message.field)

    def explanation_of(self, field: SettingField) -> Explanation:
        """Return what is said of a setting now."""
        reason = self._values.idle_reason(field.name)
        return explain_setting(
            field,
            of_mnist=not self._state.other_digits,
            idle_reason=reason,
            fewest_epochs=self._state.thresholds.fewest_epochs,
        )

    def _explain(self, field: SettingField) -> None:
        explained = self.explanation_of(field)
        for pane in self.screen.query(ExplainPane):
            pane.explanation = explained

    def _show_estimate(self) -> None:
        spec, state, line = self._draft.spec, self._state, self.query_one(EstimateLine)
        line.estimate = estimate(spec, state.paces, state.training_digits) if spec is not None else None
        line.next_seed = self._next_seed(spec) if spec is not None else None

    def _next_seed(self, spec: RunSpec) -> int | None:
        """Return the next seed that was not trained yet if exactly this run is kept; else None."""
        digits = (self._state.dataset or MNIST).sha256
        known = self._repeats(spec, digits)
        return next(unused_seeds(spec, digits, known)) if is_trained_already(spec, digits, known) else None
