"""The fields that a filter knows, and their names."""

from __future__ import annotations

import pytest

from mnist_lab.domain.filters.fields import filter_field, filter_fields
from mnist_lab.domain.runs.setting_fields import fields_of
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.columns import columns_of


def test_every_setting_and_column_is_a_field() -> None:
    keys = {field.name for field in fields_of(RunSpec)} | {column.key for column in columns_of()}
    assert keys <= set(filter_fields())
    assert all(filter_field(key).key == key for key in keys)
    assert all(filter_field(key.replace("_", "-").upper()).key == key for key in keys)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("val_acc", "val_accuracy"),
        ("test_acc", "test_accuracy"),
        ("test_accuracy_l", "test_accuracy_last"),
        ("lr", "learning_rate"),
        ("nodes", "units"),
        ("layers", "hidden_layers"),
        ("batch", "batch_size"),
        ("epoch", "epochs"),
        ("opt", "optimizer"),
        ("train", "loss"),
        ("tag", "tags"),
        ("status", "state"),
        ("fit", "verdict"),
    ],
)
def test_fields_have_short_names_and_the_names_of_the_table(text: str, key: str) -> None:
    assert filter_field(text).key == key
