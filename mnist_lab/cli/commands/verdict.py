"""`mnist-lab verdict`: the verdict on the fit of a run, or of a history from elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from mnist_lab.cli.context import CliContext, Failure, pass_cli_context
from mnist_lab.cli.output import print_json, print_lines, tell, text_table
from mnist_lab.cli.user_path import UserPath
from mnist_lab.domain.advice.explanation import explain_run
from mnist_lab.domain.advice.post_words import BY_THE_POST, format_alone, post_sentence
from mnist_lab.domain.advice.run_report import beside_document
from mnist_lab.domain.evidence.baseline import choose_baseline
from mnist_lab.domain.fit.history_import import HEADINGS, ImportedHistory, imported
from mnist_lab.domain.fit.history_shapes import TAKEN, HistoryUnreadable
from mnist_lab.domain.fit.history_text import NoDocument, document_in
from mnist_lab.domain.fit.post_reading import post_reading, reading_document
from mnist_lab.domain.fit.rule import Check
from mnist_lab.domain.fit.verdict import Verdict, judge, verdict_document
from mnist_lab.domain.formatting.units import format_bytes
from mnist_lab.domain.runs.serialization import plain
from mnist_lab.util.file_kind import file_kind

STREAM = Path("-")
LONGEST_HISTORY = 50_000_000
"""A thousand epochs take a quarter of a million bytes."""


@click.command(short_help="Judge the fit of a run, with the rule and numbers.")
@click.argument("run", required=False)
@click.option(
    "--history",
    metavar="FILE",
    type=UserPath(),
    help="Judge a history from elsewhere, JSON or CSV; - is standard input.",
)
@click.option("--json", "as_json", is_flag=True, help="Print label, course, rules, numbers and reading as JSON.")
@pass_cli_context
@click.pass_obj
def verdict(ctx: CliContext, run: str | None, history: Path | None, as_json: bool) -> None:
    """Judge a run's fit and course, and say by which rules and with which numbers."""
    if (run is None) == (history is None):
        raise click.UsageError("verdict takes either a RUN or --history FILE.")
    if history is not None:
        found = _read_history(history)
        reading = post_reading(found.epochs)
        notes = (found.note,) if found.note else ()
        judged = judge(found.epochs, ctx.configuration.thresholds)
        _print_verdict(judged, f"{BY_THE_POST} {format_alone(reading)}", reading_document(reading), as_json, notes)
        return
    store = ctx.store()
    kept = store.find(str(run))
    if not kept.epochs:
        raise Failure(f"The run {kept.id} has no epoch to judge.")
    baseline = choose_baseline(store.summaries(), kept.data)
    explained = explain_run(kept, baseline, store.thresholds)
    words, document = post_sentence(explained.post), beside_document(explained.post)
    about_temperature = (explained.temperature,) if explained.temperature else ()
    _print_verdict(explained.verdict, words, document, as_json, explained.digits, about_temperature)


def _print_verdict(
    found: Verdict,
    post: str,
    reading: object,
    as_json: bool,
    remarks: Sequence[str] = (),
    explanations: Sequence[str] = (),
) -> None:
    """Print a verdict; of its remarks and explanations, which JSON has as figures, the remarks then go elsewhere."""
    if as_json:
        for remark in remarks:
            tell(remark)
        print_json(plain({**verdict_document(found), "post_reading": reading}))
        return
    print_lines([found.text, f"Rule: {found.rule}", *explanations, *remarks, "", *_check_lines(found.checks), ""])
    if found.course is not None:
        print_lines([f"Course: {found.course.word}", f"Rule: {found.course.rule}", ""])
        print_lines([*_check_lines(found.course.checks), ""])
    if post:
        print_lines([post])


def _check_lines(checks: Sequence[Check]) -> list[str]:
    rows = [(check.what, check.figure, check.aside, check.rule, "✓" if check.holds else "✗") for check in checks]
    shown = [(*row[:4], row[4] if row[3] else "") for row in rows]
    table = text_table(("figure", "", "", "rule", ""), shown, (False, True, False, False, False))
    return [f"  {line}" for line in table]


def _read_history(file: Path) -> ImportedHistory:
    """Return the history in a file, or in standard input.

    Raises:
        Failure: with a sentence that says what the file seems to be, if it is no history.
    """
    name = "Standard input" if file == STREAM else str(file)
    data = _read(file)
    if len(data) > LONGEST_HISTORY:
        raise Failure(f"{name} is longer than {format_bytes(LONGEST_HISTORY)}: no history is.")
    try:
        history = imported(document_in(data, HEADINGS))
    except HistoryUnreadable as error:
        raise Failure(f"{name} is not a history that can be judged: {error}.") from None
    except NoDocument:
        raise Failure(f"{name} seems to be {file_kind(data)}; {TAKEN}.") from None
    if not history.epochs:
        raise Failure(f"{name} has no epoch to judge.")
    return history


def _read(file: Path) -> bytes:
    if file == STREAM:
        if sys.stdin is None:
            raise Failure("Standard input is closed.")
        return sys.stdin.buffer.read(LONGEST_HISTORY + 1)
    try:
        with file.open("rb") as stream:
            return stream.read(LONGEST_HISTORY + 1)
    except OSError as error:
        raise click.UsageError(f"--history {file} cannot be read: {error.strerror or error}.") from None
