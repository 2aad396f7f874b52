"""Signs and styles in the table and beside it: verdicts, states, the pin."""

from __future__ import annotations

from collections.abc import Mapping

from mnist_lab.domain.fit.rule import Label
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.run_summary import Summary

PIN = " *"

VERDICT_LOOKS: Mapping[str, str] = {
    Label.GOOD: "good",
    Label.OVER_FITTING: "over",
    Label.OVER_CONFIDENT: "confident",
    Label.UNDER_FITTING: "under",
    Label.NOT_LEARNING: "under",
}
"""The look of each label of the fit; those not named here are unsettled. The course has no look of its own."""

STATE_LOOKS = {
    RunState.QUEUED: "busy",
    RunState.RUNNING: "busy",
    RunState.PAUSED: "busy",
    RunState.FAILED: "failed",
    RunState.INTERRUPTED: "unsettled",
}
"""The style of the states that are shown instead of a verdict."""


def text_and_sign(column: Column, summary: Summary) -> tuple[str, str]:
    """Return the text of a column for a run, and its suffix, which is never cut."""
    is_pinned = column.key == "name" and summary.run.pinned_at is not None
    return column.text(summary), column.tail(summary) + (PIN if is_pinned else "")


def fit_look(summary: Summary) -> str:
    """Return the style of the verdict column."""
    if summary.run.state in STATE_LOOKS:
        return STATE_LOOKS[summary.run.state]
    return VERDICT_LOOKS.get(summary.label, "unsettled") if summary.label else "dim"
