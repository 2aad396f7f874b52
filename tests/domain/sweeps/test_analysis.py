"""The results of a grid, and how certain the best combination is."""

from __future__ import annotations

from mnist_lab.domain.evidence.finding_text import finding
from mnist_lab.domain.sweeps.analysis import RANKED_BY, sweep_document
from support.sweep_examples import CLEAR, CLOSE, a_sweep_result


def test_a_close_second_makes_the_lead_uncertain() -> None:
    found = a_sweep_result(CLOSE)
    assert found.best is not None
    assert found.best.cell.label == "nodes 64"
    assert [trial.cell.label for trial in found.inseparable] == ["nodes 16"]
    assert a_sweep_result(CLEAR).inseparable == ()


def test_the_sentence_compares_the_best_with_the_next() -> None:
    for figures, is_uncertain in ((CLOSE, True), (CLEAR, False)):
        found = a_sweep_result(figures)
        best, following, *_ = found.ranked
        assert following.against_best is not None
        assert f"{best.cell.label}: " in found.sentence
        said = finding(following.against_best, RANKED_BY, "it")
        assert f"The next is {following.cell.label}. {said[0].upper()}{said[1:]}." in found.sentence
        assert (f"The lead of {best.cell.label} may be noise." in found.sentence) is is_uncertain


def test_a_grid_without_runs_has_no_best() -> None:
    found = a_sweep_result({16: ()})
    assert found.best is None
    assert found.sentence.startswith("No combination")


def test_the_document_has_every_combination() -> None:
    document = sweep_document(a_sweep_result(CLOSE))
    assert [trial["settings"] for trial in document["trials"]] == [
        {"units": 16},
        {"units": 64},
        {"units": 1},
        {"units": 4},
    ]
    assert document["best"] == "nodes 64"
    assert document["inseparable"] == ["nodes 16"]
    assert document["trials"][2]["one_class"] == 2
