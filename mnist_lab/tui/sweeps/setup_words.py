"""The sentences of the screen that sets up a sweep."""

from __future__ import annotations

from mnist_lab.domain.formatting.units import format_count, format_estimate
from mnist_lab.domain.runs.setting_fields import Kind, SettingField, field_named
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP, RunSpec
from mnist_lab.domain.sweeps.axis import EXAMPLES
from mnist_lab.domain.sweeps.costing import Fitting, run_count
from mnist_lab.domain.sweeps.options import OPTION_EXPLANATIONS
from mnist_lab.domain.sweeps.report import format_search
from mnist_lab.domain.sweeps.sampling import trial_count
from mnist_lab.domain.sweeps.sweep import Search, Sweep
from mnist_lab.tui.sweeps.sweep_pane import format_axes
from mnist_lab.tui.sweeps.sweep_values import OPTION_NAMES, SweepValues
from mnist_lab.tui.train.setting_words import Explanation, explain_setting

SEVERAL_CHOICES = "To try several: enter, tick them with space, enter again."


def explain_row(row: SettingField, values: SweepValues) -> Explanation:
    """Explain a row: of a setting, first how several values are written."""
    if row.name in OPTION_NAMES:
        return Explanation(row.setting.label, OPTION_EXPLANATIONS[row.name], f"Takes {row.expected}.")
    told = explain_setting(row, idle_reason=values.idle_reason(row.name))
    if row.name in NO_PART_OF_A_GROUP:
        return told
    first, *rest = told.sentences
    return Explanation(told.title, (f"{_how_to(row)} {first}", *rest), told.facts)


def _how_to(row: SettingField) -> str:
    if row.kind not in {Kind.WHOLE, Kind.REAL}:
        return SEVERAL_CHOICES
    listed, stepped = EXAMPLES[row.name]
    if row.name == "learning_rate":
        return (
            f"To try several, type {listed} for these two, or {stepped} for a range by factors of ten; "
            f"{stepped}:7 takes 7 values."
        )
    return f"To try several, type {listed} for these three, or {stepped} for steps."


def format_budget(sweep: Sweep, fitting: Fitting | None, minutes: float | None, train_key: str) -> tuple[str, ...]:
    """Return what the sweep comes to: what is varied, how it is searched, what it costs, what was given up."""
    combinations = f"{trial_count(sweep):,} combinations" if sweep.search is Search.GRID else format_search(sweep)
    head = f"{format_axes(sweep)}: {combinations}"
    if fitting is None:
        return head, "Computing what it costs…"
    cost = fitting.cost
    if not cost.runs:
        return head, "All its runs are kept already.", f"{train_key} puts it into the list."
    confirmed = f", {cost.fresh} of them with fresh seeds" if cost.fresh else ""
    lines = [head, f"{cost.trials_text}, {format_count(cost.runs, 'run')}{confirmed}", f"about {cost.duration} here"]
    each = [name for name in ("epochs", "train_size") if name not in sweep.axes]  # what decides how long a run takes
    if each:
        phrases = (fitting.sweep.base.phrase(field_named(RunSpec, name)) for name in each)
        lines.append(f"each run: {', '.join(phrases)}")
    kept = run_count(fitting.sweep) - cost.runs
    if minutes is not None:
        lines.append(fitting.sentence or f"It fits into {format_estimate(minutes * 60)} as it is.")
    elif kept > 0:
        lines.append(f"{format_count(kept, 'run')} of it kept already")
    return (*lines, f"{train_key} starts it.")
