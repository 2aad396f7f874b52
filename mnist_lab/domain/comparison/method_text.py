"""How the figures of a comparison are to be read: what ± is over, and how sure the intervals are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.report import format_list
from mnist_lab.domain.evidence.finding_text import format_ends, format_looks, format_share
from mnist_lab.domain.evidence.group_diff import values_of
from mnist_lab.domain.evidence.groups import Group
from mnist_lab.domain.evidence.significance import Evidence
from mnist_lab.domain.runs.choices import ValidationFrom

SEEDS, SEEDS_AND_SPLIT = "seeds alone", "seeds, which also choose the digits held out"


def method_lines(comparison: Comparison) -> list[str]:
    """Return a sentence about ± and one about the intervals, as far as the comparison has them."""
    return [*filter(None, (format_spread(comparison), format_intervals(comparison)))]


def format_spread(comparison: Comparison) -> str:
    """Return what ± is over: "± is over seeds alone."; empty if no side has one."""
    sides = [side for side in comparison.sides if len(side.group.with_figure(comparison.metric)) > 1]
    sources = _by_words((_source(side.group), side.letter) for side in sides)
    if len(sources) < 2:
        return "".join(f"± is over {source}." for source in sources)
    return f"± is {'; '.join(f'of {format_list(letters)} over {source}' for source, letters in sources.items())}."


def format_intervals(comparison: Comparison) -> str:
    """Return how sure the intervals are: "97.5 % interval.", "Looked 4 times: 99.35 % interval."; empty if none is.

    Of several comparisons at once it is the level of all of them together; of one that is open, its interval follows.
    """
    tested = [(each.letter, found) for each in comparison.pairs if (found := _tested(each.contrast.evidence))]
    names = _by_words((_name(found), letter) for letter, found in tested)
    many = f", corrected for {tested[0][1].family} comparisons" if tested and tested[0][1].family > 1 else ""
    is_one_open = len(tested) == 1 and not tested[0][1].conclusive  # that of a difference is beside it
    ends = format_ends(tested[0][1], comparison.metric) if is_one_open else ""
    of_one = f": {ends}" if ends else ""
    if len(names) < 2:
        return "".join(f"{name[:1].upper()}{name[1:]} interval{of_one}{many}." for name in names)
    said = "; ".join(f"of {format_list(letters)} {name.replace(': ', ' ')}" for name, letters in names.items())
    return f"Intervals: {said}{many}."


def _source(group: Group) -> str:
    is_fixed = tuple(values_of(group, "validation_from")) == (ValidationFrom.LAST,)
    return SEEDS if is_fixed else SEEDS_AND_SPLIT


def _name(found: Evidence) -> str:
    return f"{format_looks(found)}{format_share(found)}"


def _tested(found: Evidence | None) -> Evidence | None:
    return found if found is not None and found.p_value is not None else None


def _by_words(named: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for words, letter in named:
        found.setdefault(words, []).append(letter)
    return found
