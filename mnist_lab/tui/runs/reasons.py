"""What the keys of the table of runs need of the run under the cursor."""

from __future__ import annotations

from typing import Any

from textual.app import App

from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.tui.key_names import key_hint

EPOCHS_NEEDED = {"ask_verdict": "judge", "ask_rerun": "compare a repetition with"}
NEED_TRAINING = frozenset({"ask_pause", "ask_stop"})


def reason_without_runs(app: App[Any], *, is_filtered: bool) -> str:
    """Return why the table shows no run: the filter hides them, or there is none."""
    if is_filtered:
        return f"No run matches the filter: {key_hint(app, 'table.clear_filter', 'esc')} shows all runs."
    return f"There is no run here yet: {key_hint(app, 'app.train', '1')} leads to the form, where you train one."


def reason_of_run(app: App[Any], run: Run | None, action: str, *, is_filtered: bool = False) -> str:
    """Return why this action cannot be done with the run; empty if there is nothing to say."""
    if action in NEED_TRAINING:
        waits = run is not None and run.state is RunState.QUEUED
        return f"This run waits in the queue: {key_hint(app, 'runs.trash', 'D')} takes it out." if waits else ""
    if run is None:
        return reason_without_runs(app, is_filtered=is_filtered)
    if action in EPOCHS_NEEDED:
        return f"This run has no epoch yet to {EPOCHS_NEEDED[action]}."
    stop = key_hint(app, "live.stop_now", "X")
    return {
        "ask_resume": _reason_against_resuming(app, run),
        "toggle_pin": "Only a run that has ended can be the baseline.",
        "trash": f"This run is training: {stop} stops it, then it can go to the trash.",
    }.get(action, "")


def _reason_against_resuming(app: App[Any], run: Run) -> str:
    if run.state is RunState.FINISHED:
        again, more = key_hint(app, "runs.rerun", "R"), key_hint(app, "runs.repeat", "+")
        return f"This run is finished: {again} trains it again, {more} trains it with another seed."
    if run.state is RunState.QUEUED:
        return "This run waits in the queue already."
    return "This run is training already." if run.state.is_active() else ""
