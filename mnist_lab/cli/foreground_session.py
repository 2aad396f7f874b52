"""A session of the command line: runs are trained to their end, with progress on standard error; signals stop it."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TextIO

from mnist_lab.cli.context import CliContext, Failure
from mnist_lab.cli.end_of_process import SECONDS_TO_END, end_process
from mnist_lab.cli.exit_codes import DONE, FAILED, INTERRUPTED
from mnist_lab.cli.output import is_terminal, tell
from mnist_lab.cli.run_progress import ProgressLines
from mnist_lab.cli.status_lines import Lines
from mnist_lab.cli.terminal_state import hang_ups_sent
from mnist_lab.domain.advice.digit_remarks import remarks_on
from mnist_lab.domain.experiments.plan import lost_runs
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.services.batch_runner import train_missing
from mnist_lab.services.session import Session
from mnist_lab.util.output_redirect import keep_terminal
from mnist_lab_store.run_store import RunStore

Work = Callable[[Session, Sequence[int], Lines], Sequence[Run]]
"""Enqueues runs in a session, waits for them, and returns them; it takes the signals that come meanwhile."""


class MakeLines(Protocol):
    """Makes the observer that prints on a stream, with a bar if lines can be rewritten."""

    def __call__(self, stream: TextIO | None, *, moves: bool) -> Lines:
        """Return the observer."""


@dataclass(frozen=True, slots=True)
class SessionOutcome:
    """The runs as they ended, and how many never began; the signals received; whether everything is kept.

    `go_on` says which command trains what is left, if that is a command of its own.
    """

    runs: tuple[Run, ...]
    signals: tuple[int, ...]
    is_kept: bool
    not_started: int = 0
    go_on: str = ""

    def status(self, store: RunStore) -> int:
        """Return the exit status, once the runs are printed.

        Raises:
            Failure: with a sentence, if not everything went well.
        """
        if not self.is_kept:
            raise Failure(f"Not all of this could be written into {store.folder}: what is printed is not kept.")
        if signal.SIGINT in self.signals:
            tell(f"Stopped; what was done is kept.{self._never_began}")
            return INTERRUPTED
        if self.signals:
            raise Failure(f"Interrupted from outside; what was done is kept.{self._never_began}")
        errors = [run.error for run in self.runs if run.error]
        if errors:
            raise Failure(errors[0])
        lost = [run for run in self.runs if run.state is RunState.INTERRUPTED]
        if lost:
            raise Failure(f"{format_count(len(lost), 'run')} did not end; what was done is kept.{self._never_began}")
        return DONE

    @property
    def _never_began(self) -> str:
        if self.go_on:
            return f" `{self.go_on}` goes on."
        return f" {format_count(self.not_started, 'run')} had not started." if self.not_started else ""


def train_and_wait(ctx: CliContext, store: RunStore, begin: Callable[[Session], Sequence[Run]]) -> SessionOutcome:
    """Train the runs that `begin` enqueues in the session it is given.

    Raises:
        StoreError, DigitsUnreadable, RunRefused: if they cannot be trained or kept.
    """

    def work(session: Session, signals: Sequence[int], lines: Lines) -> Sequence[Run]:
        requested = begin(session)
        _tell_remarks(lines, requested)
        if signals:
            end_runs(session, signals[-1])  # it came while runs were still being queued
        session.drain()
        return requested

    return train_in_session(ctx, store, ProgressLines, work)


def train_batch_and_wait(
    ctx: CliContext, store: RunStore, requests: Iterable[RunRequest], make_lines: MakeLines
) -> SessionOutcome:
    """Train many requests in turn, each stored when its turn comes; a run that fails does not end the others.

    An interrupted run of the same settings is resumed instead of starting a new one.

    Raises:
        StoreError, DigitsUnreadable: if they cannot be trained or kept.
    """

    def work(session: Session, signals: Sequence[int], lines: Lines) -> Sequence[Run]:
        lost = lost_runs(store.summaries(), session.digits().dataset)
        requested: list[Run] = []
        for request in requests:
            if signals or not session.settle():
                break
            for runs in train_missing(session, (request,), lost):
                requested += runs
                _tell_remarks(lines, runs)
            if signals:
                end_runs(session, signals[-1])
            session.queue.wait_for_slot()
        session.drain()
        return requested

    return train_in_session(ctx, store, make_lines, work)


def train_in_session(ctx: CliContext, store: RunStore, make_lines: MakeLines, work: Work) -> SessionOutcome:
    """Let `work` train in a session that signals end; return how its runs ended.

    Raises:
        StoreError, DigitsUnreadable: if runs cannot be trained or kept.
    """
    store.ensure_writable()
    with hang_ups_sent(), keep_terminal(store.folder / "tensorflow.log"):
        # which puts another standard error in place of the first
        lines = make_lines(sys.stderr, moves=is_terminal(sys.stderr) and os.environ.get("TERM", "dumb") != "dumb")
        session = Session(ctx.trainer(), store, ctx.digits, lines)
        session.digits()
        session.start()
        signals: list[int] = []
        with _ended_by_signals(session, signals):
            try:
                requested = work(session, signals, lines)
            finally:
                is_hung_up = any(number != signal.SIGINT for number in signals)
                is_kept = session.close(SECONDS_TO_END if is_hung_up else None)
                if not session.has_ended:
                    atexit.register(end_process, FAILED)
                lines.end()
    newest = [lines.newest[run.id] for run in requested]
    ended = tuple(run for run in newest if run.state is not RunState.QUEUED)
    return SessionOutcome(ended, tuple(signals), is_kept, len(newest) - len(ended))


def _tell_remarks(lines: Lines, runs: Iterable[Run]) -> None:
    """Say what is unusual about the digits that these runs train on."""
    for sentence in remarks_on(runs):
        lines.remark(sentence)


@contextlib.contextmanager
def _ended_by_signals(session: Session, came: list[int]) -> Iterator[None]:
    """Stop the run on ctrl+c and interrupt it on SIGTERM or SIGHUP; add each signal received to `came`.

    A signal that was ignored before, as under nohup, stays ignored.
    """

    def stop(number: int, _: object) -> None:
        came.append(number)
        end_runs(session, number)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    heard = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            has_hung_up = number == signal.SIGHUP and number in came  # a second one must not end what is still written
            signal.signal(number, signal.SIG_IGN if has_hung_up else handler)


def end_runs(session: Session, number: int) -> None:
    """Withdraw the waiting runs, and stop or interrupt the active run."""
    session.withdraw(*(run.id for run in session.queue.waiting), is_undoable=False)
    if number == signal.SIGINT:
        session.queue.stop_now()
    else:
        session.queue.interrupt()
