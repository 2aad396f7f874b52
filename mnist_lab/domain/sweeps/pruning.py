"""Whether a trial does so badly that it ends early, and why: two rules, with the numbers behind each decision."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.sweeps.sweep import Pruning, Sweep, SweepInvalid
from mnist_lab.domain.tables.metrics import Metric

LEAST_PEERS = 5
"""The fewest other trials that a decision rests on."""
WARM_UP = 1
"""The epochs that every trial gets: what the first one gives says little."""
REDUCTION = 3
"""Of the trials that come to a rung, one in so many goes on to the next, which is so many times as many epochs away."""
BEST_SO_FAR = {"best_val_loss": ("val_loss", min)}
PRUNES_BY = frozenset(
    {"loss", "val_loss", "clean_loss", "refined_val_loss", "accuracy", "val_accuracy", "clean_accuracy"}
)


def can_prune(metric: Metric) -> bool:
    """Return whether a metric is known after each epoch, so that a trial can be ended by it."""
    return metric.key in PRUNES_BY or metric.key in BEST_SO_FAR


def check_pruning(sweep: Sweep) -> None:
    """Check that the sweep can prune by its metric, if it is to.

    Raises:
        SweepInvalid: if no epoch has the metric.
    """
    if sweep.prune is not Pruning.OFF and not can_prune(sweep.ranked_by):
        raise SweepInvalid(f"the {sweep.ranked_by.label} of a run is not known after each epoch, so it cannot prune")


def figures_of(metric: Metric, epochs: Sequence[Epoch]) -> tuple[float, ...]:
    """Return the metric after each of these epochs, NaN where it was not measured.

    Raises:
        ValueError: if no epoch has it.
    """
    if not can_prune(metric):
        raise ValueError(f"{metric.label} is not known after an epoch")
    name, choose = BEST_SO_FAR.get(metric.key, (metric.key, None))
    figures = [getattr(epoch, name) for epoch in epochs]
    known = [math.nan if figure is None else float(figure) for figure in figures]
    return tuple(known if choose is None else (choose(known[: place + 1]) for place in range(len(known))))


def why_prune(
    rule: Pruning, metric: Metric, own: Sequence[float], peers: Sequence[Sequence[float]], epochs: int
) -> str:
    """Return why a run should end after the last of its figures, in a sentence; empty if it should go on.

    `own` has the metric after each of its epochs so far, of `epochs`; `peers` those of the first runs of other trials,
    whole or ended early.
    """
    done = len(own)
    if rule is Pruning.OFF or done < 1 or done >= epochs:
        return ""
    if not math.isfinite(own[-1]):
        return f"Pruned after {format_count(done, 'epoch')}: its {metric.label} is not finite."
    if done <= WARM_UP:
        return ""
    return _by_median(metric, own, peers) if rule is Pruning.MEDIAN else _by_halving(metric, own, peers, epochs)


def _by_median(metric: Metric, own: Sequence[float], peers: Sequence[Sequence[float]]) -> str:
    """Compare the best figure so far with the median of the others' at the same epoch."""
    done = len(own)
    others = [each[done - 1] for each in peers if len(each) >= done and math.isfinite(each[done - 1])]
    if len(others) < LEAST_PEERS:
        return ""
    best, middle = _best(metric, own), median(others)
    if not _is_worse(metric, best, middle):
        return ""
    side = "above" if metric.better < 0 else "below"
    return (
        f"Pruned after {format_count(done, 'epoch')}: its best {metric.label} so far, {metric.size(best)}, "
        f"is {side} the median of {len(others)} other trials at that epoch, {metric.size(middle)}."
    )


def _by_halving(metric: Metric, own: Sequence[float], peers: Sequence[Sequence[float]], epochs: int) -> str:
    """At each rung, let the best third of all that have come so far go on, without waiting for the others."""
    done = len(own)
    if done not in rungs(epochs):
        return ""
    others = [each[done - 1] for each in peers if len(each) >= done and math.isfinite(each[done - 1])]
    if len(others) < LEAST_PEERS:
        return ""
    ranked = sorted([own[-1], *others], key=lambda figure: -metric.better * figure)
    going_on = max(1, len(ranked) // REDUCTION)
    last = ranked[going_on - 1]
    if not _is_worse(metric, own[-1], last):
        return ""
    return (
        f"Pruned after {format_count(done, 'epoch')}: its {metric.label}, {metric.size(own[-1])}, is not among the "
        f"best {going_on} of the {len(ranked)} trials that got there so far; the last of these has {metric.size(last)}."
    )


def rungs(epochs: int) -> tuple[int, ...]:
    """Return after which epochs successive halving decides: a third, a ninth and so on of all, none before the second.

    A short run has one rung, after its second epoch.
    """
    found = []
    rung = epochs / REDUCTION
    while rung > WARM_UP + 1:
        found.append(math.floor(rung))
        rung /= REDUCTION
    return tuple(sorted(found)) or ((WARM_UP + 1,) if epochs > WARM_UP + 1 else ())


def _best(metric: Metric, figures: Sequence[float]) -> float:
    finite = [figure for figure in figures if math.isfinite(figure)]
    return max(finite) if metric.better > 0 else min(finite)


def _is_worse(metric: Metric, figure: float, than: float) -> bool:
    return (than - figure) * metric.better > 0
