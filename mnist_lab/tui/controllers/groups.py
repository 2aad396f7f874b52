"""Computes in the background what groups need epochs or scipy for: verdicts and evidence."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mnist_lab.domain.runs.history import Epoch
from mnist_lab.tui.controllers.ports import Ports
from mnist_lab.tui.controllers.reading import read_run
from mnist_lab.util.background import LatestOnly

if TYPE_CHECKING:
    from mnist_lab.domain.evidence.group_rows import GroupRow
    from mnist_lab.domain.evidence.groups import GroupVerdict
    from mnist_lab.domain.views.against_pinned import Findings, Question

VerdictKey = tuple[str, ...]
SECONDS_BETWEEN_REPORTS = 0.3


class GroupController:
    """Finds the verdicts on groups, and the evidence for their differences from the pinned one.

    `report` takes what was found and may be called on any thread: some verdicts, or findings. A verdict is found once:
    it rests on finished runs, which change no more.
    """

    def __init__(
        self,
        ports: Ports,
        report: Callable[[dict[VerdictKey, GroupVerdict], Findings | None], object],
    ) -> None:
        self._session = ports.session
        self._notices = ports.notices
        self._report = report
        self._latest = LatestOnly(ports.background)
        self._wanted = 0
        self._verdicts: dict[VerdictKey, GroupVerdict | None] = {}
        self._answered: Findings | None = None

    def find(self, rows: Sequence[GroupRow], question: Question | None) -> None:
        """Judge these groups in their order, and answer the question; what was asked before is given up."""
        self._wanted += 1
        number = self._wanted
        self._latest.submit(lambda: self._find(number, rows, question))

    def _find(self, number: int, rows: Sequence[GroupRow], question: Question | None) -> None:
        if question is not None:
            from mnist_lab.domain.views.against_pinned import findings_of  # not needed for the first frame

            if self._answered is None or self._answered.question is not question:
                self._answered = findings_of(question)
            self._report({}, self._answered)
        found: dict[VerdictKey, GroupVerdict] = {}
        reported = time.monotonic()
        for row in rows:
            if number != self._wanted:
                break
            key, verdict = self._judge(row)
            if verdict is not None:
                found[key] = verdict
            if found and time.monotonic() - reported > SECONDS_BETWEEN_REPORTS:
                self._report(found, None)
                found, reported = {}, time.monotonic()
        if found:
            self._report(found, None)

    def _judge(self, row: GroupRow) -> tuple[VerdictKey, GroupVerdict | None]:
        from mnist_lab.domain.evidence.group_rows import judged  # not needed for the first frame
        from mnist_lab.domain.views.grouping import verdict_key

        key = verdict_key(row)
        if key not in self._verdicts:
            self._verdicts[key] = judged(row, self._epochs, self._session.thresholds).median_verdict
        return key, self._verdicts[key]

    def _epochs(self, run_id: str) -> Sequence[Epoch]:
        run = read_run(self._session, self._notices, run_id)
        return run.epochs if run is not None else ()
