"""What is reported of sweeps, and what users ask of them; light, as `messages` is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mnist_lab.tui.state.messages import Report, Request

if TYPE_CHECKING:
    from mnist_lab.domain.experiments.batch import Cost
    from mnist_lab.domain.runs.spec import RunSpec
    from mnist_lab.domain.sweeps.costing import Fitting
    from mnist_lab.domain.sweeps.overview import SweepsOverview
    from mnist_lab.domain.sweeps.sweep import Sweep


@dataclass
class SweepsOverviewReady(Report):
    """The overview of the sweeps has been computed; None if it could not be."""

    overview: SweepsOverview | None


@dataclass
class SweepBegun(Report):
    """A sweep is under way now, or goes on."""

    sweep_id: str


@dataclass
class SweepsChanged(Report):
    """A sweep was stopped or removed, or has ended."""


@dataclass
class SweepCosted(Report):
    """What the asked sweep would cost, made to fit if that was asked."""

    asked: Sweep
    minutes: float | None
    fitting: Fitting


@dataclass
class LongSweep(Report):
    """A sweep would take so long that the user should agree first."""

    sweep: Sweep
    cost: Cost


@dataclass
class SweepSetUpRequested(Request):
    """Set up a sweep, beginning with this one, or with the values of the form."""

    sweep: Sweep | None = None


@dataclass
class SweepCostRequested(Request):
    """Compute what a sweep would cost here; with minutes, made to fit into them."""

    sweep: Sweep
    minutes: float | None


@dataclass
class SweepRequested(Request):
    """Train what a sweep lacks; ask first if that is long."""

    sweep: Sweep


@dataclass
class SweepStopRequested(Request):
    """Start no more trials of the sweep."""

    sweep_id: str


@dataclass
class SweepForgetRequested(Request):
    """Take the sweep out of the list; its runs stay."""

    sweep: Sweep


@dataclass
class SweepRunsRequested(Request):
    """Show the runs of the sweep in the table."""

    sweep: Sweep


@dataclass
class WinnerRequested(Request):
    """Put the settings of a trial into the form."""

    spec: RunSpec
