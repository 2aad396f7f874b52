"""The post's reading in words: the figures of both sides with their signs, and each thing once."""

from __future__ import annotations

import pytest

from mnist_lab.domain.advice.post_words import format_alone, format_post_reading, post_line, post_line_in_brief
from mnist_lab.domain.evidence.baseline import Baseline, of_the_post
from mnist_lab.domain.evidence.post_beside import NOTHING, PostBeside
from mnist_lab.domain.fit.post_reading import post_reading
from mnist_lab.domain.runs.spec import RunSpec
from support.fakes import an_epoch

BASELINE = Baseline("the baseline", 0.0639, RunSpec(), ("a", "b", "c"), 10, frozenset({1, 2, 3}))


def beside(loss: float, val_loss: float, baseline: Baseline = BASELINE) -> PostBeside:
    return PostBeside(post_reading([an_epoch(10, val_loss, loss=loss)], baseline.gap), baseline)


@pytest.mark.parametrize(
    ("loss", "val_loss", "figures", "word"),
    [
        (0.04, 0.0744, ("+0.0344", "no wider than the baseline's +0.0639"), None),
        (0.04, 0.1050, ("+0.0650", "not clearly wider than the baseline's +0.0639"), None),
        (0.04, 0.1400, ("+0.1000", "the baseline's +0.0639"), "over-fitting"),
        (0.14, 0.0400, ("−0.1000",), "under-fitting"),
    ],
)
def test_a_reading_has_both_gaps_and_names_the_fit_once(
    loss: float, val_loss: float, figures: tuple[str, ...], word: str | None
) -> None:
    found = beside(loss, val_loss)
    line, brief, full = post_line(found), post_line_in_brief(found), format_post_reading(found)
    assert all(each in line for each in figures)
    assert figures[0] in brief
    assert all(each in full for each in (figures[0], f"training {loss:.4f}", f"validation {val_loss:.4f}"))
    for words in (line, brief, full):
        assert [words.count(each) for each in ("over-fitting", "under-fitting", "leaning")] == [
            int(word == "over-fitting"),
            int(word == "under-fitting"),
            0,
        ]


def test_the_whole_sentence_says_what_the_baselines_gap_rests_on() -> None:
    assert format_post_reading(beside(0.04, 0.14)).endswith("the baseline's +0.0639 (mean of 3 runs).")
    assert "(one run, its seed unknown)" in format_post_reading(beside(0.0273, 0.0975, of_the_post()))


def test_a_run_that_is_not_compared_has_a_reason_where_it_is_asked_for() -> None:
    stopped = PostBeside(why_not="the run was stopped")
    assert (post_line(stopped), post_line_in_brief(stopped)) == ("", "")
    assert format_post_reading(stopped) == "none: the run was stopped."
    quick = PostBeside(why_not="3 epochs here, 10 in the baseline", is_of_other_terms=True)
    assert post_line(quick) == post_line_in_brief(quick) == f"No reading by the post: {quick.why_not}."


def test_nothing_is_said_without_a_baseline() -> None:
    assert (post_line(NOTHING), post_line_in_brief(NOTHING), format_post_reading(NOTHING)) == ("", "", "")


def test_a_history_alone_leans_to_one_side() -> None:
    assert "leaning to over-fitting, gap +0.0702" in format_alone(post_reading([an_epoch(1, 0.0975, loss=0.0273)]))
    assert "finite" in format_alone(None)
