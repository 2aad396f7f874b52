"""What a person asks of the labs, and how they stand: light, so that the labs' screens need not be loaded for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from mnist_lab.domain.evidence.baseline import Baseline
    from mnist_lab.domain.labs.analysis import LabResult
    from mnist_lab.domain.labs.definitions import Budget
    from mnist_lab.domain.labs.hypotheses import Hypothesis
    from mnist_lab.domain.labs.status import LabsOverview
    from mnist_lab.domain.runs.run import Run
    from mnist_lab.domain.runs.spec import RunSpec


@dataclass
class BatchRequested(Message):
    """A person wants what is missing of these groups trained, so many repeats of each: their labels and settings.

    `tells` where how many runs that comes to is to be said.
    """

    groups: tuple[tuple[str, RunSpec], ...]
    repeats: int
    keeps_weights: bool
    tells: bool = False


@dataclass
class BudgetRequested(Message):
    """A person wants the labs on these terms."""

    budget: Budget


@dataclass
class HypothesesStated(Message):
    """A person expects this."""

    hypotheses: tuple[Hypothesis, ...]


@dataclass
class ReportRequested(Message):
    """A person wants the report on these results in this folder."""

    results: tuple[LabResult, ...]
    folder: str


@dataclass
class GroupVerdictRequested(Message):
    """A person asked for the rule behind the verdict of a group of repeats.

    `run` stands for the group, with the history of their medians; `words` say so. The baseline is the lab's own.
    """

    run: Run
    baseline: Baseline | None
    words: str


@dataclass
class LabsOverviewReady(Message):
    """The labs have been looked at: so they stand; None where that could not be told."""

    picture: LabsOverview | None
