"""A setting is declared once, in `RunSpec`: everything else is made from that, so no setting is missing anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab.cli.registry import command_named
from mnist_lab.domain.filters.fields import filter_fields
from mnist_lab.domain.runs.serialization import run_document
from mnist_lab.domain.runs.setting_explanations import EXPLANATIONS
from mnist_lab.domain.runs.setting_fields import SettingGroup, fields_of, grouped
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.columns import columns_of
from mnist_lab.tui.train.form_values import FIELDS
from support.driven import open_app, shown_text
from support.run_examples import a_run


@pytest.mark.parametrize("name", RunSpec.model_fields)
def test_a_setting_is_an_option_a_column_a_filter_field_and_in_the_document(name: str) -> None:
    (field,) = [field for field in fields_of(RunSpec) if field.name == name]
    options = {option for parameter in command_named("train").params for option in parameter.opts}
    assert field.option in options
    assert name in {column.key for column in columns_of()}
    assert name in filter_fields()
    assert name in run_document(a_run(()))["spec"]
    assert field.setting.label
    assert EXPLANATIONS[name]


async def test_a_setting_is_a_row_of_the_form(tmp_path: Path) -> None:
    assert {field.name for field in FIELDS} == set(RunSpec.model_fields)
    async with open_app(tmp_path) as (_, app):
        rows = [line for line in shown_text(app).splitlines() if line.startswith(("  ", "▸ "))]
    shown = [next(f.name for f in FIELDS if f.setting.label == row[2:19].strip()) for row in rows[: len(FIELDS)]]
    assert shown == [field.name for group in SettingGroup for field in grouped(RunSpec)[group]]
