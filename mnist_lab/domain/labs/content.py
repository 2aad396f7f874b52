"""The results of labs, ready to be written: the report with its curves, and their tables in other forms."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mnist_lab.domain.exports.content import Form
from mnist_lab.domain.exports.table_export import tabbed
from mnist_lab.domain.formatting.json_text import json_text
from mnist_lab.domain.formatting.latex import latex_table
from mnist_lab.domain.formatting.markdown import Table
from mnist_lab.domain.labs.analysis import LabResult, lab_document
from mnist_lab.domain.labs.answer import answer
from mnist_lab.domain.labs.report import curves_svg, pictures, report, report_name
from mnist_lab.domain.labs.tables import losses_table, report_table
from mnist_lab.domain.runs.serialization import plain
from mnist_lab.domain.tables.csv_export import BETWEEN, CsvValue, csv_text
from mnist_lab.domain.tables.run_summary import Summary

FORMS = (
    (Form.MARKDOWN, "a report, with its curves beside it as SVG"),
    (Form.LATEX, "the table, with the rules of booktabs"),
    (Form.CSV, "a row of plain values for each group"),
    (Form.JSON, "groups, differences and answers"),
)
CURVES = (Form.SVG, "the curves alone")


@dataclass(frozen=True, slots=True)
class LabContent:
    """The results of one lab or of several; `version` returns that of this program."""

    results: tuple[LabResult, ...]
    version: Callable[[], str]

    @property
    def name(self) -> str:
        """Return what its files are called."""
        return report_name(self.results)

    @property
    def title(self) -> str:
        """Return which labs they are."""
        return f"the lab {self.results[0].lab.name}" if len(self.results) == 1 else f"{len(self.results)} labs"

    @property
    def forms(self) -> tuple[tuple[Form, str], ...]:
        """Return the forms of a lab; several labs have no curves in one picture."""
        return (*FORMS, CURVES) if len(self.results) == 1 else FORMS

    def text(self, form: Form, kept: Collection[Summary]) -> str:  # noqa: ARG002
        """Return the results in a form."""
        makers: dict[Form, Callable[[Sequence[LabResult]], str]] = {
            Form.LATEX: _latex,
            Form.CSV: _csv,
            Form.JSON: lambda results: json_text(_document(results)),
            Form.SVG: lambda results: curves_svg(results[0]),
        }
        return makers[form](self.results) if form in makers else report(self.results, self.version())

    def beside(self, form: Form) -> Mapping[str, str]:
        """Return the curves that the report shows."""
        return pictures(self.results) if form is Form.MARKDOWN else {}

    def tabbed(self, kept: Collection[Summary]) -> str:  # noqa: ARG002
        """Return the tables with tabs."""
        return "\n".join(tabbed(table) for result in self.results for table in _tables(result))


def _document(results: Sequence[LabResult]) -> Any:
    return plain(lab_document(results, [answer(result) for result in results]))


def _tables(result: LabResult) -> list[Table]:
    """Return the tables of a lab, that of the losses first."""
    return [table for table in (losses_table(result), report_table(result)) if table.rows]


def _latex(results: Sequence[LabResult]) -> str:
    tables = (table for result in results for table in _tables(result))
    return "\n\n".join("\n".join(latex_table(each.headings, each.rows, each.right)) for each in tables) + "\n"


def _csv(results: Sequence[LabResult]) -> str:
    labs = _document(results)["labs"]
    groups = [{"lab": lab["name"], **_flat(group)} for lab in labs for group in lab["groups"]]
    return csv_text([*groups[0]], [[_cell(value) for value in group.values()] for group in groups])


def _flat(group: Mapping[str, Any]) -> dict[str, Any]:
    """Return a group with each loss in columns of its own: "training_loss_mean", "gap_post", "reading_ours"."""
    losses = {f"{name}_{part}": value for name, of_it in group["losses"].items() for part, value in of_it.items()}
    return {**{key: value for key, value in group.items() if key != "losses"}, **losses}


def _cell(value: Any) -> CsvValue:
    """Return a value of a document for one cell."""
    if isinstance(value, list):
        return BETWEEN.join(map(str, value))
    return value if isinstance(value, float | int | str | bool | None) else json.dumps(value)
