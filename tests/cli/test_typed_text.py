"""Words of the command line whose bytes are not what the locale says."""

from __future__ import annotations

import os

import click
import pytest

from mnist_lab.cli.typed_text import TEXT, as_path, as_typed
from mnist_lab.domain.formatting.text_cleaning import clean_line, clean_text


@pytest.mark.parametrize("text", ["größer", "日本語", "plain", ""])
def test_bytes_that_are_utf8_are_their_letters(text: str) -> None:
    undecoded = text.encode().decode("ascii", errors="surrogateescape")  # as in the locale C
    assert as_typed(undecoded) == as_typed(text) == text


def test_other_bytes_stay_as_they_are_for_file_names() -> None:
    word = os.fsdecode(b"gr\xf6")
    assert as_typed(word) == word
    assert os.fsencode(as_path(word)) == b"gr\xf6"


def test_text_of_a_run_must_be_text() -> None:
    assert TEXT("größer") == "größer"
    with pytest.raises(click.UsageError):
        TEXT(os.fsdecode(b"gr\xf6"))


@pytest.mark.parametrize("clean", [clean_line, clean_text])
def test_half_a_character_in_a_file_leaves_a_sign(clean: object) -> None:
    assert clean("gr\ud800er") == "gr\ufffder"  # type: ignore[operator]
