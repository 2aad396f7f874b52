"""docs/configuration.md lists every key of the configuration file and every action of the app."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mnist_lab.config.config_file import flat_values, problem_of
from mnist_lab.config.configuration_keys import configuration_keys, format_value
from mnist_lab.tui.keymap import bound_keys, checked_keymap

PAGE = (Path(__file__).parents[1] / "docs" / "configuration.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", configuration_keys())
def test_every_key_has_its_row(name: str) -> None:
    key = configuration_keys()[name]
    short = name.rpartition(".")[2]
    row = f"| `{short}` | {key.expected} | `{format_value(key.default)}` | {key.explanation} |"
    assert row in PAGE, f"docs/configuration.md should have the row\n{row}"


@pytest.mark.parametrize("name", bound_keys())
def test_every_action_has_its_row(name: str) -> None:
    bound = bound_keys()[name]
    row = f"| `{name}` | `{','.join(bound.keys)}` | {', '.join(bound.places)} | {bound.text} |"
    assert row in PAGE, f"docs/configuration.md should have the row\n{row}"


def test_no_row_is_of_yesterday() -> None:
    rows = [line.split("`")[1] for line in PAGE.splitlines() if line.startswith("| `")]
    known = {name.rpartition(".")[2] for name in configuration_keys()} | set(bound_keys())
    assert set(rows) == known
    assert len(rows) == len(configuration_keys()) + len(bound_keys())


def test_the_example_is_right() -> None:
    example = PAGE.split("```toml\n")[1].split("```")[0]
    values = dict(flat_values(tomllib.loads(example)))
    assert not [problem for name, value in values.items() if (problem := problem_of(name, value))]
    keys = {name.partition(".")[2]: value for name, value in values.items() if name.startswith("keys.")}
    assert keys
    assert not checked_keymap(keys).problems
