"""`mnist-lab lab`: the post's experiments, run, compared and answered."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import click

from mnist_lab.cli.batch_progress import format_plan
from mnist_lab.cli.batch_training import train_batch
from mnist_lab.cli.budget_options import budget_of, budget_options
from mnist_lab.cli.context import CliContext, pass_cli_context
from mnist_lab.cli.exit_codes import DONE
from mnist_lab.cli.hypothesis_prompt import ask_for_hypotheses, compared_with_results
from mnist_lab.cli.output import print_json, print_lines, tell, text_table
from mnist_lab.cli.user_path import UserPath
from mnist_lab.cli.workers_option import workers_option
from mnist_lab.data.digits import Digits
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.pace_history import paces_of
from mnist_lab.domain.experiments.plan import Plan
from mnist_lab.domain.formatting.markdown import markdown_table
from mnist_lab.domain.formatting.units import format_estimate
from mnist_lab.domain.labs.analysis import LabResult, lab_document, results_of
from mnist_lab.domain.labs.answer import answer
from mnist_lab.domain.labs.definitions import (
    ALL,
    LABS,
    changed_in,
    format_held,
    format_lab_change,
    question_of,
    quick_warning,
)
from mnist_lab.domain.labs.report import lab_lines, pictures, report, report_files
from mnist_lab.domain.labs.status import plans_of
from mnist_lab.domain.runs.cost_estimate import TRAINING_DIGITS
from mnist_lab.util.report_files import make_ready, write_files
from mnist_lab_store.run_store import RunStore


@click.command("lab", short_help="Run one of the post's experiments, or all.")
@click.argument("name", required=False, metavar="[NAME|all]")
@budget_options
@workers_option
@click.option("--json", "as_json", is_flag=True, help="Print groups, differences and answers as JSON.")
@click.option("--md", "as_markdown", is_flag=True, help="Print a report in Markdown, its curves as SVG in this folder.")
@click.option(
    "--out",
    metavar="FOLDER",
    type=UserPath(),
    help="Write the report into this folder too, as lab-NAME.md with its curves beside it.",
)
@click.option("--guess", "guesses", is_flag=True, help="Ask first what you expect; enter skips a question.")
@click.option("--predict", "predicts", is_flag=True, hidden=True)
@pass_cli_context
@click.pass_obj
def run_lab(
    ctx: CliContext,
    name: str | None,
    repeats: str | None,
    epochs: str | None,
    train_size: str | None,
    as_json: bool,
    as_markdown: bool,
    out: Path | None,
    guesses: bool,
    predicts: bool,
) -> int:
    """Run one of the post's experiments, or `all`; without a name, list them.

    The baseline and each variation are trained --repeats times; existing runs are reused. The table says
    what each difference shows. ctrl+c stops and keeps what is done.
    """
    if predicts:
        tell("--predict is now called --guess.")
    _check(name, out, as_json=as_json, as_markdown=as_markdown)
    budget = budget_of(ctx, repeats, epochs, train_size)
    if name is None:
        return _list(ctx, budget, as_json=as_json, as_markdown=as_markdown)
    if out is not None or as_markdown:
        make_ready(out or Path())
    store, digits = ctx.store(), ctx.digits()
    budget = budget.within(max(digits.count, TRAINING_DIGITS)).on(digits.dataset)

    def announce(todo: Plan, time: str) -> bool:
        _announce(name, todo, time, budget, store if guesses or predicts else None)
        return True

    def make_plan() -> Plan:
        return _plans(store, digits, budget)[name]

    batch = train_batch(ctx, store, digits, make_plan, announce, keeps_weights=ctx.configuration.keeps_weights)
    assert batch is not None
    runs = {run.id: run for run in (*batch.trained, *(store.get(summary.id) for summary in batch.kept))}
    results = results_of(LABS[name], budget, runs.values(), store.thresholds)
    _print(results, out, as_json=as_json, as_markdown=as_markdown)
    for line in compared_with_results(store, results):
        tell(line)
    return batch.status(store)


def _check(name: str | None, out: Path | None, *, as_json: bool, as_markdown: bool) -> None:
    """Refuse options that do not go together, and a name that is that of no lab."""
    if as_json and (as_markdown or out is not None):
        raise click.UsageError(f"--json and {'--md' if as_markdown else '--out'} cannot be used together.")
    if name is None and out is not None:
        raise click.UsageError(f"--out needs the name of a lab: {', '.join(LABS)}.")
    if name is not None and name not in LABS:
        raise click.UsageError(f"There is no lab “{name}”; the labs are {', '.join(LABS)}.")


def _announce(name: str, todo: Plan, time: str, budget: Budget, asks: RunStore | None) -> None:
    """Say what will be trained; before that, ask for guesses if there is a store to keep them in."""
    if warning := quick_warning(LABS[name], budget):
        tell(warning)
    if asks is not None and todo.missing:
        ask_for_hypotheses(asks, LABS[name], budget)
    elif asks is not None:
        tell("These results are known already: there is nothing to guess.")
    if todo.missing:
        tell(f"{name}: {format_plan(todo)}; about {time}.")
    else:
        tell(f"{name}: all {todo.count} runs are kept already.")


def _plans(store: RunStore, digits: Digits, budget: Budget) -> Mapping[str, Plan]:
    return plans_of(budget, store.summaries(), digits.dataset)


def _print(results: Sequence[LabResult], out: Path | None, *, as_json: bool, as_markdown: bool) -> None:
    if as_json:
        print_json(lab_document(results, [answer(result) for result in results]))
    elif as_markdown:
        click.echo(report(results, version("mnist-lab")), nl=False)
    else:
        for place, result in enumerate(results):
            print_lines([*([""] if place else []), *lab_lines(result, text_table)])
    if out is not None:
        _write(out, report_files(results, version("mnist-lab")))
    elif as_markdown:
        _write(Path(), pictures(results))


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files, and say if they are."""
    for path in write_files(folder, files):
        tell(f"Written: {path}")


def _list(ctx: CliContext, budget: Budget, *, as_json: bool, as_markdown: bool) -> int:
    store, digits = ctx.store(), ctx.digits()
    budget = budget.on(digits.dataset)
    paces = paces_of(store.summaries(), platform.node(), digits.dataset)
    plans = _plans(store, digits, budget)
    seconds = {name: todo.seconds(paces, digits.count) for name, todo in plans.items()}
    if as_json:
        labs = [
            {
                "name": lab.name,
                "question": lab.question,
                "changed": format_lab_change(lab),
                "held": format_held(lab, budget),
                "runs": plans[lab.name].count,
                "kept": len(plans[lab.name].kept),
                "seconds": seconds[lab.name],
            }
            for (lab,) in (LABS[name] for name in LABS if name != ALL)
        ]
        data = budget.data.model_dump(mode="json")
        print_json({"labs": labs, "epochs": budget.epochs, "train_size": budget.train_size, "data": data})
        return DONE
    rows = [
        (
            name,
            question_of(labs),
            changed_in(labs),
            f"{plans[name].count}",
            f"{len(plans[name].kept)}",
            format_estimate(seconds[name]),
        )
        for name, labs in LABS.items()
    ]
    right = (False, False, False, True, True, True)
    headings = ("lab", "question", "changed", "runs", "kept", "time left to train")
    if as_markdown:
        print_lines(markdown_table(headings, rows, right))
        return DONE
    for name, question, changed, runs, kept, time in rows:
        print_lines(
            [f"{name:<10} {question}", f"           {changed}", f"           {runs} runs, {kept} kept; {time} to train"]
        )
    if budget.caveat:
        print_lines([f"All of this with {budget.caveat}."])
    if not budget.data.is_mnist:
        print_lines([f"All of this on {budget.data.text}."])
    return DONE
