"""`mnist-lab sweep`: settings with several values, searched by grid, at random or by TPE."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from mnist_lab.cli.budget_options import repeats_option
from mnist_lab.cli.context import CliContext, Failure, pass_cli_context
from mnist_lab.cli.exit_codes import DONE
from mnist_lab.cli.foreground_session import SessionOutcome
from mnist_lab.cli.output import is_terminal, tell
from mnist_lab.cli.setting_options import setting_options
from mnist_lab.cli.sweep_definition import MINUTES, AskedSweep, minutes_of, sweep_asked, whole_words
from mnist_lab.cli.sweep_output import print_sweep, print_sweeps
from mnist_lab.cli.sweep_progress import SweepLines
from mnist_lab.cli.sweep_training import check_search, train_sweep
from mnist_lab.cli.typed_text import TEXT
from mnist_lab.cli.usage_errors import TakingOption
from mnist_lab.cli.user_path import UserPath
from mnist_lab.cli.workers_option import workers_option
from mnist_lab.data.digits import Digits
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.pace_history import paces_of
from mnist_lab.domain.runs.cost_estimate import Pace
from mnist_lab.domain.sweeps.costing import fitted
from mnist_lab.domain.sweeps.presets import PRESETS
from mnist_lab.domain.sweeps.status import SweepStatus, sweep_status
from mnist_lab.domain.sweeps.sweep import (
    RANKING_METRICS,
    USUAL_CONFIRMATION,
    USUAL_METRIC,
    USUAL_TRIALS,
    Pruning,
    Search,
    Sweep,
)
from mnist_lab.domain.tables.run_summary import Summary, summary_of
from mnist_lab.services.sweep_service import status_of
from mnist_lab_store.run_store import RunStore


@dataclass(frozen=True, slots=True)
class _Lab:
    """What the command works on."""

    ctx: CliContext
    store: RunStore
    digits: Digits

    def paces(self, summaries: Sequence[Summary]) -> tuple[Pace, ...]:
        return tuple(paces_of(summaries, platform.node(), self.digits.dataset))

    def short_status(self, sweep: Sweep, summaries: Sequence[Summary]) -> SweepStatus:
        """Return the status without what Optuna, which takes a second to import, makes of it."""
        digits, paces, is_active = self.digits, self.paces(summaries), self.store.sweeps.is_held(sweep.id)
        return sweep_status(sweep, summaries, paces, digits.count, digits.largest_test_class, is_active=is_active)

    def status(self, sweep: Sweep, summaries: Sequence[Summary]) -> SweepStatus:
        is_active = self.store.sweeps.is_held(sweep.id)
        return status_of(sweep, summaries, self.paces(summaries), self.digits, is_active=is_active)


@click.command(short_help="Search settings: a grid, at random, or by TPE.")
@click.argument("what", required=False, metavar="[PRESET|SWEEP]")
@setting_options(takes_axes=True)
@click.option("--grid", metavar="SETTING=VALUES", multiple=True, hidden=True)
@click.option(
    "--search", type=click.Choice([each.value for each in Search]), help="How trials are chosen; default: grid."
)
@click.option(
    "--trials",
    cls=TakingOption,
    expected=whole_words("trials"),
    metavar="N",
    help=f"How many trials; default: {USUAL_TRIALS}, or all of a grid.",
)
@repeats_option(
    "How many runs each trial has, with the seeds SEED, SEED + 1, ….",
    "1, or `repeats` of the configuration for a preset",
)
@click.option(
    "--confirm",
    cls=TakingOption,
    expected=whole_words("confirm"),
    metavar="N",
    help=f"How many fresh seeds the best three are trained again with; default: {USUAL_CONFIRMATION}.",
)
@click.option(
    "--metric",
    cls=TakingOption,
    expected=f"one of {', '.join(RANKING_METRICS)}",
    metavar="NAME",
    help=f"What ranks trials: {', '.join(RANKING_METRICS)}; default: {USUAL_METRIC}.",
)
@click.option(
    "--prune",
    type=click.Choice([each.value for each in Pruning]),
    help="How trials that do badly end early; default: off.",
)
@click.option(
    "--minutes",
    cls=TakingOption,
    expected=MINUTES,
    metavar="N",
    help="Make it fit into N minutes; 0.5 is half a minute.",
)
@workers_option
@click.option("--name", metavar="S", type=TEXT, help="A name for the sweep, and a tag of its runs.")
@click.option("--weights", "keeps_weights", is_flag=True, default=None, help="Keep every trial's best weights.")
@click.option("--show", is_flag=True, help="Print what there is, and train nothing.")
@click.option("--yes", is_flag=True, help="Start without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print the sweep as JSON.")
@click.option("--md", "as_markdown", is_flag=True, help="Print a report in Markdown.")
@click.option("--svg", "picture", type=UserPath(), metavar="FILE", help="Write the picture of the result.")
@pass_cli_context
@click.pass_obj
def sweep(
    ctx: CliContext,
    /,
    what: str | None,
    grid: tuple[str, ...],
    minutes: str | None,
    show: bool,
    yes: bool,
    as_json: bool,
    as_markdown: bool,
    picture: Path | None,
    **options: Any,
) -> int:
    """Search settings: each takes a value, several (64,518), steps (0:0.5:0.1), or a range (log:1e-4:1e-1).

    Says first how many runs there are and how long they take. Existing runs are reused; ctrl+c stops, and the same
    command goes on. Without anything, lists the grids of the grid-search article and the kept sweeps.
    """
    if as_json and as_markdown:
        raise click.UsageError("--json and --md cannot be used together.")
    asked = _asked(what, grid, options)
    lab = _Lab(ctx, ctx.store(), ctx.digits())
    if asked.is_empty:
        _list(lab, as_json=as_json, as_markdown=as_markdown)
        return DONE
    wanted = sweep_asked(ctx, lab.store, lab.digits, asked)
    if minutes is not None:
        wanted = _fitted(lab, wanted, minutes_of(minutes))
    outcome = None
    if not show:
        summaries = lab.store.summaries()
        before = lab.short_status(wanted, summaries)
        if not before.is_over:
            check_search(wanted)
            if not _may_train(before, yes=yes):
                tell("Nothing was trained.")
                return DONE
            outcome = _train(lab, before, summaries)
    kept = {summary.id: summary for summary in lab.store.summaries()}
    for run in outcome.runs if outcome is not None else ():
        kept[run.id] = summary_of(run, lab.store.thresholds)
    status = lab.status(wanted, tuple(kept.values()))
    print_sweep(status, lab.digits.largest_test_class, picture, as_json=as_json, as_markdown=as_markdown)
    return _end(lab, outcome, status) if outcome is not None else DONE


def _end(lab: _Lab, outcome: SessionOutcome, status: SweepStatus) -> int:
    """Return the exit status, once the result is printed.

    Raises:
        Failure: with a sentence, if not everything went well.
    """
    found = outcome.status(lab.store)
    if found == DONE and not status.is_over:
        raise Failure(f"Not all of the sweep was trained; what was done is kept. `{outcome.go_on}` goes on.")
    return found


def _asked(what: str | None, grid: tuple[str, ...], options: dict[str, Any]) -> AskedSweep:
    of_sweep = {name: value for name in Sweep.model_fields if (value := options.pop(name, None)) is not None}
    return AskedSweep(what, {name: str(value) for name, value in options.items() if value is not None}, grid, of_sweep)


def _fitted(lab: _Lab, asked: Sweep, minutes: float) -> Sweep:
    """Return the sweep made to fit into the minutes, and say what was given up; the same as before if it is kept."""
    wish = f"{asked.id} {minutes:g}"
    kept = next((each for each in lab.store.sweeps.all() if each.fitted_from == wish), None)
    if kept is not None:
        return kept
    found = fitted(asked, minutes, lab.paces(lab.store.summaries()), lab.digits.count)
    if found.sentence:
        tell(found.sentence)
    return found.sweep.model_copy(update={"fitted_from": wish})


def _may_train(status: SweepStatus, *, yes: bool) -> bool:
    """Say what is left to train; return whether the user at the terminal agrees: a script is not asked."""
    tell(f"{status.sweep.id}: {status.left.text} here.")
    if yes or not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        return True
    return click.confirm("Continue?", default=True, err=True)


def _train(lab: _Lab, before: SweepStatus, summaries: Sequence[Summary]) -> SessionOutcome:
    lines = partial(
        SweepLines, before.sweep, before.trials, before.left.seconds, lab.paces(summaries), lab.digits.count
    )
    return train_sweep(lab.ctx, lab.store, before.sweep, lines)


def _list(lab: _Lab, *, as_json: bool, as_markdown: bool) -> None:
    summaries, now = lab.store.summaries(), datetime.now(UTC)
    budget = Budget(lab.ctx.configuration.repeats, data=lab.digits.dataset)
    presets = [lab.short_status(preset.sweep(now, budget), summaries) for preset in PRESETS.values()]
    kept = [lab.short_status(each, summaries) for each in lab.store.sweeps.all()]
    print_sweeps(presets, kept, as_json=as_json, as_markdown=as_markdown)
