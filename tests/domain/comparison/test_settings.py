"""The settings that differ, as the screen lists them."""

from __future__ import annotations

from mnist_lab.domain.comparison.marks import NO_MARKS
from mnist_lab.domain.comparison.settings import DIGITS
from mnist_lab.domain.runs.run import Dataset
from mnist_lab.domain.runs.spec import RunSpec
from support.compare_examples import comparing, groups, lone, repeats
from support.store_examples import example_run

BASE = repeats(1, [0.98, 0.97])


def rows(found: object) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.name, each.values) for each in found.settings]  # type: ignore[attr-defined]


def test_only_settings_that_differ_are_listed_in_the_order_of_the_form() -> None:
    batch = repeats(11, [0.98], batch_size=32, dropout=0.0)
    adam = repeats(21, [0.98], optimizer="adam")
    found = comparing(groups(BASE, batch, adam), BASE, batch, adam)
    order = list(RunSpec.model_fields)
    assert rows(found) == [
        ("dropout", ("0.20", "off", "0.20")),
        ("optimizer", ("RMSprop", "RMSprop", "Adam")),
        ("batch_size", ("128", "32", "128")),
    ]
    assert [order.index(each.name) for each in found.settings] == sorted(order.index(e.name) for e in found.settings)


def test_seeds_count_between_single_runs_alone() -> None:
    assert rows(comparing(lone(*BASE), BASE)) == [("seed", ("1", "2"))]
    other = repeats(11, [0.98, 0.98, 0.97], dropout=0.5)
    assert [name for name, _ in rows(comparing(groups(BASE, other), BASE, other))] == ["dropout"]


def test_one_side_differs_in_nothing() -> None:
    assert rows(comparing(groups(BASE), BASE)) == []


def test_other_digits_are_named() -> None:
    mine = example_run(30, spec=BASE[0].spec, data=Dataset(name="mine", sha256="0" * 64))
    found = comparing(lone(BASE[0], mine), BASE, [mine])
    assert [name for name, _ in rows(found)] == [DIGITS]
    assert found.settings[0].values == (BASE[0].data.text, mine.data.text)


def test_a_group_of_chosen_settings_has_all_its_values() -> None:
    other = repeats(11, [0.98], dropout=0.0)
    marks = NO_MARKS.marked("by batch", [BASE[0].id], ("batch_size",)).marked(BASE[0].id, [BASE[0].id])
    assert rows(comparing(marks, BASE, other)) == [("dropout", ("off, 0.20", "0.20"))]
