"""The lines above the chart of a comparison: what is drawn, and a legend or all figures at the cursor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mnist_lab.domain.charts.curves import ChartMetric, Curve, first_not_finite
from mnist_lab.domain.comparison.readings import Reading, readings_at
from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.formatting.units import format_duration, format_loss
from mnist_lab.tui.charts.chart_title import ChartTitle
from mnist_lab.tui.charts.drawing import Drawing, Ink, PlotRow
from mnist_lab.tui.charts.inked_text import InkedText, gap, sample, width_of
from mnist_lab.tui.charts.overlay_view import OverlayChartView
from mnist_lab.tui.charts.side_looks import CURVE_STROKES, ink_of, stroke_of
from mnist_lab.tui.charts.signs import LIVE

Entry = list[InkedText]
BETWEEN = 3
"""Cells between two entries of a line."""
SHORT = {Curve.TRAINING: "train", Curve.CLEAN: "clean", Curve.VALIDATION: "valid"}


def head_rows(view: OverlayChartView, columns: int, rows: int, *, names_sides: bool) -> int:
    """Return how many of these rows the head takes; a cursor changes nothing."""
    if rows < 9:
        return 1
    most = 1 if rows < 13 else 2 if rows < 20 else 4
    needed = [len(_wrapped([*_readings(view)][-1], columns))]
    if names_sides:
        needed += [len(_wrapped(form, columns)) for form in (next(_legends(view)), next(_named_readings(view)))]
    return 1 + min(max(needed), most)


def head_lines(
    view: OverlayChartView, drawing: Drawing, columns: int, rows: int, *, names_sides: bool = False
) -> tuple[PlotRow, ...]:
    """Return this many lines: the title, then the legend or the figures at the cursor; if it is one, no title."""
    title = [] if rows == 1 else [_title(view, drawing, columns)]
    room = rows - len(title)
    forms = [*(_readings(view) if view.cursor is not None else _legends(view))]
    if names_sides and view.cursor is not None:
        forms = [*_named_readings(view), *forms]
    if view.is_paired and view.cursor is not None:
        forms += _fewer_readings(view)
    if not title and view.cursor is None:
        forms = [[[(_unit(view), Ink.TITLE)], *form] for form in forms]
    fitting = (_wrapped(form, columns) for form in forms)
    lines = next((each for each in fitting if len(each) <= room), None)
    lines = lines or _wrapped(forms[-1], columns, between=1)[:room]
    return (*title, *map(tuple, lines), *((),) * (room - len(lines)))


def _title(view: OverlayChartView, drawing: Drawing, columns: int) -> PlotRow:
    notes = [form for form in _notes(view, drawing) if form] or [()]
    if len(view.sides) == 1:
        side = view.sides[0]
        return ChartTitle(f"{side.letter} {_named(side)}", unit=_unit(view), notes=(*notes, ())).fitted(columns)
    return ChartTitle(_unit(view), notes=(*notes, ())).fitted(columns)


def _unit(view: OverlayChartView) -> str:
    """Return what is drawn: "validation loss, log, epochs 5 to 20"."""
    of = "" if view.is_paired else "validation "
    what = f"{of}loss" if view.look.metric is ChartMetric.LOSS else f"{of}accuracy %"
    first, last = view.look.zoom.window(view.epoch_count)
    zoom = "" if view.look.zoom.is_all else f", epochs {first} to {last} of {view.epoch_count}"
    return what + (", log" if view.look.is_log else "") + zoom


def _notes(view: OverlayChartView, drawing: Drawing) -> Iterator[tuple[InkedText, ...]]:
    best = "lowest" if view.look.metric is ChartMetric.LOSS else "best"
    is_marked = any(sign.text == view.sign_of_best for sign in drawing.signs)
    mark = [[(view.sign_of_best, Ink.MARK), (f" {best}", Ink.LABEL)]] if is_marked else []
    live = [[(LIVE, Ink.MARK), (" this epoch", Ink.LABEL)]] if any(s.text == LIVE for s in drawing.signs) else []
    lost = [[(words, Ink.NOTE)] for words in [_not_finite(view)] if words]
    ended = [[(words, Ink.LABEL)] for words in [_ended(view)] if words]
    is_gap = view.is_paired and any(len(side.averaged) == 1 for side in view.sides)
    for bands, gaps, before in (
        ("upright lines: lowest to highest repeat", "upright lines: clean to validation, the gap", ended),
        ("lines: lowest to highest", "lines: the gap", ended),
        ("", "", ended),
        ("", "", []),
    ):
        words = bands if view.has_bands else gaps if is_gap else ""
        groups = [*lost, *before, *mark, *live, *([[(words, Ink.LABEL)]] if words else [])]
        yield tuple(piece for place, each in enumerate(groups) for piece in ([gap(BETWEEN)] if place else []) + each)


def _not_finite(view: OverlayChartView) -> str:
    """Return from which epoch on losses of a side are not finite: "B not finite from epoch 3"; empty if all are."""
    found, of_loss = [], "" if view.look.metric is ChartMetric.LOSS else " loss"
    for side in view.sides:
        epochs = [epoch for run in side.averaged if (epoch := first_not_finite(run.epochs)) is not None]
        found += [f"{side.letter}{of_loss} not finite from epoch {min(epochs)}"] if epochs else []
    return ", ".join(found)


def _ended(view: OverlayChartView) -> str:
    """Return which sides end before the epochs of the zoom: "A ends at epoch 3"; empty if all reach them."""
    if view.look.zoom.is_all:
        return ""
    first, _ = view.look.zoom.window(view.epoch_count)
    lasts = {side.letter: max((len(run.epochs) for run in side.averaged), default=0) for side in view.sides}
    return ", ".join(f"{letter} ends at epoch {last}" for letter, last in lasts.items() if 0 < last < first)


def _legends(view: OverlayChartView) -> Iterator[list[Entry]]:
    kinds = [
        [(sample(stroke, is_ascii=view.is_ascii), Ink.NONE), (f" {curve}", Ink.LABEL)]
        for curve, stroke in CURVE_STROKES.items()
    ] if view.is_paired else []  # fmt: skip
    for name in (_named, lambda side: side.title):
        yield [*(_side_entry(view, side, f" {name(side)}") for side in view.sides), *kinds]
    yield [*(_side_entry(view, side, "") for side in view.sides), *kinds]


def _side_entry(view: OverlayChartView, side: Side, name: str) -> Entry:
    ink = ink_of(side.letter)
    if view.is_paired:
        return [(side.letter, ink), (name, Ink.LABEL)] if len(view.sides) > 1 else []
    stroke = stroke_of(side.letter, Curve.VALIDATION, is_paired=False)
    return [(f"{side.letter} {sample(stroke, is_ascii=view.is_ascii)}", ink), (name, Ink.LABEL)]


def _named(side: Side) -> str:
    return side.title if side.is_lone else f"{side.title} ({len(side.averaged)})"


def _readings(view: OverlayChartView) -> Iterator[list[Entry]]:
    """Yield the figures of all sides at the cursor, or at the first epoch if there is none, for the room they take."""
    epoch = view.cursor or 1
    shown = {side.letter for side in view.sides}
    found = [each for each in readings_at(view.comparison, epoch, view.look.metric) if each.letter in shown]
    times = [each.seconds for each in found if each.seconds is not None]
    after = f", {format_duration(min(times))}" if times and min(times) == max(times) else ""
    number = f"{epoch:>{len(str(view.epoch_count))}}"
    if view.is_paired:
        for names in ({curve: curve.value for curve in SHORT}, SHORT):
            yield [[(f"epoch {number}{after}", Ink.TITLE)], *(_paired(view, each, names) for each in found)]
        yield [
            [(f"epoch {number}", Ink.TITLE)],
            *(_paired(view, each, {c: c.value[0] for c in SHORT}) for each in found),
        ]
        return
    for with_spread, begin in (
        (True, f"epoch {number}{after}"),
        (True, number),
        (False, f"epoch {number}"),
        (False, number),
    ):
        yield [[(begin, Ink.TITLE)], *(_validation(view, each, with_spread=with_spread) for each in found)]


def _fewer_readings(view: OverlayChartView) -> Iterator[list[Entry]]:
    """Yield the validation figures alone: rather that than no figure of the last sides."""
    found = [*readings_at(view.comparison, view.cursor or 1, view.look.metric)]
    shown = {side.letter for side in view.sides}
    for begin in (f"epoch {view.cursor}, validation", f"epoch {view.cursor}"):
        entries = (_validation(view, each, with_spread=False) for each in found if each.letter in shown)
        yield [[(begin, Ink.TITLE)], *entries]


def _named_readings(view: OverlayChartView) -> Iterator[list[Entry]]:
    """Yield the same with what the sides are called behind their letters."""
    titles = {side.letter: side.title for side in view.sides}
    for begin, *entries in _readings(view):
        yield [begin, *(_with_title(entry, titles) for entry in entries)]


def _with_title(entry: Entry, titles: dict[str, str]) -> Entry:
    letter, ink = entry[0][0][:1], entry[0][1]
    if letter not in titles:
        return entry
    return [(letter, ink), (f" {titles[letter]}", Ink.LABEL), (entry[0][0][1:], ink), *entry[1:]]


def _validation(view: OverlayChartView, reading: Reading, *, with_spread: bool) -> Entry:
    words = f"{reading.letter} {_figure(view, reading.validation)}"
    spread = f" ±{_size(view, reading.sd)}" if with_spread and reading.sd is not None else ""
    return [(words, ink_of(reading.letter)), (spread, Ink.LABEL)]


def _paired(view: OverlayChartView, reading: Reading, names: dict[Curve, str]) -> Entry:
    ink = ink_of(reading.letter)
    entry: Entry = [(reading.letter, ink)] if len(view.sides) > 1 else []
    figures = {Curve.TRAINING: reading.training, Curve.CLEAN: reading.clean, Curve.VALIDATION: reading.validation}
    for curve, name in names.items():
        entry += [(f" {name} ", Ink.LABEL), (_figure(view, figures[curve]), ink)]
    if reading.gap is not None:
        sign = "+" if reading.gap >= 0 else "−"
        entry += [(" gap ", Ink.LABEL), (sign + _size(view, abs(reading.gap)), Ink.NONE)]
    return entry


def _figure(view: OverlayChartView, figure: float | None) -> str:
    """Return a loss, or an accuracy in per cent without the sign; always of the same width."""
    if figure is None:
        return "–".rjust(6)
    return (format_loss(figure) if view.look.metric is ChartMetric.LOSS else f"{figure * 100:.2f}").rjust(6)


def _size(view: OverlayChartView, size: float) -> str:
    return f"{size:.4f}" if view.look.metric is ChartMetric.LOSS else f"{size * 100:.2f}"


def _wrapped(entries: Sequence[Entry], columns: int, between: int = BETWEEN) -> list[list[InkedText]]:
    """Return the entries in lines of at most this many cells, each whole."""
    lines: list[list[InkedText]] = [[]]
    for entry in filter(None, entries):
        line = lines[-1]
        begin = [gap(between)] if line else []
        if line and width_of(line) + width_of([*begin, *entry]) > columns:
            lines.append([*entry])
        else:
            line += [*begin, *entry]
    return lines
