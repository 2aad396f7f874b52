"""`mnist-lab train`."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from typing import Any

import click

from mnist_lab.commands.output import is_terminal, print_json, print_lines, tell
from mnist_lab.commands.progress import ProgressLines
from mnist_lab.commands.settings import option_sentence, setting_options, spec_of
from mnist_lab.commands.usage import TakingOption
from mnist_lab.commands.workbench import Failure, Workbench, on_workbench
from mnist_lab.domain.baseline import choose_baseline
from mnist_lab.domain.order import MOST_REPEATS, Order
from mnist_lab.domain.report import full_document, result_lines
from mnist_lab.domain.run import Run, RunState
from mnist_lab.domain.settings import SettingsInvalid
from mnist_lab.session import Session
from mnist_lab.training.quiet import keep_terminal
from store.run_store import RunStore

INTERRUPTED = 130
REPEATS = f"a whole number from 1 to {MOST_REPEATS}"


@click.command()
@setting_options()
@click.option(
    "--repeats",
    cls=TakingOption,
    expected=REPEATS,
    metavar="N",
    default="1",
    help=f"How many runs, with the seeds seed, seed + 1, …. Takes {REPEATS}; default: 1.",
)
@click.option("--name", metavar="S", default="", help="What to call the run; else what differs from the baseline.")
@click.option("--tag", "tags", metavar="T", multiple=True, help="A tag; may be given several times.")
@click.option("--note", metavar="S", default="", help="A note to keep with the run.")
@click.option("--json", "as_json", is_flag=True, help="Print the runs as a JSON list on standard output.")
@on_workbench
@click.pass_obj
def train(
    bench: Workbench, /, repeats: str, name: str, tags: tuple[str, ...], note: str, as_json: bool, **settings: Any
) -> int:
    """Train, with a progress bar, and keep the run or runs.

    Settings not given are the baseline's: the network of the post. ctrl+c stops, and keeps what is done.
    """
    order = Order(spec_of(settings), _whole(repeats), name, tags, note)
    try:
        order.check()
    except SettingsInvalid as invalid:
        raise click.UsageError(option_sentence(invalid)) from None
    store = bench.store()
    store.ensure_writable()
    with keep_terminal(store.folder / "tensorflow.log"):
        lines = ProgressLines(sys.stderr, moves=is_terminal(sys.stderr) and os.environ.get("TERM", "dumb") != "dumb")
        session = Session(bench.make_trainer(), store, bench.digits, lines)
        session.digits()
        session.start()
        with _stopped_by_signals(session) as signals:
            runs = session.order(order)
            if signals:
                _end(session, signals[-1])  # it came while runs were still being queued
            session.drain()
        is_kept = session.close()
        lines.end()
        status = _report(store, [lines.newest[run.id] for run in runs], as_json=as_json, signals=signals)
        if not is_kept:
            raise Failure(f"Not all of this could be written into {store.folder}: what is printed is not kept.")
        return status


def _report(store: RunStore, runs: list[Run], *, as_json: bool, signals: list[int]) -> int:
    baseline = choose_baseline(store.summaries(), runs[0].data)
    begun = [run for run in runs if run.state is not RunState.QUEUED]
    if as_json:
        print_json([full_document(run, baseline) for run in begun])
    else:
        for run in begun:
            print_lines(result_lines(run, baseline))
    if signal.SIGINT in signals:
        tell("Stopped; what was done is kept.")
        return INTERRUPTED
    if signals:
        raise Failure("Interrupted from outside; what was done is kept.")
    errors = [run.error for run in begun if run.error]
    if errors:
        raise Failure(errors[0])
    return 0


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise click.UsageError(f"--repeats takes {REPEATS}, not “{text}”.") from None


@contextlib.contextmanager
def _stopped_by_signals(session: Session) -> Iterator[list[int]]:
    """Have ctrl+c stop the run, and a hang-up or an end from outside interrupt it; the list says which came."""
    came: list[int] = []

    def stop(number: int, _: object) -> None:
        came.append(number)
        _end(session, number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(session: Session, number: int) -> None:
    """Leave what waits, and have the run under way end as this signal means it."""
    for waiting in session.queue.waiting:
        session.withdraw(waiting.id)
    if number == signal.SIGINT:
        session.queue.stop_now()
    else:
        session.queue.interrupt()
