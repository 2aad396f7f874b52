"""The option `--filter`: where a filter is wrong, and what helps if it matches nothing."""

from __future__ import annotations

import click
import pytest

from mnist_lab.cli.filter_options import filter_from, none_found
from mnist_lab.domain.filters.query import FilterInvalid, filter_of


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("vall_acc>1", "--filter: "),
        ("val_acc>", "--filter: "),
        ('name:"open', "--filter: "),
        ("dropout=0 units>many", "--filter at character 11: "),
        ("pinned |", "--filter at character 8: "),
    ],
)
def test_a_wrong_filter_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(FilterInvalid) as reason:
        filter_of(text)
    with pytest.raises(click.UsageError) as refusal:
        filter_from(text)
    assert str(refusal.value.message) == f"{place}{reason.value}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nowhere", "None of the 6,000 kept runs matches the filter."),
        (
            "val_acc",
            "None of the 6,000 kept runs matches the filter. “val_acc” without an operator is searched in name, tag "
            "and note; to compare, add an operator, as in val_acc!=none.",
        ),
    ],
)
def test_no_match_is_explained(text: str, sentence: str) -> None:
    assert none_found(6000, filter_of(text)) == sentence
