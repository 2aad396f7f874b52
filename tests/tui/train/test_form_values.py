"""The values of a form: typed, stepped, and dependent on others."""

from __future__ import annotations

import pytest

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.train.form_values import FormValues

BASELINE = FormValues.of(RunSpec())


def test_the_baseline_is_unchanged() -> None:
    assert BASELINE.spec == RunSpec()
    assert not BASELINE.problems
    assert not any(BASELINE.is_changed(name) for name in RunSpec.model_fields)


@pytest.mark.parametrize(
    ("name", "typed", "text", "value"),
    [
        ("units", "64", "64", 64),
        ("dropout", "0", "off", 0.0),
        ("dropout", "off", "off", 0.0),
        ("dropout", ".35", "0.35", 0.35),
        ("optimizer", "adam", "Adam", "adam"),
        ("activation", "Hard Sigmoid", "hard sigmoid", "hard_sigmoid"),
        ("max_norm", "3", "3", 3.0),
        ("max_norm", "", "off", None),
        ("train_size", "all", "all", None),
        ("train_size", "2000", "2000", 2000),
        ("scale_pixels", "no", "no", False),
        ("validation_split", "30 %", "30 %", 0.3),
        ("learning_rate", "1e-4", "0.0001", 1e-4),
    ],
)
def test_typed_text_becomes_a_value(name: str, typed: str, text: str, value: object) -> None:
    form = BASELINE.typed(name, typed)
    assert form.spec is not None
    assert form.spec.value(name) == value
    assert form.text(name) == text


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("units", "0"),
        ("units", "many"),
        ("dropout", "nan"),
        ("learning_rate", "inf"),
        ("epochs", "1.5"),
        ("train_size", "7"),
    ],
)
def test_a_wrong_value_stays_as_typed_and_is_explained(name: str, typed: str) -> None:
    form = BASELINE.typed(name, typed)
    assert form.spec is None
    assert form.text(name) == typed
    assert list(form.problems) == [name]
    assert form.typed(name, str(RunSpec().value(name) or "all")).spec == RunSpec()


def test_two_wrong_values_are_both_named() -> None:
    form = BASELINE.typed("units", "0").typed("epochs", "x")
    assert set(form.problems) == {"units", "epochs"}
    assert set(form.typed("units", "32").problems) == {"epochs"}


def test_the_learning_rate_follows_the_optimizer_until_it_is_set() -> None:
    form = BASELINE.typed("optimizer", "sgd")
    assert form.value("learning_rate") == 0.01
    given = BASELINE.typed("learning_rate", "0.005").typed("optimizer", "sgd")
    assert given.value("learning_rate") == 0.005
    assert given.typed("learning_rate", "").value("learning_rate") == 0.01


def test_momentum_works_with_sgd_only() -> None:
    assert BASELINE.is_idle("momentum")
    assert BASELINE.text("momentum") == "SGD only"
    assert BASELINE.nudged("momentum", 1) == BASELINE
    sgd = BASELINE.typed("optimizer", "sgd").nudged("momentum", 1)
    assert sgd.spec is not None
    assert sgd.spec.momentum == 0.2
    back = sgd.typed("optimizer", "adam")
    assert back.spec is not None
    assert back.spec.momentum == 0.0


def test_without_hidden_layers_what_shapes_them_is_idle() -> None:
    form = BASELINE.typed("units", "64").typed("dropout", "0.5").typed("hidden_layers", "0")
    idle = {name for name in RunSpec.model_fields if form.is_idle(name)}
    assert idle == {"units", "activation", "dropout", "max_norm", "momentum"}
    assert form.text("units") == "no hidden layers"
    assert form.spec == RunSpec(hidden_layers=0)
    assert form.changed_names == ("hidden_layers",)
    assert form.typed("hidden_layers", "2").spec == RunSpec(units=64, dropout=0.5)


def test_a_refused_text_of_an_idle_setting_does_not_count() -> None:
    form = BASELINE.typed("units", "0")
    assert form.typed("hidden_layers", "0").spec == RunSpec(hidden_layers=0)
    assert form.typed("hidden_layers", "0").typed("hidden_layers", "2").spec is None


def test_a_run_with_nodes_but_no_layers_fills_in_the_form() -> None:
    form = FormValues.of(RunSpec(hidden_layers=0, units=64, optimizer="sgd"))
    assert form.spec == RunSpec(hidden_layers=0, optimizer="sgd")
    assert form.typed("optimizer", "adam").value("learning_rate") == 0.001


def test_a_refused_text_gives_way_to_the_former_value_or_the_baselines() -> None:
    form = BASELINE.typed("units", "64").typed("units", "0")
    assert form.is_changed("units")
    assert form.restored("units").spec == RunSpec(units=64)
    assert form.reset("units").spec == RunSpec()
    assert form.nudged("units", 1).spec == RunSpec(units=128)


def test_a_step_moves_along_notches_and_choices() -> None:
    assert BASELINE.nudged("units", 1).value("units") == 1024
    assert BASELINE.nudged("units", -1).value("units") == 512
    assert BASELINE.nudged("units", -1).nudged("units", 1).value("units") == 518
    assert BASELINE.nudged("optimizer", -1).value("optimizer") == "adadelta"
    assert BASELINE.nudged("scale_pixels", 1).value("scale_pixels") is False
    assert BASELINE.nudged("seed", 1).value("seed") == 2
