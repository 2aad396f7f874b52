"""A verdict told to a beginner, and what to try next."""

from __future__ import annotations

import math

import pytest
from fakes import a_history, an_epoch
from test_verdict import READ_BY_HAND, real

from mnist_lab.domain.baseline import Baseline
from mnist_lab.domain.explanation import explain, post_words, so_far
from mnist_lab.domain.reading import post_reading
from mnist_lab.domain.spec import RunSpec


@pytest.mark.parametrize("name", READ_BY_HAND)
def test_every_verdict_has_its_meaning_its_checks_and_suggestions_that_make_a_spec(name: str) -> None:
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
        ("no-dropout", RunSpec(dropout=0), {"dropout": 0.2}),
        ("no-hidden-layer", RunSpec(hidden_layers=0), {"hidden_layers": 2}),
        ("no-relu", RunSpec(activation="linear"), {"activation": "relu"}),
        ("small-sgd", RunSpec(units=64, optimizer="sgd"), {"epochs": 20}),
        ("diverging", RunSpec(optimizer="sgd", learning_rate=1000, scale_pixels=False), {"scale_pixels": True}),
        ("few-digits", RunSpec(train_size=500, epochs=30), {"train_size": None}),
        ("zero-weights", RunSpec(kernel_initializer="zero"), {"kernel_initializer": "glorot_uniform"}),
    ],
)
def test_the_first_suggestion_undoes_what_a_reader_would_undo(
    name: str, spec: RunSpec, first: dict[str, object]
) -> None:
    assert explain(real(name), spec).suggestions[0].changes == first


def test_the_posts_sentence_compares_with_the_baseline_and_says_what_that_rests_on() -> None:
    reading = post_reading([an_epoch(1, 0.14, loss=0.04)], 0.07)
    words = post_words(reading, Baseline("the baseline", 0.07, RunSpec(), ("a", "b", "c")))
    assert words == (
        "training 0.0400 below validation 0.1400, gap 0.1000: leaning to over-fitting; "
        "relatively over-fitting, wider than the baseline's 0.0700 (median of 3 runs)."
    )


@pytest.mark.parametrize(
    ("losses", "words"),
    [
        ([], "The verdict comes with the last epoch."),
        ([0.3], "So far: validation loss 0.3000 after the first epoch."),
        ([0.3, 0.2], "So far: training loss falls, validation loss is at its lowest."),
        ([0.3, 0.2, 0.21], "So far: training loss falls, validation loss has had no new low for 1 epoch."),
        ([0.3, 0.2, 0.21, 0.2], "So far: training loss falls, validation loss has had no new low for 2 epochs."),
        ([0.3, math.nan], "A loss is not finite: training ends here."),
    ],
)
def test_how_a_run_looks_so_far(losses: list[float], words: str) -> None:
    assert so_far(a_history(losses)) == words
