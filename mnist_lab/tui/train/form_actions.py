"""The keys for the form: they train what it holds, fill it in, and explain it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.reactive import var

from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.setting_fields import Value
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.state.messages import GlossaryRequested, Request
from mnist_lab.tui.state.sweep_messages import SweepSetUpRequested
from mnist_lab.tui.train.explain_dialog import ExplainDialog
from mnist_lab.tui.train.form_pane import FormPane
from mnist_lab.tui.train.form_values import FormValues
from mnist_lab.tui.train.shown_run_actions import ShownRunActions
from mnist_lab.tui.train.spec_form import SpecForm


class FormActions(ShownRunActions):
    """A screen with a form and the run shown beside it; the form lies over its chart if there is no room for both."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5,ctrl+r", "train", "train", id="train.start"),
        Binding("plus", "train_next_seed", "Train the next seed", key_display="+", id="train.repeat"),
        Binding("f7", "set_up_sweep", "sweep", id="train.sweep"),
        Binding("f8", "baseline", "Back to the baseline", id="form.baseline"),
        Binding("W", "toggle_weights", "Keep the weights or not", id="form.weights"),
        Binding("f1", "explain", "Explain", id="form.explain"),
    ]

    # a var and no reactive, which would have the whole screen drawn again at each change
    keeps_weights: var[bool] = var(True, init=False)

    @dataclass
    class TrainingRequested(Request):
        """The user asked for runs."""

        request: RunRequest

    @dataclass
    class NextSeedRequested(Request):
        """The user asked for a run with the next seed that these settings were not trained with."""

        request: RunRequest

    def fill_in(self, spec: RunSpec, changes: Mapping[str, Value] | None = None) -> None:
        """Put a spec into the form, with these settings changed, and go there, to the first that is."""
        form = self.query_one(SpecForm)
        form.fill_in(FormValues.of(spec).with_changes(changes or {}))
        form.go_to_first(changes or {})
        form.focus()

    def action_train(self) -> None:
        """Request the runs of the form, or go to its first error; the keys stay where they are unless they are unseen.

        A form that covers the chart folds away, and the chart takes the keys.
        """
        request = self._request()
        if request is not None:
            self.post_message(self.TrainingRequested(request))
            self._uncover_chart()

    def _uncover_chart(self) -> None:
        if self._form_covers_chart:
            self.query_one(LossChart).focus()

    def action_train_next_seed(self) -> None:
        """Request one more run of the form's settings, with the next seed."""
        request = self._request()
        if request is not None:
            self.post_message(self.NextSeedRequested(request))

    def action_set_up_sweep(self) -> None:
        """Set up a sweep that begins with the values of the form; go to what is wrong in it if something is."""
        form = self.query_one(SpecForm)
        form.keep_edit()
        if form.values.spec is None:
            form.go_to_problem()
        else:
            self.post_message(SweepSetUpRequested())

    def _request(self) -> RunRequest | None:
        """Return what the form asks for; go to what is wrong in it if something is."""
        form = self.query_one(SpecForm)
        form.keep_edit()
        spec = form.values.spec
        if spec is None:
            form.go_to_problem()
            return None
        return RunRequest(spec, keeps_weights=self.keeps_weights)

    def action_baseline(self) -> None:
        """Fill in the baseline."""
        self.query_one(SpecForm).action_baseline()

    def action_toggle_weights(self) -> None:
        """Keep the best weights of the next runs, or stop keeping them."""
        self.keeps_weights = not self.keeps_weights

    def action_explain(self) -> None:
        """Explain the setting under the cursor."""
        if self.query_one(SpecForm).has_focus_within:
            pane = self.query_one(FormPane)
            self.app.push_screen(ExplainDialog(pane.form.field, pane.explanation_of(pane.form.field)))
        else:
            self.post_message(GlossaryRequested(self.term_here))

    def go_to_form(self) -> None:
        """Give the form the focus."""
        self.query_one(SpecForm).focus()

    @property
    def folds_form(self) -> bool:
        """Return whether there is no room for the form beside the chart."""
        return self.has_class("narrow")

    @property
    def _form_covers_chart(self) -> bool:
        return self.folds_form and self.has_class("form-open")
