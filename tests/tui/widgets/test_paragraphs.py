"""Paragraphs in a limited height."""

from __future__ import annotations

import pytest
from rich.text import Text

from mnist_lab.tui.widgets.paragraphs import Paragraph, fitted

VERDICT = Paragraph(Text("verdict\nat length"), 3, Text("verdict"))
POST = Paragraph(Text("post\nat length"), 1, Text("post"))
STEP = Paragraph(Text("step"), 2)
NOTE = Paragraph(Text("note\nof\nany\nlength"), 0, is_open=True)


@pytest.mark.parametrize(
    ("height", "shown"),
    [
        (6, ["verdict\nat length", "post\nat length", "step", "note\nof\nany\nlength"]),
        (5, ["verdict\nat length", "post", "step", "note\nof\nany\nlength"]),
        (4, ["verdict", "post", "step", "note\nof\nany\nlength"]),
        (3, ["verdict", "post", "step"]),
        (2, ["verdict", "step"]),
        (1, ["verdict"]),
        (0, ["verdict"]),
    ],
)
def test_paragraphs_are_shortened_first_and_then_the_least_important_go(height: int, shown: list[str]) -> None:
    texts = fitted([VERDICT, POST, STEP, NOTE], height, lambda text: text.plain.count("\n") + 1)
    assert [text.plain for text in texts] == shown


@pytest.mark.parametrize(("hint", "shown"), [(" v shows more", "verdict v shows more"), ("\nv shows more", "verdict")])
def test_a_hint_is_shown_if_it_costs_no_line(hint: str, shown: str) -> None:
    verdict = Paragraph(Text("verdict"), 1, hint=Text(hint))
    assert [text.plain for text in fitted([verdict], 5, lambda text: text.plain.count("\n") + 1)] == [shown]
