"""Computes an overview of kept runs again when it has changed."""

from __future__ import annotations

from collections.abc import Callable

from mnist_lab.tui.controllers.ports import Ports


class Recomputation:
    """Computes again whenever runs have ended or `depends_on` has changed, one at a time, in the background.

    Does nothing until `is_open` is set.
    """

    def __init__(self, ports: Ports) -> None:
        self._model = ports.model
        self._background = ports.background
        self._is_computing = False
        self._computed_from: object = None
        self.is_open = False

    def ask(self, compute: Callable[[], None], *depends_on: object) -> None:
        """Compute if that is needed; `ended` must be called once it is done, and this again after it."""
        if not self.is_open:
            return
        states = ((run_id, each.run.state) for run_id, each in self._model.registry.summaries.items())
        ended = frozenset((run_id, state) for run_id, state in states if not state.is_active())
        wanted = ended, depends_on
        if not self._is_computing and wanted != self._computed_from:
            self._computed_from, self._is_computing = wanted, True
            self._background(compute)

    def ended(self) -> None:
        """Note that it is computed."""
        self._is_computing = False
