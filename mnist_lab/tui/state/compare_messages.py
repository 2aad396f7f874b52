"""What is reported about the comparison of the marked runs, and what users ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mnist_lab.tui.state.messages import Report, Request

if TYPE_CHECKING:
    from mnist_lab.domain.comparison.comparison import Comparison
    from mnist_lab.domain.comparison.marks import Marks


@dataclass
class ComparisonReady(Report):
    """A comparison is computed; None if the runs are gone. `serial` says of which marks it is."""

    serial: int
    comparison: Comparison | None


@dataclass
class CompareMetricRequested(Request):
    """Compare by the metric of this key, such as `test_accuracy`."""

    key: str


@dataclass
class MissingRunsRequested(Request):
    """Train the missing runs that would show which of several settings made a difference."""


@dataclass
class GroupsCompareRequested(Request):
    """Compare these groups of a lab or sweep until Compare is left: what the user has marked in Runs comes back then.

    `metric` is the key of what they are compared by, empty for the usual one.
    """

    marks: Marks
    metric: str = ""


@dataclass
class ComparisonLeft(Request):
    """Go back to the mode from which the comparison was opened."""
