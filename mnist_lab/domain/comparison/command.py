"""The command that prints a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.marks import LETTERS
from mnist_lab.domain.evidence.group_lookup import By
from mnist_lab.domain.tables.metrics import USUAL

COMMAND = "compare"


def compare_arguments(comparison: Comparison) -> tuple[str, ...] | None:
    """Return the arguments of the command that prints this comparison; None of a single side, which none does, and of
    groups without some of their repeats.

    The sides are in their order. The command gives them the letters from A on, without the gaps that sides which were
    unmarked have left.
    """
    sides = comparison.sides
    if len(sides) < 2 or any(side.is_fixed for side in sides):
        return None
    ids = [side.group.ids[0] for side in sides]
    options = [*_side_options([side.grouped_by for side in sides])]
    reference = sides.index(comparison.reference_side)
    if reference:
        options += ["--against", LETTERS[reference]]
    if comparison.metric != USUAL:
        options += ["--metric", comparison.metric.key]
    before = ["--"] if any(run_id.startswith("-") for run_id in ids) else []  # or such an id would be an option
    return (COMMAND, *options, *before, *ids)


def _side_options(kinds: Sequence[By]) -> Iterator[str]:
    """Yield the options that say which sides are single runs, and which settings groups are made by."""
    alone = [letter for letter, by in zip(LETTERS, kinds, strict=False) if by is None]
    if len(alone) == len(kinds):
        yield "--single"
    elif alone:
        yield from ("--alone", ",".join(alone))
    groups = {by for by in kinds if by is not None}
    for by in filter(None, dict.fromkeys(kinds)):
        letters = ",".join(letter for letter, each in zip(LETTERS, kinds, strict=False) if each == by)
        yield from ("--by", ",".join(by) if len(groups) == 1 else f"{letters}:{','.join(by)}")
