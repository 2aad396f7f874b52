"""Sweeps: their overview, and starting and stopping them."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from mnist_lab.config.configuration import DEFAULTS, Configuration
from mnist_lab.data.digits_file import DigitsUnreadable
from mnist_lab.domain.runs.run_request import RunRefused
from mnist_lab.domain.runs.setting_fields import SettingsInvalid
from mnist_lab.tui.controllers.ports import Ports
from mnist_lab.tui.controllers.recomputation import Recomputation
from mnist_lab.tui.controllers.sweep_estimator import SweepEstimator
from mnist_lab_store.errors import StoreError

if TYPE_CHECKING:
    from mnist_lab.domain.experiments.batch import Cost
    from mnist_lab.domain.experiments.budget import Budget
    from mnist_lab.domain.sweeps.overview import SweepsOverview
    from mnist_lab.domain.sweeps.status import SweepStatus
    from mnist_lab.domain.sweeps.sweep import Sweep
    from mnist_lab.services.sweep_service import SweepService

SECONDS_BETWEEN_LOOKS = 0.5
"""How often it is asked whether a sweep has ended: that is after the end of its last run."""


class SweepController:
    """Computes the overview whenever runs or sweeps change, one at a time, in the background.

    Computes nothing until it is opened, as `LabController`. `show_overview` takes an overview, or None if it could not
    be computed; `begun` the id of a sweep that was begun; `changed` is called when the sweeps under way are others;
    `ask` asks the user about a long sweep. All may be called on any thread. `estimator` says how long a sweep takes.
    """

    def __init__(
        self,
        ports: Ports,
        show_overview: Callable[[SweepsOverview | None], object],
        begun: Callable[[str], object],
        changed: Callable[[], object],
        ask: Callable[[Sweep, Cost], object],
        estimator: SweepEstimator,
        configuration: Configuration = DEFAULTS,
    ) -> None:
        self._ports = ports
        self._session = ports.session
        self._model = ports.model
        self._notices = ports.notices
        self._show_overview = show_overview
        self._report_begun = begun
        self._report_changed = changed
        self._ask = ask
        self._estimator = estimator
        self._configuration = configuration
        self._recomputation = Recomputation(ports)
        self._is_watching = False
        self._changes = 0
        self._newest = ""
        self._active: frozenset[str] = frozenset()

    @cached_property
    def _service(self) -> SweepService:
        from mnist_lab.services.sweep_service import SweepService  # takes long to import: see the class

        return SweepService(self._session, platform.node())

    @property
    def active(self) -> frozenset[str]:
        """Return the ids of the sweeps under way."""
        return self._active

    def open(self) -> None:
        """Start computing overviews."""
        self._recomputation.is_open = True
        self.refresh()

    def refresh(self) -> None:
        """Compute the overview again if runs or sweeps have changed since the last one."""
        self._recomputation.ask(self._compute, self._changes)

    def accept(self, overview: SweepsOverview | None) -> bool:
        """Take a computed overview; return whether there is one."""
        self._recomputation.ended()
        self.refresh()
        return overview is not None

    def begin(self, sweep: Sweep, *, is_agreed: bool = False) -> None:
        """Train what the sweep lacks; if that takes long and the user has not agreed, ask first."""

        def run() -> None:
            from mnist_lab.domain.experiments.batch import Cost
            from mnist_lab.domain.sweeps.sweep import SweepInvalid
            from mnist_lab.search.extra import ExtraMissing

            try:
                cost = self._estimator.cost(sweep)
                if not is_agreed and (asked := Cost(cost.runs, cost.seconds)).is_high:
                    self._ask(sweep, asked)
                    return
                self._service.begin(sweep)
            except (StoreError, SettingsInvalid, RunRefused, DigitsUnreadable, SweepInvalid, ExtraMissing) as error:
                sentence = str(error).rstrip(".")
                self._notices.error(f"{sentence[:1].upper()}{sentence[1:]}.")
                return
            self._report_begun(sweep.id)

        self._ports.in_order(run)

    def take_begun(self, sweep_id: str) -> None:
        """Show the sweep that was begun as such, and look for its end."""
        self._newest = sweep_id
        self.take_changed()

    def take_changed(self) -> None:
        """Compute the overview again, and look for the end of the sweeps under way."""
        self._changes += 1
        self._active = self._service.active
        self.refresh()
        if self._active and not self._is_watching:
            self._is_watching = True
            self._ports.later(SECONDS_BETWEEN_LOOKS, self._look)

    def look_again(self) -> None:
        """Compute the overview again if it is shown: sweeps may have been removed, or brought back."""
        if self._recomputation.is_open:
            self.take_changed()

    def stop(self, sweep_id: str) -> None:
        """Start no more trials of the sweep."""

        def stop() -> None:
            self._service.stop(sweep_id)
            self._report_changed()

        self._ports.in_order(stop)

    def forget(self, sweep: Sweep) -> None:
        """Take the sweep out of the list; its runs stay."""

        def remove() -> None:
            try:
                self._service.remove(sweep.id)
            except StoreError as error:
                self._notices.error(str(error))
                return
            self._session.settle()
            self._report_changed()

        self._ports.in_order(remove)

    def _look(self) -> None:
        """Report when another sweep has ended."""
        self._is_watching = False
        if self._service.active != self._active:
            self.take_changed()
        elif self._active:
            self._is_watching = True
            self._ports.later(SECONDS_BETWEEN_LOOKS, self._look)

    def _compute(self) -> None:
        from mnist_lab.domain.sweeps.overview import SweepsOverview
        from mnist_lab.domain.sweeps.presets import PRESETS

        summaries, paces = tuple(self._model.registry.summaries.values()), self._model.state.paces
        try:
            digits = self._session.digits()
            sweeps = self._service.sweeps()
            kept = {sweep.id: self._service.status(sweep, summaries, paces) for sweep in sweeps}
            presets: list[tuple[str, SweepStatus]] = []
            for preset in PRESETS.values():
                sweep = preset.sweep(datetime.now(UTC), self._budget.on(digits.dataset))
                if sweep.id not in kept:
                    presets.append((preset.name, self._service.status(sweep, summaries, paces)))
        except (StoreError, SettingsInvalid, DigitsUnreadable) as error:
            self._notices.error(str(error))
            self._show_overview(None)
            return
        overview = SweepsOverview(tuple(kept.values()), tuple(presets), digits.largest_test_class)
        self._show_overview(replace(overview, begun=self._newest))

    @cached_property
    def _budget(self) -> Budget:
        from mnist_lab.domain.experiments.budget import Budget

        return Budget(self._configuration.repeats)
