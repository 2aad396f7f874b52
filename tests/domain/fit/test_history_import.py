"""Imported histories."""

from __future__ import annotations

import math
from typing import Any

import pytest

from mnist_lab.domain.fit.history_import import HistoryUnreadable, epochs_of

ROW = {"loss": 0.3, "accuracy": 0.9, "val_loss": 0.4, "val_accuracy": 0.8}
CURVES = {name: [figure, figure] for name, figure in ROW.items()}


@pytest.mark.parametrize(
    "document",
    [[ROW, ROW], {"epochs": [ROW, ROW]}, CURVES, {"epochs": CURVES}, CURVES | {"lr": 0.001, "val_top_k": [1, 2, 3]}],
)
def test_a_list_of_epochs_a_run_and_keras_curves_are_one_history(document: Any) -> None:
    epochs = epochs_of(document)
    assert [(epoch.epoch, epoch.loss, epoch.val_accuracy) for epoch in epochs] == [(1, 0.3, 0.8), (2, 0.3, 0.8)]
    assert all(epoch.clean_loss is None for epoch in epochs)


def test_clean_curves_are_optional_and_null_is_nan() -> None:
    curves = {**CURVES, "clean_loss": [0.2, None], "clean_accuracy": [0.9, 0.9]}
    first, second = epochs_of(curves)
    assert first.clean_loss == 0.2
    assert second.clean_loss is not None
    assert math.isnan(second.clean_loss)


@pytest.mark.parametrize("document", [[], {"epochs": []}, {name: [] for name in ROW}])
def test_no_epoch_is_an_empty_history(document: Any) -> None:
    assert epochs_of(document) == ()


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (None, "takes a list of epochs"),
        ("epochs", "takes a list of epochs"),
        ({"epochs": 3}, "takes a list of epochs"),
        ({}, "loss and accuracy and val_loss and val_accuracy are missing"),
        ({"loss": [1], "accuracy": [1], "val_loss": [1]}, "val_accuracy is missing"),
        ({**CURVES, "loss": 0.3}, "each curve must be a list"),
        ({**CURVES, "loss": [0.3]}, "not equally long"),
        ([ROW, 3], "epoch 2 is not a JSON object"),
        ([{"loss": 1, "accuracy": 1}], "epoch 1 lacks val_loss and val_accuracy"),
        ([{**ROW, "loss": "low"}], "epoch 1: loss: "),
        ([{**ROW, "val_accuracy": 97.5}], "shares from 0 to 1"),
        ([{**ROW, "accuracy": -0.1}], "shares from 0 to 1"),
    ],
)
def test_an_invalid_history_is_refused_with_the_reason(document: Any, words: str) -> None:
    with pytest.raises(HistoryUnreadable, match=words):
        epochs_of(document)
