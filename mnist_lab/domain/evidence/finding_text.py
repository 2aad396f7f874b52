"""Sentences about a difference, with the evidence for it."""

from __future__ import annotations

import math

from mnist_lab.domain.evidence.significance import Evidence, runs_needed
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.tables.metrics import Metric


def finding(found: Evidence, metric: Metric, name: str = "B") -> str:
    """Return a sentence about B, called `name`, compared with A: "B is better by 0.35 points (97.5 % interval 0.21
    to 0.49)".

    The number of runs needed is for a power of 0.8. It is computed for the difference found, or for the smallest
    difference that matters if that is larger.
    """
    if not math.isfinite(found.difference):
        return "no conclusion: a figure is not finite"
    if found.waiting is not None:
        return found.waiting.sentence
    if found.p_value is None:
        return _no_evidence_at_all(found, metric)
    if found.conclusive:
        return f"{name} is {_direction(found, metric)} by {metric.size(found.difference)} ({_interval(found, metric)})"
    many = f" among {found.family} comparisons" if found.family > 1 else ""
    ends = format_ends(found, metric)
    interval = f" ({interval_name(found)} {ends})" if ends else ""
    if _is_small(found, metric):
        return f"no evidence of a difference{many}: there is none as large as {metric.size(metric.matters)}{interval}"
    return f"no evidence of a difference{many}{interval}: {_what_is_open(found, metric)}"


def finding_in_short(found: Evidence, metric: Metric) -> str:
    """Return the same if there is little room: "better", "no evidence", "one run each", "3 of 5 runs"."""
    if found.waiting is not None:
        return f"{found.waiting.done} of {found.waiting.planned} runs"
    if found.conclusive:
        return _direction(found, metric)
    if min(found.counts) == 1:
        return "one run each" if found.counts == (1, 1) else "one run"
    return "no evidence"


def format_signed(found: Evidence, metric: Metric) -> str:
    """Return the difference with its sign, without its unit: "−0.41"."""
    return f"{'+' if found.difference > 0 else ''}{metric.text(found.difference)}"


def format_counts(found: Evidence) -> str:
    """Return how many runs were compared: "one run each", "5 runs each", "2 runs, baseline 5"."""
    of_baseline, own = found.counts
    if of_baseline == own:
        return "one run each" if own == 1 else f"{own} runs each"
    return f"{format_count(own, 'run')}, baseline {of_baseline}"


def format_outcome(found: Evidence, metric: Metric) -> str:
    """Return what the difference shows: "real, −0.63 to −0.19", which is its interval, or "no evidence"."""
    if found.conclusive and found.low is not None and found.high is not None:
        return f"real, {metric.text(found.low)} to {metric.text(found.high)}"
    if found.waiting is not None:
        return found.waiting.short
    return "no evidence" if found.p_value is None else "no evidence of a difference"


def more_runs(found: Evidence, matters: float) -> int | None:
    """Return how many more runs each would show the difference found, or one of `matters` if that is larger.

    Return None if that is not known, or nothing is open.
    """
    if found.conclusive or found.p_value is None or not found.spread:
        return None
    sought = max(abs(found.difference), matters)
    needed = _runs_to_see(sought, found.spread, found)
    return needed - min(found.counts) if needed is not None and needed > min(found.counts) else None


def interval_name(found: Evidence) -> str:
    """Return what the interval is called, by the level in force: "97.5 % interval", "looked 4 times: 99.35 % interval".

    Of one comparison among several it is the level of all of them together.
    """
    return f"{format_looks(found)}{format_share(found)} interval"


def format_ends(found: Evidence, metric: Metric) -> str:
    """Return the ends of the interval with their signs: "−0.35 to +0.15 points"; empty if there is none."""
    if found.low is None or found.high is None:
        return ""
    low, high = (f"{'+' if end > 0 else ''}{metric.text(end)}" for end in (found.low, found.high))
    return f"{low} to {high} {metric.unit}".rstrip()


def format_share(found: Evidence) -> str:
    """Return how many of such intervals contain the true difference: "97.5 %"."""
    return f"{100 * (1 - found.own_level):.2f}".rstrip("0").rstrip(".") + " %"


def format_looks(found: Evidence) -> str:
    """Return how often the comparison could be looked at, before its interval: "looked 4 times: "; empty if once."""
    times = "twice" if found.looks == 2 else f"{found.looks} times"
    return f"looked {times}: " if found.looks > 1 else ""


def _runs_to_see(sought: float, spread: float, found: Evidence) -> int | None:
    """Return how many runs each would show a difference of that size: these, if the look at them would have, else more
    at the level in force then; None if over 1,000 would be needed.
    """
    at_once = runs_needed(spread, sought, paired=found.paired, family=found.family) if found.looks == 1 else None
    if at_once is not None and at_once <= min(found.counts):
        return at_once
    return runs_needed(spread, sought, paired=found.paired, family=found.family, planned=found.planned)


def _no_evidence_at_all(found: Evidence, metric: Metric) -> str:
    if found.counts == (1, 1):
        return f"one run each is no evidence: the seed alone can make a difference of {metric.size(found.difference)}"
    seeds = f" (those of the other side vary by {metric.size(found.spread)})" if found.spread is not None else ""
    return f"one run on a side is no evidence: how much its seeds vary is not known{seeds}"


def _direction(found: Evidence, metric: Metric) -> str:
    return metric.higher if found.difference > 0 else metric.lower


def _interval(found: Evidence, metric: Metric) -> str:
    """Return the interval of the size of the difference, its smaller end first."""
    assert found.low is not None
    assert found.high is not None
    low, high = (found.low, found.high) if found.difference > 0 else (-found.high, -found.low)
    many = f", corrected for {found.family} comparisons" if found.family > 1 else ""
    return f"{interval_name(found)} {metric.text(low)} to {metric.text(high)}{many}"


def _is_small(found: Evidence, metric: Metric) -> bool:
    """Return whether both ends of the interval are smaller than what matters."""
    return found.low is not None and found.high is not None and max(-found.low, found.high) < metric.matters


def _what_is_open(found: Evidence, metric: Metric) -> str:
    spread = found.spread or 0.0
    if found.low is None and spread == 0:
        alike = "each seed gives the same figure on both sides" if found.paired else "all figures are the same"
        return alike if found.p_value == 1 else "so few figures may be the same by chance"
    sought = max(abs(found.difference), metric.matters)
    varies = f"{'differences of a seed' if found.paired else 'seeds'} vary by {metric.size(spread)}"
    needed = _runs_to_see(sought, spread, found)
    size = metric.size(sought)
    if sought > abs(found.difference):
        size += ", the least that matters"
    if needed is None:
        return f"{varies}; over 1,000 runs each would be needed to see {size}"
    if needed > min(found.counts):
        return f"{varies}; about {needed} runs each would be needed to see {size}"
    if sought > abs(found.difference):
        return f"{varies}; this many runs would usually have shown {size}"
    return f"{varies}; the {size} found are just below what this many runs can show"
