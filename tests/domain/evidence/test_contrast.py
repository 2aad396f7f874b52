"""Two groups compared: the conclusion with its caveats, of one comparison and of several at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest

from mnist_lab.domain.evidence.contrast import contrast, contrasts
from mnist_lab.domain.evidence.finding_text import finding
from mnist_lab.domain.evidence.groups import Group, groups_of
from mnist_lab.domain.evidence.spec_diff import format_change
from mnist_lab.domain.runs.run import MNIST, Dataset, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.metrics import METRICS, USUAL
from support.fakes import ENVIRONMENT
from support.run_examples import a_summary

A = (0.980, 0.981, 0.982)
B = (0.990, 0.991, 0.992)


def group(figures: Sequence[float | None], first_seed: int = 1, **settings: Any) -> Group:
    """Return a group with these test accuracies and consecutive seeds."""
    states = {name: settings.pop(name) for name in ("state", "data", "environment") if name in settings}
    (found,) = groups_of(
        a_summary(
            seed,
            spec=RunSpec.of({**settings, "seed": seed}),
            test_accuracy=figure,
            id=f"{'-'.join(settings).replace('_', '-') or 'baseline'}{'-elsewhere' if 'data' in states else ''}-{seed}",
            **states,
        )
        for seed, figure in enumerate(figures, start=first_seed)
    )
    return found


def test_b_is_compared_with_a() -> None:
    found = contrast(group(A), group(B, units=64), USUAL)
    assert found.evidence is not None
    assert found.evidence.difference == pytest.approx(0.01)
    assert (found.differs, found.change) == (("units",), format_change(found.a.spec, found.b.spec))
    assert found.sentence == f"{finding(found.evidence, USUAL)}; B was better in 9 of 9 pairs."


@pytest.mark.parametrize("first_seed", [1, 2, 7])
@pytest.mark.parametrize("count", [3, 5, 10])
def test_the_same_seeds_are_not_paired(count: int, first_seed: int) -> None:
    figures = [0.98 + 0.001 * (place % 4) for place in range(count)]
    found = contrast(group(figures), group(figures, first_seed, units=64), USUAL)
    assert found.evidence is not None
    assert not found.evidence.paired
    assert found.evidence.freedom == pytest.approx(2 * count - 2)


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        (group(A), group([None], units=64), "no conclusion: one side has no finished run"),
        (
            group(A),
            group([*B, None], units=64),
            "; 1 of 4 runs of B has no finite test accuracy and could not be counted.",
        ),
        (
            group([*A, math.nan, None]),
            group(B, units=64),
            "; 2 of 5 runs of A have no finite test accuracy and could not be counted.",
        ),
        (group(A), group(B, units=64, dropout=0.0), "; 2 settings differ: this cannot tell which did it."),
        (
            group(A),
            group(B, units=64, data=Dataset(name="others", sha256="1")),
            "; they were trained on different digits.",
        ),
    ],
    ids=["no figure", "one lost", "two lost", "two changes", "other digits"],
)
def test_the_conclusion_has_its_caveats(a: Group, b: Group, words: str) -> None:
    found = contrast(a, b, USUAL)
    assert words in found.sentence
    assert found.sentence.endswith(".")


def test_a_run_that_is_not_finished_does_not_count() -> None:
    found = contrast(group(A), group(B, units=64, state=RunState.STOPPED), USUAL)
    assert found.evidence is None
    assert found.document["conclusive"] is False


def test_other_digits_are_a_difference() -> None:
    elsewhere = Dataset(name="others", sha256="1")
    digits = f"digits {MNIST.text} → {elsewhere.text}"
    assert contrast(group(A), group(B, data=elsewhere), USUAL).change == digits
    both = contrast(group(A), group(B, units=64, data=elsewhere), USUAL)
    assert both.change == f"{format_change(both.a.spec, both.b.spec)}, {digits}"


def test_times_of_different_machines_have_a_caveat() -> None:
    here = group(A, environment=ENVIRONMENT)
    there = group(B, units=64, environment=ENVIRONMENT.model_copy(update={"host": "elsewhere"}))
    seconds = METRICS["seconds"]
    assert contrast(here, there, seconds).sentence.endswith("on one machine.")
    assert "machine" not in contrast(here, group(B, units=64, environment=ENVIRONMENT), seconds).sentence
    assert "machine" not in contrast(here, there, USUAL).sentence


class TestRepeats:
    def test_one_run_and_another_of_its_group(self) -> None:
        found = contrast(group([0.98]), group([0.982], 2), USUAL)
        assert found.sentence == (
            "one run each is no evidence: they are repeats of one another, "
            "and chance alone made the difference of 0.20 points."
        )
        assert (found.differs, found.document["conclusive"]) == ((), False)

    @pytest.mark.parametrize(("figures", "words"), [([0.98], "the same run"), (A, "the same group of repeats")])
    def test_a_group_and_itself(self, figures: Sequence[float], words: str) -> None:
        found = contrast(group(figures), group(figures), USUAL)
        assert found.sentence == f"A and B are {words}: there is nothing to compare."
        assert found.evidence is None

    def test_one_of_which_has_no_figure(self) -> None:
        found = contrast(group([0.98]), group([None], 2), USUAL)
        assert found.sentence == "A and B are repeats of one another, of which one has no finite test accuracy."


def test_the_document_has_both_groups_and_null_for_what_is_unknown() -> None:
    one, other = group([0.98]), group([0.97, None], units=64)
    document = contrast(one, other, USUAL).document
    assert list(document) == [
        "a", "b", "differs", "metric", "difference", "low", "high", "conclusive",
        "level", "looks", "better_pairs", "tied_pairs", "pairs", "sentence",
    ]  # fmt: skip
    common = {"data": MNIST.model_dump(), "sd": None, "n": 1}
    assert document["a"] == {**common, "label": "baseline", "runs": ["baseline-1"], "mean": 0.98}
    assert document["b"] == {**common, "label": "nodes 64", "runs": ["units-1"], "mean": 0.97}
    assert (document["low"], document["high"], document["conclusive"]) == (None, None, False)
    nothing = contrast(one, group([None], units=64), METRICS["test_loss"]).document
    assert (nothing["difference"], nothing["a"]["mean"], nothing["a"]["n"]) == (None, None, 0)


def test_several_comparisons_are_corrected_together() -> None:
    others = [group(B, units=64), group([None], dropout=0.0), group([0.97], batch_size=32), group(A, epochs=3)]
    found = contrasts(group(A), others, USUAL)
    assert [each.b.spec for each in found] == [other.spec for other in others]
    assert [each.evidence is None for each in found] == [False, True, False, False]
    assert [each.evidence.family for each in found if each.evidence is not None] == [2, 1, 2]
    alone = contrast(group(A), others[0], USUAL).evidence
    assert alone is not None
    assert alone.low is not None
    assert found[0].evidence is not None
    assert found[0].evidence.low is not None
    assert found[0].evidence.low < alone.low
    assert contrasts(group(A), [], USUAL) == ()
