"""What is reported of labs and grids, and what users ask of them; light, as `messages` is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mnist_lab.tui.state.messages import Report, Request

if TYPE_CHECKING:
    from mnist_lab.domain.experiments.batch import Batch, Cost
    from mnist_lab.domain.experiments.budget import Budget
    from mnist_lab.domain.labs.hypotheses import Hypothesis
    from mnist_lab.domain.overview import LabsOverview


@dataclass
class LabsOverviewReady(Report):
    """The overview of the labs has been computed; None if it could not be."""

    overview: LabsOverview | None


@dataclass
class LongBatch(Report):
    """The runs of this batch would take so long that the user should agree first; `quick` if it were quick."""

    batch: Batch
    cost: Cost
    quick: Cost | None


@dataclass
class BatchRequested(Request):
    """Train what is missing of this batch; ask first if that is long."""

    batch: Batch


@dataclass
class BudgetRequested(Request):
    """Show the labs at this budget."""

    budget: Budget


@dataclass
class HypothesesKeepRequested(Request):
    """The user expects this."""

    hypotheses: tuple[Hypothesis, ...]
