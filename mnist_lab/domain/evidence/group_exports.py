"""Groups in CSV and JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from mnist_lab.domain.evidence.group_rows import SEVERAL, GroupRow, course_of, every_seed, may_differ, tags_of
from mnist_lab.domain.fit.verdict import verdict_document
from mnist_lab.domain.runs.serialization import plain
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP
from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.columns import columns_by_key
from mnist_lab.domain.tables.csv_export import BETWEEN, CsvValue, plain_value
from mnist_lab.domain.tables.metrics import METRICS


def group_keys(columns: Sequence[Column]) -> list[str]:
    """Return the headings of the columns in CSV: a figure has its mean under its own key, then deviation and number."""
    keys = ["runs"]
    for column in columns:
        keys += [column.key, *(f"{column.key}_{part}" for part in _parts(column))]
    return keys


def group_cells(row: GroupRow, columns: Sequence[Column]) -> list[CsvValue]:
    """Return the group's plain values under `group_keys`."""
    cells: list[CsvValue] = [len(row.counted)]
    for column in columns:
        if column.group_value is not None:
            cells.append(column.group_value(row))
        elif column.key in METRICS:
            average = row.average(column)
            cells += [average.mean, average.sd, average.count] if average is not None else [None, None, 0]
        elif column.key == "verdict":
            found = row.verdict
            cells += [found.verdict.label.value, found.agreeing, found.count] if found is not None else [None, None, 0]
        elif column.key == "course":
            cells.append(course_of(row))
        elif column.key == "seed":
            cells.append(BETWEEN.join(str(seed) for seed in every_seed(row.group)))
        elif column.key in SEVERAL:
            cells.append(BETWEEN.join(SEVERAL[column.key](row.group)))
        elif may_differ(column, row):
            values = dict.fromkeys(str(plain_value(each, column)) for each in row.group.summaries)
            cells.append(BETWEEN.join(values))
        else:
            cells.append(plain_value(row.newest, column))
    return cells


def group_row_document(row: GroupRow) -> dict[str, Any]:
    """Return the group as plain JSON values; docs/commands.md has the shape."""
    group, newest, found = row.group, row.newest, row.verdict
    averages = {key: row.average(columns_by_key()[key]) for key in METRICS}
    settings = newest.run.spec.model_dump(mode="json", exclude=set(NO_PART_OF_A_GROUP))
    verdict = None
    if found is not None:
        verdict = {
            **verdict_document(found.verdict),
            "agreeing": found.agreeing,
            "of": found.count,
        }
    document = {
        "title": row.title,
        "grouped_by": list(row.grouped_by) or None,
        "runs": [summary.id for summary in group.summaries],
        "counted": [summary.id for summary in row.counted],
        "seeds": [summary.run.spec.seed for summary in row.counted],
        "states": Counter(summary.run.state.value for summary in group.summaries),
        "tags": tags_of(group),
        "pinned": any(summary.run.pinned_at is not None for summary in group.summaries),
        "created": newest.run.created.isoformat(),
        "spec": {key: value for key, value in settings.items() if not row.grouped_by or key in row.grouped_by},
        "data": newest.run.data.model_dump(mode="json"),
        "parameters": newest.run.parameters,
        "figures": {
            key: {"mean": average.mean, "sd": average.sd, "n": average.count}
            for key, average in averages.items()
            if average is not None
        },
        "verdict": verdict,
    }
    return {key: plain(value) for key, value in document.items()}


def _parts(column: Column) -> tuple[str, ...]:
    return ("agreeing", "of") if column.key == "verdict" else ("sd", "n") if column.key in METRICS else ()
