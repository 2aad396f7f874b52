"""The cells of the groups of a lab: what does not fit into a line is below it, and nothing is left out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import PostFigures
from mnist_lab.domain.experiments.plan import Plan
from mnist_lab.domain.formatting.units import format_gap, format_loss
from mnist_lab.domain.labs.definitions import LABS
from mnist_lab.domain.labs.hypotheses import Hypothesis
from mnist_lab.domain.labs.outcomes import scored
from mnist_lab.domain.labs.status import LabStatus
from mnist_lab.domain.tables.metrics import METRICS
from mnist_lab.tui.labs.group_rows import CLEAN, GAP_HERE, GAP_THERE, LABEL, LOSSES, GroupRows, rows_for
from support.lab_examples import SAME, STEADY, WORSE, a_result

RESULT = a_result("layers", STEADY, SAME, WORSE)
GUESS = Hypothesis(
    lab="layers", group="4 layers", made=datetime(2026, 1, 1, tzinfo=UTC), epochs=10, accuracy="up", speed="slower"
)


def a_status(*hypotheses: Hypothesis) -> LabStatus:
    return LabStatus("layers", LABS["layers"], Budget(), Plan(()), 0.0, (RESULT,), (scored(hypotheses, RESULT),))


def words_of(rows: GroupRows, place: int) -> str:
    return " ".join([*rows.cells[place], *rows.below[place]])


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


def test_a_wide_table_has_one_line_for_each_group() -> None:
    assert rows_for(a_status(GUESS), 160).places == (0, 1, 2)


def test_a_wide_table_has_the_losses_and_both_gaps_also_before_the_first_run() -> None:
    rows = rows_for(a_status(GUESS), 134)
    for place, group in enumerate(RESULT.groups):
        reading = group.reading
        assert reading is not None
        both = f"{format_loss(reading.training)}/{format_loss(reading.validation)}"
        gaps = format_gap(reading.validation - reading.training), format_gap(group.variation.post.signed_gap)
        assert [rows.cells[place][column] for column in (LOSSES, GAP_HERE, GAP_THERE)] == [both, *gaps]
    to_come = a_result("layers", (), (), ())
    rows = rows_for(LabStatus("layers", LABS["layers"], Budget(), Plan(()), 0.0, (to_come,)), 114)
    assert rows.headings[GAP_THERE] != rows.headings[GAP_HERE]
    assert rows.cells[1][GAP_THERE] == format_gap(to_come.groups[1].variation.post.signed_gap)


def test_a_gap_has_the_sign_of_validation_above_training() -> None:
    assert [format_gap(gap) for gap in (0.024, -0.024, 0.0, None)] == ["+0.0240", "−0.0240", "0.0000", "–"]
    above = PostFigures(training_loss=0.2, validation_loss=0.1)
    assert (above.signed_gap, above.gap) == (-0.1, 0.1)


def test_a_gap_is_named_the_posts_or_clean() -> None:
    assert not {"gap", "post gap"} & {*rows_for(a_status(), 114).headings}
    wide = rows_for(a_status(), 160)
    clean = RESULT.groups[1].group.average(METRICS["clean_gap"])
    assert clean is not None
    assert wide.headings[CLEAN] == "clean gap"
    assert wide.cells[1][CLEAN] == format_gap(clean.mean)


def test_the_gap_that_decides_the_fit_is_the_last_of_the_losses_to_go() -> None:
    columns = (LOSSES, GAP_HERE, GAP_THERE, CLEAN)
    shown = {tuple(bool(rows_for(a_status(GUESS), room).headings[each]) for each in columns) for room in range(54, 200)}
    assert shown == {
        (True, True, True, True),
        (True, True, False, True),
        (True, False, False, True),
        (False, False, False, True),
        (False, False, False, False),
    }


def test_a_line_below_belongs_to_its_group() -> None:
    rows = rows_for(a_status(GUESS), 74)
    assert [len(below) for below in rows.below] == [0, 1, 0]
    assert rows.places == (0, 1, 1, 2)


def test_without_guesses_no_column_asks_for_them() -> None:
    assert "you said" not in rows_for(a_status(), 160).headings
