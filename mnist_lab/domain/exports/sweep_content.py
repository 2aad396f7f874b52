"""The result of a sweep, ready to be written: the report with its picture, and its tables in other forms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from mnist_lab.domain.exports.content import Form
from mnist_lab.domain.exports.table_export import tabbed
from mnist_lab.domain.formatting.json_text import json_text
from mnist_lab.domain.formatting.latex import latex_table
from mnist_lab.domain.sweeps.report import sweep_document, sweep_markdown, sweep_table
from mnist_lab.domain.sweeps.status import SweepStatus
from mnist_lab.domain.sweeps.svg import sweep_svg
from mnist_lab.domain.tables.csv_export import csv_text
from mnist_lab.domain.tables.run_summary import Summary

FORMS = (
    (Form.MARKDOWN, "a report, with its picture beside it as SVG"),
    (Form.SVG, "the picture alone"),
    (Form.JSON, "trials, effects and what was found"),
    (Form.CSV, "the trials as they are shown"),
    (Form.LATEX, "the trials, with the rules of booktabs"),
)


@dataclass(frozen=True, slots=True)
class SweepContent:
    """The result of one sweep; `version` returns that of this program."""

    status: SweepStatus
    largest_class: float
    version: Callable[[], str]

    @property
    def name(self) -> str:
        """Return what its files are called."""
        return self.status.sweep.id

    @property
    def title(self) -> str:
        """Return which sweep it is."""
        return f"the sweep {self.status.sweep.title}"

    @property
    def forms(self) -> tuple[tuple[Form, str], ...]:
        """Return the forms of a sweep."""
        return FORMS

    def text(self, form: Form, kept: Collection[Summary]) -> str:  # noqa: ARG002
        """Return the result in a form."""
        table = sweep_table(self.status.result)
        if form is Form.SVG:
            return sweep_svg(self.status.result)
        if form is Form.JSON:
            return json_text(sweep_document(self.status))
        if form is Form.CSV:
            return csv_text(table.headings, table.rows)
        if form is Form.LATEX:
            return "\n".join(latex_table(table.headings, table.rows, table.right)) + "\n"
        return sweep_markdown(self.status, self.largest_class, self.version(), f"{self.name}.svg")

    def beside(self, form: Form) -> Mapping[str, str]:
        """Return the picture that the report shows."""
        return {f"{self.name}.svg": sweep_svg(self.status.result)} if form is Form.MARKDOWN else {}

    def tabbed(self, kept: Collection[Summary]) -> str:  # noqa: ARG002
        """Return the trials with tabs."""
        return tabbed(sweep_table(self.status.result))
