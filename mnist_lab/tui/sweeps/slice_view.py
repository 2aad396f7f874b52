"""Each setting of a sweep against the figure that ranks: a point for each trial."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.sweeps.axis import Axis
from mnist_lab.domain.sweeps.effects import Slice
from mnist_lab.domain.tables.metrics import Metric
from mnist_lab.util.text_columns import padded

HEIGHT = 6
WIDEST = 60
SIGNS = " •●"
"""For no trial, one, and more."""
LINES = HEIGHT + 3
"""A title, the points, the ends of the axis, and an empty line."""


class SliceView(Widget):
    """For each setting its trials from left to right by their value, the better the lower or higher, as labelled.

    The worst tenth of the trials is drawn at the edge, so that one that diverged flattens no others.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"slice-view--title", "slice-view--label", "slice-view--point"}

    slices: reactive[tuple[tuple[Slice, ...], Metric] | None] = reactive(None, layout=True)

    def get_content_height(self, *_: object) -> int:
        """Return the lines of all settings."""
        return len(self.slices[0]) * LINES if self.slices is not None else 0

    def render(self) -> Text:
        """Draw the settings below one another."""
        if self.slices is None:
            return Text()
        slices, metric = self.slices
        lines = [line for one in slices for line in self._lines(one, metric)]
        for line in lines:
            line.truncate(self.size.width, overflow="ellipsis")
        return Text("\n", no_wrap=True, end="").join(lines)

    def _lines(self, one: Slice, metric: Metric) -> list[Text]:
        field = one.axis.field
        words = f"{field.setting.label}: a point for each trial (● for several), {metric.label} upwards"
        title = Text(words, self._look("title"))
        figures = sorted(figure for _, figure in one.points)
        if not figures:
            return [title, *(Text() for _ in range(LINES - 1))]
        low, high = _shown(figures, metric)
        top = f"{'from ' if figures[-1] > high else ''}{metric.text(high)}"
        bottom = f"{'up to ' if figures[0] < low else ''}{metric.text(low)}"
        labels = max(len(top), len(bottom)) + 1
        width = max(10, min(WIDEST, self.size.width - labels - 3))
        counts = [[0] * width for _ in range(HEIGHT)]
        for place, figure in one.points:
            share = (min(max(figure, low), high) - low) / (high - low) if high > low else 0.5
            counts[HEIGHT - 1 - round(share * (HEIGHT - 1))][round(place * (width - 1))] += 1
        lines = [title]
        for row, cells in enumerate(counts):
            label = top if row == 0 else bottom if row == HEIGHT - 1 else ""
            line = Text(padded(label, labels, right=True) + " │", self._look("label"))
            line.append("".join(SIGNS[min(count, len(SIGNS) - 1)] for count in cells), self._look("point"))
            lines.append(line)
        lines.append(Text(" " * (labels + 2) + _ticks(one.axis, width), self._look("label")))
        return [*lines, Text()]

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"slice-view--{name}", partial=True)


def _ticks(axis: Axis, width: int) -> str:
    """Return a line with the values of a list, or the ends of a range, below their points, as far as there is room.

    The last one ends where its points are, so that it is not cut off.
    """
    values = axis.values or (axis.low, axis.high)
    texts = [axis.field.text(axis.rounded(float(value or 0)) if axis.is_range else value) for value in values]
    last = texts.pop()
    line, end = "", width - len(last)
    for place, text in enumerate(texts):
        begin = round(place / len(texts) * (width - 1))
        if begin >= len(line) + bool(line) and begin + len(text) < end:
            line = line.ljust(begin) + text
    return line.ljust(end) + last if texts else last


def _shown(figures: list[float], metric: Metric) -> tuple[float, float]:
    """Return the ends of the figures that are shown apart."""
    place = len(figures) // 10
    return (figures[0], figures[-1 - place]) if metric.better < 0 else (figures[place], figures[-1])
