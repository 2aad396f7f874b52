"""What a chart shows of groups of repeats: the mean of each, how far its repeats reach, and a legend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mnist_lab.domain.charts.bands import BandPoint, band_of
from mnist_lab.domain.charts.curves import ChartMetric, Curve, figure_of
from mnist_lab.domain.charts.scale import Scale, scale_of
from mnist_lab.domain.charts.x_axis import XAxis
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.tui.charts.chart_title import ChartTitle
from mnist_lab.tui.charts.drawing import Drawing, Ink, PlotRow, Stroke, Trace
from mnist_lab.tui.charts.grid import ROWS_OF_X_AXIS, canvas_columns
from mnist_lab.tui.charts.inked_text import InkedText, first_that_fits, gap, sample
from mnist_lab.tui.charts.off_scale import off_scale_signs

LOOKS = ((Ink.GROUP_A, Stroke.THIN), (Ink.GROUP_B, Stroke.THICK), (Ink.GROUP_C, Stroke.BROKEN))
"""Colour and stroke of each group, in the order of drawing."""
CELLS_BETWEEN_HATCHES = 2
UNIT = "epoch"


@dataclass(frozen=True, slots=True)
class GroupCurves:
    """A group as a chart shows it: its letter, what it is called, and the history of each repeat."""

    letter: str
    label: str
    histories: tuple[tuple[Epoch, ...], ...]


@dataclass(frozen=True, slots=True)
class BandChartView:
    """Up to three groups, the baseline first; the x axis ends with the last of `epochs`; `subject` is their lab."""

    groups: tuple[GroupCurves, ...]
    epochs: int
    metric: ChartMetric = ChartMetric.LOSS
    is_log: bool = False
    is_ascii: bool = False
    subject: str = ""

    def scale(self, rows: int) -> Scale:
        """Return the y axis of a picture with this many rows."""
        figures = [end for band in self._bands() for point in band for end in (point.low, point.high)]
        return scale_of(self.metric, max(rows - ROWS_OF_X_AXIS, 2), figures, is_log=self.is_log)

    def drawing(self, columns: int, rows: int) -> Drawing:
        """Return the picture of that size."""
        scale, x_axis = self.scale(rows), XAxis(1.0, float(self.epochs))
        width = canvas_columns(columns, scale.ticks, UNIT)
        bands = list(zip(self._bands(), LOOKS, self.groups, strict=False))
        hatches = [
            self._hatch(band, ink, place, scale, x_axis)
            for place, (band, (ink, _), group) in enumerate(bands)
            if len(group.histories) > 1
        ]
        means = [
            Trace(ink, stroke, _places(band, [point.mean for point in band], scale, x_axis), group.letter)
            for band, (ink, stroke), group in bands
        ]
        points = [(float(point.epoch), point.mean) for band, _, _ in bands for point in band]
        return Drawing(
            columns=columns,
            rows=rows,
            traces=(*hatches, *means),
            x_ticks=x_axis.ticks(max(width // (len(str(self.epochs)) + 3), 2)),
            y_ticks=scale.ticks,
            x_unit=UNIT,
            signs=tuple(off_scale_signs(points, scale, x_axis.place)),
            is_ascii=self.is_ascii,
        )

    def title(self, columns: int) -> PlotRow:
        """Return the line that says what is drawn, of which lab."""
        repeated = any(len(group.histories) > 1 for group in self.groups)
        range_of = "upright lines: lowest to highest"
        notes = (f"{range_of} repeat", range_of, "lines: lowest to highest", "")
        forms = [((note, Ink.LABEL),) if note else () for note in notes] if repeated else [()]
        if not self.subject:
            return ChartTitle(self._unit, notes=tuple(forms)).fitted(columns)
        return ChartTitle(self.subject, unit=self._unit, notes=tuple(forms)).fitted(columns)

    def legend(self, columns: int, *, names_unit: bool = False) -> PlotRow:
        """Return the longest legend that fits into this many columns, or the shortest."""
        unit: list[InkedText] = [(self._unit, Ink.TITLE), gap(2)] if names_unit else []
        return first_that_fits(([*unit, *form] for form in self._legends()), columns)

    @property
    def _unit(self) -> str:
        words = "validation loss" if self.metric is ChartMetric.LOSS else "validation accuracy %"
        return words + (", log" if self.is_log else "")

    def _legends(self) -> Iterator[list[InkedText]]:
        counted = [f" {group.label} ({len(group.histories)})" for group in self.groups]
        labels = [f" {group.label}" for group in self.groups]
        yield self._named(counted, 3)
        yield self._named(labels, 3)
        yield self._named(labels, 1)
        yield self._named(["" for _ in self.groups], 3)

    def _named(self, names: Sequence[str], between: int) -> list[InkedText]:
        pieces: list[InkedText] = []
        for group, (ink, stroke), name in zip(self.groups, LOOKS, names, strict=False):
            letter_and_sample = f"{group.letter} {sample(stroke, is_ascii=self.is_ascii)}"
            pieces += [gap(between), (letter_and_sample, ink), (name, Ink.LABEL)]
        return pieces[1:]

    def _bands(self) -> list[tuple[BandPoint, ...]]:
        return [
            band_of(group.histories, lambda epoch: figure_of(epoch, Curve.VALIDATION, self.metric))
            for group in self.groups
        ]

    def _hatch(self, band: Sequence[BandPoint], ink: Ink, place: int, scale: Scale, x_axis: XAxis) -> Trace:
        low = _places(band, [point.low for point in band], scale, x_axis)
        high = _places(band, [point.high for point in band], scale, x_axis)
        return Trace(ink, Stroke.HATCHED, low, upper=high, hatch=place * CELLS_BETWEEN_HATCHES)


def _places(
    band: Sequence[BandPoint], figures: Sequence[float], scale: Scale, x_axis: XAxis
) -> tuple[tuple[float, float], ...]:
    return tuple((x_axis.place(point.epoch), scale.place(figure)) for point, figure in zip(band, figures, strict=True))
