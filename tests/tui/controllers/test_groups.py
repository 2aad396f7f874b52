"""Verdicts on groups and evidence, found in the background on a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from mnist_lab.domain.evidence.groups import GroupVerdict
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.views.against_pinned import Findings
from mnist_lab.domain.views.arranger import Arranger
from mnist_lab.domain.views.grouping import verdict_key
from mnist_lab.domain.views.table_view import USUAL_VIEW
from mnist_lab.services.session import Session
from mnist_lab.tui.controllers.groups import GroupController
from support.background import Later
from support.fakes import ScriptedTrainer, few_digits
from support.ports import ports
from support.store_examples import CountingStore, example_run

GROUPED = replace(USUAL_VIEW, grouped_by=())
PINNED_AT = datetime(2026, 11, 24, tzinfo=UTC)


class Found:
    """A controller on a store with two groups of three, one of them pinned, and what it reported."""

    def __init__(self, folder: Path) -> None:
        store = self.store = CountingStore(folder)
        for number in range(1, 7):
            spec = RunSpec(units=64 if number > 3 else 518, seed=number)
            run = example_run(number, epochs=6, spec=spec, test_accuracy=0.9 + number / 100)
            store.put(run.but(pinned_at=PINNED_AT) if number == 1 else run)
        self.session = Session(ScriptedTrainer(), store, few_digits)
        self.later = Later()
        self.verdicts: dict[tuple[str, ...], GroupVerdict] = {}
        self.findings: list[Findings] = []
        self.controller = GroupController(ports(self.session, self.later), self._take)
        self.arranger = Arranger()
        self.arranger.show(store.summaries(), GROUPED)

    def find(self) -> None:
        found = self.arranger.arrangement
        self.controller.find(found.unjudged, found.question)
        self.later.run()

    def _take(self, verdicts: dict[tuple[str, ...], GroupVerdict], findings: Findings | None) -> None:
        self.verdicts |= verdicts
        self.findings += [findings] if findings is not None else []


def test_each_group_gets_the_verdict_on_its_median_history(tmp_path: Path) -> None:
    found = Found(tmp_path)
    rows = found.arranger.arrangement.unjudged
    assert len(rows) == 2
    found.find()
    assert {verdict_key(row) for row in rows} == found.verdicts.keys()
    shown = found.arranger.judge(found.verdicts)
    assert all(line.group is not None and line.group.verdict is not None for line in shown.lines)
    assert shown.unjudged == ()


def test_a_group_is_judged_once(tmp_path: Path) -> None:
    found = Found(tmp_path)
    found.find()
    before = list(found.store.read)
    assert len(before) == 6
    found.find()
    assert found.store.read == before


def test_the_question_about_the_pinned_group_is_answered(tmp_path: Path) -> None:
    found = Found(tmp_path)
    found.find()
    (findings,) = found.findings
    shown = found.arranger.take(findings)
    assert shown.question is None
    assert shown.against is not None
    (other,) = [line for line in shown.lines if not line.is_pinned]
    assert set(shown.against.found) == {other.key}
