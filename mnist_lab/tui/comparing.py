"""Opens the comparison of what is marked, and leads back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mnist_lab.domain.comparison.opening import with_partner
from mnist_lab.tui.key_names import key_hint

if TYPE_CHECKING:
    from mnist_lab.domain.comparison.marks import Mark, Marks
    from mnist_lab.tui.app import LabApp

COMPARE = "compare"


def show_comparison(app: LabApp, here: Mark | None) -> None:
    """Go to the comparison of the marks; if there is nothing to compare, say so.

    With fewer than two marks it is that of the line under the cursor with the mark, or with the baseline.
    """
    marks = with_partner(app.views.state.marks, here, _baseline(app, here))
    if len(marks.marks) < 2:
        app.notices.flash(_reason(app, here))
        return
    if marks != app.views.state.marks:
        app.views.mark(marks)
    app.call_later(app.action_switch_mode, COMPARE)


def compare_groups(app: LabApp, marks: Marks, metric: str) -> None:
    """Go to the comparison of the groups of a lab or sweep, in the place of what is marked in Runs."""
    app.views.lend(marks, metric)
    app.call_later(app.action_switch_mode, COMPARE)


def leave_comparison(app: LabApp) -> None:
    """Go back to the mode from which the comparison was opened."""
    app.call_later(app.action_switch_mode, app.compare.opened_from)


def _baseline(app: LabApp, here: Mark | None) -> tuple[str, ...]:
    """Return the runs of the baseline on the digits of the line under the cursor."""
    newest = app.model.registry.summaries.get(here.run_ids[0]) if here is not None else None
    baseline = app.state.baseline_of(newest.run) if newest is not None else None
    return baseline.run_ids if baseline is not None else ()


def _reason(app: LabApp, here: Mark | None) -> str:
    mark = key_hint(app, "runs.mark", "space")
    if here is not None and _baseline(app, here):
        return f"This is the baseline itself: {mark} marks another run or group to compare it with."
    mark_all, pin = key_hint(app, "runs.mark_all", "A"), key_hint(app, "runs.pin", "p")
    return f"Mark two lines to compare: {mark} marks one, {mark_all} all. Or {pin} pins a baseline."
