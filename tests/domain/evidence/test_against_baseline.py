"""A run beside the baseline: what counts as evidence, and when nothing is said."""

from __future__ import annotations

import pytest

from mnist_lab.domain.evidence.against_baseline import AgainstBaseline, against_baseline
from mnist_lab.domain.evidence.baseline import choose_baseline
from mnist_lab.domain.experiments.catalog import BASELINE, EXPERIMENTS, Variation
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.tables.run_summary import summary_of
from support.fakes import few_digits
from support.lab_examples import SAME, STEADY, WORSE, group_runs

NARROW = EXPERIMENTS[0].variations[0]


def found(*runs: Run) -> AgainstBaseline | None:
    """Return how the last of these runs compares."""
    summaries = [*map(summary_of, runs)]
    return against_baseline(summaries[-1], summaries, choose_baseline(summaries, runs[-1].data))


def groups(baseline: tuple[float | None, ...], own: tuple[float | None, ...]) -> list[Run]:
    return [*group_runs(BASELINE, baseline), *group_runs(NARROW, own)]


@pytest.mark.parametrize(
    ("runs", "sentence"),
    [
        (groups((0.9797,), (0.9796,)), "test −0.01 points (one run each: no evidence)."),
        (groups((0.9797,), (0.9797,)), "test 0.00 points (one run each: no evidence)."),
        (groups(STEADY, (0.9701,)), "test −0.94 points (1 run, baseline 3: no evidence)."),
        (groups(STEADY, SAME), "test +0.003 points (3 runs each: no evidence of a difference)."),
    ],
)
def test_the_sentence_says_how_many_runs_there_are_and_what_they_show(runs: list[Run], sentence: str) -> None:
    against = found(*runs)
    assert against is not None
    assert against.sentence == f"Against your baseline: {sentence}"
    assert len(against.short) <= 58


def test_a_real_difference_has_its_interval() -> None:
    against = found(*groups(STEADY, WORSE))
    assert against is not None
    assert against.evidence.conclusive
    assert "(3 runs each: real, −5.5" in against.sentence
    assert "real" in against.short


def test_reruns_of_a_seed_are_no_more_evidence() -> None:
    baseline, own = group_runs(BASELINE, STEADY[:1]), group_runs(NARROW, WORSE[:1])
    again = [run.model_copy(update={"id": f"{run.id}-again"}) for run in (*baseline, *own)]
    against = found(*baseline, *again, *own)
    assert against is not None
    assert against.evidence.counts == (1, 1)


def test_several_settings_that_differ_are_said() -> None:
    both = Variation("both", {"units": 64, "dropout": 0.0})
    against = found(*group_runs(BASELINE, STEADY), *group_runs(both, SAME))
    assert against is not None
    assert "2 settings differ" in against.sentence


@pytest.mark.parametrize(
    "runs",
    [
        group_runs(BASELINE, STEADY),
        group_runs(NARROW, STEADY),
        groups((None,), STEADY),
        groups(STEADY, (None,)),
        [*group_runs(BASELINE, STEADY), *group_runs(NARROW, SAME, data=few_digits().dataset)],
        [*group_runs(BASELINE, STEADY), *group_runs(NARROW, SAME, state=RunState.STOPPED)],
    ],
    ids=["the baseline itself", "no baseline", "unscored baseline", "unscored run", "other digits", "stopped"],
)
def test_nothing_is_said_without_a_figure_on_both_sides(runs: list[Run]) -> None:
    assert found(*runs) is None
