"""A comparison as plain JSON values, the same from the command and from the app; docs/commands.md has the shapes."""

from __future__ import annotations

from typing import Any

from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.pairs import Pair
from mnist_lab.domain.comparison.settings import DIGITS
from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.evidence.contrast import group_document
from mnist_lab.domain.evidence.group_diff import values_of

_OF_A_PAIR = (
    "differs", "difference", "low", "high", "conclusive", "level", "looks", "better_pairs", "tied_pairs", "pairs",
    "sentence",
)  # fmt: skip


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison of two sides as one of A and B, that of more as a list of contrasts with the reference."""
    if len(comparison.sides) == 2:
        return _of_two(comparison)
    return {
        "metric": comparison.metric.key,
        "reference": comparison.reference,
        "sides": [{"letter": side.letter, **_side_document(comparison, side)} for side in comparison.sides],
        "settings": {
            each.name: {side.letter: _value(side, each.name) for side in comparison.sides}
            for each in comparison.settings
        },
        "contrasts": [_contrast_document(comparison, pair) for pair in comparison.pairs],
    }


def _of_two(comparison: Comparison) -> dict[str, Any]:
    (pair,) = comparison.pairs
    document = pair.contrast.document
    for name, letter in (("a", comparison.reference), ("b", pair.letter)):
        document[name] |= _side_document(comparison, comparison.side(letter))
    return document


def _value(side: Side, name: str) -> Any:
    """Return a setting of a side, a list if its runs have several values of it."""
    if name == DIGITS:
        return side.group.data.model_dump(mode="json")
    values = values_of(side.group, name)
    return values[0] if len(values) == 1 else values


def _contrast_document(comparison: Comparison, pair: Pair) -> dict[str, Any]:
    document = pair.contrast.document
    of_pair = {key: document[key] for key in _OF_A_PAIR}
    return {"a": comparison.reference, "b": pair.letter, **of_pair, "more_runs": pair.more_runs}


def _side_document(comparison: Comparison, side: Side) -> dict[str, Any]:
    verdict = comparison.verdict(side.letter)
    cost = comparison.cost(side.letter)
    document = group_document(side.group, comparison.metric)
    if side.grouped_by:  # the newest of runs of several settings cannot name them all
        document["label"] = side.title
    document["verdict"] = verdict.verdict.label.value if verdict is not None else None
    document["course"] = verdict.verdict.course_word if verdict is not None else None
    if cost is not None:
        document |= {
            "parameters": cost.parameters,
            "seconds_per_epoch": cost.seconds_per_epoch,
            "seconds": cost.seconds,
            "points_per_minute": cost.points_per_minute,
            "on_front": cost.is_on_front,
        }
    return document
