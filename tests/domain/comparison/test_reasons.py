"""Why the missing runs cannot be trained now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mnist_lab.domain.comparison.comparison import STILL_COMPUTED
from mnist_lab.domain.comparison.marks import Marks
from mnist_lab.domain.comparison.missing_runs import ALL_KEPT, ONE_CHANGE, ONE_SIDE, OTHER_DIGITS, fills_gap
from mnist_lab.domain.experiments.budget import USUAL_REPEATS
from mnist_lab.domain.runs.run import MNIST, Dataset, Run
from support.compare_examples import comparing, groups, repeats

BASE = repeats(1, [0.98] * 3)
ONE = repeats(11, [0.97], dropout=0.0)
TWO = repeats(21, [0.97], dropout=0.0, batch_size=32)
OTHER = repeats(31, [0.97], batch_size=32)
MINE = Dataset(name="mine", sha256="0" * 64)


ALL, TWO_ALONE = (BASE, ONE, TWO, OTHER), (ONE, OTHER)


@pytest.mark.parametrize(
    ("marks", "kept", "data", "reason"),
    [
        (groups(BASE), ALL, None, ONE_SIDE),
        (groups(BASE, ONE), ALL, MNIST, ONE_CHANGE.format(reference="A")),
        (groups(BASE, TWO), ALL, MNIST, ALL_KEPT),
        (groups(ONE, OTHER), TWO_ALONE, None, ""),
        (groups(ONE, OTHER), TWO_ALONE, MNIST, ""),
        (groups(ONE, OTHER), TWO_ALONE, MINE, OTHER_DIGITS.format(name=MNIST.name)),
    ],
)
def test_a_sentence_says_what_is_in_the_way(
    marks: Marks, kept: tuple[list[Run], ...], data: Dataset | None, reason: str
) -> None:
    assert comparing(marks, *kept).reason_against_missing(data) == reason


def test_a_repeat_of_a_missing_run_fills_its_gap() -> None:
    missing = comparing(groups(ONE, OTHER), ONE, OTHER).missing
    assert [fills_gap(missing, each) for each in (BASE[2], TWO[0], ONE[0])] == [True, True, False]
    assert missing.batch.budget.repeats == USUAL_REPEATS
    assert [spec.seed for _, spec in missing.batch.groups] == [1, 1]


def test_the_runs_are_not_known_before_the_evidence() -> None:
    outline = replace(comparing(groups(ONE, OTHER), ONE, OTHER), has_evidence=False)
    assert outline.reason_against_missing(None) == STILL_COMPUTED
