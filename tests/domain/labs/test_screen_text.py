"""The text on the screen of a lab."""

from __future__ import annotations

import re
from dataclasses import replace

from mnist_lab.domain.experiments import catalog
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.formatting.units import format_gap
from mnist_lab.domain.labs.analysis import results_of
from mnist_lab.domain.labs.deciding import WHY_CLEAN
from mnist_lab.domain.labs.definitions import LABS
from mnist_lab.domain.labs.hypotheses import Hypothesis, Score
from mnist_lab.domain.labs.outcomes import scored
from mnist_lab.domain.labs.reported import reported
from mnist_lab.domain.labs.screen_text import (
    POST_DIFFERS,
    finding_lines,
    format_budget,
    format_group_verdict,
    format_score,
    reading_lines,
    why_clean,
)
from mnist_lab.domain.labs.tables import named_finding
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.tables.metrics import METRICS
from support.fakes import a_history, an_epoch
from support.lab_examples import STEADY, WORSE, a_result, group_runs
from support.run_examples import BEGAN

RESULT = a_result("dropout", STEADY, WORSE)
BASELINE, VARIED = RESULT.groups


def ending(loss: float) -> tuple[Epoch, ...]:
    """Return a history that ends with this training loss."""
    return (*a_history([0.2, 0.12, 0.1, 0.1]), an_epoch(5, 0.1, loss=loss))


GUESS = Hypothesis(lab="dropout", group="no dropout", made=BEGAN, epochs=10, accuracy="up")


def test_the_text_beside_the_table_has_the_finding_and_the_guess() -> None:
    found, said = finding_lines(RESULT, VARIED, scored([GUESS], RESULT).outcomes)
    assert found == named_finding(VARIED)
    assert said == "✗ You said test accuracy up: wrong (92.55 % against 97.95 % of A)."
    assert finding_lines(RESULT, BASELINE, ()) == []


def test_a_guess_about_the_fit_shows_the_clean_gaps_that_decide_it() -> None:
    guess = Hypothesis(lab="dropout", group="no dropout", made=BEGAN, epochs=10, fit="over-fitting")
    _, said, why = finding_lines(RESULT, VARIED, scored([guess], RESULT).outcomes)
    gap = METRICS["clean_gap"].value(VARIED.group.summaries[0])
    assert gap is not None
    assert f"wrong (clean gap {gap:+.4f} against {gap:+.4f} of A: any difference is below" in said
    assert why == WHY_CLEAN


def test_the_figures_say_how_many_more_runs_would_show_a_difference() -> None:
    near = a_result("dropout", STEADY, (0.9788, 0.9796, 0.9790))
    guess = GUESS.model_copy(update={"accuracy": "down"})
    _, said = finding_lines(near, near.groups[1], scored([guess], near).outcomes)
    assert re.search(r"97\.91 % against 97\.95 % of A: no evidence yet, about \d+ more runs each\)\.", said)


def test_the_text_on_a_group_says_where_the_posts_gap_and_the_clean_gap_differ() -> None:
    """The post's gap is wider without dropout; the clean gaps are alike."""
    baseline = group_runs(catalog.BASELINE, STEADY, ending(0.06))
    wider = group_runs(LABS["dropout"][0].variations[0], WORSE, ending(0.01))
    (result,) = results_of(LABS["dropout"], Budget(), [*baseline, *wider])
    guess = Hypothesis(lab="dropout", group="no dropout", made=BEGAN, epochs=10, fit="over-fitting")
    (why,) = why_clean(result.groups[1], scored([guess], result).outcomes)
    assert why == POST_DIFFERS.format("over-fitting", "says as the baseline")


def test_gaps_in_the_text_have_the_sign_that_they_have_in_the_table() -> None:
    above = group_runs(LABS["dropout"][0].variations[0], WORSE, ending(0.2))
    (result,) = results_of(LABS["dropout"], Budget(), [*group_runs(catalog.BASELINE, STEADY), *above])
    reading = result.groups[1].reading
    assert reading is not None
    assert f"gap {format_gap(reading.signed_gap)}" in reading_lines(result.groups[1])[0]
    assert format_gap(reading.signed_gap).startswith("−")


def test_the_post_is_quoted_on_a_group() -> None:
    assert VARIED.variation.post.concludes in reading_lines(VARIED)[-1]


def test_the_verdict_of_a_group_says_how_many_seeds_get_it_and_whose_is_shown() -> None:
    varied = replace(VARIED, reading=None)
    assert format_group_verdict(varied) == "no dropout: good with 3 of 3 seeds; shown: seed 1."
    assert format_group_verdict(replace(varied, verdict=None)) == "no dropout: judged on one run."


def test_the_run_that_shows_a_verdict_is_the_first_seed_that_gets_it() -> None:
    first, *others = group_runs(LABS["dropout"][0].variations[0], WORSE)
    too_short = first.but(epochs=first.epochs[:3])
    (result,) = results_of(LABS["dropout"], Budget(), [*group_runs(catalog.BASELINE, STEADY), too_short, *others])
    varied = result.groups[1]
    assert varied.run_of_verdict == others[0]
    assert format_group_verdict(replace(varied, reading=None)) == "no dropout: good with 2 of 3 seeds; shown: seed 2."
    assert replace(varied, verdict=None).run_of_verdict is None


def test_a_verdict_of_a_group_has_the_posts_reading_of_the_means_in_the_table() -> None:
    assert VARIED.reading is not None
    assert format_gap(VARIED.reading.signed_gap) in format_group_verdict(VARIED)
    assert reported(VARIED).gap.text.startswith(format_gap(VARIED.reading.signed_gap))


def test_a_score_counts_the_right_guesses() -> None:
    found = [scored([GUESS], RESULT)]
    over_time = Score("dropout", BEGAN, right=0, asked=1, right_so_far=3, asked_so_far=5)
    assert format_score(found, None) == "Your guesses: 0 right, 1 wrong."
    assert format_score(found, over_time).endswith("3 right, 2 wrong.")
    assert format_score([], None) == ""


def test_change_budget_and_fixed_settings_are_three_lines() -> None:
    changed, budget, held = format_budget(LABS["dropout"], Budget(repeats=1)).split("\n")
    assert changed.startswith("dropout:")
    assert budget == Budget(repeats=1).text
    assert held.endswith("seed 1 in every group")
