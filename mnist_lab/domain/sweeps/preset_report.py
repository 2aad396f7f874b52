"""A sweep as text: the whole grid as a table, and how certain its best is."""

from __future__ import annotations

from mnist_lab.domain.evidence.groups import format_average
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.fit.rule import Label
from mnist_lab.domain.formatting.markdown import Table
from mnist_lab.domain.runs.setting_fields import field_named
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.analysis import ONE_CLASS, RANKED_BY, SLACK, SweepResult, Trial
from mnist_lab.domain.sweeps.presets import NO_FOLDS
from mnist_lab.domain.tables.columns import columns_by_key
from mnist_lab.domain.tables.metrics import USUAL


def sweep_table(result: SweepResult) -> Table:
    """Return every combination in the order of the grid, with the spread of its repeats and its caveats."""
    names = tuple(result.trials[0].cell.values) if result.trials else ()
    headings = (*(field_named(RunSpec, name).setting.short for name in names), "validation %", "test %", "note")
    rows = tuple(
        (
            *trial.cell.values.values(),
            format_average(trial.group.average(RANKED_BY)),
            format_average(trial.group.average(USUAL)),
            ", ".join(_notes(trial, result)),
        )
        for trial in result.trials
    )
    settings = columns_by_key()
    return Table(headings, rows, (*(settings[name].right for name in names), True, True, False))


def sweep_notes(result: SweepResult, largest_class: float) -> list[str]:
    """Return the notes below the table: how certain the best is, and what the marks mean."""
    lines = [result.sentence]
    if any(trial.one_class for trial in result.trials):
        lines.append(ONE_CLASS.format(share=(largest_class + SLACK) * 100, largest=largest_class * 100))
    lines.append(NO_FOLDS)
    on = "" if result.budget.data.is_mnist else f"All of this on {result.budget.data.text}."
    return [*lines, *filter(None, [budget_note(result), on])]


def budget_note(result: SweepResult) -> str:
    """Return how the budget is smaller than the post's, without settings that the grid varies; empty if it is not."""
    own = result.trials[0].cell.values if result.trials else {}
    sets_epochs = "The epochs are the grid's own. " if "epochs" in own and result.budget.limits() else ""
    limits = result.budget.limits(own)
    return f"{sets_epochs}All of this with {', '.join(limits)}." if limits else sets_epochs.strip()


def budget_caveat(budget: Budget) -> str:
    """Return the same for all grids together: "5 epochs (if a grid does not set them), 10,000 training digits"."""
    epochs = [f"{limit} (unless a grid sets them)" for limit in budget.limits(("train_size",))]
    return ", ".join([*epochs, *budget.limits(("epochs",))])


def _notes(trial: Trial, result: SweepResult) -> list[str]:
    count = len(trial.group.counted)
    diverged = sum(summary.label == Label.DIVERGED.value for summary in trial.group.counted)
    failed = len({summary.run.spec.seed for summary in trial.group.summaries}) - count
    notes = []
    if result.best is not None and trial.cell == result.best.cell:
        notes.append("best")
    elif trial.against_best is not None and not trial.against_best.conclusive:
        waiting = trial.against_best.waiting
        notes.append(waiting.short if waiting is not None else "no evidence against the best")
    if trial.one_class:
        notes.append(f"one class {trial.one_class}/{count}")
    if diverged:
        notes.append(f"diverged {diverged}/{count}")
    if failed:
        notes.append(f"{failed} failed or ended early")
    return notes
