"""Every command and every option is documented."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from mnist_lab.cli.registry import MODULES, command_named
from mnist_lab.domain.runs.setting_fields import fields_of
from mnist_lab.domain.runs.spec import RunSpec

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
LONGEST_SUMMARY = 55
SETTINGS = {field.name for field in fields_of(RunSpec)}


@pytest.mark.parametrize("name", MODULES)
def test_a_command_is_documented_with_its_options(name: str) -> None:
    assert re.search(rf"^## .*`{name}`", PAGE, re.MULTILINE)
    for parameter in command_named(name).params:
        is_hidden = isinstance(parameter, click.Option) and parameter.hidden
        if parameter.name not in SETTINGS and parameter.opts[0].startswith("--") and not is_hidden:
            assert f"`{parameter.opts[0]}" in PAGE, parameter.opts


@pytest.mark.parametrize("name", MODULES)
def test_the_list_of_commands_shows_each_summary_whole(name: str) -> None:
    summary = command_named(name).short_help
    assert summary is not None
    assert summary.endswith(".")
    assert len(summary) <= LONGEST_SUMMARY


def test_every_setting_is_documented() -> None:
    for field in fields_of(RunSpec):
        assert f"`{field.option}" in PAGE
