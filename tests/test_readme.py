"""The README is up to date: its commands are whole lines, and its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mnist_lab.domain.experiments.sources import ARTICLE, NOTEBOOK, POST, Source

README = Path(__file__).parents[1] / "README.md"


def test_the_readme_has_a_line_to_start_with_and_a_line_to_test_with() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    assert "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/mnist-lab" in lines
    assert "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest" in lines


def test_every_link_of_the_readme_leads_to_a_file() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README.read_text(encoding="utf-8"))
    assert "docs/keys.md" in links
    assert [link for link in links if not (README.parent / link).exists()] == []


@pytest.mark.parametrize("source", [POST, NOTEBOOK, ARTICLE], ids=lambda source: source.title)
def test_the_readme_names_what_the_experiments_are_taken_from(source: Source) -> None:
    text = " ".join(README.read_text(encoding="utf-8").split())
    assert f"[{source.title}]({source.address})" in text
