"""Completions for a filter, and the condition that finds the value of a table cell."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.domain.filters.completions import condition_of, suggestions
from mnist_lab.domain.filters.fields import filter_fields
from mnist_lab.domain.filters.query import filter_of, parse
from mnist_lab.domain.runs.spec import RunSpec
from support.fakes import ENVIRONMENT, a_history, an_epoch
from support.filter_examples import FILTER_TEXTS
from support.run_examples import BEGAN, a_summary

TAGS = {"tags": ("lab1", "second try"), "name": ('a "b"',)}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("val_a", ["val_accuracy"]),
        ("dropout=0 -opt", ["optimizer"]),
        ("nod", ["nodes"]),
        ("gap", ["clean_gap", "post_gap"]),
        ("optimizer:r", ["rmsprop", "adagrad"]),
        ("verdict:o", ["over-fitting", "over-confident", "too-short"]),
        ("init=he-", ["he_uniform", "he_normal"]),
        ("dropout=", ["off"]),
        ("train_size=", ["all"]),
        ("pinned:", ["yes", "no"]),
        ("created>=to", ["today"]),
        ("tag:", ["lab1", '"second try"']),
        ('tag:"sec', ['"second try"']),
        ("name=", ["'a \"b\"'"]),
        ("wide", []),
        ('"open', []),
        ("xyzzy=", []),
    ],
)
def test_a_field_or_value_is_completed(text: str, first: list[str]) -> None:
    found = suggestions(text, len(text), known=TAGS)
    assert list(found.texts[: len(first)]) == first
    assert first or not found.texts


def test_every_field_is_suggested_where_one_can_begin() -> None:
    for text in ("", "dropout=0 ", "pinned |", "-"):
        assert set(suggestions(text, len(text)).texts) == set(filter_fields())


def test_a_completion_replaces_the_whole_text_at_the_cursor() -> None:
    text = "dropout=0 val_xyz>.9 | pinned"
    found = suggestions(text, text.index("xyz"))
    assert found.taken(text, found.texts[0]) == ("dropout=0 val_loss>.9 | pinned", 18)
    text = "optimizer:rm -pinned"
    found = suggestions(text, 11)
    assert found.taken(text, found.texts[0])[0] == "optimizer:rmsprop -pinned"


@pytest.mark.parametrize("key", filter_fields())
def test_the_condition_of_a_cell_finds_its_run(key: str) -> None:
    spec = RunSpec(units=64, optimizer="sgd", momentum=0.9, learning_rate=0.015, max_norm=2.5)
    runs = [
        a_summary(1),
        a_summary(2, (an_epoch(1, float("nan")),), test_accuracy=float("nan")),
        a_summary(
            3,
            a_history([0.12345, 0.098765, 0.1, 0.1]),
            spec,
            name="a b|c",
            tags=("-x", "y"),
            note='say "it"\nand more',
            test_accuracy=0.9782999753952026,
            seconds=3725.4,
            environment=ENVIRONMENT,
            pinned_at=BEGAN,
        ),
    ]
    for run in runs:
        condition = condition_of(key, run)
        assert filter_of(condition).matches(run), condition


def test_the_condition_of_a_cell_has_the_digits_of_the_table() -> None:
    run = a_summary(1, a_history([0.1]), test_accuracy=0.97834, seconds=27.4)
    made = [condition_of(key, run) for key in ("test_accuracy", "val_loss", "dropout", "max_norm", "seconds", "name")]
    assert made == [
        "test_accuracy:97.83%",
        "val_loss:0.1000",
        "dropout=0.2",
        "max_norm=off",
        "seconds:27s",
        "name=baseline",
    ]


@given(FILTER_TEXTS, st.data())
@settings(max_examples=100, deadline=None)
def test_every_suggestion_for_any_text_can_be_inserted(text: str, data: st.DataObject) -> None:
    found = suggestions(text, data.draw(st.integers(-1, len(text) + 1)), known=TAGS)
    assert 0 <= found.start <= found.end <= len(text)
    for completion in found.texts[:2]:
        parse(found.taken(text, completion)[0])
