"""A run: each event makes a new one, and its document can be read back."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import Any

import pytest

from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import Dataset, Run, RunState, new_id
from mnist_lab.domain.runs.run_request import RunRequest, rerun_of
from mnist_lab.domain.runs.serialization import run_document, run_from_document
from mnist_lab.domain.runs.setting_fields import SettingsInvalid
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.runs.split_facts import SplitFacts
from mnist_lab.util.records.faults import RecordInvalid
from support.fakes import ENVIRONMENT, an_epoch

NOW = datetime(2026, 11, 24, 10, 31, tzinfo=UTC)
MNIST = Dataset(name="mnist", sha256="0" * 64)


def a_run(spec: RunSpec | None = None, **order: Any) -> Run:
    (run,) = RunRequest(spec or RunSpec(), **order).runs(MNIST, NOW)
    return run


def after(*happened: events.Event) -> Run:
    run = a_run()
    for event in happened:
        run = run.after(event)
    return run


BEGAN = events.Began(ENVIRONMENT, 680662, 0.1)


@pytest.mark.parametrize(
    ("happened", "state"),
    [
        ((), RunState.QUEUED),
        ((events.Loading(),), RunState.RUNNING),
        ((events.Loading(), events.Paused(), events.Compiling(), BEGAN), RunState.PAUSED),
        ((BEGAN, events.Paused(), events.Resumed()), RunState.RUNNING),
        ((BEGAN, events.Stopping(now=True)), RunState.RUNNING),
        ((BEGAN, events.Finished(1.0)), RunState.FINISHED),
        ((BEGAN, events.Finished(1.0, stopped=True)), RunState.STOPPED),
        ((BEGAN, events.Failed("No.")), RunState.FAILED),
        ((events.Compiling(),), RunState.RUNNING),
        ((BEGAN, events.Progress(1, 1, 4, 0.9, 0.5, 0.1)), RunState.RUNNING),
        ((BEGAN, events.EpochDone(an_epoch(1))), RunState.RUNNING),
        ((BEGAN, events.Paused(), events.EpochDone(an_epoch(1))), RunState.PAUSED),
        ((BEGAN, events.Paused(), events.Finished(1.0, stopped=True)), RunState.STOPPED),
    ],
)
def test_events_change_the_state(happened: tuple[events.Event, ...], state: RunState) -> None:
    assert after(*happened).state is state


def test_an_epoch_replaces_the_progress_within_it() -> None:
    run = after(BEGAN, events.Progress(1, 1, 4, 0.9, 0.5, 0.1))
    assert (len(run.trail), run.epochs_done) == (1, 0.25)
    run = run.after(events.EpochDone(an_epoch(1)))
    assert (run.trail, run.stage, run.epochs_done, run.seconds) == ((), None, 1.0, 1.5)


def test_the_time_left_is_that_of_the_pace_so_far() -> None:
    run = after(BEGAN, events.EpochDone(an_epoch(1)), events.Progress(2, 2, 4, 0.9, 0.5, 0.7))
    assert run.seconds_left == pytest.approx(1.5 * 8.5)
    assert after(BEGAN).seconds_left is None


def test_an_ended_run_has_no_stage_and_names_its_weights() -> None:
    run = after(BEGAN, events.Stopping(now=False), events.Finished(9.0, True, 0.1, 0.97, 0.98, "best.keras"))
    assert (run.stage, run.stop_asked, run.weights) == (None, None, f"runs/{run.id}/best.keras")


def test_a_failed_run_keeps_its_epochs_and_a_one_line_error() -> None:
    run = after(BEGAN, events.EpochDone(an_epoch(1)), events.Failed("Out of\nmemory\x1b[31m."))
    assert (len(run.epochs), run.error, run.stage) == (1, "Out of memory[31m.", None)


def test_the_document_has_null_for_figures_that_are_not_finite() -> None:
    lost = an_epoch(2, math.nan, clean_loss=math.inf)
    run = after(
        BEGAN, events.EpochDone(an_epoch(1)), events.EpochDone(lost), events.Finished(3.0, False, math.nan, 0.1, 0.1)
    )
    document = run_document(run)
    text = json.dumps(document, allow_nan=False)
    assert document["epochs"][1]["val_loss"] is None
    assert document["test_loss"] is None
    back = run_from_document(json.loads(text))
    assert math.isnan(back.epochs[1].val_loss)
    assert back.test_loss is not None
    assert math.isnan(back.test_loss)
    assert back.epochs[0] == run.epochs[0]
    assert run_document(back) == document


@pytest.mark.parametrize(
    "broken",
    [
        {"epochs": [1]},
        {"epochs": [None]},
        {"epochs": None},
        {"epochs": "12"},
        {"epochs": {"epoch": 1}},
        {"epochs": [{"epoch": 0, "loss": 1, "accuracy": 1, "val_loss": 1, "val_accuracy": 1}]},
        {"epochs": [{"epoch": 1, "loss": 1}]},
        {"spec": None},
        {"spec": {"units": 0}},
        {"state": "lost"},
        {"seconds": -1},
        {"created": "2026-11-24T10:31:00"},
    ],
    ids=str,
)
def test_a_document_of_no_valid_run_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(RecordInvalid):
        run_from_document({**run_document(a_run()), **broken})


def test_figures_not_measured_are_absent_in_the_document() -> None:
    document = run_document(a_run())
    assert {"test_loss", "test_accuracy", "test_accuracy_last", "test_accuracy_before", "environment"}.isdisjoint(
        document
    )
    assert document["schema"] == 1
    assert document["best_epoch"] is None
    assert run_from_document(document) == a_run().model_copy(update={"id": document["id"]})


def test_the_facts_of_the_split_are_kept_and_a_document_without_them_opens() -> None:
    facts = SplitFacts(missing_classes=(8, 9), held_out_missing=0.5)
    (run,) = RunRequest(RunSpec()).runs(MNIST, datetime(2026, 11, 24, tzinfo=UTC))
    document = run_document(run.model_copy(update={"split": facts}))
    assert run_from_document(document).split == facts
    del document["split"]
    assert run_from_document(document).split is None
    assert "split" not in run_document(run)


def test_an_epoch_without_clean_figures_has_none_in_the_document() -> None:
    bare = an_epoch(1).model_copy(update={"clean_loss": None, "clean_accuracy": None})
    document = run_document(after(BEGAN, events.EpochDone(bare)))
    assert {"clean_loss", "clean_accuracy"}.isdisjoint(document["epochs"][0])
    assert run_from_document(document).epochs == (bare,)


def test_a_change_is_cleaned_and_checked() -> None:
    run = after(BEGAN, events.Progress(1, 1, 4, 0.9, 0.5, 0.1))
    changed = run.but(name="two\nlines\x1b", tags=["a", "a"], note="n")
    assert (changed.name, changed.tags, changed.note) == ("two lines", ("a",), "n")
    assert (changed.stage, changed.trail, changed.spec) == (run.stage, run.trail, run.spec)
    assert run.name == ""
    with pytest.raises(RecordInvalid):
        run.but(seconds=-1)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("plain", "plain"),
        ("a\x1b[31mred\x1b]0;title\x07b", "a[31mred]0;titleb"),
        ("two\nlines\r\nand\ttabs", "two lines and tabs"),
        ("c1 \x9b31m and bidi \u202egnp", "c1 31m and bidi gnp"),
        ("[/oops] [red]", "[/oops] [red]"),
        ("x" * 300, "x" * 200),
        ("数字 ✓", "数字 ✓"),
    ],
)
def test_names_lose_control_characters_and_line_ends(given: str, kept: str) -> None:
    assert a_run(name=given).name == kept


def test_notes_keep_their_line_ends_and_tags_are_cleaned_and_unique() -> None:
    run = a_run(note="one\r\ntwo\x1b[0m", tags=("a", "b\n", "a", "", "x" * 60))
    assert run.note == "one\ntwo[0m"
    assert run.tags == ("a", "b", "x" * 50)


@pytest.mark.parametrize("wrong", ["", "A", "../x", "a/b", "a.b", "x" * 65, "é"])
def test_an_id_that_could_be_a_path_is_refused(wrong: str) -> None:
    with pytest.raises(RecordInvalid):
        run_from_document({**run_document(a_run()), "id": wrong})


def test_new_ids_sort_by_age_and_differ() -> None:
    assert new_id(NOW) < new_id(datetime(2026, 11, 24, 10, 32, tzinfo=UTC))
    assert new_id(NOW) != new_id(NOW)


def test_repeats_have_consecutive_seeds_and_ids_in_order() -> None:
    runs = RunRequest(RunSpec(seed=7), repeats=40, name="five", tags=("t",)).runs(MNIST, NOW)
    assert [run.spec.seed for run in runs] == list(range(7, 47))
    ids = [run.id for run in runs]
    assert ids == sorted(set(ids))
    assert [run.created for run in runs] == sorted({run.created for run in runs})
    assert {(run.name, run.tags, run.state, run.parameters) for run in runs} == {
        ("five", ("t",), RunState.QUEUED, 680662)
    }


@pytest.mark.parametrize("repeats", [0, -1, 1001])
def test_repeats_out_of_range_are_refused(repeats: int) -> None:
    with pytest.raises(SettingsInvalid, match=r"repeats .* 1 to 1000"):
        RunRequest(RunSpec(), repeats).runs(MNIST, NOW)


def test_a_run_without_a_name_is_titled_by_its_settings() -> None:
    assert a_run(RunSpec(dropout=0)).title == "dropout off"
    assert a_run(RunSpec(dropout=0), name="mine").title == "mine"


@pytest.mark.parametrize(
    ("request_of", "planned"),
    [(RunRequest(RunSpec(), 5), 5), (RunRequest(RunSpec()), 1), (RunRequest(RunSpec(), planned=4), 4)],
)
def test_a_run_keeps_how_many_repeats_were_ordered_with_it(request_of: RunRequest, planned: int) -> None:
    runs = request_of.runs(MNIST, NOW)
    assert {run.planned for run in runs} == {planned}
    assert {run_from_document(run_document(run)).planned for run in runs} == {planned}


def test_a_run_older_than_its_plan_is_read_and_written_without_one() -> None:
    document = run_document(a_run())
    del document["planned"]
    old = run_from_document(document)
    assert old.planned is None
    assert "planned" not in run_document(old)
    assert rerun_of(old.but(epochs=(an_epoch(1),)), MNIST, NOW).planned is None


def test_a_rerun_has_the_plan_of_the_run_that_it_repeats() -> None:
    run = a_run().but(epochs=(an_epoch(1),), planned=5)
    assert rerun_of(run, MNIST, NOW).planned == 5


def test_temperatures_are_absent_if_not_measured_and_null_if_not_finite() -> None:
    measured = an_epoch(1, temperature=1.62, refined_val_loss=0.07)
    diverged = an_epoch(2, math.nan, temperature=math.nan, refined_val_loss=math.nan)
    run = a_run().model_copy(update={"epochs": (measured, diverged, an_epoch(3))})
    document = run_document(run)
    names = ("temperature", "refined_val_loss")
    assert [[epoch.get(name, "absent") for name in names] for epoch in document["epochs"]] == [
        [1.62, 0.07],
        [None, None],
        ["absent", "absent"],
    ]
    assert (document["best_refined_epoch"], document["kept_epoch"]) == (1, 1)
    back = run_from_document(json.loads(json.dumps(document))).epochs
    assert (back[0], back[2]) == (measured, an_epoch(3))
    assert [math.isnan(getattr(back[1], name)) for name in names] == [True, True]


def test_a_run_older_than_the_setting_keep_has_its_default() -> None:
    run = a_run().model_copy(update={"epochs": (an_epoch(1, 0.2), an_epoch(2, 0.1), an_epoch(3, 0.3))})
    document = run_document(run)
    del document["spec"]["keep"], document["kept_epoch"]
    assert run_from_document(document) == run
    assert run_from_document(document).kept == run.epochs[1]
