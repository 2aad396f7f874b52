"""The cells of the groups of a lab: what does not fit into a line is below it, and nothing is left out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE, PostFigures
from mnist_lab.domain.experiments.plan import Plan
from mnist_lab.domain.formatting.units import format_gap
from mnist_lab.domain.labs.analysis import LabResult, results_of
from mnist_lab.domain.labs.definitions import LABS
from mnist_lab.domain.labs.hypotheses import Hypothesis
from mnist_lab.domain.labs.outcomes import scored
from mnist_lab.domain.labs.reported import reported
from mnist_lab.domain.labs.status import LabStatus
from mnist_lab.domain.runs.run import Dataset
from mnist_lab.domain.tables.metrics import METRICS
from mnist_lab.tui.labs.group_rows import CLEAN, GAP, LABEL, POST, TRAINING, VALIDATION, GroupRows, rows_for
from support.lab_examples import SAME, STEADY, WORSE, a_result, group_runs

RESULT = a_result("layers", STEADY, SAME, WORSE)
OTHERS = Dataset(name="other pictures", sha256="1f" * 32)
GUESS = Hypothesis(
    lab="layers", group="4 layers", made=datetime(2026, 1, 1, tzinfo=UTC), epochs=10, accuracy="up", speed="slower"
)


def a_status(*hypotheses: Hypothesis) -> LabStatus:
    return LabStatus("layers", LABS["layers"], Budget(), Plan(()), 0.0, (RESULT,), (scored(hypotheses, RESULT),))


def words_of(rows: GroupRows, place: int) -> str:
    of_post = [words for row in rows.posts[place : place + 1] for words in row]
    return " ".join([*rows.cells[place], *of_post, *rows.below[place]])


@pytest.mark.parametrize("room", [54, 60, 74, 94, 114, 194])
def test_every_figure_is_shown_at_every_width(room: int) -> None:
    rows = rows_for(a_status(GUESS), room)
    assert rows.width <= room
    assert all(len(words) <= room for below in rows.below for words in below)
    for place, group in enumerate(RESULT.groups):
        words = words_of(rows, place)
        assert group.label == rows.cells[place][LABEL]
        assert group.verdict is not None
        assert group.verdict.verdict.label.value in words
        assert f"{group.variation.post.test_accuracy:.2%}".rstrip("%") in words
        assert group.average is not None
        assert f"{group.average.mean:.2%}".rstrip("%") in words
    assert "no evidence" in words_of(rows, 1)
    assert "worse" in words_of(rows, 2)
    assert "up ?" in words_of(rows, 1)
    assert "slower" in words_of(rows, 1)


@pytest.mark.parametrize("room", [54, 74, 114, 194])
@pytest.mark.parametrize("result", [RESULT, a_result("layers", (), (), ())])
def test_the_losses_the_post_reported_are_below_ours_at_every_width(room: int, result: LabResult) -> None:
    rows = rows_for(LabStatus("layers", LABS["layers"], Budget(), Plan(()), 0.0, (result,)), room)
    for place, group in enumerate(result.groups):
        found = reported(group)
        for column, measure in zip((TRAINING, VALIDATION, GAP), found.losses, strict=True):
            assert rows.posts[place][column] == measure.post_text != "–"
            assert rows.cells[place][column].startswith(measure.text.split(" ")[0])
        assert found.reading == "–" or found.reading in words_of(rows, place)
        assert found.accuracy.post_text in words_of(rows, place)


def test_ours_have_their_spread_from_80_columns_on() -> None:
    rows = rows_for(a_status(GUESS), 74)
    assert all("±" in rows.cells[0][column] for column in (TRAINING, VALIDATION, GAP))


def test_on_other_digits_a_group_has_no_line_of_the_post() -> None:
    budget = Budget().on(OTHERS)
    groups = [(BASELINE, STEADY), *((each, WORSE) for each in LABS["layers"][0].variations)]
    runs = [run for each, of_it in groups for run in group_runs(each, of_it, budget=budget, data=OTHERS)]
    results = results_of(LABS["layers"], budget, runs)
    rows = rows_for(LabStatus("layers", LABS["layers"], budget, Plan(()), 0.0, results), 114)
    assert (rows.posts, rows.headings[POST]) == ((), "")
    assert "±" in rows.cells[1][GAP]


def test_a_lab_about_accuracy_alone_has_the_posts_beside_ours_and_no_losses() -> None:
    result = a_result("optimizer", STEADY, WORSE)
    rows = rows_for(LabStatus("optimizer", LABS["optimizer"], Budget(), Plan(()), 0.0, (result,)), 114)
    assert [row[POST] for row in rows.cells] == ["97.97", "93.34"]
    assert (rows.posts, rows.headings[TRAINING], rows.headings[GAP]) == ((), "", "")
    assert rows.places == (0, 1)


def test_a_gap_has_the_sign_of_validation_above_training() -> None:
    assert [format_gap(gap) for gap in (0.024, -0.024, 0.0, None)] == ["+0.0240", "−0.0240", "0.0000", "–"]
    above = PostFigures(training_loss=0.2, validation_loss=0.1)
    assert (above.signed_gap, above.gap) == (-0.1, 0.1)


def test_a_wide_table_has_the_clean_gap_too() -> None:
    wide = rows_for(a_status(), 180)
    clean = RESULT.groups[1].group.average(METRICS["clean_gap"])
    assert clean is not None
    assert wide.headings[CLEAN] == "clean gap"
    assert wide.cells[1][CLEAN] == format_gap(clean.mean)
    assert wide.places == (0, 0, 1, 1, 2, 2)


def test_a_line_below_belongs_to_its_group() -> None:
    rows = rows_for(a_status(GUESS), 74)
    assert all(rows.below)
    assert [rows.places.count(place) for place in range(3)] == [2 + len(below) for below in rows.below]


def test_without_guesses_no_column_asks_for_them() -> None:
    assert "you said" not in rows_for(a_status(), 180).headings
