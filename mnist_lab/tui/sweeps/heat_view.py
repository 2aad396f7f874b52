"""Two settings of a sweep as a heat map: a shade and a figure for each pair of values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.sweeps.effects import HeatMap
from mnist_lab.domain.sweeps.svg import shares_of
from mnist_lab.domain.tables.metrics import Metric
from mnist_lab.util.text_columns import padded

SHADES = "░▒▓█"
"""From the worst quarter of the cells to the best one."""
GAP = "  "
HEAD_LINES = 2
Grid = tuple[Sequence[str], Sequence[str], Sequence[Sequence[float | None]]]
"""The labels of the rows, those of the columns, and the means."""


class HeatView(Widget):
    """Labels of rows and columns, and in each cell a shade, which is darker if better, and the mean of its trials.

    The shade is a sign, so that it is there without colours; the figure says the same exactly, where there is room.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "heat-view--label",
        "heat-view--best",
        "heat-view--good",
        "heat-view--title",
    }

    heat: reactive[tuple[HeatMap, Metric] | None] = reactive(None, layout=True)

    def get_content_height(self, *_: object) -> int:
        """Return the title, the headings and the rows."""
        if self.heat is None:
            return 0
        return HEAD_LINES + len(self._grid(self.size.width or self.app.size.width)[0])

    def render(self) -> Text:
        """Draw the lines."""
        if self.heat is None:
            return Text()
        heat, metric = self.heat
        width = self.size.width
        grid = self._grid(width)
        rows, columns, cells = grid
        is_turned = rows is not heat.rows
        down, across = (heat.across, heat.down) if is_turned else (heat.down, heat.across)
        better = "lower" if metric.better < 0 else "higher"
        figures = [cell for row in cells for cell in row if cell is not None]
        shares = dict(zip(figures, shares_of(figures, metric), strict=True))
        title = f"{down.field.setting.short} ↓, {across.field.setting.short} →: {metric.label}"
        lines = [Text(f"{title}, {better} is better (█ best, ░ worst)", self._look("title"))]
        has_room = _width(self.heat, grid) <= width
        labels, cell_width = _widths(self.heat, grid, has_figures=has_room)
        head = " " * labels + "".join(GAP + padded(column, cell_width, right=True) for column in columns)
        lines.append(Text(head, self._look("label")))
        for label, row in zip(rows, cells, strict=True):
            line = Text(padded(label, labels, right=True), self._look("label"))
            for cell in row:
                line.append(GAP)
                if cell is None:
                    line.append(padded("–", cell_width, right=True), self._look("label"))
                else:
                    share = shares[cell]
                    shade = SHADES[min(int(share * len(SHADES)), len(SHADES) - 1)]
                    words = f"{shade} {metric.text(cell)}" if has_room else shade
                    line.append(padded(words, cell_width, right=True), self._of(share))
            lines.append(line)
        for line in lines:
            line.truncate(width, overflow="ellipsis")
        return Text("\n", no_wrap=True, end="").join(lines)

    def _grid(self, width: int) -> Grid:
        """Return rows, columns and means; with the axes exchanged if they have room only so."""
        assert self.heat is not None
        heat, _ = self.heat
        means = [[cell.mean if cell is not None else None for cell in row] for row in heat.cells]
        as_they_are: Grid = (heat.rows, heat.columns, means)
        turned: Grid = (heat.columns, heat.rows, [list(column) for column in zip(*means, strict=True)])
        room = _width(self.heat, as_they_are)
        return as_they_are if room <= width or room <= _width(self.heat, turned) else turned

    def _of(self, share: float) -> Style:
        return self._look("best") if share == 1.0 else self._look("good") if share >= 0.75 else Style()

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"heat-view--{name}", partial=True)


def _widths(heat: tuple[HeatMap, Metric], grid: Grid, *, has_figures: bool = True) -> tuple[int, int]:
    """Return the widths of the labels at the left, and of a cell."""
    rows, columns, cells = grid
    metric = heat[1]
    figures = [len(metric.text(cell)) + 2 for row in cells for cell in row if cell is not None and has_figures]
    return max(map(len, rows)), max([*figures, *map(len, columns)])


def _width(heat: tuple[HeatMap, Metric], grid: Grid) -> int:
    labels, cell = _widths(heat, grid)
    return labels + len(grid[1]) * (cell + len(GAP))
