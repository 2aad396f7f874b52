"""Whatever runs are called and whatever they measured, each file is read by what reads such files."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

import pytest

from mnist_lab.domain.advice.run_sections import Surroundings
from mnist_lab.domain.charts.curves import ChartMetric
from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.exports import paper_table
from mnist_lab.domain.comparison.picture import OverlayView
from mnist_lab.domain.comparison.report import sides_table
from mnist_lab.domain.exports.content import (
    COMPARISON_FORMS,
    TABLE_FORMS,
    ChartContent,
    ComparisonContent,
    Form,
    TableContent,
)
from mnist_lab.domain.exports.run_content import RunContent
from mnist_lab.domain.exports.table_export import table_of
from mnist_lab.domain.formatting.markdown import Table
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import summary_of
from mnist_lab.domain.views.arrangement import arrange
from mnist_lab.domain.views.table_view import TableView
from support.compare_examples import comparing, groups, lone
from support.store_examples import example_epoch, example_run

NAMES = [
    "R&D, 50 % of a_b", 'say "no" \\ $x^2$ ~ #1 {z}', "=SUM(A1)", "a | b * c ` <script> [l](u) &amp;", "_draft_ -- x",
    "Ärger\nwith\ta line", "]]> 𝔘 漢字 \x01", "…", "-1",
]  # fmt: skip
LOST = [math.nan, math.inf, 1e300, 0.1]


def a_run(number: int, name: str) -> Run:
    """Return a run whose losses are partly lost."""
    run = example_run(
        number, epochs=0, name=name, spec=RunSpec(seed=number, units=8 * (1 + number % 4)), tags=("a;b", "c,d")
    )
    epochs = tuple(
        example_epoch(place, val_loss=LOST[(number + place) % 4], loss=LOST[number % 4], clean_loss=None)
        for place in range(1, 4)
    )
    accuracy = math.nan if number == 3 else 0.9
    changes = {"epochs": epochs, "test_accuracy": accuracy, "state": RunState.FINISHED, "note": name}
    return run.model_copy(update=changes)


RUNS = [a_run(number, name) for number, name in enumerate(NAMES, start=1)]
SUMMARIES = [summary_of(run) for run in RUNS]
BY_UNITS = TableView(grouped_by=("units",))


def table(view: TableView, *, opens: bool = False) -> TableContent:
    shown = arrange(SUMMARIES, view)
    if opens:
        shown = arrange(SUMMARIES, view, opened=frozenset(line.key for line in shown.lines))
        assert any(line.is_inside for line in shown.lines)
    return TableContent(shown.lines, shown.columns)


TABLES = {
    "runs": table(TableView()),
    "groups of repeats": table(TableView(grouped_by=())),
    "groups of settings": table(BY_UNITS),
    "opened groups": table(BY_UNITS, opens=True),
}
SINGLE = comparing(lone(*RUNS[:8]), RUNS)
MIXED = comparing(groups(*([run] for run in RUNS[:8])), RUNS)
COMPARISONS = {"eight runs": SINGLE, "eight groups": MIXED}


def rows_in_csv(text: str) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    return rows


def rows_in_markdown(text: str) -> list[list[str]]:
    """Return the cells of the first table, without what escapes them."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [re.split(r"(?<!\\)(?:\\\\)*\|", line.strip()[1:-1]) for line in lines if not line.startswith("| ---")]
    return [[re.sub(r"\\(.)", r"\1", cell.strip()) for cell in row] for row in cells]


def check_latex(text: str, shown: Table) -> None:
    """Check that no sign has a meaning but those of the table itself."""
    begin, end = text.index(r"\toprule"), text.index(r"\bottomrule")
    rows = [line.strip() for line in text[begin:end].splitlines()[1:] if line.strip() not in {"", r"\midrule"}]
    assert len(rows) == 1 + len(shown.rows)
    for row in rows:
        assert row.endswith(r"\\")
        bare = re.sub(r"\\(?:[a-z]+(?:\{\})?|[&%$#_{}])", "", row.removesuffix(r"\\"))
        assert bare.count("&") == len(shown.headings) - 1, row
        assert not set(bare) & set('%#_~^\\"'), row
        assert bare.count("$") % 2 == 0
        assert bare.count("{") == bare.count("}")


def check_json(text: str) -> list[dict[str, object]]:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    found = json.loads(text, parse_constant=refuse)
    return found if isinstance(found, list) else [found]


def cleaned(cells: Sequence[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in cells]


@pytest.mark.parametrize("which", TABLES)
def test_a_table_is_read_in_every_form(which: str) -> None:
    content = TABLES[which]
    top = [line for line in content.lines if not line.is_inside]
    shown = table_of(top, content.columns)
    texts = {form: content.text(form, SUMMARIES) for form, _ in TABLE_FORMS}
    heading, *rows = rows_in_csv(texts[Form.CSV])
    assert len(rows) == len(top)
    names = [row[heading.index("name")].removeprefix("'") for row in rows]
    assert names == [line.summary.run.title for line in top]
    assert len(check_json(texts[Form.JSON])) == len(top)
    assert len(rows_in_markdown(texts[Form.MARKDOWN])) == 1 + len(top)
    for row, cells in zip(rows_in_markdown(texts[Form.MARKDOWN])[1:], shown.rows, strict=True):
        assert row[0] == cells[0].strip()
        assert len(row) == len(cells)
    assert all(len(cell) < 60 for row in rows_in_markdown(texts[Form.MARKDOWN]) for cell in row)
    check_latex(texts[Form.LATEX], shown)
    copied = [line.split("\t") for line in content.tabbed(SUMMARIES).splitlines()]
    assert {len(line) for line in copied} == {len(content.columns)}
    assert [line[0] for line in copied[1:]] == [cleaned(cells)[0] for cells in shown.rows]


@pytest.mark.parametrize("which", COMPARISONS)
def test_a_comparison_is_read_in_every_form(which: str) -> None:
    comparison: Comparison = COMPARISONS[which]
    content = ComparisonContent(comparison)
    texts = {form: content.text(form, SUMMARIES) for form, _ in COMPARISON_FORMS}
    heading, *rows = rows_in_csv(texts[Form.CSV])
    assert [row[heading.index("letter")] for row in rows] == list("ABCDEFGH")
    assert [row[heading.index("title")].removeprefix("'") for row in rows] == [s.title for s in comparison.sides]
    assert len(rows_in_csv(texts[Form.CURVES])) > len(rows)
    (document,) = check_json(texts[Form.JSON])
    assert len(document["sides"]) == 8  # type: ignore[arg-type]
    sides = rows_in_markdown(texts[Form.MARKDOWN])[1:9]
    assert [row[1] for row in sides] == [row[1] for row in sides_table(comparison).rows]
    check_latex(texts[Form.LATEX], paper_table(comparison))
    drawn = [ET.fromstring(texts[Form.SVG])]
    for metric in ChartMetric:
        view = OverlayView(metric, in_seconds=True, is_log=True)
        drawn.append(ET.fromstring(ComparisonContent(comparison, view).text(Form.SVG, SUMMARIES)))
    for picture in drawn:
        words = "".join(picture.itertext())
        assert all(side.title[:12] in words for side in comparison.sides)
        figures = " ".join(value for each in picture.iter() for value in each.attrib.values())
        assert not re.search(r"\b(nan|inf)\b", figures)


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.id)
def test_the_page_of_a_run_is_read_in_every_form(run: Run) -> None:
    content = RunContent(run, Surroundings())
    assert len(rows_in_csv(content.text(Form.CSV, SUMMARIES))) == 1 + len(run.epochs)
    (document,) = check_json(content.text(Form.JSON, SUMMARIES))
    assert document["name"] == run.name
    assert ET.fromstring(content.text(Form.SVG, SUMMARIES)).tag.endswith("svg")
    assert ET.fromstring(ChartContent(run, OverlayView()).svg()).tag.endswith("svg")
    heading = content.text(Form.MARKDOWN, SUMMARIES).splitlines()[0]
    assert re.sub(r"\\(.)", r"\1", heading) == f"# {run.whole_title}"
