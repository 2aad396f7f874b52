"""A comparison in tables and sentences: the runs counted, what differs, what they cost, and what that shows."""

from __future__ import annotations

from collections.abc import Sequence

from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.costs import SideCost
from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.formatting.markdown import Table
from mnist_lab.domain.formatting.ranges import ranges
from mnist_lab.domain.formatting.units import format_duration
from mnist_lab.domain.tables.metrics import Metric

NONE = "–"


def sides_table(comparison: Comparison) -> Table:
    """Return a row for each side: its letter and title, the runs counted, their figure and their verdict."""
    digits = digits_of(comparison)
    rows = [
        (
            side.letter,
            side.title,
            *((on,) if on else ()),
            *_counted(side, comparison.metric),
            format_figure(side, comparison.metric),
            verdict.in_short if verdict is not None else NONE,
        )
        for side, verdict, on in zip(comparison.sides, comparison.verdicts, digits, strict=True)
    ]
    on = ("digits",) if any(digits) else ()
    headings = ("", "", *on, "runs", "seeds", "mean ±sd", "verdict (seeds)")
    return Table(headings, tuple(rows), (False, False, *(False for _ in on), True, True, True, False))


def settings_table(comparison: Comparison) -> Table:
    """Return a row for each setting that differs, with a column for each side."""
    letters = tuple(side.letter for side in comparison.sides)
    rows = tuple((each.label, *each.values) for each in comparison.settings)
    return Table(("", *letters), rows, (False, *(True for _ in letters)))


def settings_by_side(comparison: Comparison) -> Table:
    """Return a row for each side, with a column for each setting that differs: narrow, however many sides there are."""
    values = zip(*(setting.values for setting in comparison.settings), strict=True) if comparison.settings else ()
    rows = tuple((side.letter, *of_side) for side, of_side in zip(comparison.sides, values, strict=False))
    headings = ("", *(setting.short for setting in comparison.settings))
    return Table(headings, rows, (False, *(True for _ in comparison.settings)))


def cost_table(comparison: Comparison) -> Table:
    """Return what each side cost; the last column marks those on the front of accuracy and time."""
    rows = tuple((cost.letter, *format_cost(cost)) for cost in comparison.costs)
    headings = ("", "parameters", "s/epoch", "training", "points/min", "front")
    return Table(headings, rows, (False, True, True, True, True, False))


def format_cost(cost: SideCost) -> tuple[str, str, str, str, str]:
    """Return the cost under the headings of `cost_table`; a dash for what is not known."""
    return (
        f"{cost.parameters:,}" if cost.parameters is not None else NONE,
        f"{cost.seconds_per_epoch:.2f}" if cost.seconds_per_epoch is not None else NONE,
        format_duration(cost.seconds) if cost.seconds is not None else NONE,
        f"{cost.points_per_minute:,.0f}" if cost.points_per_minute is not None else NONE,
        "yes" if cost.is_on_front else "",
    )


def format_front(comparison: Comparison) -> str:
    """Return which sides are on the front of accuracy and time, as a sentence; empty if none is known to be."""
    letters = [cost.letter for cost in comparison.costs if cost.is_on_front]
    if not letters:
        return ""
    are = "is" if len(letters) == 1 else "are"
    return f"{format_list(letters)} {are} on the front: no other side is as accurate in as little time."


def evidence_lines(comparison: Comparison) -> list[str]:
    """Return what each pair shows in a sentence; if there are several, which pair it is comes first."""
    if len(comparison.pairs) == 1:
        words = comparison.pairs[0].explanation
        return [words[:1].upper() + words[1:]]
    return [
        f"{pair.letter} against {comparison.reference}: {pair.explanation.removeprefix(f'{pair.letter} is ')}"
        for pair in comparison.pairs
    ]


def format_figure(side: Side, metric: Metric) -> str:
    """Return the mean of a side and what its repeats vary by: "98.05 ±0.11"; a dash if there is none."""
    average = side.group.average(metric)
    return average.text(metric) if average is not None else NONE


def format_list(words: Sequence[str]) -> str:
    """Return words in a sentence: "A, B and C"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""


def digits_of(comparison: Comparison) -> tuple[str, ...]:
    """Return what the digits of each side are called, if they are not the same; else empty words."""
    datasets = [side.group.data for side in comparison.sides]
    if len({data.sha256 for data in datasets}) == 1:
        return tuple("" for _ in datasets)
    names_tell = len({data.name for data in datasets}) == len({data.sha256 for data in datasets})
    return tuple(data.name if names_tell else data.text for data in datasets)


def _counted(side: Side, metric: Metric) -> tuple[str, str]:
    """Return how many of the runs counted, and their seeds: "4 of 5" and "1 to 4"."""
    counted = side.group.with_figure(metric)
    kept, seeds = len(side.group.summaries), sorted({each.run.spec.seed for each in counted})
    return (f"{kept}" if kept == len(counted) else f"{len(counted)} of {kept}"), ranges(seeds) or NONE
