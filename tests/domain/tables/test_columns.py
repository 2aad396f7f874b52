"""The columns of the table, and their names."""

from __future__ import annotations

import math

import pytest

from mnist_lab.domain.runs.run import MNIST, Dataset, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables import csv_export
from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.columns import (
    NEWEST_FIRST,
    SortKey,
    column_named,
    columns_of,
    format_sort_keys,
    parse_sort,
    told_apart,
)
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.tables.run_summary import Summary
from support.fakes import a_history, an_epoch
from support.run_examples import a_summary

COLUMNS = columns_of()


def text(key: str, summary: Summary) -> str:
    return column_named(key, COLUMNS).text(summary)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("name", "batch 32"),
        ("units", "518"),
        ("dropout", "0.20"),
        ("batch_size", "32"),
        ("optimizer", "RMSprop"),
        ("loss", "0.0600"),
        ("clean_loss", "0.0400"),
        ("val_loss", "0.1000"),
        ("clean_gap", "+0.0600"),
        ("post_gap", "+0.0400"),
        ("val_accuracy", "97.00"),
        ("best_val_loss", "0.0900"),
        ("best_epoch", "2"),
        ("temperature", ""),
        ("refined_val_loss", ""),
        ("best_refined_epoch", ""),
        ("test_accuracy", "97.80"),
        ("epochs_done", "5"),
        ("parameters", "680,662"),
        ("verdict", "good"),
        ("course", "steady"),
    ],
)
def test_the_cells_of_a_run(key: str, expected: str) -> None:
    history = a_history([0.1, 0.09, 0.1, 0.1, 0.1])
    assert text(key, a_summary(1, history, RunSpec(batch_size=32), test_accuracy=0.978)) == expected


def test_missing_figures_are_empty_and_infinite_ones_a_dash() -> None:
    assert text("val_loss", a_summary(1)) == ""
    assert text("test_accuracy", a_summary(1)) == ""
    assert text("val_loss", a_summary(1, (an_epoch(1, math.nan),))) == "–"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (RunState.QUEUED, "◌ queued"),
        (RunState.RUNNING, "● training 3/10"),
        (RunState.PAUSED, "‖ paused 3/10"),
        (RunState.FAILED, "! failed"),
        (RunState.INTERRUPTED, "? interrupted"),
        (RunState.STOPPED, "too short ■"),
        (RunState.FINISHED, "too short"),
    ],
)
def test_the_fit_column_shows_the_state_of_unfinished_runs(state: RunState, words: str) -> None:
    assert text("verdict", a_summary(1, a_history([0.2, 0.1]), state=state)) == words


def test_an_unknown_column_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"“colour”.*name, verdict"):
        parse_sort("-colour", COLUMNS)


def test_fit_is_another_name_of_the_verdict() -> None:
    assert column_named("fit", COLUMNS).key == "verdict"
    assert parse_sort("-fit", COLUMNS) == (SortKey("verdict", descending=True),)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.key)
def test_a_column_is_found_by_its_heading_and_its_label(column: Column) -> None:
    assert column_named(column.heading, COLUMNS) is column
    assert column_named(column.heading.upper().replace(" ", "-"), COLUMNS) is column
    if column.setting is not None:
        assert column_named(column.setting.setting.label, COLUMNS) is column
        assert column_named(column.setting.option, COLUMNS) is column


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("valid", "val_loss"),
        ("valid %", "val_accuracy"),
        ("val-acc", "val_accuracy"),
        ("test %", "test_accuracy"),
        ("test acc", "test_accuracy"),
        ("test acc last", "test_accuracy_last"),
        ("lr", "learning_rate"),
        ("opt", "optimizer"),
        ("lowest valid", "best_val_loss"),
        ("status", "state"),
    ],
)
def test_old_and_short_names_and_beginnings_find_a_column(name: str, key: str) -> None:
    assert column_named(name, COLUMNS).key == key


def test_a_slip_and_an_ambiguous_beginning_are_answered() -> None:
    with pytest.raises(ValueError, match="did you mean val_acc"):
        column_named("vall_acc", COLUMNS)
    with pytest.raises(ValueError, match=r"could be test_accuracy.* or test_loss"):
        column_named("test", COLUMNS)


def test_the_figures_of_the_chosen_epoch() -> None:
    run = a_summary(1, a_history([0.3, 0.1, 0.2]))
    expected = {"last": 0.2, "kept": 0.1, "best": 0.1, "min": 0.1, "max": 0.3}
    found = {choice: column_named("val_loss", columns_of(choice)).value(run) for choice in FigureChoice}
    assert found == expected
    highest = column_named("val_accuracy", columns_of(FigureChoice.BEST)).value(run)
    assert highest == column_named("val_accuracy", columns_of(FigureChoice.MAX)).value(run)


def test_extremes_leave_out_what_is_not_finite() -> None:
    run = a_summary(1, (an_epoch(1, 0.2), an_epoch(2, math.nan), an_epoch(3, math.inf)))
    for choice in (FigureChoice.MIN, FigureChoice.MAX, FigureChoice.KEPT):
        assert column_named("val_loss", columns_of(choice)).value(run) == 0.2
    never = a_summary(2, (an_epoch(1, math.nan),))
    assert column_named("val_loss", columns_of(FigureChoice.MIN)).value(never) is None


def test_the_sort_order_as_text() -> None:
    assert format_sort_keys(NEWEST_FIRST, COLUMNS) == "newest first"
    keys = (SortKey("val_loss"), SortKey("test_accuracy", descending=True))
    assert format_sort_keys(keys, COLUMNS) == "sorted by val loss, then test acc kept (largest first)"


def test_digits_of_one_name_are_told_apart_by_their_checksums() -> None:
    one, other = a_summary(1), a_summary(2, data=Dataset(name="mnist", sha256="1" * 64))
    column = told_apart(column_named("data", COLUMNS), [one, other])
    assert (column.text(one), column.text(other)) == (f"mnist {MNIST.sha256[:6]}", "mnist 111111")
    assert told_apart(COLUMNS[0], [one, other]) is COLUMNS[0]
    assert csv_export.plain_value(one, column_named("data", COLUMNS)) != csv_export.plain_value(
        other, column_named("data", COLUMNS)
    )


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.key)
def test_every_column_is_explained(column: Column) -> None:
    assert len(column.explanation.split()) >= 5
    assert column.explanation.endswith(".")
    assert "  " not in column.explanation


def test_temperature_and_refined_loss_are_those_of_the_last_epoch_or_of_the_kept_one() -> None:
    last = an_epoch(3, 0.3, temperature=1.618, refined_val_loss=0.2)
    history = (an_epoch(1, 0.2, temperature=0.5, refined_val_loss=0.1), an_epoch(2, 0.4), last)
    summary = a_summary(1, history)
    shown = {
        choice: [column_named(key, columns_of(choice)).text(summary) for key in ("temperature", "refined_val_loss")]
        for choice in (FigureChoice.LAST, FigureChoice.KEPT)
    }
    assert shown == {FigureChoice.LAST: ["1.62", "0.2000"], FigureChoice.KEPT: ["0.50", "0.1000"]}
    assert text("best_refined_epoch", summary) == "1"
    diverged = a_summary(1, (last.model_copy(update={"temperature": math.nan, "refined_val_loss": math.nan}),))
    assert [text(key, diverged) for key in ("temperature", "refined_val_loss")] == ["–", "–"]
