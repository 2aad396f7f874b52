"""Everything known about a run, ready to be written and copied."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mnist_lab.domain.advice.run_report import full_document
from mnist_lab.domain.advice.run_sections import Section, Surroundings, epochs_section, run_sections
from mnist_lab.domain.exports.content import USUAL_OVERLAY, ChartContent, Form
from mnist_lab.domain.exports.table_export import tabbed
from mnist_lab.domain.formatting.json_text import json_text
from mnist_lab.domain.formatting.markdown import escaped, markdown_table
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.tables.csv_export import CsvValue, csv_text
from mnist_lab.domain.tables.run_summary import Summary

FORMS = (
    (Form.MARKDOWN, "results, settings, epochs, environment, files and commands"),
    (Form.JSON, "the run with its epochs, as `show --json` prints it"),
)
OF_EPOCHS = ((Form.CSV, "a row of plain values for each epoch"), (Form.SVG, "its curves"))


@dataclass(frozen=True, slots=True)
class RunContent:
    """A run with its epochs, and what it is shown beside."""

    run: Run
    surroundings: Surroundings

    @property
    def name(self) -> str:
        """Return what its files are called."""
        return f"run-{self.run.id}"

    @property
    def title(self) -> str:
        """Return what the run is called."""
        return self.run.whole_title

    @property
    def forms(self) -> tuple[tuple[Form, str], ...]:
        """Return the forms of a run, and those of its epochs if it has any."""
        return (*FORMS, *OF_EPOCHS) if self.run.epochs else FORMS

    def text(self, form: Form, kept: Collection[Summary]) -> str:  # noqa: ARG002
        """Return the page, the document, the epochs or the picture."""
        if form is Form.CSV:
            return _epochs_csv(self.run)
        if form is Form.SVG:
            return ChartContent(self.run, USUAL_OVERLAY).svg()
        if form is Form.JSON:
            return json_text(full_document(self.run, self.surroundings.baseline, self.surroundings.thresholds))
        return _markdown(self.run, run_sections(self.run, self.surroundings))

    def beside(self, form: Form) -> Mapping[str, str]:  # noqa: ARG002
        """Return no further file."""
        return {}

    def tabbed(self, kept: Collection[Summary]) -> str:  # noqa: ARG002
        """Return the epochs with tabs."""
        table = epochs_section(self.run).table
        return tabbed(table) if table is not None else ""


def _markdown(run: Run, sections: tuple[Section, ...]) -> str:
    blocks = [f"# {escaped(run.whole_title)}"]
    for section in sections:
        blocks.append(f"## {section.title}")
        blocks += map(escaped, section.lines)
        if section.table is not None and section.table.rows:
            table = section.table
            blocks.append("\n".join(markdown_table(table.headings, table.rows, table.right)))
    return "\n\n".join(blocks) + "\n"


def _epochs_csv(run: Run) -> str:
    keys = [*Epoch.model_fields]
    rows: list[list[CsvValue]] = [[getattr(epoch, key) for key in keys] for epoch in run.epochs]
    return csv_text(keys, rows)
