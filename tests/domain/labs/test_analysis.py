"""What comes of a lab: groups, comparisons, the post's conclusions, the answer, tables, the report and its picture."""

from __future__ import annotations

import math
from typing import Any
from xml.etree import ElementTree

import pytest

from mnist_lab.domain.charts.bands import BandPoint, band_of
from mnist_lab.domain.charts.svg import Curves, loss_svg
from mnist_lab.domain.evidence.significance import Evidence
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE, EXPERIMENTS
from mnist_lab.domain.labs.analysis import lab_document, results_of
from mnist_lab.domain.labs.answer import answer, answers
from mnist_lab.domain.labs.definitions import ALL, LABS, groups_in
from mnist_lab.domain.labs.post_claims import SHARP_FALL, Status, claims_of
from mnist_lab.domain.labs.report import curves_svg, report, report_files
from mnist_lab.domain.labs.tables import accuracy_table, lost_lines, report_table
from mnist_lab.domain.runs.run import RunState
from support.fakes import a_history, an_epoch
from support.lab_examples import a_result, group_runs

STEADY = (0.9790, 0.9800, 0.9795)
SAME = (0.9792, 0.9798, 0.9796)
WORSE = (0.9250, 0.9261, 0.9255)


def test_groups_have_mean_spread_and_number_and_the_baseline_comes_first() -> None:
    result = a_result("dropout", STEADY, SAME)
    assert [group.label for group in result.groups] == ["baseline", "no dropout"]
    average = result.baseline.average
    assert average is not None
    assert (average.mean, average.sd, average.count) == (pytest.approx(0.9795), pytest.approx(0.0005), 3)
    assert result.baseline.evidence is None
    assert result.baseline.reading is not None
    assert result.baseline.reading.relative is None


def test_the_report_of_a_lab_under_way_says_how_much_of_it_there_is() -> None:
    begun = a_result("dropout", STEADY, SAME[:1])
    assert "- this lab is not complete: 4 of its 6 runs are there" in report([begun], "1")
    assert "not complete" not in report([a_result("dropout", STEADY, SAME)], "1")


def test_the_comparisons_of_all_labs_are_one_family_and_share_the_baseline() -> None:
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


def test_a_failed_run_is_told_and_a_diverged_one_counts_for_nothing() -> None:
    (group,) = LABS["relu"][0].variations
    bad = group_runs(group, (None, 0.93, None))
    failed = bad[2].model_copy(update={"state": RunState.FAILED, "error": "The GPU ran out of memory."})
    result = results_of(LABS["relu"], Budget(), [*group_runs(BASELINE, STEADY), bad[0], bad[1], failed])[0]
    average = result.variations[0].average
    assert average is not None
    assert average.count == 1
    assert lost_lines(result) == [
        "no ReLU, seed 3 (no-relu-3) is left out: The GPU ran out of memory.",
        "no ReLU, seed 1 (no-relu-1) diverged: it has no test accuracy and counts for nothing",
    ]


def test_a_failed_seed_that_finished_at_another_try_is_not_lost() -> None:
    first, *_ = group_runs(BASELINE, STEADY)
    failed = first.model_copy(update={"id": "failed", "state": RunState.FAILED})
    result = results_of(LABS["relu"], Budget(), [first, failed])[0]
    assert result.baseline.lost == ()


def history(loss: float, val_loss: float) -> Any:
    return [*a_history([0.2, 0.12, 0.1, 0.1]), an_epoch(5, val_loss, loss=loss)]


@pytest.mark.parametrize(
    ("lab", "group", "accuracies", "last", "phrases"),
    [
        ("dropout", 0, WORSE, (0.01, 0.15), ["“accuracy down”, which holds", "“relatively over-fitting”, which holds"]),
        (
            "dropout",
            0,
            SAME,
            (0.06, 0.10),
            ["“accuracy down”, which these runs do not show", "“relatively over-fitting”, which does not hold"],
        ),
        ("dropout", 0, (0.99, 0.991, 0.9905), (0.2, 0.1), ["“accuracy down”, which does not hold", "does not hold"]),
        (
            "layers",
            0,
            (0.99, 0.991, 0.9905),
            (0.01, 0.15),
            ["“accuracy up”, which holds", "“relatively over-fitting”, which holds"],
        ),
        ("layers", 1, WORSE, (0.3, 0.2), ["“accuracy down”, which holds", "“relatively under-fitting”, which holds"]),
        ("optimizer", 0, WORSE, (0.3, 0.2), ["“RMSprop is the more accurate”, which holds"]),
        (
            "scaling",
            0,
            WORSE,
            (0.3, 0.2),
            ["“accuracy drops sharply”, which does not hold here (the post calls a fall of 6.4"],
        ),
        ("scaling", 0, (0.80, 0.81, 0.805), (0.3, 0.2), ["“accuracy drops sharply”, which holds"]),
        ("batch", 0, SAME, (0.06, 0.10), []),
    ],
)
def test_the_posts_conclusions_are_held_to_the_evidence_and_to_its_own_reading(
    lab: str, group: int, accuracies: tuple[float, ...], last: tuple[float, float], phrases: list[str]
) -> None:
    baseline = group_runs(BASELINE, STEADY, history(0.06, 0.10))
    varied = group_runs(LABS[lab][0].variations[group], accuracies, history(*last))
    result = results_of(LABS[lab], Budget(), [*baseline, *varied])[0]
    claims = claims_of(result.variations[group])
    assert len(claims) == len(phrases)
    for claim, phrase in zip(claims, phrases, strict=True):
        assert phrase in claim.phrase


def test_a_sharp_fall_is_more_than_any_the_post_calls_down() -> None:
    assert pytest.approx(0.0641) == SHARP_FALL


def test_one_run_each_shows_no_conclusion() -> None:
    result = a_result("relu", (0.98,), (0.70,))
    assert claims_of(result.variations[0])[0].status is Status.OPEN
    assert "one run on a side is no evidence of what no ReLU (70.00) does" in answer(result)


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ((STEADY, WORSE), "test accuracy is 97.95 ±0.05 % (3 runs): no ReLU (92.55 ±0.06) is worse by 5.40 points."),
        ((STEADY, SAME), "there is no evidence that no ReLU (97.95 ±0.03) differs from it."),
        ((STEADY, ()), "no run of no ReLU has a test accuracy."),
        (((), WORSE), "The baseline has no test accuracy, so nothing can be compared with it."),
    ],
)
def test_the_answer_is_two_sentences_made_from_the_figures(groups: tuple[tuple[float, ...], ...], words: str) -> None:
    said = answer(a_result("relu", *groups))
    assert words in said
    assert "The post concluded for no ReLU “accuracy down”, which" in said
    assert said.count(". ") == 1
    assert said.endswith(".")


def test_the_second_sentence_says_of_each_conclusion_whether_it_holds_and_by_whose_reading() -> None:
    baseline = group_runs(BASELINE, STEADY, history(0.06, 0.10))
    varied = group_runs(LABS["dropout"][0].variations[0], SAME, history(0.01, 0.15))
    said = answer(results_of(LABS["dropout"], Budget(), [*baseline, *varied])[0])
    assert said.partition("differs from it. ")[2] == (
        "The post concluded for no dropout “accuracy down”, which these runs do not show, and “relatively "
        "over-fitting”, which holds by the post's reading (our verdict: unstable, 3 of 3 seeds agree)."
    )


@pytest.mark.parametrize("accuracies", [STEADY, ()])
def test_the_answers_of_several_labs_name_the_baseline_and_the_terms_once(accuracies: tuple[float, ...]) -> None:
    budget = Budget(epochs=2)
    runs = [*group_runs(BASELINE, accuracies, budget=budget)]
    for lab in ("dropout", "relu"):
        runs += group_runs(LABS[lab][0].variations[0], SAME, budget=budget)
    results = results_of((*LABS["dropout"], *LABS["relu"]), budget, runs)
    first, *of_labs = answers(results)
    assert first.startswith("With 2 epochs (the post: 10), the baseline")
    assert [line.partition(": ")[0] for line in of_labs] == ["dropout", "relu"]
    assert not any("With 2 epochs" in line or "baseline's test accuracy" in line for line in of_labs)
    assert all("The post concluded for no" in line for line in of_labs)
    if accuracies:
        assert of_labs[0].startswith(
            "dropout: there is no evidence that no dropout (97.95 ±0.03) differs from the base"
        )
    else:
        assert first.endswith("so nothing can be compared with it.")
    assert answers(results[:1]) == (answer(results[0]),)


def test_terms_that_are_not_the_posts_are_said_in_answer_report_and_picture() -> None:
    budget = Budget(epochs=2, train_size=2000)
    result = a_result("batch", STEADY, SAME, WORSE, budget=budget)
    assert answer(result).startswith("With 2 epochs (the post: 10) and 2,000 training digits (the post: 48,000), the")
    assert "there is no evidence that batch 512" in answer(result)
    assert "The post drew no conclusion from 98.01 % (batch 512) and 97.59 % (batch 32)" in answer(result)
    assert "**Not as in the post:** 2 epochs (the post: 10)" in report([result], "1")
    assert "2 epochs (the post: 10)" in curves_svg(result)
    assert "the post:" not in curves_svg(a_result("relu", STEADY, SAME))


def test_the_table_has_the_posts_figure_ours_the_difference_and_the_verdict() -> None:
    table = accuracy_table(a_result("layers", STEADY, SAME, WORSE))
    assert table.rows == (
        ("baseline", "97.97", "97.95 ±0.05 (3)", "", "good 3/3"),
        ("4 layers", "98.06", "97.95 ±0.03 (3)", "+0.003 no evidence", "good 3/3"),
        ("no hidden layer", "92.51", "92.55 ±0.06 (3)", "−5.40 worse", "good 3/3"),
    )
    (_, said, _) = report_table(a_result("layers", STEADY, SAME, WORSE)).rows
    assert said[3].startswith("no evidence of a difference")


def test_the_document_is_as_the_contract_has_it() -> None:
    result = a_result("nodes", STEADY, SAME, ())
    document = lab_document([result], ["said"])
    assert set(document) == {"labs", "epochs", "train_size"}
    (lab,) = document["labs"]
    assert set(lab) == {"name", "question", "groups", "answer"}
    baseline, small, large = lab["groups"]
    assert set(small) == {
        "label", "runs", "mean", "sd", "n", "post", "difference", "low", "high", "conclusive", "verdict",
    }  # fmt: skip
    assert (baseline["post"], baseline["difference"], baseline["conclusive"]) == (0.9797, None, False)
    assert small["runs"] == ["64-nodes-1", "64-nodes-2", "64-nodes-3"]
    assert small["low"] < small["difference"] < small["high"]
    assert (large["n"], large["mean"], large["verdict"]) == (0, None, None)


def test_a_report_is_markdown_with_its_pictures_beside_it() -> None:
    files = report_files([a_result("dropout", STEADY, WORSE)], "0.1")
    assert list(files) == ["lab-dropout.md", "lab-dropout.svg"]
    page = files["lab-dropout.md"]
    for words in (
        "# dropout: What does dropout do?",
        "- **The same in all groups:** hidden",
        "| no dropout | 97.91 | 92.55",
        "**Answer.**",
        "(lab-dropout.svg)",
        "MNIST Lab 0.1: 6 runs trained on CPU, 2 threads, Keras 3.0",
    ):
        assert words in page
    both = [a_result("dropout", STEADY, WORSE), a_result("relu", STEADY, WORSE)]
    assert list(report_files(both, "0.1")) == ["lab-all.md", "lab-dropout.svg", "lab-relu.svg"]


def test_the_band_is_from_the_lowest_to_the_highest_repeat_that_is_finite() -> None:
    histories = [a_history([0.3, 0.2]), a_history([0.1, math.nan]), a_history([0.2])]
    assert band_of(histories, lambda epoch: epoch.val_loss) == (
        BandPoint(1, pytest.approx(0.2), 0.1, 0.3),
        BandPoint(2, 0.2, 0.2, 0.2),
    )
    assert band_of([], lambda epoch: epoch.val_loss) == ()


def test_the_picture_is_whole_xml_with_text_escaped_and_each_group_told_apart_without_colour() -> None:
    band = band_of([a_history([0.3, 0.2]), a_history([0.4, 0.1])], lambda epoch: epoch.val_loss)
    overview = loss_svg("<a> & \x00b", "“c”", [Curves("<one>", band, band), Curves("two", band)], ["a < b"])
    root = ElementTree.fromstring(overview)
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    for words in ("<a> & b", "“c”", "<one>", "two", "a < b", "epoch", "loss (nats a digit)", "0", "2"):
        assert words in texts
    lines = [path.get("stroke-dasharray") for path in root.iter() if path.get("stroke-width") == "2"]
    assert len(set(lines)) == 2
    assert root.find("{http://www.w3.org/2000/svg}rect").get("fill") == "#ffffff"  # type: ignore[union-attr]


@pytest.mark.parametrize("losses", [[], [math.nan], [math.inf, 1e300], [0.0], [2.3] * 300], ids=str)
def test_any_history_makes_a_picture(losses: list[float]) -> None:
    band = band_of([a_history(losses)], lambda epoch: epoch.val_loss)
    overview = loss_svg("a", "b", [Curves("one", band, band)], [])
    ElementTree.fromstring(overview)
    assert "nan" not in overview
    assert "inf" not in overview
