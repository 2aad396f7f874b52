"""What mode 3 says before there is something to compare, and which runs would tell more."""

from __future__ import annotations

from collections.abc import Mapping

from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.method_text import method_lines
from mnist_lab.domain.comparison.missing_runs import MissingRuns
from mnist_lab.domain.comparison.pairs import Pair
from mnist_lab.domain.comparison.report import format_front, format_list
from mnist_lab.domain.formatting.units import format_count

TEACHING = """\
Here the runs you mark are laid over one another: their curves, the settings in which they differ, what the evidence \
says of each, and what each cost.

  {runs}  Runs: {mark} marks the run or group under the cursor, {mark_all} all that are shown; {compare} compares \
them. Without marks, {compare} compares the one under the cursor with the one that is pinned.
  {labs}  Labs: in an opened lab, {of_lab} compares its groups.

Up to eight runs or groups at once, each with a letter. A group of repeats shows its mean and how far it reaches."""
ONE_MARK = "One side is marked: mark another in Runs ({mark}), then {compare} lays both over one another."
MORE_RUNS = "For evidence: in Runs, {repeat} repeats a run, {groups} groups repeats; mark the groups."
FEWER_SIDES = "One run is no evidence ({alone}): {unmark} unmarks the one under the cursor."
STILL_READING = "The marked runs are still being read."
READING = "Reading the epochs of {}."


def format_next(comparison: Comparison, keys: Mapping[str, str]) -> str:
    """Return what would tell more, and the keys for it; empty if nothing would."""
    if len(comparison.sides) == 1:
        return ONE_MARK.format(**keys)
    if comparison.missing.letters:
        return f"{_changes(comparison)}: this cannot tell which did it{_offer(comparison.missing, keys['missing'])}"
    if not any(_lacks_runs(pair) for pair in comparison.pairs):
        return ""
    alone = [side.letter for side in comparison.sides if len(side.group.with_figure(comparison.metric)) == 1]
    has_groups = len(comparison.sides) - len(alone) > 1
    return (FEWER_SIDES if has_groups else MORE_RUNS).format(**keys, alone=format_list(alone))


def format_notes(comparison: Comparison) -> str:
    """Return what all sides have in common, how sure the intervals are, what ± is over, and which are on the front."""
    if len(comparison.sides) < 2:
        return ""
    shared = f"All: {', '.join(comparison.shared)}." if comparison.shared else ""
    return " ".join(filter(None, [shared, *reversed(method_lines(comparison)), format_front(comparison)]))


def _lacks_runs(pair: Pair) -> bool:
    """Return whether there is a difference, and one run of a side, which cannot say whether it is chance."""
    evidence = pair.contrast.evidence
    return evidence is not None and not pair.contrast.are_repeats and min(evidence.counts) == 1


def _changes(comparison: Comparison) -> str:
    letters = comparison.missing.letters
    if len(comparison.sides) == 2:
        pair = comparison.pairs[0]
        return f"{format_count(pair.differing, 'setting differs', 'settings differ')}"
    pairs = [pair for pair in comparison.pairs if pair.letter in letters]
    several = format_count(pairs[0].differing, "setting") if len(pairs) == 1 else "several settings"
    return f"{format_list(letters)}: {several} differ"


def _offer(missing: MissingRuns, key: str) -> str:
    if not missing.requests:
        return " · the one-change runs are kept or queued: mark them too"
    count = missing.cost.runs
    runs = "missing one-change run" if count == 1 else f"{count} missing one-change runs"
    return f" · {key} queues the {runs} (about {missing.cost.duration})"
