"""A comparison for a paper, a notebook or a spreadsheet: Markdown, LaTeX and CSV."""

from __future__ import annotations

from collections.abc import Sequence

from mnist_lab.domain.charts.curves import ChartMetric
from mnist_lab.domain.comparison.answer import answer_lines
from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.method_text import format_spread
from mnist_lab.domain.comparison.overlay import ALL_CURVES, OverlayPoint, overlay_of
from mnist_lab.domain.comparison.pairs import Pair
from mnist_lab.domain.comparison.report import (
    cost_table,
    digits_of,
    evidence_lines,
    format_cost,
    format_figure,
    format_front,
    format_list,
    settings_table,
    sides_table,
)
from mnist_lab.domain.comparison.settings import DIGITS
from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.evidence.contrast import level_document, pairs_document
from mnist_lab.domain.evidence.group_diff import values_of
from mnist_lab.domain.formatting.latex import latex_table
from mnist_lab.domain.formatting.markdown import Table, escaped, markdown_table
from mnist_lab.domain.tables.csv_export import BETWEEN, CsvValue, csv_text

METHOD = (
    "{spread}Intervals are Welch's{many}. Points a minute: test accuracy gained above chance (10 %) for each minute of "
    "training."
)
SPREAD = "{} It is a standard deviation. "
CORRECTED = ", corrected for {count} comparisons (Holm)"


def comparison_markdown(comparison: Comparison, picture: str = "") -> str:
    """Return the comparison as a Markdown page; `picture` is the name of the chart's file beside it."""
    blocks = [f"# {escaped(format_title(comparison))}", f"Compared by {comparison.metric.heading}:"]
    blocks.append(_markdown(sides_table(comparison)))
    blocks += [f"The same in all: {', '.join(comparison.shared)}."] if comparison.shared else []
    if picture:
        blocks.append(f"![Curves of the runs compared]({picture})")
    if comparison.settings:
        blocks += ["## What differs", _markdown(settings_table(comparison))]
    if comparison.pairs:
        blocks += ["## Evidence", *answer_lines(comparison)]
        blocks += ["\n".join(f"- {line}" for line in evidence_lines(comparison))]
    blocks += ["## Cost", _markdown(cost_table(comparison)), *filter(None, [format_front(comparison)])]
    spread = format_spread(comparison)
    many = CORRECTED.format(count=len(comparison.pairs)) if len(comparison.pairs) > 1 else ""
    return "\n\n".join([*blocks, METHOD.format(spread=SPREAD.format(spread) if spread else "", many=many)]) + "\n"


def comparison_latex(comparison: Comparison) -> str:
    """Return the comparison as one LaTeX table with the rules of booktabs: a row for each side."""
    table = paper_table(comparison)
    return "\n".join(latex_table(table.headings, table.rows, table.right)) + "\n"


def comparison_csv(comparison: Comparison) -> str:
    """Return a row of plain values for each side; differences are from the reference, which has none."""
    metric = comparison.metric
    settings = [setting.name for setting in comparison.settings]
    keys = ["letter", "title", *settings, "runs", metric.key, f"{metric.key}_sd", f"{metric.key}_n"]
    keys += ["difference", "low", "high", "conclusive", "level", "looks", "better_pairs", "tied_pairs", "pairs"]
    keys += ["more_runs", "verdict", "course"]
    keys += ["parameters", "seconds_per_epoch", "seconds", "points_per_minute", "on_front"]
    return csv_text(keys, [_csv_row(comparison, side, settings) for side in comparison.sides])


def curves_csv(comparison: Comparison) -> str:
    """Return a row for each side and epoch: the means of its runs, with the lowest and highest validation figure."""
    keys = ["letter", "title", "epoch", "runs", "seconds"]
    for names in (("loss", "clean_loss", "val_loss"), ("accuracy", "clean_accuracy", "val_accuracy")):
        keys += [*names, f"{names[-1]}_low", f"{names[-1]}_high"]
    return csv_text(keys, [row for side in comparison.sides for row in _epoch_rows(comparison, side)])


def paper_table(comparison: Comparison) -> Table:
    """Return one table of everything that fits a paper: settings that differ, figure, difference and cost."""
    labels = [setting.label for setting in comparison.settings]
    rows = []
    for place, side in enumerate(comparison.sides):
        pair, cost = comparison.pair(side.letter), comparison.cost(side.letter)
        average = side.group.average(comparison.metric)
        rows.append(
            (
                side.title,
                *(setting.values[place] for setting in comparison.settings),
                f"{average.count if average is not None else 0}",
                format_figure(side, comparison.metric),
                f"{pair.difference}{' (no evidence)' if pair.difference and not pair.is_conclusive else ''}"
                if pair
                else "",
                *((format_cost(cost)[0], format_cost(cost)[2]) if cost is not None else ("", "")),
            )
        )
    headings = ("", *labels, "n", comparison.metric.heading, "difference", "parameters", "training")
    return Table(headings, tuple(rows), (False, *(True for _ in headings[1:])))


def format_title(comparison: Comparison) -> str:
    """Return which sides are compared: "baseline, dropout off and nodes 64"."""
    return format_list([side.title for side in comparison.sides])


def _difference(pair: Pair) -> str:
    return f"{pair.difference} (no evidence)" if pair.difference and not pair.is_conclusive else pair.difference


def _markdown(table: Table) -> str:
    return "\n".join(markdown_table(table.headings, table.rows, table.right))


def _csv_row(comparison: Comparison, side: Side, settings: Sequence[str]) -> list[CsvValue]:
    metric = comparison.metric
    average, pair = side.group.average(metric), comparison.pair(side.letter)
    found = pair.contrast.evidence if pair is not None else None
    verdict, cost = comparison.verdict(side.letter), comparison.cost(side.letter)
    assert cost is not None
    row: list[CsvValue] = [side.letter, side.title, *(_csv_setting(comparison, side, name) for name in settings)]
    row += [BETWEEN.join(side.group.ids)]
    row += [average.mean, average.sd, average.count] if average is not None else [None, None, 0]
    row += [found.difference, found.low, found.high, found.conclusive] if found is not None else [None] * 4
    contrast = pair.contrast if pair is not None else None
    row += level_document(found).values()
    row += pairs_document(contrast.pairs if contrast is not None else None).values()
    row += [pair.more_runs if pair is not None else None]
    row += [verdict.verdict.label.value, verdict.verdict.course_word] if verdict is not None else [None, None]
    return [
        *row,
        cost.parameters,
        cost.seconds_per_epoch,
        cost.seconds,
        cost.points_per_minute,
        cost.is_on_front,
    ]


def _csv_setting(comparison: Comparison, side: Side, name: str) -> CsvValue:
    if name == DIGITS:
        return digits_of(comparison)[comparison.sides.index(side)]
    values = values_of(side.group, name)
    return values[0] if len(values) == 1 else BETWEEN.join(map(str, values))


def _epoch_rows(comparison: Comparison, side: Side) -> list[list[CsvValue]]:
    others = frozenset(each.letter for each in comparison.sides) - {side.letter}
    points: dict[tuple[ChartMetric, str], dict[int, OverlayPoint]] = {}
    for metric in ChartMetric:
        for curve in overlay_of(comparison, metric, in_seconds=True, hidden=others, curves=ALL_CURVES):
            if not curve.is_extra:
                points[metric, curve.curve] = {point.epoch: point for point in curve.points}
    rows = []
    for epoch in sorted({epoch for of_curve in points.values() for epoch in of_curve}):
        at = {key: of_curve.get(epoch) for key, of_curve in points.items()}
        some = next(point for point in at.values() if point is not None)
        row: list[CsvValue] = [side.letter, side.title, epoch, some.count, some.x]
        for metric in ChartMetric:
            of_metric = [at.get((metric, curve)) for curve in ALL_CURVES]
            row += [point.mean if point is not None else None for point in of_metric]
            last = of_metric[-1]
            row += [last.low, last.high] if last is not None else [None, None]
        rows.append(row)
    return rows
