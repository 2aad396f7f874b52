"""What is said of the temperature of a network that is too certain, and when nothing is."""

from __future__ import annotations

import math

import pytest

from mnist_lab.domain.advice.explanation import explain
from mnist_lab.domain.advice.temperature import temperature_sentences
from mnist_lab.domain.fit.rule import Label
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.spec import RunSpec
from support.fakes import an_epoch
from support.made_histories import flat


def tempered(temperature: float | None, refined: float | None, val_loss: float = 0.118) -> tuple[Epoch, ...]:
    """Return a history whose last epoch alone has these figures."""
    return (*flat(val_loss)[:-1], an_epoch(6, val_loss, temperature=temperature, refined_val_loss=refined))


def test_an_over_confident_run_shows_what_temperature_alone_would_do() -> None:
    epochs = tuple(
        epoch.model_copy(update={"temperature": 1.62, "refined_val_loss": 0.07}) for epoch in flat(0.118, accuracy=0.98)
    )
    explained = explain(epochs, RunSpec())
    assert explained.verdict.label is Label.OVER_CONFIDENT
    for figure in ("T = 1.62", "from 0.1180 to 0.0700"):
        assert figure in explained.temperature


@pytest.mark.parametrize("label", [label for label in Label if label is not Label.OVER_CONFIDENT])
def test_other_verdicts_say_nothing_of_it(label: Label) -> None:
    assert temperature_sentences(label, tempered(1.62, 0.07)) == ""


@pytest.mark.parametrize(
    ("temperature", "refined"),
    [(None, None), (math.nan, math.nan), (1.62, None), (0.9, 0.1), (1.01, 0.1179), (math.inf, 0.07)],
)
def test_nothing_is_said_without_a_temperature_that_helps(temperature: float | None, refined: float | None) -> None:
    assert temperature_sentences(Label.OVER_CONFIDENT, tempered(temperature, refined)) == ""
    assert temperature_sentences(Label.OVER_CONFIDENT, ()) == ""
