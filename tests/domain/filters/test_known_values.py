"""The values of the kept runs, for completion."""

from __future__ import annotations

from mnist_lab.domain.filters.completions import suggestions
from mnist_lab.domain.filters.known_values import KnownValues
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import summary_of
from support.store_examples import example_run

SPECS = (RunSpec(units=2048, dropout=0.5), RunSpec(units=64, optimizer="adam"), RunSpec(units=64, dropout=0.0))
TAGS = (("b",), ("a", "b"), ())
KNOWN = KnownValues([
    summary_of(example_run(number, spec=spec, tags=tags))
    for number, (spec, tags) in enumerate(zip(SPECS, TAGS, strict=True), 1)
])  # fmt: skip


def test_numbers_are_in_order_and_texts_the_most_frequent_first() -> None:
    assert KNOWN["units"] == ["64", "2048"]
    assert KNOWN["tags"] == ["b", "a"]
    assert KNOWN["optimizer"] == ["rmsprop", "adam"]


def test_off_is_offered_once() -> None:
    assert suggestions("dropout=", 8, known=KNOWN).texts == ("0.2", "0.5", "off")


def test_digits_are_named_and_figures_are_not_listed() -> None:
    assert KNOWN["data"] == [example_run().data.name]
    assert "val_loss" not in KNOWN
