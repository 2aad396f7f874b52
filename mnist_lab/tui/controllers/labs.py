"""Labs and grids: their overview, their runs, and hypotheses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from mnist_lab.config.configuration import DEFAULTS, Configuration
from mnist_lab.data.digits_file import DigitsUnreadable
from mnist_lab.domain.runs.setting_fields import SettingsInvalid
from mnist_lab.tui.controllers.ports import Ports
from mnist_lab.tui.controllers.recomputation import Recomputation
from mnist_lab.tui.controllers.remarks import Remarks
from mnist_lab_store.errors import StoreError

if TYPE_CHECKING:
    from mnist_lab.domain.experiments.batch import Batch, Cost
    from mnist_lab.domain.experiments.budget import Budget
    from mnist_lab.domain.labs.hypotheses import Hypothesis
    from mnist_lab.domain.overview import LabsOverview
    from mnist_lab.services.lab_service import LabService

REMEMBERED_BUDGET = "lab terms"
"""The key that the store remembers the budget under."""


class LabController:
    """Computes the overview whenever runs, budget or hypotheses change, one at a time, in the background.

    Computes nothing until it is opened: what labs need takes long to import, and the first frame must not wait for it.
    `show_overview` takes an overview, or None if it could not be computed; `ask` asks the user about a long batch and
    its cost, at its budget and at the quick one. Both may be called on any thread.
    """

    _budget: Budget

    def __init__(
        self,
        ports: Ports,
        show_overview: Callable[[LabsOverview | None], object],
        ask: Callable[[Batch, Cost, Cost | None], object],
        configuration: Configuration = DEFAULTS,
    ) -> None:
        self._session = ports.session
        self._model = ports.model
        self._notices = ports.notices
        self._in_order = ports.in_order
        self._show_overview = show_overview
        self._ask = ask
        self._configuration = configuration
        self._remarks = Remarks(ports.notices)
        self._recomputation = Recomputation(ports)
        self._hypotheses_stated = 0

    @cached_property
    def _service(self) -> LabService:
        from mnist_lab.services.lab_service import LabService  # see the docstring of the class

        return LabService(self._session)

    def open(self) -> None:
        """Start computing overviews."""
        from mnist_lab.domain.experiments.budget import budget_from  # see the docstring of the class

        self._budget = budget_from(self._session.preferences.recall(REMEMBERED_BUDGET), self._configuration.repeats)
        self._recomputation.is_open = True
        self.refresh()

    def refresh(self) -> None:
        """Compute the overview again if runs, budget or hypotheses have changed since the last one."""
        if self._recomputation.is_open:
            self._recomputation.ask(partial(self._compute, self._budget), self._budget, self._hypotheses_stated)

    def accept(self, overview: LabsOverview | None) -> bool:
        """Take a computed overview; return whether it is of the budget now chosen."""
        self._recomputation.ended()
        is_wanted = overview is not None and overview.budget.on(self._budget.data) == self._budget
        self.refresh()
        return is_wanted

    def run_batch(self, batch: Batch, *, is_agreed: bool = False) -> None:
        """Enqueue the missing runs of a batch; if they take long and the user has not agreed, ask first."""
        summaries, state = tuple(self._model.registry.summaries.values()), self._model.state
        service = self._service
        keeps = batch.keeps_weights and self._configuration.keeps_weights

        def cost_of(batch: Batch) -> Cost:
            return service.cost(batch.groups, batch.budget.repeats, summaries, state.paces)

        def run() -> None:
            try:
                if not is_agreed and (cost := cost_of(batch)).is_high:
                    self._ask(batch, cost, cost_of(batch.quick) if batch.quick is not None else None)
                    return
                queued = service.enqueue_missing(batch.groups, batch.budget.repeats, summaries, keeps_weights=keeps)
            except (StoreError, SettingsInvalid, DigitsUnreadable) as error:
                self._notices.error(str(error))
                return
            self._remarks.tell(queued.remarks)
            if queued.text and (batch.says_how_many or queued.resumed or queued.elsewhere):
                self._notices.notice(queued.text)

        self._in_order(run)

    def set_budget(self, budget: Budget) -> None:
        """Show the labs at another budget, and remember it for the next start."""
        self._budget = budget
        self._session.preferences.remember(REMEMBERED_BUDGET, budget.document(self._configuration.repeats))
        self.refresh()

    def keep_hypotheses(self, hypotheses: Sequence[Hypothesis]) -> None:
        """Keep what the user expects, to be compared with results."""
        self._service.keep_hypotheses(hypotheses)
        self._hypotheses_stated += 1
        self.refresh()

    def _compute(self, budget: Budget) -> None:
        registry, state = self._model.registry, self._model.state
        try:
            summaries, runs = tuple(registry.summaries.values()), dict(registry.runs)
            overview = self._service.overview(budget, summaries, runs, state.paces)
        except (StoreError, SettingsInvalid, DigitsUnreadable) as error:
            self._notices.error(str(error))
            self._show_overview(None)
            return
        self._show_overview(overview)
