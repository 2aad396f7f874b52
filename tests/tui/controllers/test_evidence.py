"""Evidence found in the background on a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.views.against_pinned import Findings
from mnist_lab.domain.views.arranger import Arranger
from mnist_lab.domain.views.table_view import USUAL_VIEW
from mnist_lab.services.session import Session
from mnist_lab.tui.controllers.evidence import EvidenceController
from support.background import Later
from support.fakes import ScriptedTrainer, few_digits
from support.ports import ports
from support.store_examples import CountingStore, example_run

GROUPED = replace(USUAL_VIEW, grouped_by=())
PINNED_AT = datetime(2026, 11, 24, tzinfo=UTC)


def arranger_of(store: CountingStore) -> Arranger:
    """Return an arranger with two groups of three in this store, one of them pinned."""
    for number in range(1, 7):
        spec = RunSpec(units=64 if number > 3 else 518, seed=number)
        run = example_run(number, epochs=6, spec=spec, test_accuracy=0.9 + number / 100)
        store.put(run.but(pinned_at=PINNED_AT) if number == 1 else run)
    arranger = Arranger()
    arranger.show(store.summaries(), GROUPED)
    return arranger


def test_the_question_about_the_pinned_group_is_answered(tmp_path: Path) -> None:
    store = CountingStore(tmp_path)
    arranger = arranger_of(store)
    later, found = Later(), list[Findings]()
    controller = EvidenceController(ports(Session(ScriptedTrainer(), store, few_digits), later), found.append)
    question = arranger.arrangement.question
    assert question is not None
    controller.find(question)
    later.run()
    (findings,) = found
    shown = arranger.take(findings)
    assert shown.question is None
    assert shown.against is not None
    (other,) = [line for line in shown.lines if not line.is_pinned]
    assert set(shown.against.found) == {other.key}


def test_groups_have_their_verdicts_and_no_run_is_read_for_them(tmp_path: Path) -> None:
    store = CountingStore(tmp_path)
    arranger_of(store)
    store.read.clear()
    arranger = Arranger()
    shown = arranger.show(store.summaries(), GROUPED)
    assert [line.group is not None and line.group.verdict is not None for line in shown.lines] == [True, True]
    assert store.read == []
