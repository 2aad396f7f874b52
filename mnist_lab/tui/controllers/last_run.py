"""The run that ended last: recalled when the app opens, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mnist_lab.domain.runs.run import Run
from mnist_lab.tui.controllers.ports import Ports
from mnist_lab.tui.controllers.reading import read_run
from mnist_lab.util.background import LatestOnly

if TYPE_CHECKING:
    from mnist_lab.domain.evidence.follow_up import FollowUp


class LastRunController:
    """Reads the newest run that ended, and computes what follows from the run shown, all in the background.

    `show_run` takes a run that was read, `show_follow_up` what follows; both may be called on any thread.
    """

    def __init__(
        self,
        ports: Ports,
        show_run: Callable[[Run], object],
        show_follow_up: Callable[[FollowUp], object],
    ) -> None:
        self._session = ports.session
        self._model = ports.model
        self._notices = ports.notices
        self._background = ports.background
        self._show_run = show_run
        self._show_follow_up = show_follow_up
        self._latest = LatestOnly(ports.background)
        self._followed: object = None

    def recall(self) -> None:
        """Read the newest run that ended, unless another is shown, or trained elsewhere."""
        run_id = self._model.registry.last_ended
        if run_id is not None and self._model.state.shown is None and self._model.unread_elsewhere is None:
            self._background(lambda: self._read(run_id))

    def follow_up(self) -> None:
        """Compute what follows from the run shown once it has ended, again if other runs have ended since."""
        run, state = self._model.state.shown, self._model.state
        summary = self._model.registry.summaries.get(run.id) if run is not None else None
        if run is None or summary is None or run.state.is_active():
            self._followed = None
            return
        baseline = state.baseline_of(run)
        wanted = run.id, baseline, self._model.registry.known.endings
        if wanted == self._followed:
            return
        self._followed = wanted
        kept = tuple(self._model.registry.summaries.values())

        def compute() -> None:
            from mnist_lab.domain.evidence.follow_up import follow_up  # not needed for the first frame

            self._show_follow_up(follow_up(summary, kept, baseline))

        self._latest.submit(compute)

    def _read(self, run_id: str) -> None:
        run = read_run(self._session, self._notices, run_id)
        if run is not None:
            self._show_run(run)
