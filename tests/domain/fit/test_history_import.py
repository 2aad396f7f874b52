"""Imported histories."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.domain.fit.history_import import HEADINGS, epochs_of, imported
from mnist_lab.domain.fit.history_shapes import HistoryUnreadable
from mnist_lab.domain.fit.history_text import NoDocument, document_in
from mnist_lab.domain.fit.rule import Label
from mnist_lab.domain.fit.verdict import judge
from support.corruptions import corrupted_history, histories

ROW = {"loss": 0.3, "accuracy": 0.9, "val_loss": 0.4, "val_accuracy": 0.8}
CURVES = {name: [figure, figure] for name, figure in ROW.items()}
OF_PANDAS = {name: {"0": figure, "1": figure} for name, figure in ROW.items()}
WHOLE_HISTORIES = histories()
KERAS_NAMES = ["acc", "sparse_categorical_accuracy", "categorical_accuracy", "binary_accuracy"]


def named(accuracy: str) -> dict[str, list[float]]:
    """The curves under another name of the accuracy."""
    return {"loss": [0.3] * 2, accuracy: [0.9] * 2, "val_loss": [0.4] * 2, f"val_{accuracy}": [0.8] * 2}


@pytest.mark.parametrize(
    "document",
    [
        [ROW, ROW],
        {"epochs": [ROW, ROW]},
        CURVES,
        {"epochs": CURVES},
        CURVES | {"lr": 0.001, "val_top_k": [1, 2, 3]},
        {"history": CURVES, "epoch": [0, 1], "params": {"steps": 2}},
        {"history": [ROW, ROW]},
        [{"epochs": [ROW, ROW]}],
        OF_PANDAS,
        {"0": ROW, "1": ROW},
        {"columns": [*ROW], "index": [0, 1], "data": [[*ROW.values()]] * 2},
        {"schema": {"fields": []}, "data": [{"index": 0, **ROW}, {"index": 1, **ROW}]},
        *map(named, KERAS_NAMES),
        [{name: str(figure) for name, figure in ROW.items()}] * 2,
        [{"Epoch": 0, **ROW}, {"Epoch": 1, **ROW}],
        [{"epoch": 1.0, **ROW}, {"epoch": 2.0, **ROW}],
    ],
)
def test_every_shape_that_histories_come_in_is_one_history(document: Any) -> None:
    history = imported(document)
    figures = [(epoch.epoch, epoch.loss, epoch.accuracy, epoch.val_accuracy) for epoch in history.epochs]
    assert figures == [(1, 0.3, 0.9, 0.8), (2, 0.3, 0.9, 0.8)]
    assert all(epoch.clean_loss is None for epoch in history.epochs)
    assert (history.left_out, history.note) == (0, "")


@pytest.mark.parametrize(
    "text",
    [
        "epoch,accuracy,loss,val_accuracy,val_loss\n0,0.9,0.3,0.8,0.4\n1,0.9,0.3,0.8,0.4\n",
        ",loss,acc,val_loss,val_acc\r\n0,0.3,0.9,0.4,0.8\r\n1,0.3,0.9,0.4,0.8\r\n",
        "epoch;loss;accuracy;val_loss;val_accuracy\n1;0,3;0,9;0,4;0,8\n2;0,3;0,9;0,4;0,8\n",
        "epoch\tloss\taccuracy\tval_loss\tval_accuracy\n\n1\t0.3\t0.9\t0.4\t0.8\n2\t0.3\t0.9\t0.4\t0.8",
        "\n".join(json.dumps(ROW) for _ in range(2)),
        json.dumps({"epochs": CURVES}, indent=1),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_json_or_a_table_in_any_encoding_with_a_mark(text: str, encoding: str) -> None:
    epochs = epochs_of(document_in(text.encode(encoding), HEADINGS))
    assert [(epoch.epoch, epoch.loss, epoch.val_accuracy) for epoch in epochs] == [(1, 0.3, 0.8), (2, 0.3, 0.8)]


@pytest.mark.parametrize(
    "text", ["", "a,b\n1,2\n", "loss accuracy\n1 2\n", '{"loss": 1}\n3', "[1", '"\x00,loss\n', "[" * 10**5, "1" * 10**4]
)
def test_other_text_is_no_document(text: str) -> None:
    with pytest.raises(NoDocument):
        document_in(text.encode(), HEADINGS)


@pytest.mark.parametrize("unmeasured", ["", "NA"])
def test_an_empty_cell_was_not_measured_and_nan_is_a_figure(unmeasured: str) -> None:
    text = f"loss,accuracy,val_loss,val_accuracy\n0.3,0.9,{unmeasured},{unmeasured}\nnan,0.1,0.4,0.8\n"
    history = imported(document_in(text.encode(), HEADINGS))
    assert [epoch.epoch for epoch in history.epochs] == [2]
    assert math.isnan(history.epochs[0].loss)
    assert history.left_out == 1


def test_null_is_not_measured_and_its_epochs_are_left_out() -> None:
    losses = [0.65, 0.35, 0.25, 0.2, 0.17, 0.15, 0.14, 0.125]
    validated = [None, 0.34, None, 0.21, None, 0.17, None, 0.15]
    curves = {"loss": losses, "accuracy": [0.96] * 8, "val_loss": validated}
    history = imported({**curves, "val_accuracy": [loss and 0.95 for loss in validated]})
    assert [epoch.epoch for epoch in history.epochs] == [2, 4, 6, 8]
    assert history.left_out == 4
    assert "4 epochs" in history.note
    assert judge(history.epochs).text == "good · still improving"


def test_keras_validates_every_second_epoch_with_shorter_curves() -> None:
    document = {
        "loss": [0.5, 0.4, 0.3, 0.2, 0.1],
        "accuracy": [0.9] * 5,
        "val_loss": [4, 2],
        "val_accuracy": [0.7, 0.8],
    }
    history = imported(document)
    assert [(epoch.epoch, epoch.loss, epoch.val_loss) for epoch in history.epochs] == [(2, 0.4, 4), (4, 0.2, 2)]
    assert history.left_out == 3


def test_a_loss_that_is_not_finite_counts_even_in_an_epoch_without_validation() -> None:
    rows: list[dict[str, Any]] = [ROW, {"loss": math.inf, "accuracy": 0.1, "val_loss": None, "val_accuracy": None}, ROW]
    history = imported(rows)
    assert [epoch.epoch for epoch in history.epochs] == [1, 2, 3]
    assert judge(history.epochs).label is Label.DIVERGED


@pytest.mark.parametrize("figure", [10**400, "inf", "nan", math.nan])
def test_figures_that_are_not_finite_diverge(figure: object) -> None:
    assert judge(epochs_of([{**ROW, "val_loss": figure}])).label is Label.DIVERGED


def test_clean_curves_are_optional_and_of_this_program_whose_null_is_not_finite() -> None:
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
        (None, "seems to be null; a history is a list of epochs"),
        ("epochs", "a text"),
        (True, "true"),
        ({"epochs": 3}, "a number"),
        ({}, "an empty JSON object"),
        ({"a": 1, "b": 2}, "val_accuracy are missing in a JSON object with a, b"),
        ({"loss": [1], "accuracy": [1], "val_loss": [1]}, "val_accuracy is missing in .* loss, accuracy, val_loss"),
        ({**CURVES, "loss": 0.3}, "each curve must be a list"),
        ({**CURVES, "loss": [0.3] * 7, "val_loss": [0.4]}, "not equally long"),
        ({**OF_PANDAS, "loss": {"a": 1}}, "each curve must be a list"),
        ([ROW, 3], "epoch 2 is not a JSON object but a number"),
        ([{"loss": 1, "accuracy": 1}], "val_loss and val_accuracy are missing"),
        ([{**ROW, "loss": "low"}], "epoch 1: loss is “low”, not a number"),
        ([{**ROW, "loss": True}], "epoch 1: loss is true, not a number"),
        ([{**ROW, "loss": [1]}], "loss is a JSON list"),
        ([{**ROW, "val_accuracy": 97.5}], "shares from 0 to 1"),
        ([{**ROW, "accuracy": -0.1}], "shares from 0 to 1"),
        ([{**ROW, "epoch": -1}], "the number of an epoch is -1"),
        ([{**ROW, "epoch": 0.5}], "the number of an epoch is 0.5"),
        ([{**ROW, "epoch": 0}, {**ROW, "epoch": 0}], "more than one history"),
        ([{"epochs": [ROW]}, {"epochs": [ROW]}], "2 runs"),
        ([{**ROW, "val_loss": None}] * 2, "val_loss was never measured"),
    ],
)
def test_an_invalid_history_is_refused_with_the_reason(document: Any, words: str) -> None:
    with pytest.raises(HistoryUnreadable, match=words):
        epochs_of(document)


@settings(max_examples=150, deadline=None)
@given(random=st.randoms(use_true_random=False))
def test_any_corruption_of_a_history_is_read_or_refused(random: Random) -> None:
    with suppress(NoDocument, HistoryUnreadable):  # any other exception is a fault
        history = imported(document_in(corrupted_history(random, WHOLE_HISTORIES), HEADINGS))
        judge(history.epochs)
        numbers = [epoch.epoch for epoch in history.epochs]
        assert numbers == sorted(set(numbers))


def test_a_corruption_depends_on_its_seed_alone() -> None:
    smallest = (b'{"loss": [0.3]}',)  # most changes reach into an earlier one
    first, second = ([corrupted_history(Random(seed), smallest) for seed in range(300)] for _ in range(2))
    assert first == second


def test_the_histories_that_are_corrupted_are_read_when_whole() -> None:
    for content in WHOLE_HISTORIES:
        assert len(imported(document_in(content, HEADINGS)).epochs) == 6
