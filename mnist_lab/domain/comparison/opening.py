"""What a comparison begins with if fewer than two runs or groups are marked."""

from __future__ import annotations

from collections.abc import Collection

from mnist_lab.domain.comparison.marks import Mark, Marks


def with_partner(marks: Marks, here: Mark | None, baseline: Collection[str]) -> Marks:
    """Return the marks; if they are fewer than two, with the line under the cursor, and with the baseline if need be.

    They may still be fewer than two: there may be no baseline, or the line may be the baseline itself.
    """
    if len(marks.marks) > 1 or here is None:
        return marks
    if marks.marks and not marks.letter_of(here.key):
        return marks.marked(here.key, here.run_ids, here.grouped_by)
    if not baseline or not set(here.run_ids).isdisjoint(baseline):
        return marks.marked(here.key, here.run_ids, here.grouped_by)
    first = Marks().marked(f"group {min(baseline)}", baseline, ())
    return first.marked(here.key, here.run_ids, here.grouped_by)
