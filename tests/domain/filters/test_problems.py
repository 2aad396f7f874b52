"""Filters that are wrong or half typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.domain.filters.query import FilterInvalid, filter_of, parse
from support.filter_examples import BARE, FILTER_TEXTS, WIDE


@pytest.mark.parametrize(
    ("text", "sentence", "part"),
    [
        ("vall_acc>.9", "There is no field “vall_acc” to filter by; did you mean val_acc?", "vall_acc"),
        ("wide -drop_out=0", "There is no field “drop_out” to filter by; did you mean dropout?", "drop_out"),
        ("xyzzy=1", "There is no field “xyzzy” to filter by; put a text to search for in quotes.", "xyzzy"),
        ("val>1", "“val” could be val_loss, val_accuracy, validation_split or validation_from.", "val"),
        ("val_acc>abc x", "val_accuracy takes a share such as .979 or 97.9%, not “abc”.", "val_acc>abc"),
        ("units=64,128", "units takes a whole number such as 512 or 60k, not “64,128”.", "units=64,128"),
        ("dropout>nan", "dropout takes a number such as .12 or 1e-3, or off, not “nan”.", "dropout>nan"),
        ("loss<1e999", "loss takes a number such as .12 or 1e-3, not “1e999”.", "loss<1e999"),
        ("optimizer:lion", "optimizer takes one of rmsprop, sgd, adam", "optimizer:lion"),
        ("verdict=over ", "verdict takes one of diverged, unseen classes, too short", "verdict=over"),
        ("pinned=perhaps", "pinned takes yes or no, not “perhaps”.", "pinned=perhaps"),
        ("created>2026-13-01", "created takes a date such as 2026-11-24, or today", "created>2026-13-01"),
        ("created>0001-01-01", "created takes a date", "created>0001-01-01"),
        ("seconds>3s2h", "seconds takes a time such as 27s or 3min, not “3s2h”.", "seconds>3s2h"),
        ("name<x", "name has no order: it takes “:”, “=” or “!=”, not “<”.", "name<x"),
        ("max_norm>off", "max_norm: “off” is neither more nor less than a number.", "max_norm>off"),
        (">5 wide", "“>5” needs a field", ">5"),
    ],
)
def test_an_error_names_the_faulty_part_and_its_position(text: str, sentence: str, part: str) -> None:
    parsed = parse(text)
    assert parsed.problem is not None
    assert sentence in parsed.problem.sentence
    assert not parsed.is_half_typed
    assert text[parsed.problem.start : parsed.problem.end] == part
    with pytest.raises(FilterInvalid) as refused:
        filter_of(text)
    assert str(refused.value) == parsed.problem.sentence


@pytest.mark.parametrize(
    "half",
    [
        "val_acc>",
        "val_acc> ",
        "val_acc!",
        "-val_acc<=",
        "val_acc>.",
        "val_acc>1e-",
        "clean_gap<-",
        "optimizer=rm",
        "scale_pixels=y",
        "dropout=o",
        "created>2026-1",
        "created>2026-11-",
        "created>tod",
        '"open',
        "name:'open",
        "|",
        "-",
        "pinned | -",
    ],
)
def test_a_half_typed_part_is_left_out_and_the_rest_applies(half: str) -> None:
    parsed = parse(f"dropout=.25 {half}")
    assert parsed.is_half_typed
    assert parsed.filter.chosen((WIDE, BARE)) == (WIDE,)
    alone = parse(half)
    assert alone.is_half_typed
    assert WIDE in alone.filter.chosen((WIDE, BARE))
    with pytest.raises(FilterInvalid):
        filter_of(half)


def test_the_beginning_of_a_field_is_half_typed_until_a_space_follows() -> None:
    for begun in ("val_ac", "-drop", "p", "batch"):
        assert parse(begun).is_half_typed
        assert not parse(begun).filter
        assert parse(begun + " ").filter
        assert parse(begun + " ").problem is None
        assert filter_of(begun)
    assert parse("zebra").filter
    assert parse("pinned").filter


def test_a_missing_value_does_not_consume_the_next_condition() -> None:
    parsed = parse("val_acc> dropout=.25")
    assert parsed.is_half_typed
    assert parsed.filter.chosen((WIDE, BARE)) == (WIDE,)


def test_the_first_error_is_reported_before_a_half_typed_part() -> None:
    parsed = parse("val_acc> | vall_acc>1 drop_out=1")
    assert parsed.problem is not None
    assert (parsed.is_half_typed, parsed.problem.start) == (False, 11)


@given(FILTER_TEXTS, st.booleans())
@settings(max_examples=200, deadline=None)
def test_any_text_is_parsed_or_reported_as_a_problem(text: str, is_typing: bool) -> None:
    parsed = parse(text, is_typing=is_typing)
    assert isinstance(parsed.filter.matches(WIDE), bool)
    assert isinstance(parsed.filter.matches(BARE), bool)
    if parsed.problem is not None:
        assert 0 <= parsed.problem.start < parsed.problem.end <= len(text)
        assert len(parsed.problem.sentence.splitlines()) == 1
