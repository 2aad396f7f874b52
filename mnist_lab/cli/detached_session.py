"""A session without a terminal: a process of its own trains, and the command returns."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from mnist_lab.cli.context import CliContext, Failure
from mnist_lab.cli.detaching import let_go_of_terminal
from mnist_lab.cli.exit_codes import DONE, FAILED
from mnist_lab.cli.foreground_session import train_and_wait
from mnist_lab.data.digits_file import DigitsUnreadable
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.run_request import RunRefused
from mnist_lab.services.session import Session
from mnist_lab_store.errors import StoreError
from mnist_lab_store.run_store import RunStore

QUEUED, REFUSED = "queued ", "refused "


def train_detached(ctx: CliContext, store: RunStore, begin: Callable[[Session], Sequence[Run]]) -> tuple[Run, ...]:
    """Train the runs that `begin` enqueues in a new process; return them, with their `holder`, once they are kept.

    Raises:
        Failure: with the sentence of that process, if it cannot train or keep them.
    """
    reading, writing = os.pipe()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    if os.fork() == 0:  # before TensorFlow is loaded, which cannot be forked
        os.close(reading)
        _train(ctx, store, begin, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        told = pipe.read()
    if not told.startswith(QUEUED):
        raise Failure(told.removeprefix(REFUSED) or "The process that was to train has ended without a word.")
    return tuple(store.get(run_id) for run_id in told.removeprefix(QUEUED).split())


def _train(ctx: CliContext, store: RunStore, begin: Callable[[Session], Sequence[Run]], writing: int) -> NoReturn:
    """Train without a terminal, tell the process that waits which runs are queued, or why none, and end."""
    status = FAILED
    try:
        let_go_of_terminal()

        def begin_and_tell(session: Session) -> Sequence[Run]:
            runs = begin(session)
            session.settle()
            _tell(writing, QUEUED + " ".join(run.id for run in runs))
            return runs

        train_and_wait(ctx, store, begin_and_tell)
        status = DONE
    except (StoreError, DigitsUnreadable, RunRefused, Failure, OSError) as error:
        _tell(writing, f"{REFUSED}{error}")
    finally:
        os._exit(status)


def _tell(writing: int, text: str) -> None:
    os.write(writing, text.encode())
    os.close(writing)
