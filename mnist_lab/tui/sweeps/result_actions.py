"""Keys for the result of a sweep: the winner into the form, a finer grid, its runs, a comparison, and reports."""

from __future__ import annotations

from functools import partial
from importlib.metadata import version
from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.comparison.marks import NO_MARKS
from mnist_lab.domain.exports.content import Content
from mnist_lab.domain.exports.sweep_content import SweepContent
from mnist_lab.domain.formatting.program import NAME
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.sweeps.finer import finer_axes
from mnist_lab.domain.sweeps.sweep import Search
from mnist_lab.domain.sweeps.trials import Trial
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.state.compare_messages import GroupsCompareRequested
from mnist_lab.tui.state.export_messages import CommandRequested
from mnist_lab.tui.state.messages import FlashRequested
from mnist_lab.tui.state.sweep_messages import (
    SweepForgetRequested,
    SweepRunsRequested,
    SweepSetUpRequested,
    WinnerRequested,
)
from mnist_lab.tui.sweeps.sweep_actions import READING, SweepActions
from mnist_lab.tui.widgets.export_actions import NOTHING, ExportActions

NEEDS_BEST = frozenset({"use_best", "finer"})


class ResultActions(SweepActions, ExportActions):
    """A screen with the result of a sweep."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "use_best", "best to form", id="sweep.best"),
        Binding("n", "finer", "finer grid", id="sweep.finer"),
        Binding("r", "show_runs", "its runs", id="sweep.runs"),
        Binding("d", "compare_best", "compare", id="sweep.compare"),
        Binding("D", "forget", "remove", id="sweep.forget"),
    ]

    @property
    def best(self) -> Trial | None:
        """Return the best trial so far."""
        return self.status.result.best if self.status is not None else None

    @property
    def is_kept(self) -> bool:
        """Return whether the sweep was begun once."""
        status = self.status
        return status is not None and self.overview is not None and status in self.overview.kept

    @property
    def content_here(self) -> Content | None:
        """Return the result to write; None before a trial is done."""
        if self.status is None or self.overview is None or self.best is None:
            return None
        return SweepContent(self.status, self.overview.largest_class, partial(version, NAME))

    @property
    def command_here(self) -> CommandRequested | None:
        """Return the request for the command that prints the sweep."""
        return CommandRequested(("sweep", self.status.sweep.id, "--show")) if self.status and self.is_kept else None

    @property
    def reason_against_command(self) -> str:
        """Say what a command needs."""
        return self._not_begun

    @property
    def _not_begun(self) -> str:
        return f"This sweep has not begun: {key_hint(self.app, 'batch.run', 'F5')} trains it."

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the result allows."""
        if action in NEEDS_BEST:
            return self.best is not None
        if action == "show_runs":
            return self.is_kept
        if action == "forget":
            return self.is_kept and self.status is not None and not self.status.is_active
        if action == "compare_best":
            return self.status is not None and len(self.status.result.confirmed) > 1
        return super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say what the result lacks."""
        if action not in {*NEEDS_BEST, *NOTHING, "show_runs", "forget", "compare_best"}:
            return super().reason_for(action, parameters)
        if self.status is None:
            return READING
        if action in NEEDS_BEST | {*NOTHING}:
            return f"No trial is done yet: {key_hint(self.app, 'batch.run', 'F5')} trains the sweep."
        if action == "compare_best":
            return "There is nothing to compare until the best trials are trained again with fresh seeds."
        if action == "forget" and self.status.is_active:
            return f"It is being trained: {key_hint(self.app, 'live.stop_after_run', 'C')} cancels the rest first."
        return self._not_begun

    def action_use_best(self) -> None:
        """Put the settings of the best trial into the form."""
        if self.best is not None:
            self.post_message(WinnerRequested(self.best.point.spec))

    def action_finer(self) -> None:
        """Set up a finer grid around the best trial."""
        status, best = self.status, self.best
        if status is None or best is None:
            return
        axes = finer_axes(status.sweep.space, best)
        grid = {"axes": axes, "base": best.point.spec, "search": Search.GRID, "trials": None, "name": ""}
        self.post_message(SweepSetUpRequested(status.sweep.model_copy(update=grid)))

    def action_show_runs(self) -> None:
        """Show its runs in the table."""
        if self.status is None:
            return
        self.post_message(SweepRunsRequested(self.status.sweep))
        if reused := self.status.reused:
            runs, verb = format_count(reused, "run"), "was" if reused == 1 else "were"
            self.post_message(FlashRequested(f"{runs} of it {verb} trained for something else, and not listed here."))

    def action_compare_best(self) -> None:
        """Compare the trials that were trained again, by their fresh seeds and what ranks them."""
        if self.status is None:
            return
        marks = NO_MARKS
        for trial in self.status.result.confirmed:
            ids = trial.fresh_group.ids
            marks = marks.marked(f"group {min(ids)}", ids, (), trial.point.label, is_fixed=True)
        self.post_message(GroupsCompareRequested(marks, self.status.sweep.metric))

    def action_forget(self) -> None:
        """Ask for the sweep to be taken out of the list."""
        if self.status is not None:
            self.post_message(SweepForgetRequested(self.status.sweep))
