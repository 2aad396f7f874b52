"""A comparison as Markdown, LaTeX, CSV, JSON and a command."""

from __future__ import annotations

import csv
import io
import json

import pytest

from mnist_lab.domain.comparison.command import compare_arguments
from mnist_lab.domain.comparison.documents import comparison_document
from mnist_lab.domain.comparison.exports import (
    comparison_csv,
    comparison_latex,
    comparison_markdown,
    curves_csv,
    paper_table,
)
from mnist_lab.domain.comparison.marks import NO_MARKS
from mnist_lab.domain.comparison.report import cost_table, evidence_lines, format_front, format_list, settings_table
from mnist_lab.domain.runs.run import Dataset, RunState
from mnist_lab.domain.runs.serialization import plain
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.metrics import METRICS
from support.accuracies import REPEATS, shifted
from support.compare_examples import comparing, groups, lone, repeats
from support.store_examples import example_run

BASE = repeats(1, REPEATS, seconds=30)
BETTER = repeats(11, shifted(REPEATS, 0.01), seconds=60, dropout=0.0)
CLOSE = repeats(21, shifted(REPEATS, 0.001), seconds=90, units=64, activation="tanh")
THREE = comparing(groups(BASE, BETTER, CLOSE), BASE, BETTER, CLOSE)
UNFINISHED = comparing(groups([example_run(40, epochs=0, spec=RunSpec(), state=RunState.QUEUED)]),
                       [example_run(40, epochs=0, spec=RunSpec(), state=RunState.QUEUED)])  # fmt: skip


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_has_plain_values_for_every_side() -> None:
    rows = rows_of(comparison_csv(THREE))
    assert [row["letter"] for row in rows] == ["A", "B", "C"]
    assert [float(row["dropout"]) for row in rows] == [0.2, 0.0, 0.2]
    assert [row["activation"] for row in rows] == ["relu", "relu", "tanh"]
    assert float(rows[1]["test_accuracy"]) - float(rows[0]["test_accuracy"]) == pytest.approx(0.01)
    assert float(rows[1]["difference"]) == pytest.approx(0.01)
    assert [row["conclusive"] for row in rows] == ["", "true", "false"]
    assert [row["on_front"] for row in rows] == ["true", "true", "false"]
    assert "batch_size" not in rows[0]


def test_the_curves_have_a_row_for_each_side_and_epoch() -> None:
    rows = rows_of(curves_csv(THREE))
    assert [(row["letter"], row["epoch"]) for row in rows] == [(a, e) for a in "ABC" for e in "12"]
    assert (float(rows[1]["val_loss"]), rows[1]["runs"], float(rows[1]["seconds"])) == (0.1, "5", 5.0)
    assert float(rows[0]["val_accuracy"]) == 0.97


def test_a_paper_has_one_table_with_rules() -> None:
    text = comparison_latex(THREE)
    assert text.count(r"\toprule") == text.count(r"\midrule") == text.count(r"\bottomrule") == 1
    assert r"97.90 $\pm$0.19" in text
    table = paper_table(THREE)
    assert {len(row) for row in table.rows} == {len(table.headings)} == {len(table.right)}
    assert [row[-3] for row in table.rows] == ["", "+1.00", "+0.10 (no evidence)"]


def test_a_page_has_every_part() -> None:
    page = comparison_markdown(THREE, "curves.svg")
    assert "](curves.svg)" in page
    for heading in ("## What differs", "## Evidence", "## Cost"):
        assert heading in page
    assert page.count("\n- ") == 2
    assert "(Holm)" in page
    assert "(Holm)" not in comparison_markdown(comparing(groups(BASE, BETTER), BASE, BETTER))


def test_names_in_a_page_are_no_markup() -> None:
    named = [run.but(name="a|b <i>") for run in BASE]
    assert r"a\|b \<i>" in comparison_markdown(comparing(groups(named, BETTER), named, BETTER))


@pytest.mark.parametrize("write", [comparison_csv, comparison_latex, comparison_markdown, curves_csv])
def test_a_run_that_has_not_begun_can_be_written(write: object) -> None:
    assert write(UNFINISHED)  # type: ignore[operator]


def test_tables_have_a_row_or_a_column_for_each_side() -> None:
    assert [row[0] for row in cost_table(THREE).rows] == ["A", "B", "C"]
    assert settings_table(THREE).headings == ("", "A", "B", "C")
    assert [line[:11] for line in evidence_lines(THREE)] == ["B against A", "C against A"]
    assert format_front(THREE).startswith("A and B are on the front")
    assert format_front(UNFINISHED) == ""


def test_digits_that_differ_are_written() -> None:
    mine = [run.but(data=Dataset(name="mine", sha256="0" * 64)) for run in BETTER]
    other = comparing(groups(BASE, mine), BASE, mine)
    assert [row["data"] for row in rows_of(comparison_csv(other))] == ["mnist", "mine"]
    assert comparison_document(other)["a"]["data"]["name"] == "mnist"


def test_the_document_is_json_whatever_is_compared() -> None:
    for found in (THREE, UNFINISHED, comparing(groups(BASE, CLOSE), BASE, CLOSE)):
        json.dumps(plain(comparison_document(found)), allow_nan=False)


def test_the_document_of_two_sides_is_from_the_reference() -> None:
    pinned = [BETTER[0].but(pinned_at=BETTER[0].created), *BETTER[1:]]
    found = comparison_document(comparing(groups(BASE, pinned), BASE, pinned))
    assert (found["a"]["label"], found["b"]["label"]) == ("dropout off", "baseline")
    assert found["difference"] == pytest.approx(-0.01)


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (groups(BASE, BETTER), ("compare", BASE[-1].id, BETTER[-1].id)),
        (lone(BASE[1], BETTER[0]), ("compare", "--single", BASE[1].id, BETTER[0].id)),
        (
            groups(BASE).marked(BETTER[0].id, [BETTER[0].id]),
            ("compare", "--alone", "B", BASE[-1].id, BETTER[0].id),
        ),
        (groups(BASE), None),
        (
            NO_MARKS.marked("x", [BASE[0].id], ("units",)).marked("y", [CLOSE[0].id], ("units",)),
            ("compare", "--by", "units", BETTER[-1].id, CLOSE[-1].id),
        ),
        (
            groups(BASE).marked("x", [BASE[0].id], ("units", "dropout")).marked(BASE[1].id, [BASE[1].id]),
            ("compare", "--alone", "C", "--by", "B:units,dropout", BASE[-1].id, BASE[-1].id, BASE[1].id),
        ),
    ],
)
def test_a_command_prints_the_same_comparison(marks: object, expected: tuple[str, ...] | None) -> None:
    assert compare_arguments(comparing(marks, BASE, BETTER, CLOSE)) == expected  # type: ignore[arg-type]


def test_the_command_names_the_reference_and_the_metric() -> None:
    pinned = [BETTER[0].but(pinned_at=BETTER[0].created), *BETTER[1:]]
    found = comparing(groups(BASE, pinned), BASE, pinned, metric=METRICS["val_loss"])
    ids = BASE[-1].id, BETTER[-1].id
    assert compare_arguments(found) == ("compare", "--against", "B", "--metric", "val_loss", *ids)


def test_an_id_that_looks_like_an_option_is_none() -> None:
    odd = [run.model_copy(update={"id": f"-{run.id}"}) for run in BASE]
    assert compare_arguments(comparing(groups(odd, BETTER), odd, BETTER)) == (
        "compare", "--", odd[-1].id, BETTER[-1].id,
    )  # fmt: skip


@pytest.mark.parametrize(("words", "text"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), ("ABC", "A, B and C")])
def test_words_are_listed(words: list[str], text: str) -> None:
    assert format_list(words) == text
