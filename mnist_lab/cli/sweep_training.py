"""Trains a sweep in a session of the command line."""

from __future__ import annotations

import platform
import signal
from collections.abc import Sequence
from dataclasses import replace

import click

from mnist_lab.cli.context import CliContext, Failure
from mnist_lab.cli.foreground_session import MakeLines, SessionOutcome, end_runs, train_in_session
from mnist_lab.cli.status_lines import Lines
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.sweeps.sweep import Search, Sweep, SweepInvalid
from mnist_lab.search.extra import ExtraMissing, ensure_installed
from mnist_lab.services.session import Session
from mnist_lab.services.sweep_service import SweepService
from mnist_lab_store.run_store import RunStore

SECONDS_BETWEEN_SIGNALS = 0.2


def check_search(sweep: Sweep) -> None:
    """Check that what the search needs is installed.

    Raises:
        click.UsageError: with the command that installs it, if it is not.
    """
    try:
        if sweep.search is Search.TPE:
            ensure_installed()
    except ExtraMissing as missing:
        raise click.UsageError(str(missing)) from None


def train_sweep(ctx: CliContext, store: RunStore, sweep: Sweep, make_lines: MakeLines) -> SessionOutcome:
    """Train what the sweep lacks, until it is done or a signal comes.

    Raises:
        Failure: if it is of other digits.
        StoreError, DigitsUnreadable: if it cannot be trained or kept, or another process trains it.
    """

    def work(session: Session, signals: Sequence[int], lines: Lines) -> Sequence[Run]:
        service = SweepService(session, platform.node(), lambda: not signals)
        service.begin(sweep)
        while not service.wait(sweep.id, SECONDS_BETWEEN_SIGNALS):
            if signals:
                service.stop(sweep.id)
                end_runs(session, signals[-1])  # one that began since the signal came
                if signals[-1] != signal.SIGINT:
                    break
        return [run for run in lines.newest.values() if run.trial is not None and run.trial.sweep == sweep.id]

    try:
        outcome = train_in_session(ctx, store, make_lines, work)
    except SweepInvalid as invalid:
        raise Failure(f"{str(invalid)[:1].upper()}{str(invalid)[1:]}.") from None
    return replace(outcome, go_on=ctx.command("sweep", sweep.id, data=sweep.data))
