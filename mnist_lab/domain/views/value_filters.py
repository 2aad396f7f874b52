"""The filter with the value under the cursor as one more condition."""

from __future__ import annotations

from mnist_lab.domain.filters.completions import condition_of
from mnist_lab.domain.filters.fields import filter_fields
from mnist_lab.domain.filters.tokenizer import tokens_of
from mnist_lab.domain.tables.metrics import METRICS
from mnist_lab.domain.views.arrangement import Line
from mnist_lab.domain.views.table_view import TableView
from mnist_lab.domain.views.view_changes import Change, filter_set


def can_filter_by(key: str, line: Line) -> bool:
    """Return whether the value of the line in this column can be a condition: one value, which its runs share."""
    if key not in filter_fields():
        return False
    if line.group is None:
        return True
    runs = line.group.group.summaries
    return key not in METRICS and len({condition_of(key, each) for each in runs}) == 1


def value_kept(view: TableView, key: str, line: Line) -> Change:
    """Show only runs with the value of this line in this column."""
    return _filtered(view, key, line, "")


def value_excluded(view: TableView, key: str, line: Line) -> Change:
    """Show only runs without the value of this line in this column."""
    return _filtered(view, key, line, "-")


def with_condition(text: str, condition: str) -> str:
    """Return the filter for the runs that match it and this condition too; each part between bars gets it."""
    parts = [""]
    end = 0
    for token in tokens_of(text, lambda _: False):
        if token.is_bar:
            parts[-1] += text[end : token.start]
            end = token.end
            parts.append("")
    parts[-1] += text[end:]
    alternatives = [part.strip() for part in parts if part.strip()] or [""]
    return " | ".join(_joined(each, condition) for each in alternatives)


def _filtered(view: TableView, key: str, line: Line, sign: str) -> Change:
    if not can_filter_by(key, line):
        return view, ""
    return filter_set(view, with_condition(view.filter, sign + condition_of(key, line.summary, view.figures)))


def _joined(alternative: str, condition: str) -> str:
    is_there = any(token.text == condition for token in tokens_of(alternative, lambda _: False))
    return alternative if is_there else f"{alternative} {condition}".strip()
