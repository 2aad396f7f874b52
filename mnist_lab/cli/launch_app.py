"""Opens the app on a store, and closes the session behind it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from mnist_lab.cli.app_exit import AppExit
from mnist_lab.cli.context import CliContext
from mnist_lab.cli.end_of_process import end_process, long_wait_told
from mnist_lab.cli.exit_codes import FAILED
from mnist_lab.cli.output import tell
from mnist_lab.cli.supervisor import Supervisor
from mnist_lab.cli.terminal_state import TerminalState
from mnist_lab.data.digits import load_digits
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.services.observers import SessionObserver
from mnist_lab.services.session import Session
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.state.messages import ExitRequested
from mnist_lab.tui.terminal.late_answers import LateAnswersDriver
from mnist_lab.tui.terminal.terminal_app import Terminal
from mnist_lab.tui.terminal_driver import TerminalDriver, continued
from mnist_lab.util.output_redirect import keep_terminal
from mnist_lab.util.terminal_background import GroundQuestion
from mnist_lab_store.run_store import RunStore

STILL_ENDING = "Still waiting for the run to end and for the store to take its last changes; ctrl+c ends without them."
NOT_ALL_WRITTEN = "The last changes could not be written into {folder} and are lost."


def run_app(
    ctx: CliContext,
    terminal: TerminalState,
    supervisor: Supervisor,
    question: GroundQuestion | None,
    *,
    keeps_training: bool,
) -> int:
    """Open the app as `open_app` does, on a terminal that has been asked this question, if any."""
    loaded = ctx.loaded_configuration
    store = RunStore(ctx.store_folder, thresholds=loaded.configuration.thresholds, judges_later=True)
    shown_on = _terminal_of(question)
    with keep_terminal(store.folder / "tensorflow.log"):
        session = Session(ctx.trainer(), store, lambda: load_digits(ctx.data))
        app = LabApp(session, loaded, terminal=shown_on, keeps_training=keeps_training, program=ctx.program)
        ending = AppExit(
            session,
            lambda: app.post_message(ExitRequested()),
            terminal,
            supervisor,
            keeps_training=keeps_training,
        )
        with ending.watching():
            try:
                app.run()
            finally:  # whatever the app raises: the session is closed, and its runs are kept
                _close(session, ending, ctx, leaves_training=app.leaves_training)
    return FAILED if app.return_code is None else app.return_code


def _terminal_of(question: GroundQuestion | None) -> Terminal:
    """Return what can be known of the terminal, which is asked only if its answer can make a difference."""
    if question is None:
        return Terminal()
    ground = question.answer()
    driver = LateAnswersDriver if ground.is_answer_due else TerminalDriver
    return Terminal(ground.is_dark, continued(driver, ground.typed))


def _close(session: Session, ending: AppExit, ctx: CliContext, *, leaves_training: bool) -> None:
    """End the session, at once or after the last run; end the process too if a thread of it still computes."""
    active = session.queue.active
    if leaves_training and session.is_training:
        tell(format_left(active, len(session.queue.waiting), ctx.command, has_sweep=session.queue.is_fed))
        session.subscribe(SessionObserver())
        ending.train_on()
    elif ending.is_to_train_on():
        session.subscribe(SessionObserver())
        ending.train_on()
    elif active and not ending.status:
        what = "the run; its" if len(active) == 1 else f"{len(active)} runs; their"
        tell(f"Stopping {what} finished epochs are kept.")
    with long_wait_told(lambda: tell(STILL_ENDING)):
        is_kept = ending.close_session()
    if not is_kept:
        tell(NOT_ALL_WRITTEN.format(folder=ctx.store_folder))
    if ending.status or ending.has_let_go or not session.has_ended:
        end_process(ending.status or (0 if session.has_ended else FAILED))


def format_left(active: Sequence[Run], waiting: int, command: Callable[..., str], *, has_sweep: bool = False) -> str:
    """Return which runs train on without a terminal, and how one is seen and stopped; `command` makes command lines.

    With `has_sweep` they are those of a sweep under way.
    """
    process = f"process {os.getpid()}"
    if has_sweep and not any(run.state is RunState.PAUSED for run in active):
        return (
            f"The sweep trains on to its end in {process}; `{command('sweep')}` shows how far it is, and `kill "
            f"{os.getpid()}` ends it: what is done is kept."
        )
    if not active:
        return f"{format_count(waiting, 'run')} will be trained by {process}; `{command()}` shows them."
    run, several = active[0], len(active) > 1
    more = f", and {waiting} more after {'them' if several else 'it'}" if waiting else ""
    if several:
        return f"{len(active)} runs train on in {process}{more}; `{command('runs', '--live')}` shows them."
    if run.state is RunState.PAUSED:
        return f"“{run.title}” stays paused in {process}{more}; `{command('resume', run.id)}` ends the pause."
    shown, stopped = command(), command("stop", run.id)
    return f"“{run.title}” trains on in {process}{more}; `{shown}` shows it, `{stopped}` stops it."
