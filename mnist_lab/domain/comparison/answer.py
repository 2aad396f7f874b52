"""Which side is best, and whether it really is: the answer of a comparison in one sentence."""

from __future__ import annotations

from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.report import format_list
from mnist_lab.domain.comparison.side import Side


def answer_of(comparison: Comparison) -> str:
    """Return which side is best by the mean, and against which sides the evidence says so, without a full stop.

    Empty while evidence is being computed, for a figure of which neither more nor less is better, and if fewer than two
    sides have it. Only the reference is compared with all others; another side that is best, with the reference alone.
    """
    best = _best(comparison)
    if best is None or not comparison.has_evidence:
        return ""
    pairs = [pair for pair in comparison.pairs if pair.contrast.evidence is not None]
    if best.letter != comparison.reference:
        pairs = [pair for pair in pairs if pair.letter == best.letter]
        letters = {pair.letter: comparison.reference for pair in pairs}
    else:
        letters = {pair.letter: pair.letter for pair in pairs}
    better = [letters[pair.letter] for pair in pairs if pair.is_conclusive]
    still_open = [letters[pair.letter] for pair in pairs if not pair.is_conclusive]
    return _in_words(best.letter, better, still_open)


def answer_lines(comparison: Comparison) -> list[str]:
    """Return the answer as a sentence of its own, if there are several pairs to read for it."""
    answer = answer_of(comparison) if len(comparison.pairs) > 1 else ""
    return [f"{answer}."] if answer else []


def _best(comparison: Comparison) -> Side | None:
    metric = comparison.metric
    means = [(average.mean, side) for side in comparison.sides if (average := side.group.average(metric)) is not None]
    if len(means) < 2 or not metric.better:
        return None
    return max(means, key=lambda each: metric.better * each[0])[1]


def _in_words(best: str, better: list[str], still_open: list[str]) -> str:
    if better and not still_open:
        return f"{best} is best: really better than {_letters(better)}"
    if not still_open:
        return ""
    surely = f": better than {_letters(better)}" if better else ""
    return f"{best} is best so far{surely}; no evidence it beats {_letters(still_open)}"


def _letters(letters: list[str]) -> str:
    """Return letters in words: "B", "B and D", "B to G"."""
    is_row = len(letters) > 2 and ord(letters[-1]) - ord(letters[0]) == len(letters) - 1
    return f"{letters[0]} to {letters[-1]}" if is_row else format_list(letters)
