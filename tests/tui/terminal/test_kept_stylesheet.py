"""The stylesheet that parses again only what has changed."""

from __future__ import annotations

import pytest
from textual.css.errors import StylesheetError

from mnist_lab.tui.terminal.kept_stylesheet import KeptStylesheet

CSS = "Label { color: $text; }"


def stylesheet() -> KeptStylesheet:
    made = KeptStylesheet(variables={"text": "red"})
    made.add_source(CSS, read_from=("a", ""))
    made.parse()
    return made


def colour_of(made: KeptStylesheet) -> str:
    return made.rules[0].styles.color.hex


def test_what_has_not_changed_is_kept() -> None:
    made = stylesheet()
    (rule,) = made.rules
    made.set_variables({"text": "red"})
    made.reparse()
    made.add_source("Static { width: 1; }", read_from=("b", ""))
    assert made.rules[0] is rule
    assert len(made.rules) == 2


def test_another_variable_has_everything_parsed_again() -> None:
    made = stylesheet()
    before = colour_of(made)
    made.set_variables({"text": "blue"})
    made.reparse()
    assert colour_of(made) != before


def test_a_mistake_leaves_the_styles_as_they_were() -> None:
    made = stylesheet()
    made.add_source("Label { color: nothing-like-it; }", read_from=("b", ""))
    with pytest.raises(StylesheetError):
        made.reparse()
    assert colour_of(made) == "#FF0000"
