"""How the figures of a comparison are to be read: what ± is over, and how sure the intervals are."""

from __future__ import annotations

from mnist_lab.domain.comparison.method_text import format_intervals, format_spread, method_lines
from mnist_lab.domain.runs.run import Run
from support.compare_examples import comparing, groups, lone, repeats

BASE = repeats(1, (0.970, 0.971, 0.972, 0.973))
BETTER = repeats(11, (0.980, 0.981, 0.982, 0.983), units=64)
OTHER = repeats(21, (0.980, 0.981, 0.982, 0.983), units=32)


def drawn_anew(runs: list[Run]) -> list[Run]:
    return [run.but(spec=run.spec.model_copy(update={"validation_from": "shuffled"})) for run in runs]


def ordered(runs: list[Run], planned: int) -> list[Run]:
    """Return the same runs, of which only so many were ordered at once."""
    orders = [planned] * planned + [1] * (len(runs) - planned)
    return [run.but(planned=order) for run, order in zip(runs, orders, strict=True)]


def test_the_spread_is_over_seeds_or_over_the_digits_held_out_too() -> None:
    shuffled = drawn_anew(BETTER)
    assert format_spread(comparing(groups(BASE, BETTER), BASE, BETTER)) == "± is over seeds alone."
    found = format_spread(comparing(groups(BASE, shuffled), BASE, shuffled))
    assert found.startswith("± is of A over seeds alone; of B over ")
    assert "held out" in found


def test_the_intervals_say_their_level_once() -> None:
    assert format_intervals(comparing(groups(BASE, BETTER), BASE, BETTER)) == "97.5 % interval."
    several = format_intervals(comparing(groups(BASE, BETTER, OTHER), BASE, BETTER, OTHER))
    assert several == "97.5 % interval, corrected for 2 comparisons."


def test_the_interval_of_a_single_open_comparison_is_said() -> None:
    alike = repeats(31, (0.971, 0.970, 0.974, 0.972), units=16)
    found = format_intervals(comparing(groups(BASE, alike), BASE, alike))
    assert found.startswith("97.5 % interval: −0.")
    assert found.endswith(" points.")


def test_looks_are_said_of_the_sides_that_had_them() -> None:
    looked, other = ordered(BETTER, 2), ordered(OTHER, 4)
    base = ordered(BASE, 4)
    assert format_intervals(comparing(groups(base, looked), base, looked)) == "Looked 3 times: 99.35 % interval."
    both = format_intervals(comparing(groups(base, looked, other), base, looked, other))
    assert both == "Intervals: of B looked 3 times 99.35 %; of C 97.5 %, corrected for 2 comparisons."


def test_single_runs_have_neither() -> None:
    assert method_lines(comparing(lone(BASE[0], BETTER[0]), BASE, BETTER)) == []
