"""The first line of a chart: a legend, or the figures at the cursor; the longest form that fits."""

from __future__ import annotations

from collections.abc import Iterator

from mnist_lab.domain.charts.axis import Scale
from mnist_lab.domain.charts.curves import ChartMetric, Curve, figure_of, first_not_finite
from mnist_lab.domain.formatting.units import format_loss, format_percent
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.tui.charts.inked_text import GAP, InkedText, first_that_fits, sample
from mnist_lab.tui.charts.loss_chart_view import OWN_CURVES, STROKES, LossChartView
from mnist_lab.tui.charts.plot import Ink, PlotRow


def first_line(view: LossChartView, scale: Scale, columns: int) -> PlotRow:
    """Return the line for a chart with this y axis and width; the shortest form if none fits."""
    here = view.epoch_under_cursor
    return first_that_fits(_legends(view, scale) if here is None else _read_outs(view, here), columns)


def _legends(view: LossChartView, scale: Scale) -> Iterator[list[InkedText]]:
    title = "loss" if view.metric is ChartMetric.LOSS else "accuracy %"
    begin: list[InkedText] = [(title + (", log" if view.is_log else ""), Ink.TITLE)]
    notes: list[InkedText] = [piece for note in _notes(view, scale) for piece in (GAP, (note, Ink.NOTE))]
    shown = (*OWN_CURVES, Curve.BASELINE) if view.ghost else OWN_CURVES
    named = [piece for curve in shown for piece in (GAP, _sample(view, curve), (f" {curve}", Ink.LABEL))]
    lettered = [piece for curve in shown for piece in (GAP, _sample(view, curve), (curve[0], Ink.LABEL))]
    live = [GAP, (view.live_sign, Ink.TRAINING), (" this epoch", Ink.LABEL)] if view.has_live_sign else []
    yield [*begin, *named, *live, *notes, *_marks(view, "lowest loss: ", "best accuracy: ")]
    yield [*begin, *named, *live, *notes, *_marks(view, "", "")]
    yield [*begin, *named, *live, *notes]
    yield [*begin, *lettered, *live, *notes, *_marks(view, "", "")]
    yield [*begin, *lettered, *live, *notes]
    yield [*begin, *lettered, *notes, *_marks(view, "", "")]
    yield [*begin, *lettered, *notes]
    yield [*begin, *(notes or lettered)]


def _read_outs(view: LossChartView, here: Epoch) -> Iterator[list[InkedText]]:
    begin: InkedText = (f"epoch {here.epoch}", Ink.TITLE)
    figures = [(curve, _figure(view, here, curve)) for curve in OWN_CURVES]
    then = next((epoch for epoch in view.ghost if epoch.epoch == here.epoch), None)
    baseline = [] if then is None else [(Curve.BASELINE, _figure(view, then, Curve.BASELINE))]
    other_name, other = (
        ("accuracy", format_percent(here.val_accuracy))
        if view.metric is ChartMetric.LOSS
        else ("loss", format_loss(here.val_loss))
    )
    last: list[InkedText] = [GAP, (f"{other_name} ", Ink.LABEL), (other, Ink.NONE)]
    for shown in (figures + baseline, figures):
        sampled = [
            piece for curve, figure in shown for piece in (GAP, _sample(view, curve), (f" {curve} ", Ink.LABEL), figure)
        ]
        yield [begin, *sampled, *last]
    yield [begin, *(p for curve, figure in figures for p in (GAP, (f"{curve} ", Ink.LABEL), figure)), *last]
    letters = [p for curve, figure in figures for p in ((f" {curve[0]} ", Ink.LABEL), figure)]
    yield [begin, *letters, *last]
    yield [begin, *letters, (f" {other}", Ink.NONE)]
    yield [(str(here.epoch), Ink.TITLE), *letters, (f" {other}", Ink.NONE)]
    yield [(str(here.epoch), Ink.TITLE), *letters]


def _figure(view: LossChartView, epoch: Epoch, curve: Curve) -> InkedText:
    figure = figure_of(epoch, curve, view.metric)
    words = format_loss(figure) if view.metric is ChartMetric.LOSS else format_percent(figure)
    signs = [sign for sign, marked in view.marked if curve is Curve.VALIDATION and marked is epoch]
    return words + "".join(signs), STROKES[curve][0]


def _sample(view: LossChartView, curve: Curve) -> InkedText:
    ink, stroke = STROKES[curve]
    return sample(stroke, is_ascii=view.is_ascii), ink


def _marks(view: LossChartView, *names: str) -> list[InkedText]:
    pieces: list[InkedText] = []
    for (sign, epoch), name in zip(view.marked, names, strict=True):
        if epoch is not None:
            pieces += [GAP, (sign, Ink.MARK), (f" {name}{epoch.epoch}", Ink.LABEL)]
    return pieces


def _notes(view: LossChartView, scale: Scale) -> Iterator[str]:
    lost = first_not_finite(view.run.epochs)
    if lost is not None:
        yield f"not finite from epoch {lost}"
    beyond = [figure for figure in view.own_figures() if not scale.holds(figure)]
    if beyond:
        is_loss = view.metric is ChartMetric.LOSS
        yield f"off the scale: {format_loss(max(beyond)) if is_loss else format_percent(min(beyond))}"
