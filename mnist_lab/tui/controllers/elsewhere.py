"""The run that another process trains: showing it, and asking that process to pause or stop it."""

from __future__ import annotations

from collections.abc import Callable

from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.control_request import (
    SECONDS_TO_ANSWER,
    ControlRequest,
    format_asked,
    format_unanswered,
)
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.run_request import RunRefused
from mnist_lab.tui.controllers.ports import Ports
from mnist_lab.tui.controllers.reading import read_run
from mnist_lab.util.background import LatestOnly
from mnist_lab_store.errors import StoreError

STOPS = {
    ControlRequest.STOP_AFTER_EPOCH: events.Stopping(now=False),
    ControlRequest.STOP_NOW: events.Stopping(now=True),
    ControlRequest.CALL_OFF_STOP: None,
}
"""The stop that a run has been asked for once it was asked for this."""


class ElsewhereController:
    """Reads the run that another process trains whenever it changes, and leaves requests for that process.

    `show_run` takes a run that was read, `show_stop` the stop that a run has been asked for, or None if it is called
    off or not answered; both may be called on any thread.
    """

    def __init__(
        self,
        ports: Ports,
        show_run: Callable[[Run], object],
        show_stop: Callable[[str, events.Stopping | None], object],
    ) -> None:
        self._session = ports.session
        self._model = ports.model
        self._notices = ports.notices
        self._background = ports.background
        self._in_order = ports.in_order
        self._later = ports.later
        self._show_run = show_run
        self._show_stop = show_stop
        self._reads = LatestOnly(ports.background)

    def follow(self) -> None:
        """Read the run that another process trains, if it is to be shown and has changed."""
        run_id = self._model.unread_elsewhere
        if run_id is not None:
            self._reads.submit(lambda: self._read(run_id))

    def ask(self, run_id: str, request: ControlRequest) -> None:
        """Ask the process that trains the run; report if it does not answer."""
        self._in_order(lambda: self._ask(run_id, request))
        self._later(SECONDS_TO_ANSWER, lambda: self._background(lambda: self._check_answer(run_id)))

    def _read(self, run_id: str) -> None:
        run = read_run(self._session, self._notices, run_id)
        if run is not None:
            self._show_run(run)

    def _ask(self, run_id: str, request: ControlRequest) -> None:
        try:
            run = self._session.elsewhere.ask(run_id, request)
        except (StoreError, RunRefused) as error:
            self._notices.error(str(error))
            return
        self._notices.flash(format_asked(run, request))
        if request in STOPS:
            self._show_stop(run_id, STOPS[request])

    def _check_answer(self, run_id: str) -> None:
        try:
            if self._session.elsewhere.has_answered(run_id):
                return
            run = self._session.kept.run(run_id)
        except StoreError:
            return  # it could not be asked, which has been reported, or it is gone
        if run.state.is_active():
            self._show_stop(run_id, None)
            self._notices.error(format_unanswered(run))
