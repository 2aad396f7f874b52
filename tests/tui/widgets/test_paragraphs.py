"""Paragraphs in a limited height."""

from __future__ import annotations

import pytest
from rich.text import Text

from mnist_lab.tui.widgets.paragraphs import Paragraph, fitted

VERDICT = Paragraph(Text("verdict\nwith a hint"), 3, Text("verdict"))
POST = Paragraph(Text("post\nat length"), 1, Text("post"))
STEP = Paragraph(Text("step"), 2)
NOTE = Paragraph(Text("note\nof\nany\nlength"), 0, is_open=True)


@pytest.mark.parametrize(
    ("height", "shown"),
    [
        (6, ["verdict\nwith a hint", "post\nat length", "step", "note\nof\nany\nlength"]),
        (5, ["verdict\nwith a hint", "post", "step", "note\nof\nany\nlength"]),
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
