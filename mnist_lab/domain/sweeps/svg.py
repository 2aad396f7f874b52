"""A sweep as an SVG picture: a heat map of two settings, or the trials along one."""

from __future__ import annotations

from collections.abc import Sequence

from mnist_lab.domain.charts.svg_parts import BOTTOM, FAINT, INK, LEFT, RIGHT, TOP, label, legend, opening
from mnist_lab.domain.sweeps.effects import HeatMap, Slice
from mnist_lab.domain.sweeps.report import format_search
from mnist_lab.domain.sweeps.result import SweepResult
from mnist_lab.domain.tables.metrics import Metric

BEST_INK, WORST_INK = (0, 68, 115), (236, 242, 247)
"""The colours of the best and the worst cell: lightness alone tells them apart, also in grey."""
DARK_FROM = 0.55
"""From this share on a cell is so dark that its figure is written in white."""
ROOM_FOR_LABELS = 96


def sweep_svg(result: SweepResult) -> str:
    """Return the picture of a sweep: of several settings the heat map of the two that matter most."""
    sweep, metric = result.sweep, result.sweep.ranked_by
    notes = list(filter(None, [f"darker is {'lower' if metric.better < 0 else 'higher'}, which is better"]))
    if result.heat_map is not None:
        parts = [*opening(sweep.title, format_search(sweep), notes), *_cells(result.heat_map, metric)]
        return "\n".join([*parts, *legend((), [metric.heading, *notes]), "</svg>"]) + "\n"
    parts = [*opening(sweep.title, format_search(sweep), ())]
    parts += _points(result.slices[0], metric)
    return "\n".join([*parts, *legend((), ["a point for each trial", metric.heading]), "</svg>"]) + "\n"


def shares_of(figures: Sequence[float], metric: Metric) -> tuple[float, ...]:
    """Return how good each figure is, 0 for the worst, 1 for the best: by ranks, so that one bad value hides none."""
    ordered = sorted(set(figures), key=lambda figure: metric.better * figure)
    last = max(1, len(ordered) - 1)
    return tuple(ordered.index(figure) / last if len(ordered) > 1 else 1.0 for figure in figures)


def _cells(heat: HeatMap, metric: Metric) -> list[str]:
    left = LEFT + ROOM_FOR_LABELS
    width, height = (RIGHT - left) / len(heat.columns), (BOTTOM - TOP) / len(heat.rows)
    shares = dict(zip(heat.figures, shares_of(heat.figures, metric), strict=True))
    parts = []
    for row, (words, cells) in enumerate(zip(heat.rows, heat.cells, strict=True)):
        y = TOP + row * height
        parts.append(label(left - 8, y + height / 2 + 4.5, words, 'text-anchor="end"'))
        for column, cell in enumerate(cells):
            x = left + column * width
            share = shares[cell.mean] if cell is not None else None
            fill = FAINT if share is None else _mixed(share)
            parts.append(
                f'<path d="M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}z" fill="{fill}" stroke="#ffffff"/>'
            )
            ink = "#ffffff" if share is not None and share >= DARK_FROM else INK
            text = metric.text(cell.mean) if cell is not None else "–"
            parts.append(
                label(
                    x + width / 2, y + height / 2 + 4.5, text, f'text-anchor="middle" font-size="11" style="fill:{ink}"'
                )
            )
    for column, words in enumerate(heat.columns):
        parts.append(label(left + (column + 0.5) * width, BOTTOM + 18, words, 'text-anchor="middle"'))
    parts.append(label((left + RIGHT) / 2, BOTTOM + 38, heat.across.field.setting.label, 'text-anchor="middle"'))
    middle = (TOP + BOTTOM) / 2
    turned = f'text-anchor="middle" transform="rotate(-90 18 {middle:g})"'
    return [*parts, label(18, middle, heat.down.field.setting.label, turned)]


def _points(one: Slice, metric: Metric) -> list[str]:
    """Return the trials along one setting, the figure upwards."""
    figures = [figure for _, figure in one.points]
    if not figures:
        return [label(LEFT, TOP + 20, "no trial has a finite figure yet")]
    low, high = min(figures), max(figures)
    reach = (high - low) or 1.0
    parts = [f'<path d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}" fill="none" stroke="{INK}"/>']
    for place, figure in one.points:
        x, y = LEFT + place * (RIGHT - LEFT), BOTTOM - (figure - low) / reach * (BOTTOM - TOP)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#0072b2" fill-opacity="0.7"/>')
    for figure, y in ((low, BOTTOM), (high, TOP)):
        parts.append(label(LEFT - 8, y + 4.5, metric.text(figure), 'text-anchor="end"'))
    axis = one.axis
    ends = (axis.at(0.0), axis.at(1.0))
    for value, x, anchor in ((ends[0], LEFT, "start"), (ends[1], RIGHT, "end")):
        parts.append(label(x, BOTTOM + 18, axis.field.text(value), f'text-anchor="{anchor}"'))
    return [*parts, label((LEFT + RIGHT) / 2, BOTTOM + 38, axis.field.setting.label, 'text-anchor="middle"')]


def _mixed(share: float) -> str:
    red, green, blue = (round(worst + share * (best - worst)) for best, worst in zip(BEST_INK, WORST_INK, strict=True))
    return f"#{red:02x}{green:02x}{blue:02x}"
