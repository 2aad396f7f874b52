"""What the keys that write, copy and print take of a comparison."""

from __future__ import annotations

from mnist_lab.domain.comparison.command import compare_arguments
from mnist_lab.domain.comparison.comparison import STILL_COMPUTED, Comparison
from mnist_lab.domain.exports.content import ComparisonContent, Content
from mnist_lab.tui.charts.overlay_chart import OverlayChart
from mnist_lab.tui.state.export_messages import CommandRequested
from mnist_lab.tui.widgets.export_actions import NOTHING, ExportActions


class CompareExports(ExportActions):
    """A screen with a comparison and its chart."""

    comparison: Comparison | None = None

    @property
    def content_here(self) -> Content | None:
        """Return the comparison, with the chart as it is shown; None until its evidence is computed."""
        if self.comparison is None or not self.comparison.has_evidence:
            return None
        return ComparisonContent(self.comparison, self.query_one(OverlayChart).look_now)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say that the evidence is to come."""
        return STILL_COMPUTED if action in NOTHING else super().reason_for(action, parameters)

    @property
    def command_here(self) -> CommandRequested | None:
        """Return the request for the command that prints the comparison."""
        words = compare_arguments(self.comparison) if self.comparison is not None else None
        return CommandRequested(words) if words is not None else None

    @property
    def reason_against_command(self) -> str:
        """Say what a command needs."""
        comparison = self.comparison
        if comparison is not None and any(side.is_fixed for side in comparison.sides):
            return "A command compares all repeats of a group, and here only those with fresh seeds are compared."
        return "A command compares two sides or more."
