"""`mnist-lab sweep`: a grid over settings, the grid-search article's or any other."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence

import click

from mnist_lab.cli.batch_progress import format_plan
from mnist_lab.cli.batch_training import train_batch
from mnist_lab.cli.budget_options import budget_of, budget_options
from mnist_lab.cli.context import CliContext, pass_cli_context
from mnist_lab.cli.exit_codes import DONE
from mnist_lab.cli.output import is_terminal, print_json, print_lines, tell, text_table
from mnist_lab.data.digits import Digits
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.pace_history import paces_of
from mnist_lab.domain.experiments.plan import Plan, plan
from mnist_lab.domain.formatting.markdown import markdown_table
from mnist_lab.domain.formatting.units import format_estimate
from mnist_lab.domain.runs.cost_estimate import TRAINING_DIGITS, Pace
from mnist_lab.domain.sweeps.analysis import SweepResult, sweep_document, sweep_result
from mnist_lab.domain.sweeps.grid import Grid, GridCell, GridInvalid, grid_of
from mnist_lab.domain.sweeps.preset_report import budget_caveat, sweep_notes, sweep_table
from mnist_lab.domain.sweeps.preset_status import sweep_plans
from mnist_lab.domain.sweeps.presets import NO_FOLDS, PRESETS
from mnist_lab.domain.tables.run_summary import Summary, summary_of


@click.command(short_help="Train every combination of a grid of settings.")
@click.argument("preset", required=False)
@click.option(
    "--grid",
    "axes",
    metavar="SETTING=VALUES",
    multiple=True,
    help="A setting and its values, such as units=16,64,256; once for each setting.",
)
@budget_options
@click.option("--weights", is_flag=True, help="Keep every trial's best weights; without it, none.")
@click.option("--yes", is_flag=True, help="Start without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print every combination as JSON.")
@click.option("--md", "as_markdown", is_flag=True, help="Print a Markdown table.")
@pass_cli_context
@click.pass_obj
def sweep(
    ctx: CliContext,
    preset: str | None,
    axes: tuple[str, ...],
    repeats: str | None,
    epochs: str | None,
    train_size: str | None,
    weights: bool,
    yes: bool,
    as_json: bool,
    as_markdown: bool,
) -> int:
    """Train every combination of a grid; without one, list the grids of the grid-search article.

    Says first how many runs there are and how long they take. Existing runs are reused.
    """
    if as_json and as_markdown:
        raise click.UsageError("--json and --md cannot be used together.")
    budget = budget_of(ctx, repeats, epochs, train_size)
    grid = _grid(preset, axes, epochs, train_size)
    store, digits = ctx.store(), ctx.digits()
    budget = budget.within(max(digits.count, TRAINING_DIGITS)).on(digits.dataset)
    summaries = store.summaries()
    paces = paces_of(summaries, platform.node(), digits.dataset)
    if grid is None:
        _list(budget, summaries, digits, paces, as_json=as_json, as_markdown=as_markdown)
        return DONE
    cells = _cells(grid, budget)

    def may_train(todo: Plan, time: str) -> bool:
        if not todo.missing:
            return True
        tell(f"{len(cells)} combinations, {budget.repeats} each: {format_plan(todo)}; about {time} here.")
        return yes or _may_continue()

    def make_plan() -> Plan:
        groups = [(cell.label, cell.spec) for cell in cells]
        return plan(groups, budget.repeats, store.summaries(), digits.dataset)

    batch = train_batch(ctx, store, digits, make_plan, may_train, keeps_weights=weights)
    if batch is None:
        tell("Nothing was trained.")
        return DONE
    trained = (summary_of(run, store.thresholds) for run in batch.trained)
    found = {summary.id: summary for summary in (*trained, *batch.kept)}
    largest = digits.largest_test_class
    _print(sweep_result(cells, budget, found.values(), largest), largest, as_json=as_json, as_markdown=as_markdown)
    return batch.status(store)


def _grid(preset: str | None, axes: Sequence[str], epochs: str | None, train_size: str | None) -> Grid | None:
    if preset is not None and axes:
        raise click.UsageError("sweep takes either a PRESET or --grid.")
    if preset is not None and preset not in PRESETS:
        raise click.UsageError(f"There is no preset “{preset}”; the presets are {', '.join(PRESETS)}.")
    try:
        grid = PRESETS[preset].grid if preset is not None else grid_of(axes) if axes else None
    except GridInvalid as invalid:
        raise click.UsageError(f"--grid: {invalid}.") from None
    for name, given in (("epochs", epochs), ("train_size", train_size)):
        if grid is not None and name in grid.axes and given is not None:
            raise click.UsageError(f"--{name.replace('_', '-')} is already set by the grid.")
    return grid


def _cells(grid: Grid, budget: Budget) -> tuple[GridCell, ...]:
    try:
        return grid.cells(budget)
    except GridInvalid as invalid:
        raise click.UsageError(f"--grid: {invalid}.") from None


def _may_continue() -> bool:
    """Return whether the user at the terminal agrees; a script is not asked."""
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        return True
    return click.confirm("Continue?", default=True, err=True)


def _print(result: SweepResult, largest: float, *, as_json: bool, as_markdown: bool) -> None:
    table, notes = sweep_table(result), sweep_notes(result, largest)
    if as_json:
        print_json(sweep_document(result))
    elif as_markdown:
        print_lines([*markdown_table(table.headings, table.rows, table.right), "", "\n\n".join(notes)])
    else:
        print_lines([*text_table(table.headings, table.rows, table.right), "", *notes])


def _list(
    budget: Budget,
    summaries: Sequence[Summary],
    digits: Digits,
    paces: Sequence[Pace],
    *,
    as_json: bool,
    as_markdown: bool,
) -> None:
    plans = sweep_plans(budget, summaries, digits.dataset)
    seconds = {name: todo.seconds(paces, digits.count) for name, todo in plans.items()}
    if as_json:
        documents = [
            {
                "name": name,
                "question": preset.question,
                "grid": {axis: list(values) for axis, values in preset.grid.axes.items()},
                "runs": plans[name].count,
                "kept": len(plans[name].kept),
                "seconds": seconds[name],
            }
            for name, preset in PRESETS.items()
        ]
        print_json({"presets": documents, "epochs": budget.epochs, "train_size": budget.train_size})
        return
    headings = ("preset", "runs", "kept", "time here", "question")
    rows = [
        (name, str(plans[name].count), str(len(plans[name].kept)), format_estimate(seconds[name]), preset.question)
        for name, preset in PRESETS.items()
    ]
    right = (False, True, True, True, False)
    print_lines((markdown_table if as_markdown else text_table)(headings, rows, right))
    print_lines(["", f"{budget.repeats} repeats of each combination. {NO_FOLDS}"])
    if caveat := budget_caveat(budget):
        print_lines([f"With {caveat}."])
