"""How labs stand on certain terms: shared groups, answers, what is still unknown, predictions compared with results."""

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
    """So many runs of each group of the lab, the baseline good and all others worse."""
    baseline, *others = groups_in(LABS[name])
    return [*group_runs(baseline, STEADY[:count]), *(r for each in others for r in group_runs(each, WORSE[:count]))]


def a_picture(runs: list[Run], hypotheses: tuple[Hypothesis, ...] = (), budget: Budget | None = None) -> LabsOverview:
    budget = budget or Budget()
    plans = plans_of(budget, map(summary_of, runs), DATA)
    return overview_of(budget, plans, runs, hypotheses)


def a_prediction(**answers: str) -> Hypothesis:
    return Hypothesis(lab="dropout", group="no dropout", made=NOW, epochs=10).model_copy(update=answers)


def test_one_labs_runs_count_for_the_others_that_share_its_baseline() -> None:
    overview = a_picture(runs_of_lab("dropout"))
    kept = {name: (len(each.plan.kept), each.plan.count) for name, each in overview.statuses.items()}
    assert kept["dropout"] == (6, 6)
    assert kept["nodes"] == (3, 9)
    assert kept[ALL] == (6, 33)
    assert overview.statuses["dropout"].seconds == 0
    assert overview.statuses["nodes"].seconds > 0


def test_a_lab_answers_once_every_run_is_kept() -> None:
    complete = a_picture(runs_of_lab("dropout")).statuses["dropout"]
    assert complete.is_complete
    assert complete.answer.startswith("The baseline's test accuracy is 97.95 ±0.05 % (3 runs)")
    assert complete.gist == "no dropout: worse by 5.40 points"
    begun = a_picture(runs_of_lab("dropout")[:-1]).statuses["dropout"]
    assert begun.is_begun
    assert (begun.answer, begun.gist) == ("", "")
    assert not a_picture([]).statuses["dropout"].is_begun


def test_the_whole_post_has_every_group_once_and_names_the_lab_of_each() -> None:
    whole = a_picture(runs_of_lab("relu")).statuses[ALL]
    assert [group.label for group in whole.groups] == [group.label for group in groups_in(LABS[ALL])]
    no_relu = next(group for group in whole.groups if group.label == "no ReLU")
    assert whole.result_with(no_relu).lab.name == "relu"
    assert whole.result_with(whole.groups[0]).lab.name == "nodes"


def test_what_can_still_be_predicted_are_the_variations_that_lack_a_run_or_their_baseline() -> None:
    dropout = runs_of_lab("dropout")
    assert a_picture(dropout).statuses["dropout"].unknown == ()
    assert [lab.name for lab in a_picture(dropout).statuses[ALL].unknown] == [
        "nodes", "layers", "relu", "scaling", "optimizer", "batch",
    ]  # fmt: skip
    without_a_baseline = a_picture(dropout[1:]).statuses["dropout"].unknown
    assert [variation.label for lab in without_a_baseline for variation in lab.variations] == ["no dropout"]


def test_a_prediction_waits_for_the_last_run_and_is_scored_then() -> None:
    predicted = (a_prediction(accuracy="down", fit="same"),)
    before = a_picture(runs_of_lab("dropout")[:-1], predicted)
    group = before.statuses["dropout"].groups[1]
    assert [each.is_right for each in before.statuses["dropout"].outcomes_of(group)] == [None, None]
    assert before.score is None
    assert format_score(before.statuses["dropout"].scored, None) == ""
    after = a_picture(runs_of_lab("dropout"), predicted)
    status = after.statuses["dropout"]
    assert [each.is_right for each in status.outcomes_of(status.groups[1])] == [True, True]
    assert format_score(status.scored, after.score) == "Predicted: 2 of 2 right. So far, over all labs: 2 of 2."
    assert (after.hypotheses[0].right, after.hypotheses[0].asked) == (2, 2)
    whole = after.statuses[ALL]
    assert all(not whole.outcomes_of(each) for each in whole.groups)


def test_a_prediction_on_other_terms_is_none_for_these() -> None:
    quick = a_picture(runs_of_lab("dropout"), (a_prediction(accuracy="down").model_copy(update={"epochs": 3}),))
    status = quick.statuses["dropout"]
    assert status.outcomes_of(status.groups[1]) == ()


def test_the_words_beside_the_table_say_what_may_be_said_of_the_group_under_the_cursor() -> None:
    status = a_picture(runs_of_lab("dropout"), (a_prediction(accuracy="up"),)).statuses["dropout"]
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


def test_what_is_changed_and_held_and_the_terms_are_three_lines() -> None:
    changed, budget, held = format_budget(LABS["dropout"], Budget(repeats=1)).split("\n")
    assert changed == "dropout: 0.20 → off"
    assert budget == "1 repeat, 10 epochs, all training digits"
    assert held.endswith("seed 1 in every group")


def test_quick_terms_say_that_they_are_not_the_posts_and_lead_back() -> None:
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
def test_terms_that_make_no_sense_are_the_usual_ones(remembered: object) -> None:
    assert budget_from(remembered) == Budget()


def test_terms_come_back_as_they_were_remembered() -> None:
    budget = Budget(repeats=7, epochs=4, train_size=2000)
    assert budget_from(budget.document) == budget
