"""The results of a lab: its groups, their comparison with the baseline, and the document."""

from __future__ import annotations

import pytest

from mnist_lab.domain.evidence.significance import Evidence
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE, EXPERIMENTS
from mnist_lab.domain.labs.analysis import lab_document, results_of
from mnist_lab.domain.labs.definitions import ALL, LABS, groups_in
from mnist_lab.domain.runs.run import RunState
from support.lab_examples import SAME, STEADY, WORSE, a_result, group_runs


def test_groups_have_a_mean_and_a_spread_and_the_baseline_is_first() -> None:
    result = a_result("dropout", STEADY, SAME)
    assert [group.label for group in result.groups] == ["baseline", "no dropout"]
    average = result.baseline.average
    assert average is not None
    assert (average.mean, average.sd, average.count) == (pytest.approx(0.9795), pytest.approx(0.0005), 3)
    assert result.baseline.evidence is None
    assert result.baseline.reading is not None
    assert result.baseline.reading.relative is None


def test_all_labs_are_one_family_and_share_the_baseline() -> None:
    runs = [run for group in groups_in(LABS[ALL]) for run in group_runs(group, STEADY)]
    results = results_of(LABS[ALL], Budget(), runs)
    assert [result.lab for result in results] == list(EXPERIMENTS)
    assert {result.family for result in results} == {10}
    assert len({result.baseline.runs for result in results}) == 1
    worse = [run for group in groups_in(LABS["relu"])[1:] for run in group_runs(group, WORSE)]
    alone = a_result("relu", STEADY, WORSE).variations[0].evidence
    others = [run for run in runs if run.spec.activation == "relu"]
    among = results_of(LABS[ALL], Budget(), [*others, *worse])[3].variations[0].evidence
    assert isinstance(alone, Evidence)
    assert isinstance(among, Evidence)
    assert among.low is not None
    assert alone.low is not None
    assert among.low < alone.low


def test_failed_and_diverged_runs_do_not_count() -> None:
    (group,) = LABS["relu"][0].variations
    diverged, good, third = group_runs(group, (None, 0.93, None))
    failed = third.model_copy(update={"state": RunState.FAILED})
    (result,) = results_of(LABS["relu"], Budget(), [*group_runs(BASELINE, STEADY), diverged, good, failed])
    varied = result.variations[0]
    assert (varied.runs, varied.lost) == ((diverged, good), (failed,))
    assert varied.average is not None
    assert (varied.average.mean, varied.average.count) == (0.93, 1)


def test_a_failed_seed_that_finished_later_is_not_lost() -> None:
    first, *_ = group_runs(BASELINE, STEADY)
    failed = first.model_copy(update={"id": "failed", "state": RunState.FAILED})
    result = results_of(LABS["relu"], Budget(), [first, failed])[0]
    assert result.baseline.lost == ()


def test_the_document_has_the_documented_fields() -> None:
    result = a_result("nodes", STEADY, SAME, ())
    document = lab_document([result], ["said"])
    assert set(document) == {"labs", "epochs", "train_size", "data"}
    (lab,) = document["labs"]
    assert set(lab) == {"name", "question", "groups", "answer"}
    baseline, small, large = lab["groups"]
    assert set(small) == {
        "label", "runs", "mean", "sd", "n", "post", "difference", "low", "high", "conclusive",
        "level", "looks", "better_pairs", "tied_pairs", "pairs", "verdict", "course",
        "losses",
    }  # fmt: skip
    assert {name: set(figures) for name, figures in small["losses"].items()} == {
        "training_loss": {"mean", "sd", "post"},
        "validation_loss": {"mean", "sd", "post"},
        "gap": {"mean", "sd", "post"},
        "reading": {"ours", "post"},
    }
    assert (small["losses"]["gap"]["post"], large["losses"]["gap"]["mean"]) == (pytest.approx(-0.0154), None)
    assert (baseline["post"], baseline["difference"], baseline["conclusive"]) == (0.9797, None, False)
    assert small["runs"] == ["64-nodes-1", "64-nodes-2", "64-nodes-3"]
    assert small["low"] < small["difference"] < small["high"]
    assert (large["n"], large["mean"], large["verdict"]) == (0, None, None)
