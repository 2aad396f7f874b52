"""The status of labs at a budget: shared groups, answers, what is unknown, hypotheses compared with results."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mnist_lab.domain.experiments.budget import QUICK_EPOCHS, QUICK_TRAIN_SIZE, Budget, budget_from
from mnist_lab.domain.labs.definitions import ALL, LABS, groups_in
from mnist_lab.domain.labs.hypotheses import Hypothesis
from mnist_lab.domain.labs.screen_text import (
    finding_lines,
    format_budget,
    format_group_verdict,
    format_score,
    reading_lines,
)
from mnist_lab.domain.labs.status import plans_of
from mnist_lab.domain.overview import LabsOverview, overview_of
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.tables.run_summary import summary_of
from support.lab_examples import DATA, group_runs

STEADY = (0.9790, 0.9800, 0.9795)
WORSE = (0.9250, 0.9261, 0.9255)
NOW = datetime(2026, 11, 26, tzinfo=UTC)


def runs_of_lab(name: str, count: int = 3) -> list[Run]:
    """Return `count` runs of each group of the lab, the baseline good and all others worse."""
    baseline, *others = groups_in(LABS[name])
    return [*group_runs(baseline, STEADY[:count]), *(r for each in others for r in group_runs(each, WORSE[:count]))]


def an_overview(runs: list[Run], hypotheses: tuple[Hypothesis, ...] = (), budget: Budget | None = None) -> LabsOverview:
    budget = budget or Budget()
    plans = plans_of(budget, map(summary_of, runs), DATA)
    return overview_of(budget, plans, runs, hypotheses)


def a_hypothesis(**answers: str) -> Hypothesis:
    return Hypothesis(lab="dropout", group="no dropout", made=NOW, epochs=10).model_copy(update=answers)


def test_one_labs_runs_count_for_the_others_that_share_its_baseline() -> None:
    overview = an_overview(runs_of_lab("dropout"))
    kept = {name: (len(each.plan.kept), each.plan.count) for name, each in overview.statuses.items()}
    assert kept["dropout"] == (6, 6)
    assert kept["nodes"] == (3, 9)
    assert kept[ALL] == (6, 33)
    assert overview.statuses["dropout"].seconds == 0
    assert overview.statuses["nodes"].seconds > 0


def test_a_lab_answers_once_every_run_is_kept() -> None:
    complete = an_overview(runs_of_lab("dropout")).statuses["dropout"]
    assert complete.is_complete
    assert complete.answer.startswith("The baseline's test accuracy is 97.95 ±0.05 % (3 runs)")
    assert complete.gist == "no dropout: worse by 5.40 points"
    begun = an_overview(runs_of_lab("dropout")[:-1]).statuses["dropout"]
    assert begun.is_begun
    assert (begun.answer, begun.gist) == ("", "")
    assert not an_overview([]).statuses["dropout"].is_begun


def test_the_whole_post_has_every_group_once_and_names_the_lab_of_each() -> None:
    whole = an_overview(runs_of_lab("relu")).statuses[ALL]
    assert [group.label for group in whole.groups] == [group.label for group in groups_in(LABS[ALL])]
    no_relu = next(group for group in whole.groups if group.label == "no ReLU")
    assert whole.result_with(no_relu).lab.name == "relu"
    assert whole.result_with(whole.groups[0]).lab.name == "nodes"


def test_only_variations_without_all_runs_or_baseline_can_still_be_guessed() -> None:
    dropout = runs_of_lab("dropout")
    assert an_overview(dropout).statuses["dropout"].unknown == ()
    assert [lab.name for lab in an_overview(dropout).statuses[ALL].unknown] == [
        "nodes", "layers", "relu", "scaling", "optimizer", "batch",
    ]  # fmt: skip
    without_a_baseline = an_overview(dropout[1:]).statuses["dropout"].unknown
    assert [variation.label for lab in without_a_baseline for variation in lab.variations] == ["no dropout"]


def test_a_hypothesis_waits_for_the_last_run_and_is_scored_then() -> None:
    guessed = (a_hypothesis(accuracy="down", fit="same"),)
    before = an_overview(runs_of_lab("dropout")[:-1], guessed)
    group = before.statuses["dropout"].groups[1]
    assert [each.is_right for each in before.statuses["dropout"].outcomes_of(group)] == [None, None]
    assert before.score is None
    assert format_score(before.statuses["dropout"].scored, None) == ""
    after = an_overview(runs_of_lab("dropout"), guessed)
    status = after.statuses["dropout"]
    assert [each.is_right for each in status.outcomes_of(status.groups[1])] == [True, True]
    assert format_score(status.scored, after.score) == "Your guesses: 2 of 2 right. So far, over all labs: 2 of 2."
    assert (after.hypotheses[0].right, after.hypotheses[0].asked) == (2, 2)
    whole = after.statuses[ALL]
    assert all(not whole.outcomes_of(each) for each in whole.groups)


def test_a_hypothesis_at_another_budget_does_not_count() -> None:
    quick = an_overview(runs_of_lab("dropout"), (a_hypothesis(accuracy="down").model_copy(update={"epochs": 3}),))
    status = quick.statuses["dropout"]
    assert status.outcomes_of(status.groups[1]) == ()


def test_the_text_beside_the_table_gives_the_conclusion_on_the_group_at_the_cursor() -> None:
    status = an_overview(runs_of_lab("dropout"), (a_hypothesis(accuracy="up"),)).statuses["dropout"]
    baseline, varied = status.groups
    result = status.result_with(varied)
    finding, said = finding_lines(result, varied, status.outcomes_of(varied))
    assert finding.startswith("no dropout is worse by 5.40 points (95 % interval ")
    assert said == "You said: test accuracy up ✗ (down)."
    assert finding_lines(result, baseline, ()) == []
    assert reading_lines(varied)[-1] == "The post concluded: accuracy down, relatively over-fitting."
    assert format_group_verdict(varied).startswith(
        "no dropout: judged on the median of 3 runs at every epoch; 3 of 3 seeds"
    )
    assert format_group_verdict(replace(varied, verdict=None)) == "no dropout: judged on one run."


def test_change_budget_and_fixed_settings_are_three_lines() -> None:
    changed, budget, held = format_budget(LABS["dropout"], Budget(repeats=1)).split("\n")
    assert changed == "dropout: 0.20 → off"
    assert budget == "1 repeat, 10 epochs, all training digits"
    assert held.endswith("seed 1 in every group")


def test_a_quick_budget_has_a_caveat_and_can_be_undone() -> None:
    quick = Budget(repeats=5).quick()
    assert (quick.repeats, quick.epochs, quick.train_size) == (5, QUICK_EPOCHS, QUICK_TRAIN_SIZE)
    assert quick.is_quick
    assert quick.caveat
    assert quick.as_the_post() == Budget(repeats=5)
    assert not Budget(repeats=5).is_quick


@pytest.mark.parametrize(
    "remembered",
    [None, [], {"repeats": 0}, {"repeats": "3"}, {"epochs": -1}, {"train_size": "many"}, {"epochs": {}}],
)
def test_an_invalid_remembered_budget_is_the_usual_one(remembered: object) -> None:
    assert budget_from(remembered) == Budget()


def test_a_budget_is_remembered_as_it_was() -> None:
    budget = Budget(repeats=7, epochs=4, train_size=2000)
    assert budget_from(budget.document) == budget
