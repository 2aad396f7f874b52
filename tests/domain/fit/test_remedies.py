"""The remedies of each verdict: what they change, and within which bounds."""

from __future__ import annotations

import math

import pytest

from mnist_lab.domain.fit.remedies import RATE_FAR_OFF, UNLIKE_WEIGHTS, Remedy, fewer_epochs, patience_to_the_best
from mnist_lab.domain.fit.rule import Course, Label
from mnist_lab.domain.fit.rules import COURSE_RULES, RULES
from mnist_lab.domain.runs.spec import RunSpec
from support.fakes import a_history
from support.read_histories import HISTORIES, real

REMEDIES: dict[Label | Course, tuple[Remedy, ...]] = {
    **{rule.word: rule.remedies for rule in RULES},
    **{rule.word: rule.remedies for rule in COURSE_RULES},
}
NARROW = {"hidden_layers": 0, "units": 1, "dropout": 0, "batch_size": 60000, "epochs": 1000, "early_stopping": 1}
WIDE = {"hidden_layers": 8, "units": 4096, "dropout": 0.9, "batch_size": 1, "epochs": 1, "train_size": 100}


@pytest.mark.parametrize("label", [*Label, *Course])
@pytest.mark.parametrize(
    "values",
    [
        {},
        NARROW,
        WIDE,
        {"dropout": 0.75},
        {"dropout": 0.89},
        {"learning_rate": 1e-12},
        {"learning_rate": 1e6, "optimizer": "sgd", "scale_pixels": False},
        {"activation": "tanh", "kernel_initializer": "zero", "units": 3000},
    ],
    ids=str,
)
def test_a_suggestion_stays_within_the_bounds_of_its_setting(label: Label | Course, values: dict[str, object]) -> None:
    spec = RunSpec.of(values)
    found = [suggestion for remedy in REMEDIES[label] if (suggestion := remedy.suggest(spec)) is not None]
    for suggestion in found:
        changed = RunSpec.of({**spec.model_dump(), **suggestion.changes})
        assert changed.differences(spec) == tuple(suggestion.changes)
    assert len({suggestion.text for suggestion in found}) == len(found)


@pytest.mark.parametrize(
    ("label", "units", "suggested"),
    [
        (Label.OVER_CONFIDENT, 518, 128),
        (Label.OVER_CONFIDENT, 2048, 512),
        (Label.OVER_CONFIDENT, 100, 32),
        (Label.OVER_CONFIDENT, 32, 8),
        (Label.OVER_CONFIDENT, 31, None),
        (Label.UNDER_FITTING, 4, 64),
        (Label.UNDER_FITTING, 100, 512),
        (Label.UNDER_FITTING, 518, 2048),
        (Label.UNDER_FITTING, 4096, None),
    ],
)
def test_nodes_are_suggested_in_powers_of_two(label: Label, units: int, suggested: int | None) -> None:
    made = [suggestion for remedy in REMEDIES[label] if (suggestion := remedy.suggest(RunSpec(units=units)))]
    nodes = [suggestion for suggestion in made if "units" in suggestion.changes]
    assert [suggestion.changes["units"] for suggestion in nodes] == ([] if suggested is None else [suggested])
    assert all(suggestion.text == f"{suggested} nodes" for suggestion in nodes)


@pytest.mark.parametrize(
    ("losses", "patience", "suggested"),
    [
        ((0.3, 0.2, 0.25, 0.25, 0.25), 2, 2),
        ((0.3, 0.2, 0.25, 0.25), 2, None),
        ((0.3, 0.31, 0.32, 0.2, 0.25, 0.25, 0.25, 0.25), 3, 3),
        ((0.3, 0.31, 0.32, 0.2, 0.25, 0.25, 0.25), 3, None),
        ((0.3, 0.31, 0.32, 0.33, 0.2, 0.19, 0.25, 0.25, 0.25, 0.25, 0.25), 4, 4),
        ((0.1, 0.2, 0.2, 0.2), 2, 2),
        ((math.nan, math.nan), 2, None),
        ((), 2, None),
    ],
)
def test_the_suggested_patience_reaches_the_best_epoch_but_not_the_end(
    losses: tuple[float, ...], patience: int, suggested: int | None
) -> None:
    epochs = a_history(losses)
    assert patience_to_the_best(epochs) == patience
    remedy = fewer_epochs(epochs)
    suggestion = remedy.suggest(RunSpec()) if remedy is not None else None
    assert (suggestion.changes["early_stopping"] if suggestion is not None else None) == suggested


@pytest.mark.parametrize("name", HISTORIES)
def test_a_suggested_patience_keeps_the_weights_that_a_real_run_kept(name: str) -> None:
    epochs = real(name)
    remedy = fewer_epochs(epochs)
    suggestion = remedy.suggest(RunSpec()) if remedy is not None else None
    if suggestion is None:
        return
    lowest, stopped = 0, None
    for place, epoch in enumerate(epochs):
        lowest = place if epoch.val_loss < epochs[lowest].val_loss else lowest
        if stopped is None and place - lowest >= suggestion.changes["early_stopping"]:
            stopped = place
    assert stopped is not None
    assert lowest < stopped < len(epochs) - 1


@pytest.mark.parametrize(
    ("optimizer", "rate", "label", "suggested"),
    [
        ("sgd", 1000.0, Label.DIVERGED, 0.01),
        ("rmsprop", 0.001, Label.DIVERGED, 0.0001),
        ("rmsprop", 0.02, Course.UNSTABLE, 0.001),
        ("sgd", 0.01, Course.STILL_IMPROVING, 0.05),
        ("sgd", 0.0001, Course.STILL_IMPROVING, 0.01),
        ("sgd", 0.2, Course.STILL_IMPROVING, 1.0),
        ("sgd", 0.5, Course.STILL_IMPROVING, None),
        ("rmsprop", 0.01, Course.STILL_IMPROVING, None),
        ("rmsprop", 0.001, Course.STILL_IMPROVING, None),
        ("rmsprop", 0.0002, Course.STILL_IMPROVING, 0.001),
        ("adamax", 0.001, Course.STILL_IMPROVING, None),
        ("adam", 0.001, Label.NOT_LEARNING, None),
        ("adadelta", 0.01, Course.STILL_IMPROVING, 0.05),
        ("adam", 0.03, Label.UNDER_FITTING, 0.001),
        ("adam", 0.0001, Label.UNDER_FITTING, None),
        ("adam", 0.9, Label.NOT_LEARNING, 0.001),
        ("adam", 1e-7, Label.NOT_LEARNING, 0.001),
    ],
)
def test_the_suggested_learning_rate_is_the_optimizers_own_or_beyond(
    optimizer: str, rate: float, label: Label | Course, suggested: float | None
) -> None:
    spec = RunSpec.of({"optimizer": optimizer, "learning_rate": rate})
    made = [suggestion.changes for remedy in REMEDIES[label] if (suggestion := remedy.suggest(spec)) is not None]
    assert [changes["learning_rate"] for changes in made if "learning_rate" in changes] == (
        [] if suggested is None else [suggested]
    )


@pytest.mark.parametrize(
    ("values", "suggested"),
    [
        ({"learning_rate": 0.0099}, None),
        ({"learning_rate": 0.01}, 0.001),
        ({"optimizer": "adam", "learning_rate": 0.03}, 0.001),
        ({"optimizer": "sgd", "learning_rate": 1.0}, None),
        ({"optimizer": "sgd", "learning_rate": 1.1}, 0.01),
        ({"optimizer": "sgd", "learning_rate": 0.1, "momentum": 0.9}, None),
        ({"optimizer": "sgd", "learning_rate": 0.2, "momentum": 0.9}, 0.01),
        ({"optimizer": "adadelta", "learning_rate": 1.0}, None),
        ({"learning_rate": 0.0001}, None),
        ({"learning_rate": 0.00001}, 0.001),
    ],
    ids=str,
)
def test_a_rate_far_off_breaks_training(values: dict[str, object], suggested: float | None) -> None:
    suggestion = RATE_FAR_OFF.suggest(RunSpec.of(values))
    assert (suggestion.changes["learning_rate"] if suggestion is not None else None) == suggested


@pytest.mark.parametrize(
    ("layers", "initializer", "is_broken"), [(2, "zero", True), (0, "zero", False), (2, "normal", False)]
)
def test_zero_weights_break_training_if_there_is_a_hidden_layer(layers: int, initializer: str, is_broken: bool) -> None:
    spec = RunSpec(hidden_layers=layers, kernel_initializer=initializer)
    assert (UNLIKE_WEIGHTS.suggest(spec) is not None) is is_broken


@pytest.mark.parametrize(
    ("keep", "suggested"), [("loss", ["refined"]), ("refined", []), ("accuracy", []), ("last", [])]
)
def test_over_confident_weights_are_kept_by_refined_loss_instead_of_loss(keep: str, suggested: list[str]) -> None:
    made = [remedy.suggest(RunSpec.of({"keep": keep})) for remedy in REMEDIES[Label.OVER_CONFIDENT]]
    assert [each.changes["keep"] for each in made if each is not None and "keep" in each.changes] == suggested
