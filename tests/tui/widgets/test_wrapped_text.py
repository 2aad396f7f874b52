"""Where lines break."""

from __future__ import annotations

import pytest
from rich.console import Console
from rich.text import Text

from mnist_lab.tui.widgets.wrapped_text import wrapped_text


def lines_of(text: str, width: int) -> list[str]:
    return [line.plain.rstrip() for line in wrapped_text(Text(text), Console(), width)]


@pytest.mark.parametrize("width", range(8, 30))
def test_a_percent_sign_stays_beside_its_figure(width: int) -> None:
    lines = lines_of("about 10 % is chance, 95 % is not", width)
    assert not any(line.startswith("%") for line in lines)
    assert " ".join(lines) == "about 10 % is chance, 95 % is not"


def test_an_address_breaks_behind_a_slash() -> None:
    assert lines_of("see https://example.org/one/two.html", 24) == ["see", "https://example.org/one/", "two.html"]


def test_styles_stay_where_they_were() -> None:
    text = Text("ten is 10 % of all")
    text.stylize("bold", 7, 11)
    first, *_ = wrapped_text(text, Console(), 40)
    assert [(span.start, span.end) for span in first.spans] == [(7, 11)]
    assert first.plain == text.plain
