"""A column of the run table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mnist_lab.domain.runs.setting_fields import SettingField
from mnist_lab.domain.tables.run_summary import Summary

SortValue = float | str | None
NAME = "name"
"""The key of the column that is always shown, and first: without it no line could be told from another."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key as in the JSON, its heading, its text and sort value for a run, and its alignment.

    `text` is empty if nothing was measured; `value` is then None, which sorts last in both directions. `width` is the
    least number of cells, so that nothing jumps while figures change; `tail` follows the text and is shown whole even
    if the text is not. `explanation` says what it shows, to a beginner. `group_value` is the value of a group, if that
    is neither a mean nor what its runs share.
    """

    key: str
    heading: str
    text: Callable[[Summary], str]
    value: Callable[[Summary], SortValue]
    right: bool = True
    width: int = 0
    setting: SettingField | None = None
    tail: Callable[[Summary], str] = lambda _: ""
    explanation: str = ""
    group_value: Callable[[Any], SortValue] | None = None
