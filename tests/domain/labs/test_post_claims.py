"""The post's conclusions, compared with the evidence."""

from __future__ import annotations

import pytest

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE
from mnist_lab.domain.labs.analysis import results_of
from mnist_lab.domain.labs.definitions import LABS
from mnist_lab.domain.labs.post_claims import SHARP_FALL, Status, claims_of
from mnist_lab.domain.runs.history import Epoch
from support.fakes import a_history, an_epoch
from support.lab_examples import SAME, STEADY, WORSE, a_result, group_runs

BETTER = (0.99, 0.991, 0.9905)
HOLDS, FAILS, OPEN = Status


def history(loss: float, val_loss: float) -> tuple[Epoch, ...]:
    """Return a history whose last epoch has these losses."""
    return (*a_history([0.2, 0.12, 0.1, 0.1]), an_epoch(5, val_loss, loss=loss))


@pytest.mark.parametrize(
    ("lab", "group", "accuracies", "last", "claims"),
    [
        ("dropout", 0, WORSE, (0.01, 0.15), [("accuracy down", HOLDS), ("relatively over-fitting", HOLDS)]),
        ("dropout", 0, SAME, (0.06, 0.10), [("accuracy down", OPEN), ("relatively over-fitting", FAILS)]),
        ("dropout", 0, BETTER, (0.2, 0.1), [("accuracy down", FAILS), ("relatively over-fitting", FAILS)]),
        ("layers", 0, BETTER, (0.01, 0.15), [("accuracy up", HOLDS), ("relatively over-fitting", HOLDS)]),
        ("layers", 1, WORSE, (0.3, 0.2), [("accuracy down", HOLDS), ("relatively under-fitting", HOLDS)]),
        ("optimizer", 0, WORSE, (0.3, 0.2), [("RMSprop is the more accurate", HOLDS)]),
        ("scaling", 0, WORSE, (0.3, 0.2), [("accuracy drops sharply", FAILS)]),
        ("scaling", 0, (0.80, 0.81, 0.805), (0.3, 0.2), [("accuracy drops sharply", HOLDS)]),
        ("batch", 0, SAME, (0.06, 0.10), []),
    ],
)
def test_each_conclusion_of_the_post_holds_fails_or_is_open(
    lab: str,
    group: int,
    accuracies: tuple[float, ...],
    last: tuple[float, float],
    claims: list[tuple[str, Status]],
) -> None:
    baseline = group_runs(BASELINE, STEADY, history(0.06, 0.10))
    varied = group_runs(LABS[lab][0].variations[group], accuracies, history(*last))
    (result,) = results_of(LABS[lab], Budget(), [*baseline, *varied])
    found = claims_of(result.variations[group])
    assert [(claim.quote, claim.status) for claim in found] == claims


def test_a_fall_that_is_not_sharp_is_compared_with_the_sharpest_of_the_post() -> None:
    assert pytest.approx(0.0641) == SHARP_FALL
    (claim,) = claims_of(a_result("scaling", STEADY, WORSE).variations[0])
    assert "drop of 5.40 points is real, but not sharp" in claim.remark
    assert "6.4" in claim.remark


def test_one_run_each_leaves_a_conclusion_open() -> None:
    result = a_result("dropout", (0.98,), (0.70,))
    assert [claim.status for claim in claims_of(result.variations[0])] == [OPEN, OPEN]


def test_a_conclusion_about_the_fit_names_the_losses_it_rests_on() -> None:
    baseline = group_runs(BASELINE, STEADY, history(0.06, 0.10))
    wider = group_runs(LABS["dropout"][0].variations[0], SAME, history(0.01, 0.15))
    (result,) = results_of(LABS["dropout"], Budget(), [*baseline, *wider])
    assert claims_of(result.variations[0])[-1].remark.startswith("post's gap +0.1400, the baseline's +0.0400")
    crossed = group_runs(LABS["dropout"][0].variations[0], SAME, history(0.2, 0.15))
    (result,) = results_of(LABS["dropout"], Budget(), [*baseline, *crossed])
    assert "gap −0.0500: training above validation" in claims_of(result.variations[0])[-1].remark
