"""What a sweep would cost, worked out while it is set up."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mnist_lab.tui.controllers.ports import Ports

if TYPE_CHECKING:
    from mnist_lab.domain.sweeps.costing import Fitting, SweepCost
    from mnist_lab.domain.sweeps.sweep import Sweep


class SweepEstimator:
    """Works out costs in the background, one at a time.

    `show` takes a sweep, the minutes that it was to fit into, and what it costs; it is called on any thread. What costs
    need takes long to import, so that is done when the first is asked for.
    """

    def __init__(self, ports: Ports, show: Callable[[Sweep, float | None, Fitting], object]) -> None:
        self._model = ports.model
        self._background = ports.background
        self._show = show
        self._asked: tuple[Sweep, float | None] | None = None
        self._is_working = False

    def ask(self, sweep: Sweep, minutes: float | None) -> None:
        """Show what the sweep would cost, made to fit into so many minutes; of several asked for, the last."""
        self._asked = sweep, minutes
        if not self._is_working:
            self._is_working = True
            self._background(self._work)

    def cost(self, sweep: Sweep) -> SweepCost:
        """Return what is left to train of a sweep, without the kept runs; takes a while."""
        from mnist_lab.domain.sweeps.costing import cost_of_sweep
        from mnist_lab.domain.sweeps.trials import trials_of

        state, summaries = self._model.state, tuple(self._model.registry.summaries.values())
        return cost_of_sweep(sweep, trials_of(sweep, summaries), state.paces, state.training_digits)

    def _work(self) -> None:
        from mnist_lab.domain.sweeps.costing import Fitting, fitted

        while (asked := self._asked) is not None:
            sweep, minutes = asked
            state = self._model.state
            if minutes is None:
                found = Fitting(sweep, self.cost(sweep), "")
            else:
                found = fitted(sweep, minutes, state.paces, state.training_digits)
            self._show(sweep, minutes, found)
            if self._asked is asked:
                self._asked = None
        self._is_working = False
