"""A verdict explained to a beginner, and what to try next."""

from __future__ import annotations

import pytest

from mnist_lab.domain.advice.explanation import explain
from mnist_lab.domain.fit.rule import Course, Label
from mnist_lab.domain.fit.rules.over_fitting import ACCURACIES_APART, ACCURACY_FELL
from mnist_lab.domain.fit.rules.still_improving import LOSS_FALLS
from mnist_lab.domain.fit.rules.unstable import JUMPS
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
    assert len({tuple(suggestion.changes) for suggestion in explain(real(name), spec).suggestions}) == len(
        explain(real(name), spec).suggestions
    )


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("early stop at once", {"learning_rate": 0.001}),
        ("early stop after 1", {"early_stopping": None}),
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
        [
            an_epoch(n, 0.1 if n < 4 else 0.2, val_accuracy=0.98 if n < 4 else 0.97, clean_loss=0.1 / n)
            for n in range(1, 8)
        ],
        RunSpec(),
    )
    assert by_gap.verdict.label is by_loss.verdict.label is Label.OVER_FITTING
    assert by_gap.meaning == ACCURACIES_APART.meaning
    assert by_loss.meaning == ACCURACY_FELL.meaning
    assert by_gap.plainly == by_loss.plainly


def test_the_course_is_said_beside_the_fit_unless_it_is_steady() -> None:
    jumping = explain([an_epoch(n, loss) for n, loss in enumerate((0.3, 0.2, 0.29, 0.2), start=1)], RunSpec())
    assert jumping.course == JUMPS.meaning
    assert jumping.in_short == f"{jumping.meaning} {JUMPS.meaning}"
    steady = explain(real("early stop after 5"), RunSpec())
    assert steady.verdict.course_word is Course.STEADY
    assert steady.in_short == steady.meaning
    assert explain(real("diverging"), RunSpec()).course == ""


@pytest.mark.parametrize(
    ("name", "spec", "first"),
    [
        ("early stop after 5", RunSpec(scale_pixels=False), {"scale_pixels": True}),
        ("three epochs", RunSpec(scale_pixels=False), {"scale_pixels": True}),
        ("no dropout, seed 1", RunSpec(scale_pixels=False, dropout=0), {"scale_pixels": True}),
        ("500 digits, 20 epochs", RunSpec(kernel_initializer="zero"), {"kernel_initializer": "glorot_uniform"}),
        ("64 nodes, seed 1", RunSpec(learning_rate=0.02), {"learning_rate": 0.001}),
        ("SGD, 64 nodes, 10 epochs", RunSpec(optimizer="sgd", learning_rate=1e-5), {"learning_rate": 0.01}),
    ],
)
def test_a_setting_that_breaks_training_is_undone_first_whatever_the_verdict(
    name: str, spec: RunSpec, first: dict[str, object]
) -> None:
    assert explain(real(name), spec).suggestions[0].changes == first


@pytest.mark.parametrize("name", HISTORIES)
def test_no_higher_rate_is_suggested_beside_pixels_that_make_steps_too_long(name: str) -> None:
    for suggestion in explain(real(name), RunSpec(scale_pixels=False, optimizer="sgd")).suggestions:
        assert float(str(suggestion.changes.get("learning_rate", 0))) <= 0.01


def test_a_good_fit_is_advised_by_its_course_alone() -> None:
    explained = explain(real("64 nodes, seed 1"), RunSpec())
    assert explained.verdict.text == "good · still improving"
    assert explained.suggestions[0].changes == {"epochs": 20}
    assert LOSS_FALLS.remedies[1].text in explained.change
