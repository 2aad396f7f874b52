"""A verdict explained to a beginner, and what to try next."""

from __future__ import annotations

import pytest

from mnist_lab.domain.advice.explanation import explain
from mnist_lab.domain.fit.rule import Label
from mnist_lab.domain.fit.rules.good import ALL_BUT_THE_LAST, MEANING
from mnist_lab.domain.fit.rules.over_fitting import ACCURACIES_APART, ACCURACY_FELL
from mnist_lab.domain.fit.rules.unstable import JUMPS, LEFT_ITS_BEST
from mnist_lab.domain.fit.thresholds import THRESHOLDS
from mnist_lab.domain.fit.verdict import judge
from mnist_lab.domain.runs.spec import RunSpec
from support.fakes import an_epoch
from support.read_histories import HISTORIES, real


@pytest.mark.parametrize("name", HISTORIES)
def test_every_verdict_has_a_meaning_checks_and_valid_suggestions(name: str) -> None:
    spec = RunSpec()
    explained = explain(real(name), spec)
    assert explained.meaning.endswith(".")
    assert explained.verdict.checks
    assert explained.suggestions
    for suggestion in explained.suggestions:
        assert RunSpec.of({**spec.model_dump(), **suggestion.changes}) != spec


@pytest.mark.parametrize(
    ("name", "spec", "first"),
    [
        ("no dropout, seed 1", RunSpec(dropout=0), {"dropout": 0.2}),
        ("no hidden layer", RunSpec(hidden_layers=0), {"hidden_layers": 2}),
        ("no ReLU, seed 1", RunSpec(activation="linear"), {"activation": "relu"}),
        ("SGD, 64 nodes, 10 epochs", RunSpec(units=64, optimizer="sgd"), {"epochs": 20}),
        ("diverging", RunSpec(optimizer="sgd", learning_rate=1000, scale_pixels=False), {"scale_pixels": True}),
        ("500 digits, no dropout, 30 epochs", RunSpec(train_size=500, epochs=30), {"train_size": None}),
        ("zero weights", RunSpec(kernel_initializer="zero"), {"kernel_initializer": "glorot_uniform"}),
    ],
)
def test_the_first_suggestion_undoes_the_setting_at_fault(name: str, spec: RunSpec, first: dict[str, object]) -> None:
    assert explain(real(name), spec).suggestions[0].changes == first


@pytest.mark.parametrize("name", HISTORIES)
def test_every_real_run_gets_a_suggestion_that_its_spec_allows(name: str) -> None:
    spec = HISTORIES[name].spec
    for suggestion in explain(real(name), spec).suggestions:
        changed = RunSpec.of({**spec.model_dump(), **suggestion.changes})
        assert changed.differences(spec) == tuple(suggestion.changes)
    assert explain(real(name), spec).suggestions or judge(real(name)).label is Label.GOOD


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("early stop at once", {"early_stopping": None}),
        ("one node", {"units": 64}),
        ("dead: 8 sigmoid layers", {"activation": "relu"}),
        ("Adam, rate 0.03", {"learning_rate": 0.001}),
        ("500 digits, 20 epochs", {"train_size": None}),
        ("no ÷ 255, no hidden layer", {"scale_pixels": True}),
        ("rate 0.01", {"learning_rate": 0.001}),
    ],
)
def test_a_real_run_is_advised_to_undo_its_fault(name: str, first: dict[str, object]) -> None:
    assert explain(real(name), HISTORIES[name].spec).suggestions[0].changes == first


def test_the_meaning_of_over_fitting_names_its_sign() -> None:
    by_gap = explain(real("500 digits, 20 epochs"), RunSpec())
    by_loss = explain(
        [an_epoch(n, 0.1 if n < 4 else 0.2, val_accuracy=0.98 if n < 4 else 0.97) for n in range(1, 8)], RunSpec()
    )
    assert by_gap.verdict.label is by_loss.verdict.label is Label.OVER_FITTING
    assert by_gap.meaning == ACCURACIES_APART.meaning((), THRESHOLDS)
    assert by_loss.meaning == ACCURACY_FELL.meaning((), THRESHOLDS)
    assert by_gap.plainly == by_loss.plainly


def test_the_meaning_of_unstable_names_its_sign() -> None:
    by_jumps = explain([an_epoch(n, loss) for n, loss in enumerate((0.3, 0.2, 0.29, 0.2), start=1)], RunSpec())
    losses = enumerate((0.2, 0.22, 0.24, 0.26), start=1)
    by_rise = explain([an_epoch(n, loss, clean_loss=0.05) for n, loss in losses], RunSpec())
    assert by_jumps.verdict.label is by_rise.verdict.label is Label.UNSTABLE
    assert by_jumps.meaning == JUMPS.meaning((), THRESHOLDS)
    assert by_rise.meaning == LEFT_ITS_BEST.meaning((), THRESHOLDS)


@pytest.mark.parametrize(("last", "meaning"), [(0.1, MEANING), (0.109, MEANING), (0.12, ALL_BUT_THE_LAST)])
def test_a_good_run_with_an_odd_last_epoch_has_its_own_meaning(last: float, meaning: str) -> None:
    explained = explain([an_epoch(n, 0.1) for n in range(1, 8)] + [an_epoch(8, last)], RunSpec())
    assert (explained.verdict.label, explained.meaning) == (Label.GOOD, meaning)
