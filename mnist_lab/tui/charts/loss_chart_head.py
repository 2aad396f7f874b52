"""The lines above a run's chart: which run it is, the marks, and a legend or the figures at the cursor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mnist_lab.domain.charts.curves import ChartMetric, Curve, figure_of, first_not_finite
from mnist_lab.domain.formatting.units import format_loss, format_percent
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.history import BEST, LOWEST, REFINED, Epoch
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.tui.charts.chart_title import BETWEEN, ChartTitle
from mnist_lab.tui.charts.drawing import Drawing, Ink, PlotRow
from mnist_lab.tui.charts.inked_text import GAP, InkedText, first_that_fits, gap, sample
from mnist_lab.tui.charts.loss_chart_view import STROKES, LossChartView
from mnist_lab.tui.charts.off_scale import format_figure
from mnist_lab.tui.charts.signs import LIVE

SHORT_NAMES = {
    Curve.TRAINING: "train",
    Curve.CLEAN: "clean",
    Curve.VALIDATION: "valid",
    Curve.REFINED: "ref",
    Curve.BASELINE: "base",
}

MARKS: tuple[Mapping[str, str], ...] = (
    {
        LOWEST: " lowest validation loss, epoch {}",
        BEST: " best validation accuracy, epoch {}",
        REFINED: " lowest refined loss, epoch {}",
    },
    {LOWEST: " lowest loss, epoch {}", BEST: " best accuracy, epoch {}", REFINED: " refined, epoch {}"},
    {LOWEST: " lowest at {}", BEST: " best at {}", REFINED: " refined at {}"},
    {LOWEST: " lowest", BEST: " best", REFINED: " refined"},
)
"""What the marks are, from the longest words to the shortest."""

SHORT_MARKS: Mapping[str, str] = {LOWEST: "low", BEST: "best", REFINED: "ref"}
"""The same behind the names of the curves, if there is no room in the title."""


def title_line(view: LossChartView, drawing: Drawing, columns: int) -> PlotRow:
    """Return the run, the unit, its state, and what the marks in the picture are."""
    run = view.run
    lost = first_not_finite(run.epochs)
    note: list[InkedText] = [] if lost is None else [(f"not finite from epoch {lost}", Ink.NOTE)]
    title = ChartTitle(
        name=view.name,
        tail=f", seed {run.spec.seed}",
        unit=_unit(view),
        about=_whose(run),
        needs_about=run.holder is not None,
        notes=tuple(tuple(_joined(note, _marks(view, drawing, words))) for words in MARKS),
    )
    return title.fitted(columns)


def marks_not_in(title: PlotRow, drawing: Drawing) -> tuple[str, ...]:
    """Return the marks in the picture that the title has no room to explain."""
    told, drawn = "".join(words for words, _ in title), {sign.text for sign in drawing.signs}
    return tuple(mark for mark in SHORT_MARKS if mark in drawn and mark not in told)


def legend_line(view: LossChartView, columns: int, *, names_unit: bool = False, marks: Sequence[str] = ()) -> PlotRow:
    """Return the legend, or the figures at the cursor, with these marks.

    With `names_unit` there is no title line: the unit comes first, and before it the run if there is room.
    """
    here = view.epoch_under_cursor
    if here is not None:
        return first_that_fits(_read_outs(view, here), columns)
    unit: list[InkedText] = [(f"{_unit(view)} ", Ink.TITLE)] if names_unit else []
    explained = [piece for mark in marks for piece in (gap(1), (mark, Ink.MARK), (SHORT_MARKS[mark], Ink.LABEL))]
    run: list[InkedText] = [
        (f"{view.name}, seed {view.run.spec.seed}", Ink.TITLE),
        (BETWEEN, Ink.LABEL),
    ]
    named = [[*run, *unit, *legend, *explained] for legend in _legends(view)] if names_unit else []
    forms = [*named, *([*unit, *legend, *explained] for legend in _legends(view))]
    return first_that_fits([*forms, *([*unit, *legend] for legend in _legends(view))], columns)


def _unit(view: LossChartView) -> str:
    return ("loss" if view.metric is ChartMetric.LOSS else "accuracy %") + (", log" if view.is_log else "")


def _whose(run: Run) -> str:
    """Return how the run is, and which other process has it."""
    words = _activity(run) if run.state is RunState.RUNNING else run.state.value
    return f"{words} by {run.holder}" if run.holder is not None else words


def _activity(run: Run) -> str:
    """Return what a running run does: TensorFlow is loaded and the network compiled before the first batch."""
    if isinstance(run.stage, events.Loading | events.Compiling):
        return "loading" if isinstance(run.stage, events.Loading) else "compiling"
    return "training" if run.stop_asked is None else "stopping"


def _joined(note: list[InkedText], marks: list[list[InkedText]]) -> Iterator[InkedText]:
    for place, group in enumerate([each for each in (note, *marks) if each]):
        yield from ([GAP] if place else [])
        yield from group


def _marks(view: LossChartView, drawing: Drawing, words: Mapping[str, str]) -> list[list[InkedText]]:
    """Return what each mark in the picture is."""
    drawn = {sign.text for sign in drawing.signs}
    return [
        [(sign, Ink.MARK), (words[sign].format(epoch.epoch), Ink.LABEL)]
        for sign, epoch in view.marked
        if epoch is not None and sign in drawn
    ]


def _legends(view: LossChartView) -> Iterator[list[InkedText]]:
    shown = (*view.own_curves, Curve.BASELINE) if view.ghost else view.own_curves
    for live, between in (("this epoch", 3), ("this epoch", 2), ("now", 2)):
        yield _named(view, {curve: str(curve) for curve in shown}, live, between)
    for between, cells in ((2, 2), (1, 2), (1, 1)):
        yield _named(view, {curve: SHORT_NAMES[curve] for curve in shown}, "now", between, cells)
    yield _named(view, {curve: SHORT_NAMES[curve] for curve in shown}, "", 1, 1)


def _named(view: LossChartView, names: dict[Curve, str], live: str, between: int, cells: int = 2) -> list[InkedText]:
    blank = " " if cells > 1 else ""
    pieces: list[InkedText] = []
    for curve, name in names.items():
        pieces += [gap(between), _sample(view, curve, cells), (f"{blank}{name}", Ink.LABEL)]
    if view.has_live_sign and live:
        pieces += [gap(between), (LIVE, Ink.TRAINING), (f" {live}", Ink.LABEL)]
    return pieces[1:]


def _read_outs(view: LossChartView, here: Epoch) -> Iterator[list[InkedText]]:
    begin: InkedText = (f"epoch {here.epoch}", Ink.TITLE)
    figures = [(curve, _figure(view, here, curve)) for curve in view.own_curves]
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
    short = [p for curve, figure in figures for p in (gap(1), (f"{SHORT_NAMES[curve]} ", Ink.LABEL), figure)]
    yield [begin, *short, *last]
    yield [begin, *short]
    yield [(str(here.epoch), Ink.TITLE), *short]
    yield [
        (str(here.epoch), Ink.TITLE),
        *(p for curve, figure in figures for p in (gap(1), (curve[0], Ink.LABEL), figure)),
    ]


def _figure(view: LossChartView, epoch: Epoch, curve: Curve) -> InkedText:
    words = format_figure(view.metric, figure_of(epoch, curve, view.metric))
    signs = [
        sign
        for sign, marked in view.marked
        if marked is epoch and curve is (Curve.REFINED if sign == REFINED else Curve.VALIDATION)
    ]
    return words + "".join(signs), STROKES[curve][0]


def _sample(view: LossChartView, curve: Curve, cells: int = 2) -> InkedText:
    ink, stroke = STROKES[curve]
    return sample(stroke, is_ascii=view.is_ascii, cells=cells), ink
