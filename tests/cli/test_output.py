"""Lines on a terminal and in a pipe."""

from __future__ import annotations

import pytest

from mnist_lab.cli.output import print_lines, wrapped


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        (
            "  verdict        good: The training digits are learnt, and so are others.",
            "  verdict        good: The training\n"
            "                 digits are learnt, and\n"
            "                 so are others.",
        ),
        (
            "                 Rule: None of the other rules holds.",
            "                 Rule: None of the other\n                 rules holds.",
        ),
        ("x" * 50, "x" * 50),
    ],
)
def test_a_long_line_continues_below_its_words(line: str, printed: str) -> None:
    assert wrapped(line, 40) == printed


def test_lines_for_a_pipe_are_not_wrapped(capsys: pytest.CaptureFixture[str]) -> None:
    print_lines(["word " * 100])
    assert capsys.readouterr().out == "word " * 100 + "\n"
