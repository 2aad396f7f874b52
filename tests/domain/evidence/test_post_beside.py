"""The post's reading of a run beside the baseline: given only if the two can be compared."""

from __future__ import annotations

import math

import pytest

from mnist_lab.domain.evidence.baseline import Baseline, choose_baseline, of_the_post
from mnist_lab.domain.evidence.post_beside import IS_THE_BASELINE, NOT_FINITE, NOTHING, PostBeside, post_beside
from mnist_lab.domain.runs.run import Dataset, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary
from support.fakes import an_epoch
from support.run_examples import BEGAN, a_summary

OTHER = Dataset(name="other", sha256="1")
BASELINE = Baseline("the baseline", 0.06, RunSpec(), ("a", "b"), 10, frozenset({1, 2}))


def ended(spec: RunSpec | None = None, done: int = 10, *, number: int = 1, **changes: object) -> Summary:
    """A run that ended after so many epochs, with a gap of 0.1."""
    return a_summary(number, (an_epoch(done, 0.2, loss=0.1),), spec or RunSpec(units=64), **changes)


def beside(summary: Summary, baseline: Baseline | None = BASELINE) -> PostBeside:
    return post_beside(summary.run, summary.last, baseline)


def relative(found: PostBeside) -> str | None:
    return found.reading.relative if found.reading is not None else None


def test_runs_of_the_same_epochs_and_digits_are_compared() -> None:
    found = beside(ended())
    assert (relative(found), found.baseline, found.why_not) == ("over-fitting", BASELINE, "")


@pytest.mark.parametrize(
    ("summary", "is_of_other_terms"),
    [
        (ended(RunSpec(units=64, epochs=3), 3), True),
        (ended(RunSpec(units=64, early_stopping=1), 6), True),
        (ended(RunSpec(units=64, train_size=3000)), True),
        (ended(RunSpec(units=64, validation_split=0.5)), True),
        (ended(done=3, state=RunState.STOPPED), False),
        (ended(done=10, state=RunState.FAILED), False),
        (ended(done=3, state=RunState.RUNNING), False),
    ],
)
def test_other_runs_have_a_reason_and_no_comparison(summary: Summary, is_of_other_terms: bool) -> None:
    found = beside(summary)
    assert (relative(found), found.baseline, found.is_of_other_terms) == (None, None, is_of_other_terms)
    assert found.why_not


def test_as_many_training_digits_are_the_same_however_they_are_chosen() -> None:
    assert relative(beside(ended(RunSpec(units=64, train_size=48_000)))) is not None


def test_a_baseline_that_did_not_run_to_its_end_is_compared_with_nothing() -> None:
    stopped = choose_baseline([ended(RunSpec(units=32), 10, state=RunState.STOPPED, pinned_at=BEGAN)])
    found = beside(ended(number=2), stopped)
    assert (relative(found), bool(found.why_not), found.is_of_other_terms) == (None, True, False)


def test_without_finite_losses_or_epochs_there_is_no_reading() -> None:
    assert beside(a_summary(1, (an_epoch(10, math.nan),))) == PostBeside(why_not=NOT_FINITE)
    assert beside(a_summary(1)) == NOTHING


def test_on_digits_without_a_baseline_there_is_nothing_to_say() -> None:
    found = beside(ended(data=OTHER), None)
    assert (relative(found), found.why_not) == (None, "")


@pytest.mark.parametrize("repeats", [1, 3])
def test_the_only_run_of_the_posts_settings_is_compared_with_the_posts_own(repeats: int) -> None:
    runs = [ended(RunSpec(seed=7), number=number) for number in range(repeats)]
    assert beside(runs[0], choose_baseline(runs)).baseline == of_the_post()


def test_a_lone_baseline_of_other_settings_or_digits_is_never_compared_with_itself() -> None:
    pinned = ended(RunSpec(units=64), pinned_at=BEGAN)
    assert beside(pinned, choose_baseline([pinned])).why_not == IS_THE_BASELINE
    elsewhere = ended(RunSpec(), data=OTHER)
    assert beside(elsewhere, choose_baseline([elsewhere], OTHER)).why_not == IS_THE_BASELINE


def test_a_run_of_a_baseline_of_several_seeds_is_compared_with_it() -> None:
    runs = [ended(RunSpec(seed=seed), number=seed) for seed in (1, 2)]
    assert relative(beside(runs[0], choose_baseline(runs))) == "as the baseline"
