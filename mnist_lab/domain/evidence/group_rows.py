"""Groups of repeats as rows of the table: means and what repeats vary by, in the columns that runs have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mnist_lab.domain.evidence.groups import Group, GroupVerdict, group_verdict, groups_of
from mnist_lab.domain.fit.rule import Label
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.fit.verdict import Verdict
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.serialization import plain
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP
from mnist_lab.domain.tables.column import Column, SortValue
from mnist_lab.domain.tables.columns import SortKey, format_fit, shown_columns, sort_rows
from mnist_lab.domain.tables.csv_export import BETWEEN, CsvValue, plain_value
from mnist_lab.domain.tables.metrics import METRICS
from mnist_lab.domain.tables.run_summary import Summary


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group and its verdict; None if no run of it is finished, or the verdict was not asked for."""

    group: Group
    verdict: GroupVerdict | None = None

    @property
    def newest(self) -> Summary:
        """Return the newest run, for what all have in common."""
        return self.group.summaries[0]


def group_rows(summaries: Iterable[Summary]) -> list[GroupRow]:
    """Return a row for each group that the runs make, without a verdict, the newest first."""
    return [GroupRow(group) for group in groups_of(summaries)]


def sort_group_rows(rows: Sequence[GroupRow], keys: Sequence[SortKey], columns: Sequence[Column]) -> list[GroupRow]:
    """Sort the groups by the means of these columns, keeping the order of equals."""
    return sort_rows(rows, keys, columns, sort_value)


def shown_group_columns(rows: Sequence[GroupRow], columns: Sequence[Column]) -> tuple[Column, ...]:
    """Return the columns for these groups: fit, the figure compared, the settings that differ, then the rest."""
    shown = shown_columns([row.newest for row in rows], columns)
    specs = [row.group.spec for row in rows]
    differing = {name for spec in specs for name in spec.differences(specs[0], ignoring=NO_PART_OF_A_GROUP)}
    return tuple(sorted(shown, key=lambda column: 0 if column.key in _FIRST else 1 if column.key in differing else 2))


_FIRST = ("name", "data", "verdict", "test_accuracy")


def judged(row: GroupRow, epochs_of: Callable[[str], Sequence[Epoch]], thresholds: Thresholds = THRESHOLDS) -> GroupRow:
    """Return the row with the verdict on the median history of its runs; `epochs_of` gives the epochs of a run by its
    id.
    """
    counted = row.group.counted
    if len(counted) != 1:
        histories = [epochs_of(summary.id) for summary in counted]
        return GroupRow(row.group, group_verdict(histories, thresholds, facts=row.group.facts))
    document = counted[0].verdict  # of one run it is known without its epochs
    if document is None:
        return row
    verdict = Verdict(Label(document["label"]), document["rule"], document["numbers"], ())
    return GroupRow(row.group, GroupVerdict(verdict, 1, 1))


def group_text(column: Column, row: GroupRow) -> str:
    """Return the cell of a group: "98.05 ±0.11", with the number of runs in brackets if some have no such figure."""
    group, key = row.group, column.key
    counted = len(group.counted)
    if key == "name":
        return f"{group.title} ({counted or len(group.summaries)})"
    if key == "verdict":
        return format_group_row_verdict(row)
    if key in METRICS:
        average = group.average(METRICS[key])
        if average is None:
            return ""
        return average.text(METRICS[key]) + (f" ({average.count})" if average.count != counted else "")
    if key in _SEVERAL:
        return ", ".join(_SEVERAL[key](group))
    return column.text(row.newest)


def format_group_row_verdict(row: GroupRow) -> str:
    """Return the verdict and how many seeds agree: "over-confident 3/5"; for unfinished runs that of the newest."""
    return row.verdict.in_short if row.verdict is not None else format_fit(row.newest)


def sort_value(column: Column, row: GroupRow) -> SortValue:
    """Return the sort key of a group: a mean, its verdict, its lowest seed, or what its runs share."""
    if column.key in METRICS:
        average = row.group.average(METRICS[column.key])
        return average.mean if average is not None else None
    if column.key == "verdict":
        return row.verdict.verdict.label.value if row.verdict is not None else None
    if column.key == "seed":
        return _every_seed(row.group)[0]
    return column.value(row.newest)


def group_keys(columns: Sequence[Column]) -> list[str]:
    """Return the headings of the columns in CSV: a figure has its mean under its own key, then deviation and number."""
    keys = ["runs"]
    for column in columns:
        keys += [column.key, *(f"{column.key}_{part}" for part in _parts(column))]
    return keys


def group_cells(row: GroupRow, columns: Sequence[Column]) -> list[CsvValue]:
    """Return the group's plain values under `group_keys`."""
    cells: list[CsvValue] = [len(row.group.counted)]
    for column in columns:
        if column.key in METRICS:
            average = row.group.average(METRICS[column.key])
            cells += [average.mean, average.sd, average.count] if average is not None else [None, None, 0]
        elif column.key == "verdict":
            found = row.verdict
            cells += [found.verdict.label.value, found.agreeing, found.count] if found is not None else [None, None, 0]
        elif column.key == "seed":
            cells.append(BETWEEN.join(str(seed) for seed in _every_seed(row.group)))
        elif column.key in _SEVERAL:
            cells.append(BETWEEN.join(_SEVERAL[column.key](row.group)))
        else:
            cells.append(plain_value(row.newest, column))
    return cells


def group_row_document(row: GroupRow) -> dict[str, Any]:
    """Return the group as plain JSON values; docs/commands.md has the shape."""
    group, newest, found = row.group, row.newest, row.verdict
    averages = {key: group.average(metric) for key, metric in METRICS.items()}
    verdict = None
    if found is not None:
        verdict = {
            "label": found.verdict.label.value,
            "rule": found.verdict.rule,
            "numbers": dict(found.verdict.numbers),
            "agreeing": found.agreeing,
            "of": found.count,
        }
    document = {
        "title": group.title,
        "runs": [summary.id for summary in group.summaries],
        "counted": [summary.id for summary in group.counted],
        "seeds": [summary.run.spec.seed for summary in group.counted],
        "states": Counter(summary.run.state.value for summary in group.summaries),
        "tags": _tags(group),
        "pinned": any(summary.run.pinned_at is not None for summary in group.summaries),
        "created": newest.run.created.isoformat(),
        "spec": newest.run.spec.model_dump(mode="json", exclude=set(NO_PART_OF_A_GROUP)),
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


def _tags(group: Group) -> list[str]:
    return list(dict.fromkeys(tag for summary in group.summaries for tag in summary.run.tags))


def _states(group: Group) -> list[str]:
    return [f"{count} {state.value}" for state, count in Counter(s.run.state for s in group.summaries).items()]


def _every_seed(group: Group) -> list[int]:
    return sorted({summary.run.spec.seed for summary in group.summaries})


def _seeds(group: Group) -> list[str]:
    """Return the seeds, those that follow one another as one: "1–5", "9"."""
    stretches: list[list[int]] = []
    for seed in _every_seed(group):
        if stretches and seed == stretches[-1][-1] + 1:
            stretches[-1].append(seed)
        else:
            stretches.append([seed])
    return [f"{each[0]}–{each[-1]}" if len(each) > 1 else str(each[0]) for each in stretches]


_SEVERAL: dict[str, Callable[[Group], list[str]]] = {
    "seed": _seeds,
    "device": lambda group: list(dict.fromkeys(summary.run.spec.device for summary in group.summaries)),
    "state": _states,
    "tags": _tags,
    "id": lambda group: [summary.id for summary in group.summaries],
}
