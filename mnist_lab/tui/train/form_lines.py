"""Draws all rows of the form: a widget for each row would take most of the first frame's time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from mnist_lab.domain.runs.setting_fields import SettingField
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.train.form_layout import GUTTER, PROBLEM_INDENT, FormLine, fitting
from mnist_lab.tui.train.form_values import FormValues
from mnist_lab.tui.train.form_words import format_problems
from mnist_lab.util.text_columns import clipped, padded

RIGHT = 2
"""The columns right of the values, one of them for the sign that ←→ steps."""


class FormLines(Widget):
    """Rows of `label … value`, by group; what is wrong with a value is below it.

    `values` is what the form holds. `cursor` is the row with the keys, None while they go elsewhere; `edited` is the
    row whose value is being typed: its editor draws that, and the line below says what the setting takes.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "spec-form--cursor",
        "spec-form--group",
        "spec-form--label",
        "spec-form--value",
        "spec-form--changed",
        "spec-form--idle",
        "spec-form--problem",
        "spec-form--step",
        "spec-form--hint",
    }

    values: reactive[FormValues] = reactive(FormValues(), repaint=False, init=False)
    cursor: reactive[int | None] = reactive(None)
    edited: reactive[int | None] = reactive(None)

    def __init__(self, values: FormValues) -> None:
        super().__init__()
        self.set_reactive(FormLines.values, values)
        self.problems: dict[str, str] = {}
        self.lines: tuple[FormLine, ...] = ()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the number of lines in a room of this size."""
        self.lines = fitting(self.values.rows, self.problems, width - RIGHT, container.height)
        return len(self.lines)

    def lines_of(self, place: int) -> range:
        """Return the numbers of the lines of a row, with what is wrong with it."""
        mine = [number for number, line in enumerate(self.lines) if line.place == place]
        return range(mine[0], mine[-1] + 1) if mine else range(0)

    def value_column(self, place: int) -> int:
        """Return the column at which the value of a row begins, or the sign before it."""
        return self.size.width - RIGHT - cell_len(self.values.text(self.values.rows[place].name)) - RIGHT

    def _watch_values(self, values: FormValues) -> None:
        """Draw the values; lay the lines out again only if what is wrong has changed."""
        problems = format_problems(values, partial(key_hint, self.app))
        changes_lines = problems != self.problems
        self.problems = problems
        self.refresh(layout=changes_lines)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        lines, width = self.lines, self.size.width
        line = lines[y] if y < len(lines) else FormLine()
        ground = self.rich_style
        if self.edited is not None and y == self._hint_line(self.edited):
            hint = clipped(self.values.takes(self.values.rows[self.edited]), width - 1)
            return Strip([Segment(padded(hint, width - 1, right=True) + " ", ground + self._look("hint"))])
        if line.is_row and line.place == self.cursor:
            ground += self._look("cursor")
        strip = Strip(Segment(text, ground + style) for text, style in self._parts(line, width))
        return strip.adjust_cell_length(width, ground)

    def _parts(self, line: FormLine, width: int) -> Iterator[tuple[str, Style]]:
        is_beside = line.place is not None and line.is_beside
        if is_beside:
            yield padded(f" {line.heading}", GUTTER), self._look("group")
            width -= GUTTER
        if line.problem:
            yield " " * PROBLEM_INDENT + line.problem, self._look("problem")
        elif line.place is not None:
            yield from self._row(self.values.rows[line.place], line.place, width)
        else:
            yield f" {line.heading}", self._look("group")

    def _row(self, field: SettingField, place: int, width: int) -> Iterator[tuple[str, Style]]:
        name, is_here = field.name, place == self.cursor
        is_idle, is_wrong = self.values.is_idle(name), name in self.problems
        is_changed = self.values.is_changed(name)
        has_several = self.values.has_several(name)
        mark = "!" if is_wrong else "▸" if is_here else "×" if has_several else "•" if is_changed else " "
        label = f"{mark} {field.setting.label}"
        room = width - cell_len(label) - 1 - RIGHT
        value = "" if place == self.edited else clipped(self.values.text(name), room)
        steps = is_here and not is_idle and not has_several and place != self.edited and cell_len(value) + RIGHT <= room
        before = "‹ " if steps else ""
        look = "problem" if is_wrong else "idle" if is_idle else "changed" if is_changed else "value"
        yield label, self._look("idle" if is_idle else "label")
        yield " " * (room + 1 - cell_len(before) - cell_len(value)), Style()
        yield before, self._look("step")
        yield value, self._look(look)
        yield " ›" if steps else "  ", self._look("step")

    def _hint_line(self, place: int) -> int:
        """Return the line below the row, or above the last one."""
        lines = self.lines_of(place)
        return lines.start + 1 if lines.start + 1 < len(self.lines) else lines.start - 1

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"spec-form--{name}", partial=True)
