"""The names of the columns: those in form, table, options and JSON are one set, and old ones keep their meaning."""

from __future__ import annotations

from collections.abc import Sequence

from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.names import Names, as_name

SHORT_NAMES = {
    "val_acc": "val_accuracy",
    "test_acc": "test_accuracy",
    "test_acc_last": "test_accuracy_last",
    "clean_acc": "clean_accuracy",
    "train_acc": "accuracy",
    "train_loss": "loss",
    "lr": "learning_rate",
    "tag": "tags",
    "status": "state",
}
OLD_NAMES = {
    "fit": "verdict",
    "train": "loss",
    "clean": "clean_loss",
    "valid": "val_loss",
    "train_%": "accuracy",
    "clean_%": "clean_accuracy",
    "valid_%": "val_accuracy",
    "lowest_valid": "best_val_loss",
    "at_epoch": "best_epoch",
    "best_%_at": "best_accuracy_epoch",
    "test_%": "test_accuracy",
    "test_%_last": "test_accuracy_last",
    "done": "epochs_done",
    "an_epoch": "seconds_per_epoch",
    "patience": "early_stopping",
}
"""Headings of earlier versions."""


def names_of(columns: Sequence[Column]) -> Names:
    """Return every name of these columns: keys, headings, labels, and shorter and older names."""
    keys = tuple(column.key for column in columns)
    others: dict[str, str] = {}
    for name, key in (*SHORT_NAMES.items(), *_written(columns), *OLD_NAMES.items()):
        if name not in keys:
            others.setdefault(name, key)
    return Names(keys, others)


def _written(columns: Sequence[Column]) -> list[tuple[str, str]]:
    """Return the names as table and form have them, each with its key."""
    labels = [(column.setting.setting.label, column.key) for column in columns if column.setting is not None]
    return [(as_name(text), key) for text, key in (*((c.heading, c.key) for c in columns), *labels)]
