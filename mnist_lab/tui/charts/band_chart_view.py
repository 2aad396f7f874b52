"""What a chart shows of groups of repeats: the mean of each, a shade over its repeats, and a legend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mnist_lab.domain.charts.axis import Scale, epoch_ticks, scale_of
from mnist_lab.domain.charts.bands import BandPoint, band_of
from mnist_lab.domain.charts.curves import ChartMetric, Curve, figure_of
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.tui.charts.inked_text import GAP, InkedText, first_that_fits, sample
from mnist_lab.tui.charts.plot import ROWS_OF_X_AXIS, Drawing, Ink, PlotRow, Stroke, Trace, canvas_columns

LOOKS = ((Ink.GROUP_A, Stroke.THIN), (Ink.GROUP_B, Stroke.THICK), (Ink.GROUP_C, Stroke.BROKEN))
"""Colour and stroke of each group, in the order of drawing."""
UNIT = "epoch"


@dataclass(frozen=True, slots=True)
class GroupCurves:
    """A group as a chart shows it: its letter, what it is called, and the history of each repeat."""

    letter: str
    label: str
    histories: tuple[tuple[Epoch, ...], ...]


@dataclass(frozen=True, slots=True)
class BandChartView:
    """Up to three groups, the baseline first; the x axis ends with the last of `epochs`."""

    groups: tuple[GroupCurves, ...]
    epochs: int
    metric: ChartMetric = ChartMetric.LOSS
    is_log: bool = False
    is_ascii: bool = False

    def scale(self, rows: int) -> Scale:
        """Return the y axis of a picture with this many rows."""
        figures = [end for band in self._bands() for point in band for end in (point.low, point.high)]
        return scale_of(self.metric, figures, (), self.is_log).spread_over(rows - ROWS_OF_X_AXIS)

    def drawing(self, columns: int, rows: int) -> Drawing:
        """Return the picture of that size."""
        scale = self.scale(rows)
        y_ticks = scale.ticks(rows - ROWS_OF_X_AXIS)
        width = canvas_columns(columns, y_ticks, UNIT)
        bands = list(zip(self._bands(), LOOKS, self.groups, strict=False))
        shades = [self._shade(band, ink, scale) for band, (ink, _), group in bands if len(group.histories) > 1]
        means = [
            Trace(ink, stroke, self._places(band, [point.mean for point in band], scale), group.letter)
            for band, (ink, stroke), group in bands
        ]
        return Drawing(
            columns=columns,
            rows=rows,
            traces=(*shades, *means),
            x_ticks=epoch_ticks(self.epochs, max(width // (len(str(self.epochs)) + 3), 2)),
            y_ticks=y_ticks,
            x_unit=UNIT,
            is_ascii=self.is_ascii,
        )

    def legend(self, columns: int) -> PlotRow:
        """Return the longest legend that fits into this many columns, or the shortest."""
        return first_that_fits(self._legends(), columns)

    def _legends(self) -> Iterator[list[InkedText]]:
        title = "validation loss" if self.metric is ChartMetric.LOSS else "validation accuracy %"
        begin: list[InkedText] = [(title + (", log" if self.is_log else ""), Ink.TITLE)]
        repeated = any(len(group.histories) > 1 for group in self.groups)
        note: list[InkedText] = [GAP, ("shade: lowest to highest", Ink.LABEL)] if repeated else []
        counted = [f" {group.label} ({len(group.histories)})" for group in self.groups]
        yield [*begin, *self._named(counted), *note]
        labels = [f" {group.label}" for group in self.groups]
        yield [*begin, *self._named(labels), *note]
        yield [*begin, *self._named(counted)]
        yield [*begin, *self._named(labels)]
        yield [*begin, *self._named(["" for _ in self.groups])]

    def _named(self, names: Sequence[str]) -> list[InkedText]:
        pieces: list[InkedText] = []
        for group, (ink, stroke), name in zip(self.groups, LOOKS, names, strict=False):
            letter_and_sample = f"{group.letter} {sample(stroke, is_ascii=self.is_ascii)}"
            pieces += [GAP, (letter_and_sample, ink), (name, Ink.LABEL)]
        return pieces

    def _bands(self) -> list[tuple[BandPoint, ...]]:
        return [
            band_of(group.histories, lambda epoch: figure_of(epoch, Curve.VALIDATION, self.metric))
            for group in self.groups
        ]

    def _shade(self, band: Sequence[BandPoint], ink: Ink, scale: Scale) -> Trace:
        low = self._places(band, [point.low for point in band], scale)
        high = self._places(band, [point.high for point in band], scale)
        return Trace(ink, Stroke.SHADED, low, upper=high)

    def _places(
        self, band: Sequence[BandPoint], figures: Sequence[float], scale: Scale
    ) -> tuple[tuple[float, float], ...]:
        return tuple(
            (min(point.epoch / self.epochs, 1.0), scale.place(figure))
            for point, figure in zip(band, figures, strict=True)
        )
