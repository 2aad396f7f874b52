"""The runs that would show which of several settings made a difference."""

from __future__ import annotations

from mnist_lab.domain.experiments.plan import plan
from mnist_lab.domain.runs.run import MNIST, Dataset
from support.compare_examples import comparing, groups, repeats, summaries
from support.store_examples import example_run

BASE = repeats(1, [0.98] * 6)
TWO = repeats(11, [0.97] * 2, dropout=0.0, batch_size=32)


def changes(comparison: object) -> list[tuple[float, int, int, int]]:
    requests = comparison.missing.requests  # type: ignore[attr-defined]
    return [(each.spec.dropout, each.spec.batch_size, each.spec.seed, each.repeats) for each in requests]


def test_each_change_alone_is_requested_as_often_as_the_larger_side() -> None:
    found = comparing(groups(BASE, TWO), BASE, TWO)
    assert changes(found) == [(0.0, 128, 1, 6), (0.2, 32, 1, 6)]
    assert (found.missing.letters, found.missing.cost.runs) == (("B",), 12)
    assert found.missing.cost.seconds > 0
    assert found.pairs[0].differing == 2


def test_runs_that_are_kept_are_not_requested() -> None:
    kept = repeats(21, [0.97], dropout=0.0)
    assert changes(comparing(groups(BASE, TWO), BASE, TWO, kept)) == [(0.2, 32, 1, 6)]


def test_several_sides_share_their_requests() -> None:
    three = repeats(31, [0.97] * 2, dropout=0.0, batch_size=64)
    found = comparing(groups(BASE, TWO, three), BASE, TWO, three)
    assert changes(found) == [(0.0, 128, 1, 6), (0.2, 32, 1, 6), (0.2, 64, 1, 6)]
    assert found.missing.letters == ("B", "C")


def test_the_cost_is_that_of_all_runs_that_the_batch_will_train() -> None:
    more = repeats(31, [0.97] * 8, dropout=0.1, batch_size=64)
    found = comparing(groups(BASE, TWO, more), BASE, TWO, more)
    planned = plan(found.missing.batch.groups, found.missing.batch.budget.repeats, summaries(BASE, TWO, more), MNIST)
    assert [each.repeats for each in found.missing.requests] == [6, 6, 8, 8]
    assert found.missing.cost.runs == len(planned.missing) == 4 * 8


def test_one_change_needs_no_more() -> None:
    one = repeats(21, [0.97], dropout=0.0)
    missing = comparing(groups(BASE, one), BASE, one).missing
    assert (missing.letters, missing.requests, missing.cost.runs) == ((), (), 0)


def test_sides_on_other_digits_are_left_out() -> None:
    mine = example_run(50, spec=TWO[0].spec, data=Dataset(name="mine", sha256="0" * 64))
    assert comparing(groups(BASE, [mine]), BASE, [mine]).missing.letters == ()
