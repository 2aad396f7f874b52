"""What is said of unusual digits."""

from __future__ import annotations

import pytest

from mnist_lab.domain.advice.digit_remarks import digit_remarks, remarks_on
from mnist_lab.domain.advice.explanation import explain
from mnist_lab.domain.fit.rule import Label
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Dataset
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.runs.split_facts import SplitFacts
from support.fakes import an_epoch
from support.store_examples import example_run

SORTED = SplitFacts(missing_classes=(8, 9), held_out_missing=0.957, test_missing=0.183)
FAINT = SplitFacts(largest_pixel=1)
SHUFFLED, UNSCALED = RunSpec.of({"validation_from": "shuffled"}), RunSpec.of({"scale_pixels": False})


def guessing(accuracy: float) -> tuple[Epoch, ...]:
    """A history whose accuracies never change."""
    figures = dict.fromkeys(("accuracy", "clean_accuracy", "val_accuracy"), accuracy)
    return tuple(an_epoch(number, 2.3, loss=2.3, clean_loss=2.3, **figures) for number in range(1, 7))


@pytest.mark.parametrize(
    ("facts", "spec", "sentence"),
    [
        (
            SORTED,
            RunSpec(),
            "No training digit is of classes 8 and 9, but 95.70 % of the held-out digits and 18.30 % of the test "
            "digits are; “held out” set to shuffled mixes the classes.",
        ),
        (
            SORTED,
            SHUFFLED,
            "No training digit is of classes 8 and 9, but 95.70 % of the held-out digits and 18.30 % of the test "
            "digits are.",
        ),
        (
            SplitFacts(missing_classes=(3,), test_missing=0.1),
            RunSpec(),
            "No training digit is of class 3, but 10.00 % of the test digits are.",
        ),
        (
            SplitFacts(largest_class=0.85),
            RunSpec(),
            "The largest class has 85.00 % of the training digits: that accuracy is chance here, not 10 %.",
        ),
        (
            FAINT,
            RunSpec(),
            "The largest pixel is 1, not 255: divided by 255, the pictures are nearly black. “÷ 255” set to no leaves "
            "them as they are.",
        ),
    ],
)
def test_each_fact_is_a_sentence(facts: SplitFacts, spec: RunSpec, sentence: str) -> None:
    assert digit_remarks(facts, spec) == (sentence,)


@pytest.mark.parametrize(
    ("facts", "spec"),
    [
        (None, RunSpec()),
        (SplitFacts(largest_class=0.112, largest_pixel=224), RunSpec()),
        (FAINT, UNSCALED),
    ],
)
def test_usual_digits_need_no_word(facts: SplitFacts | None, spec: RunSpec) -> None:
    assert digit_remarks(facts, spec) == ()


def test_every_fact_has_its_own_sentence() -> None:
    facts = SplitFacts(**{**SORTED.model_dump(), "largest_class": 0.5, "largest_pixel": 15})
    assert len(digit_remarks(facts, RunSpec())) == 3


def test_the_advice_for_sorted_digits_is_to_shuffle_them() -> None:
    explained = explain(guessing(0.99), RunSpec(), facts=SORTED)
    assert explained.verdict.label is Label.UNSEEN_CLASSES
    assert [suggestion.changes for suggestion in explained.suggestions] == [{"validation_from": "shuffled"}]
    assert explained.digits == digit_remarks(SORTED, RunSpec())


def test_the_advice_for_faint_pixels_is_not_to_divide_them() -> None:
    first = explain(guessing(0.1), RunSpec(), facts=FAINT).suggestions[0]
    assert first.changes == {"scale_pixels": False}
    unscaled = explain(guessing(0.1), UNSCALED, facts=FAINT).suggestions
    assert all("scale_pixels" not in suggestion.changes for suggestion in unscaled)
    assert explain(guessing(0.1), UNSCALED).suggestions[0].changes == {"scale_pixels": True}


@pytest.mark.parametrize(("asked", "remarks"), [(60_000, 1), (48_001, 1), (48_000, 0), (None, 0)])
def test_more_training_digits_than_are_left_are_remarked_on(asked: int | None, remarks: int) -> None:
    runs = [example_run(seed, spec=RunSpec(train_size=asked, seed=seed)) for seed in (1, 2)]
    found = remarks_on(runs)
    assert len(found) == remarks
    assert all("48,000" in remark for remark in found)


def test_how_many_digits_are_left_is_not_known_of_other_digits() -> None:
    other = Dataset(name="other", sha256="0" * 64)
    assert remarks_on([example_run(spec=RunSpec(train_size=60_000), data=other)]) == ()
