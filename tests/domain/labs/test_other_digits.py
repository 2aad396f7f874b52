"""Labs on digits that are not MNIST: nothing of the post's figures or conclusions is beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE, EXPERIMENTS
from mnist_lab.domain.labs.analysis import LabResult, lab_document, results_of
from mnist_lab.domain.labs.answer import answer, answers
from mnist_lab.domain.labs.definitions import ALL, LABS
from mnist_lab.domain.labs.hypotheses import Hypothesis, hypotheses_document, hypotheses_from
from mnist_lab.domain.labs.outcomes import scored
from mnist_lab.domain.labs.report import curves_svg, lab_lines, report, report_name
from mnist_lab.domain.labs.screen_text import reading_lines
from mnist_lab.domain.runs.run import MNIST, Dataset
from support.lab_examples import STEADY, WORSE, group_runs
from support.text_tables import plain_table

OTHERS = Dataset(name="other pictures", sha256="1f" * 32)
QUICK = Budget(epochs=5, train_size=2000)
POST = re.compile(r"the post(?!'s reading)|\bpost:", re.IGNORECASE)
"""What the post found; its way to read losses goes with any digits."""
FIGURES = [
    f"{accuracy * 100:.2f}"
    for each in (BASELINE, *(variation for lab in EXPERIMENTS for variation in lab.variations))
    if (accuracy := each.post.test_accuracy) is not None
]


def labs_on(data: Dataset, budget: Budget = QUICK) -> tuple[LabResult, ...]:
    """All labs with clearly worse variations on these digits."""
    labs = LABS[ALL]
    groups = [(BASELINE, STEADY), *((each, WORSE) for lab in labs for each in lab.variations)]
    runs = [run for each, of_it in groups for run in group_runs(each, of_it, budget=budget, data=data)]
    return results_of(labs, budget.on(data), runs)


def texts_of(results: Sequence[LabResult]) -> list[str]:
    """Everything that commands, reports and screens say of these labs."""
    pages = [report(results, "1"), report(results[:1], "1"), *answers(results), *map(answer, results)]
    lines = [line for result in results for line in lab_lines(result, plain_table)]
    readings = [line for result in results for group in result.groups for line in reading_lines(group)]
    return [*pages, *lines, *readings, *map(curves_svg, results), results[0].budget.caveat]


def test_nothing_that_the_post_found_is_beside_other_digits() -> None:
    assert any(POST.search(text) for text in texts_of(labs_on(MNIST)))  # or the next would prove nothing
    for text in texts_of(labs_on(OTHERS)):
        assert not POST.search(text), text
        assert not any(figure in text for figure in FIGURES), text


def test_reports_name_the_digits_in_text_and_in_their_own_name() -> None:
    results = labs_on(OTHERS)
    assert OTHERS.text in report(results, "1")
    assert any(OTHERS.text in line for line in lab_lines(results[0], plain_table))
    names = {report_name(labs_on(data)[:1]) for data in (MNIST, OTHERS, Dataset(name=OTHERS.name, sha256="2"))}
    assert len(names) == 3
    assert all(re.fullmatch(r"[\w.-]+", name) for name in names)


def test_the_document_names_the_digits_and_has_no_figure_of_the_post() -> None:
    document = lab_document(labs_on(OTHERS), [""] * 7)
    assert document["data"] == OTHERS.model_dump()
    assert {group["post"] for lab in document["labs"] for group in lab["groups"]} == {None}


def test_a_guess_is_only_compared_with_results_on_its_own_digits() -> None:
    guess = Hypothesis(
        lab="relu", group="no ReLU", made=datetime(2026, 1, 1, tzinfo=UTC), epochs=5, train_size=2000, accuracy="down"
    )
    on_others = guess.model_copy(update={"data": OTHERS})
    for data, right in ((MNIST, guess), (OTHERS, on_others)):
        (result,) = (each for each in labs_on(data) if each.lab.name == "relu")
        assert scored([guess, on_others], result).hypotheses == (right.model_copy(update={"right": 1, "asked": 1}),)
    assert hypotheses_from(hypotheses_document([guess, on_others])) == (guess, on_others)
    (old,) = hypotheses_from([{key: value for key, value in hypotheses_document([guess])[0].items() if key != "data"}])
    assert old == guess


@pytest.mark.parametrize(
    ("budget", "caveat"),
    [(Budget(), ""), (QUICK, "5 epochs and 2,000 training digits"), (Budget(epochs=20), "20 epochs")],
)
def test_a_budget_on_other_digits_is_not_compared_with_the_posts(budget: Budget, caveat: str) -> None:
    assert budget.on(OTHERS).caveat == caveat
    assert budget.on(OTHERS).extent == f"{budget.extent} of {OTHERS.name}"
    assert budget.on(MNIST) == budget
