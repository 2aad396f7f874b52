"""The next run for somebody who goes through the experiments."""

from __future__ import annotations

import pytest

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE, EXPERIMENTS, Variation
from mnist_lab.domain.experiments.next_step import NextStep, next_step
from mnist_lab.domain.experiments.step_keys import StepKeys
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.tables.run_summary import summary_of
from support.fakes import few_digits
from support.lab_examples import group_runs

FIRST, SECOND = EXPERIMENTS[:2]
NARROW, WIDE = FIRST.variations
QUICK = Budget(epochs=5, train_size=10_000)


def trained(*variations: Variation, budget: Budget | None = None, **changes: object) -> list[Run]:
    return [run for one in variations for run in group_runs(one, [0.97], budget=budget, **changes)]


def after(*variations: Variation, **changes: object) -> NextStep | None:
    """Return what follows after a run of the last of these, once all are trained."""
    runs = trained(*variations, **changes)
    return next_step(runs[-1], map(summary_of, runs))


ALL = [one for each in EXPERIMENTS for one in each.variations]


@pytest.mark.parametrize(
    ("variations", "step"),
    [
        ([BASELINE], NextStep(None, is_complete=False, experiment=FIRST, variation=NARROW)),
        ([NARROW, BASELINE], NextStep(None, is_complete=False, experiment=FIRST, variation=WIDE)),
        ([BASELINE, NARROW], NextStep(FIRST, is_complete=False, experiment=FIRST, variation=WIDE)),
        ([BASELINE, WIDE], NextStep(FIRST, is_complete=False, experiment=FIRST, variation=NARROW)),
        ([NARROW], NextStep(FIRST, is_complete=False, experiment=FIRST, variation=None)),
        ([NARROW, WIDE], NextStep(FIRST, is_complete=False, experiment=FIRST, variation=None)),
        (
            [BASELINE, NARROW, WIDE],
            NextStep(FIRST, is_complete=True, experiment=SECOND, variation=SECOND.variations[0]),
        ),
        ([BASELINE, *ALL], NextStep(EXPERIMENTS[-1], is_complete=True)),
        ([*ALL, BASELINE], None),
    ],
)
def test_the_step_is_the_first_variation_without_a_run(variations: list[Variation], step: NextStep | None) -> None:
    assert after(*variations) == step


def test_only_runs_with_as_many_epochs_and_digits_count() -> None:
    full, quick = trained(BASELINE, NARROW), trained(NARROW, budget=QUICK)
    step = next_step(quick[-1], map(summary_of, [*full, *quick]))
    budget = {"epochs": 5, "train_size": 10_000}
    assert step == NextStep(FIRST, is_complete=False, experiment=FIRST, variation=None, budget=budget)


@pytest.mark.parametrize(
    ("variations", "sentence"),
    [
        ([BASELINE], "Experiment 1 of 7: tab, set nodes per layer to 64, F5."),
        ([NARROW], "Experiment 1 of 7 needs its own baseline: tab, F8, set epochs to 3, F5."),
        (
            [BASELINE, NARROW, WIDE],
            "Experiment 1 of 7 is trained. Next, experiment 2: tab, F8, set hidden layers to 4 and epochs to 3, F5.",
        ),
    ],
)
def test_the_words_keep_a_budget_that_no_lab_has(variations: list[Variation], sentence: str) -> None:
    full = trained(BASELINE, *ALL)
    runs = trained(*variations, budget=Budget(epochs=3))
    step = next_step(runs[-1], map(summary_of, [*full, *runs]))
    assert step is not None
    assert step.sentence(StepKeys(form="tab")) == sentence
    assert "alt+4" not in step.short(StepKeys())


def test_the_words_of_the_first_experiment_fit_a_line_of_80_columns() -> None:
    step = after(BASELINE, NARROW)
    assert step is not None
    assert step.sentence(StepKeys(form="tab")) == (
        "Experiment 1 of 7: tab, set nodes per layer to 2048, F5; or alt+4 runs it."
    )


def test_other_seeds_count_too() -> None:
    run = trained(BASELINE)[0]
    others = [each.model_copy(update={"spec": each.spec.model_copy(update={"seed": 7})}) for each in trained(NARROW)]
    step = next_step(run, map(summary_of, [run, *others]))
    assert step is not None
    assert step.variation == WIDE


def test_nothing_follows_from_a_run_outside_the_experiments() -> None:
    assert after(BASELINE, Variation("half dropout", {"dropout": 0.5})) is None
    assert after(BASELINE, data=few_digits().dataset) is None
    assert after(BASELINE, state=RunState.STOPPED) is None


@pytest.mark.parametrize("variations", [[BASELINE], [BASELINE, NARROW], [NARROW], [BASELINE, NARROW, WIDE]])
def test_the_words_name_experiment_setting_and_keys(variations: list[Variation]) -> None:
    step = after(*variations)
    assert step is not None
    keys = StepKeys("f6", "f9", "ctrl+n")
    for words in (step.sentence(keys), step.short(keys)):
        assert "xperiment 1" in words
        assert "ctrl+n" in words
    assert len(step.short(keys)) <= 58
    if step.variation == NARROW:
        assert "nodes per layer to 64" in step.sentence(keys)
        assert "f6" in step.sentence(keys)


@pytest.mark.parametrize("variations", [[BASELINE], [BASELINE, NARROW], [BASELINE, NARROW, WIDE]])
def test_a_folded_form_is_opened_first(variations: list[Variation]) -> None:
    step = after(*variations)
    assert step is not None
    assert "ctrl+t, " in step.sentence(StepKeys(form="ctrl+t"))
    assert "ctrl+t" not in step.sentence(StepKeys())
