"""The status of labs at a budget: their runs, answers, and hypotheses."""

from __future__ import annotations

from datetime import UTC, datetime

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.labs.answer import answer, gist
from mnist_lab.domain.labs.definitions import ALL, LABS, groups_in
from mnist_lab.domain.labs.hypotheses import Hypothesis
from mnist_lab.domain.labs.outcomes import Judgement
from mnist_lab.domain.labs.rounds import rounds_from, with_rounds
from mnist_lab.domain.labs.screen_text import format_gist
from mnist_lab.domain.labs.status import plans_of
from mnist_lab.domain.overview import LabsOverview, overview_of
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.tables.run_summary import summary_of
from support.lab_examples import DATA, STEADY, WORSE, group_runs

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def runs_of_lab(name: str, count: int = 3) -> list[Run]:
    """Return `count` runs of each group of the lab, the baseline good and all others worse."""
    baseline, *others = groups_in(LABS[name])
    return [*group_runs(baseline, STEADY[:count]), *(r for each in others for r in group_runs(each, WORSE[:count]))]


def an_overview(runs: list[Run], hypotheses: tuple[Hypothesis, ...] = (), budget: Budget | None = None) -> LabsOverview:
    budget = budget or Budget(3)
    plans = plans_of(budget, map(summary_of, runs), DATA)
    return overview_of(budget, plans, runs, hypotheses)


def a_hypothesis(**answers: str) -> Hypothesis:
    return Hypothesis(lab="dropout", group="no dropout", made=NOW, epochs=10).model_copy(update=answers)


def test_labs_share_the_runs_of_their_baseline() -> None:
    overview = an_overview(runs_of_lab("dropout"))
    kept = {name: (len(each.plan.kept), each.plan.count) for name, each in overview.statuses.items()}
    assert kept["dropout"] == (6, 6)
    assert kept["nodes"] == (3, 9)
    assert kept[ALL] == (6, 33)
    assert overview.statuses["dropout"].seconds == 0
    assert overview.statuses["nodes"].seconds > 0


def test_a_lab_has_an_answer_once_every_run_is_kept() -> None:
    complete = an_overview(runs_of_lab("dropout")).statuses["dropout"]
    assert complete.is_complete
    assert complete.answer == answer(complete.results[0])
    assert complete.gist == gist(complete.results)
    begun = an_overview(runs_of_lab("dropout")[:-1]).statuses["dropout"]
    assert begun.is_begun
    assert (begun.answer, begun.gist) == ("", "")
    assert not an_overview([]).statuses["dropout"].is_begun


def test_the_whole_post_has_every_group_once_with_its_lab() -> None:
    whole = an_overview(runs_of_lab("relu")).statuses[ALL]
    assert [group.label for group in whole.groups] == [group.label for group in groups_in(LABS[ALL])]
    no_relu = next(group for group in whole.groups if group.label == "no ReLU")
    assert whole.result_with(no_relu).lab.name == "relu"
    assert whole.result_with(whole.groups[0]).lab.name == "nodes"


def test_only_variations_without_all_their_runs_can_be_guessed() -> None:
    dropout = runs_of_lab("dropout")
    assert an_overview(dropout).statuses["dropout"].unknown == ()
    assert [lab.name for lab in an_overview(dropout).statuses[ALL].unknown] == [
        "nodes", "layers", "relu", "scaling", "optimizer", "batch",
    ]  # fmt: skip
    without_a_baseline = an_overview(dropout[1:]).statuses["dropout"].unknown
    assert [variation.label for lab in without_a_baseline for variation in lab.variations] == ["no dropout"]


def test_a_hypothesis_is_scored_with_the_last_run() -> None:
    guessed = (a_hypothesis(accuracy="down", fit="same"),)
    before = an_overview(runs_of_lab("dropout")[:-1], guessed)
    group = before.statuses["dropout"].groups[1]
    assert [each.judgement for each in before.statuses["dropout"].outcomes_of(group)] == [None, None]
    assert before.score is None
    after = an_overview(runs_of_lab("dropout"), guessed)
    status = after.statuses["dropout"]
    assert [each.judgement for each in status.outcomes_of(status.groups[1])] == [Judgement.RIGHT, Judgement.RIGHT]
    assert [each.count(Judgement.RIGHT) for each in status.scored] == [2]
    assert after.score is not None
    assert (after.score.right_so_far, after.score.asked_so_far) == (2, 2)
    assert (after.hypotheses[0].right, after.hypotheses[0].asked) == (2, 2)
    whole = after.statuses[ALL]
    assert all(not whole.outcomes_of(each) for each in whole.groups)


def test_a_lab_keeps_the_result_of_a_whole_round_while_a_repeat_is_missing() -> None:
    runs, more = runs_of_lab("dropout"), Budget(4)
    seen = with_rounds({}, plans_of(Budget(3), map(summary_of, runs), DATA), Budget(3))
    plans = plans_of(more, map(summary_of, runs), DATA)
    guessed = (a_hypothesis(accuracy="down"),)
    status = overview_of(more, plans, runs, guessed, rounds=seen).statuses["dropout"]
    assert (status.is_complete, status.is_done, status.done, status.unknown) == (False, True, 3, ())
    assert status.answer
    assert format_gist(status).startswith(status.gist)
    assert "3 repeats" in format_gist(status)
    assert [each.judgement for each in status.outcomes_of(status.groups[1])] == [Judgement.RIGHT]
    never = overview_of(more, plans, runs, guessed).statuses["dropout"]
    assert (never.is_done, never.answer, len(never.unknown)) == (False, "", 1)
    gone = plans_of(more, map(summary_of, runs[1:]), DATA)
    assert not overview_of(more, gone, runs[1:], rounds=seen).statuses["dropout"].is_done
    of_quick = more.quick()
    at_quick = plans_of(of_quick, map(summary_of, runs), DATA)
    assert not overview_of(of_quick, at_quick, runs, rounds=seen).statuses["dropout"].is_done


def test_what_was_no_round_is_skipped() -> None:
    assert rounds_from({"nodes": 3, "batch": "x", 1: 2}) == {"nodes": 3}
    assert rounds_from([1]) == {}


def test_a_hypothesis_at_another_budget_does_not_count() -> None:
    quick = an_overview(runs_of_lab("dropout"), (a_hypothesis(accuracy="down").model_copy(update={"epochs": 3}),))
    status = quick.statuses["dropout"]
    assert status.outcomes_of(status.groups[1]) == ()
