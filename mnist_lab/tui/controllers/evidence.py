"""Computes in the background the evidence for differences from the pinned group, which takes scipy."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mnist_lab.tui.controllers.ports import Ports
from mnist_lab.util.background import LatestOnly

if TYPE_CHECKING:
    from mnist_lab.domain.views.against_pinned import Findings, Question


class EvidenceController:
    """Finds the evidence for the differences of groups from the pinned one.

    `report` takes what was found and may be called on any thread.
    """

    def __init__(self, ports: Ports, report: Callable[[Findings], object]) -> None:
        self._report = report
        self._latest = LatestOnly(ports.background)
        self._answered: Findings | None = None

    def find(self, question: Question) -> None:
        """Answer the question; what was asked before is given up."""
        self._latest.submit(lambda: self._find(question))

    def _find(self, question: Question) -> None:
        from mnist_lab.domain.views.against_pinned import findings_of  # not needed for the first frame

        if self._answered is None or self._answered.question is not question:
            self._answered = findings_of(question)
        self._report(self._answered)
