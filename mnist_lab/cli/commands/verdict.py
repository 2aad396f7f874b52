"""`mnist-lab verdict`: the verdict on the fit of a run, or of a history from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import click

from mnist_lab.cli.context import CliContext, Failure, pass_cli_context
from mnist_lab.cli.output import print_json, print_lines, text_table
from mnist_lab.cli.user_path import UserPath
from mnist_lab.domain.advice.explanation import explain_run, format_post_reading
from mnist_lab.domain.evidence.baseline import choose_baseline
from mnist_lab.domain.fit.history_import import HistoryUnreadable, epochs_of
from mnist_lab.domain.fit.post_reading import post_reading, reading_document
from mnist_lab.domain.fit.verdict import Verdict, judge, verdict_document
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.serialization import plain


@click.command(short_help="Judge the fit of a run, with the rule and numbers.")
@click.argument("run", required=False)
@click.option("--history", metavar="FILE", type=UserPath(), help="Judge a JSON list of epochs instead.")
@click.option("--json", "as_json", is_flag=True, help="Print label, rule, numbers and reading as JSON.")
@pass_cli_context
@click.pass_obj
def verdict(ctx: CliContext, run: str | None, history: Path | None, as_json: bool) -> None:
    """Judge a run's fit, and say by which rule and with which numbers."""
    if (run is None) == (history is None):
        raise click.UsageError("verdict takes either a RUN or --history FILE.")
    if history is not None:
        epochs = _read_history(history)
        reading = post_reading(epochs)
        _print_verdict(judge(epochs), format_post_reading(reading), reading_document(reading), as_json)
        return
    store = ctx.store()
    found = store.find(str(run))
    if not found.epochs:
        raise Failure(f"The run {found.id} has no epoch to judge.")
    baseline = choose_baseline(store.summaries(), found.data)
    explained = explain_run(found, baseline)
    reading = post_reading(found.epochs, baseline.gap)
    _print_verdict(explained.verdict, explained.post, reading_document(reading), as_json)


def _print_verdict(found: Verdict, post: str, reading: object, as_json: bool) -> None:
    if as_json:
        print_json(plain({**verdict_document(found), "post_reading": reading}))
        return
    rows = [(check.what, check.figure, check.aside, check.rule, "✓" if check.holds else "✗") for check in found.checks]
    shown = [(*row[:4], row[4] if row[3] else "") for row in rows]
    print_lines([found.label.value, f"Rule: {found.rule}", ""])
    print_lines(
        f"  {line}" for line in text_table(("figure", "", "", "rule", ""), shown, (False, True, False, False, False))
    )
    print_lines(["", f"The post would say: {post}"])


def _read_history(file: Path) -> tuple[Epoch, ...]:
    try:
        epochs = epochs_of(
            json.loads(file.read_bytes())
        )  # takes the NaN, which is not JSON, of a diverged Keras history
    except OSError as error:
        raise click.UsageError(f"--history {file} cannot be read: {error.strerror or error}.") from None
    except (ValueError, RecursionError) as error:
        where = f" ({error})" if isinstance(error, HistoryUnreadable) else ""
        raise Failure(
            f"{file} is not a JSON list of epochs{where}: each needs loss, accuracy, val_loss, val_accuracy."
        ) from None
    if not epochs:
        raise Failure(f"{file} has no epoch to judge.")
    return epochs
