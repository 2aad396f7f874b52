"""What a screen shows, ready to be written: which forms it has, and its text in each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from mnist_lab.domain.charts.curves import ChartMetric
from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.documents import comparison_document
from mnist_lab.domain.comparison.exports import (
    comparison_csv,
    comparison_latex,
    comparison_markdown,
    curves_csv,
    paper_table,
)
from mnist_lab.domain.comparison.marks import Marks
from mnist_lab.domain.comparison.picture import OverlayView, comparison_svg
from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.evidence.groups import Group
from mnist_lab.domain.exports.known_lines import marked_lines
from mnist_lab.domain.exports.table_export import TableForm, tabbed, table_text
from mnist_lab.domain.formatting.json_text import json_text
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.serialization import plain
from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.run_summary import Summary, summary_of
from mnist_lab.domain.views.arrangement import Line
from mnist_lab.domain.views.table_view import TableView


class Form(StrEnum):
    """A form of a file; the value is what the name of the file ends with."""

    CSV = "csv"
    JSON = "json"
    MARKDOWN = "md"
    LATEX = "tex"
    SVG = "svg"
    CURVES = "curves.csv"


class Copyable(Protocol):
    """Something to copy."""

    def tabbed(self, kept: Collection[Summary]) -> str:
        """Return it as text to paste into a spreadsheet; may take long, so not for the thread that draws."""


class Content(Copyable, Protocol):
    """Something to write: `name` is the beginning of its files' names."""

    @property
    def name(self) -> str:
        """Return what its files are called."""

    @property
    def title(self) -> str:
        """Return what it is, in words."""

    @property
    def forms(self) -> tuple[tuple[Form, str], ...]:
        """Return the forms it has, each with what is in it, in words."""

    def text(self, form: Form, kept: Collection[Summary]) -> str:
        """Return it in a form; may take long, so not for the thread that draws."""

    def beside(self, form: Form) -> Mapping[str, str]:
        """Return further files of that form by their names, such as pictures; they go into the same folder."""


USUAL_OVERLAY = OverlayView(ChartMetric.LOSS)
TABLE_FORMS = (
    (Form.CSV, "plain values, for a spreadsheet or pandas"),
    (Form.JSON, "everything about each line but its epochs"),
    (Form.MARKDOWN, "the table as it is shown"),
    (Form.LATEX, "the table as it is shown, with the rules of booktabs"),
)
COMPARISON_FORMS = (
    (Form.MARKDOWN, "a report: figures, settings, evidence and cost"),
    (Form.LATEX, "a table for a paper, with the rules of booktabs"),
    (Form.CSV, "a row of plain values for each side"),
    (Form.CURVES, "the curves: a row for each side and epoch"),
    (Form.JSON, "everything compared"),
    (Form.SVG, "the chart as it is shown"),
)


@dataclass(frozen=True, slots=True)
class ChartContent:
    """The curves of one run, as its chart shows them."""

    run: Run
    view: OverlayView

    def svg(self) -> str:
        """Return the picture."""
        side = Side("A", self.run.id, self.run.whole_title, Group((summary_of(self.run),)), (self.run,))
        return comparison_svg(Comparison((side,), side.letter), self.view)


@dataclass(frozen=True, slots=True)
class TableContent:
    """Lines of the table of runs, and the chart beside them, if there is one. Runs of opened groups are left out."""

    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    chart: ChartContent | None = None

    @property
    def name(self) -> str:
        """Return what its files are called."""
        return "runs"

    @property
    def title(self) -> str:
        """Return how many runs or groups it is."""
        noun = "group" if any(line.group is not None for line in self.lines) else "run"
        return f"{format_count(len(self._top), noun)} in {format_count(len(self.columns), 'column')}"

    @property
    def forms(self) -> tuple[tuple[Form, str], ...]:
        """Return the forms of a table, and that of the chart."""
        chart = ((Form.SVG, f"the curves of {self.chart.run.whole_title}"),) if self.chart is not None else ()
        return (*TABLE_FORMS, *chart)

    def text(self, form: Form, kept: Collection[Summary]) -> str:
        """Return the table, or the picture."""
        if form is Form.SVG:
            return self.chart.svg() if self.chart is not None else ""
        return table_text(self._top, self.columns, TableForm(form.value), kept)

    def beside(self, form: Form) -> Mapping[str, str]:  # noqa: ARG002
        """Return no further file."""
        return {}

    def tabbed(self, kept: Collection[Summary]) -> str:
        """Return the table with tabs."""
        return table_text(self._top, self.columns, TableForm.TABBED, kept)

    @property
    def _top(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.is_inside or len(self.lines) == 1)


@dataclass(frozen=True, slots=True)
class MarkedContent:
    """The marked runs and groups, whether the filter lets them be seen or not, in the columns shown."""

    marks: Marks
    view: TableView
    columns: tuple[Column, ...]

    def tabbed(self, kept: Collection[Summary]) -> str:
        """Return their lines with tabs, in the order of their marks."""
        lines = marked_lines(kept, self.view, self.marks)
        return table_text(lines, self.columns, TableForm.TABBED, kept)


@dataclass(frozen=True, slots=True)
class ComparisonContent:
    """A comparison, and its chart as it is shown."""

    comparison: Comparison
    view: OverlayView = USUAL_OVERLAY

    @property
    def name(self) -> str:
        """Return what its files are called."""
        return "compare"

    @property
    def title(self) -> str:
        """Return how many sides it has."""
        return f"{format_count(len(self.comparison.sides), 'side')} compared"

    @property
    def forms(self) -> tuple[tuple[Form, str], ...]:
        """Return the forms of a comparison."""
        return COMPARISON_FORMS

    def text(self, form: Form, kept: Collection[Summary]) -> str:  # noqa: ARG002
        """Return the comparison, its curves, or its picture."""
        if form is Form.SVG:
            return comparison_svg(self.comparison, self.view)
        if form is Form.JSON:
            return json_text(plain(comparison_document(self.comparison)))
        makers = {
            Form.MARKDOWN: comparison_markdown,
            Form.LATEX: comparison_latex,
            Form.CSV: comparison_csv,
            Form.CURVES: curves_csv,
        }
        return makers[form](self.comparison)

    def beside(self, form: Form) -> Mapping[str, str]:  # noqa: ARG002
        """Return no further file."""
        return {}

    def tabbed(self, kept: Collection[Summary]) -> str:  # noqa: ARG002
        """Return the sides with tabs."""
        return tabbed(paper_table(self.comparison))
