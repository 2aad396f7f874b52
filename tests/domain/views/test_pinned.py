"""The pinned group on top, and how others differ from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.columns import SortKey
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.against_pinned import DIFFERENCE, findings_of
from mnist_lab.domain.views.arranger import Arranger
from mnist_lab.domain.views.cells import cell_text, explanation, is_faint
from mnist_lab.domain.views.lines import Arrangement, Line
from mnist_lab.domain.views.table_view import USUAL_VIEW, TableView
from mnist_lab.domain.views.view_changes import sort_cycled
from support.fakes import a_history
from support.run_examples import BEGAN, a_summary

GROUPED = replace(USUAL_VIEW, grouped_by=())


def repeats(first: int, units: int, accuracies: list[float], *, is_pinned: bool = False) -> list[Summary]:
    return [
        a_summary(
            first + place,
            spec=RunSpec(units=units, seed=place + 1),
            test_accuracy=accuracy,
            pinned_at=BEGAN if is_pinned and place == 0 else None,
        )
        for place, accuracy in enumerate(accuracies)
    ]


PINNED = repeats(1, 518, [0.970, 0.971, 0.972], is_pinned=True)
BETTER = repeats(11, 1024, [0.980, 0.981, 0.982])
NEAR = repeats(21, 256, [0.9719, 0.9729, 0.9739])
RUNS = [*PINNED, *BETTER, *NEAR]


def answered(runs: list[Summary], view: TableView = GROUPED) -> Arrangement:
    """The arrangement, its question answered."""
    arranger = Arranger()
    found = arranger.show(runs, view)
    assert found.question is not None
    return arranger.take(findings_of(found.question))


def difference(found: Arrangement, line: Line) -> tuple[str, bool]:
    column = next(column for column in found.columns if column.key == DIFFERENCE)
    return cell_text(column, line), is_faint(column, line)


def line_of(found: Arrangement, units: int) -> Line:
    return next(line for line in found.lines if line.summary.run.spec.units == units)


def test_the_pinned_group_is_on_top_in_both_forms_whatever_is_sorted_or_filtered() -> None:
    for view in (GROUPED, USUAL_VIEW):
        for sort in ((SortKey("test_accuracy"),), (SortKey("test_accuracy", descending=True),)):
            found = Arranger().show(RUNS, replace(view, sort=sort, filter="units=1024"))
            pinned = [line for line in found.lines if line.is_pinned]
            assert found.lines[: len(pinned)] == tuple(pinned)
            assert {line.summary.run.spec.units for line in pinned} == {518}
            assert not any(line.is_matching for line in pinned)
            assert found.matching == 3


def test_without_pinned_groups_they_are_as_all_others() -> None:
    found = Arranger().show(RUNS, replace(USUAL_VIEW, filter="units=1024"), has_pinned=False)
    assert len(found.lines) == 3
    assert DIFFERENCE not in [column.key for column in found.columns]


def test_of_several_pinned_groups_the_latest_counts() -> None:
    later = [each.model_copy(update={"run": each.run.model_copy(update={"pinned_at": BEGAN + timedelta(1)})})
             for each in BETTER[:1]]  # fmt: skip
    found = Arranger().show([*PINNED, *later, *BETTER[1:]], GROUPED)
    assert [line.is_pinned for line in found.lines] == [True, False]
    assert found.lines[0].summary.run.spec.units == 1024


def test_a_difference_is_there_at_once_and_dim_until_the_evidence_is() -> None:
    found = Arranger().show(RUNS, GROUPED)
    assert difference(found, line_of(found, 1024)) == ("+1.00 ?", True)
    assert difference(answered(RUNS), line_of(answered(RUNS), 1024)) == ("+1.00", False)


def test_a_difference_that_nearly_separates_says_how_many_more_runs_it_takes() -> None:
    found = answered(RUNS)
    text, is_dim = difference(found, line_of(found, 256))
    assert is_dim
    assert text.startswith("+0.19 (~")
    assert text.endswith(" more)")


def test_a_difference_is_explained_by_what_the_evidence_says_of_the_line() -> None:
    found = answered(RUNS)
    column = next(column for column in found.columns if column.key == DIFFERENCE)
    texts = [explanation(column, line_of(found, units)) for units in (1024, 256, 518)]
    assert "1.00 points" in texts[0]
    assert "about" in texts[1]
    assert len(set(texts)) == 3
    assert all(text.endswith(texts[2]) for text in texts)


def test_one_run_is_no_evidence() -> None:
    found = answered([*PINNED, *BETTER[:1]])
    assert difference(found, line_of(found, 1024)) == ("+0.90 ?", True)
    single = Arranger().show(RUNS, USUAL_VIEW)
    assert single.question is None
    assert difference(single, line_of(single, 1024))[1]


def test_the_figure_is_that_sorted_by_and_of_the_chosen_epoch() -> None:
    pinned = a_summary(1, a_history([0.3, 0.1, 0.2]), RunSpec(units=518), pinned_at=BEGAN)
    other = a_summary(2, a_history([0.3, 0.2, 0.25]), RunSpec(units=64))
    view = replace(GROUPED, sort=(SortKey("val_loss"),))
    for figures, expected in ((FigureChoice.LAST, "+0.0500 ?"), (FigureChoice.KEPT, "+0.1000 ?")):
        found = Arranger().show([pinned, other], replace(view, figures=figures))
        assert difference(found, line_of(found, 64))[0] == expected


def test_evidence_does_not_depend_on_the_filter() -> None:
    everything, some = answered(RUNS), answered(RUNS, replace(GROUPED, filter="units=256"))
    assert everything.against is not None
    assert some.against is not None
    assert everything.against.found == some.against.found


def test_an_answer_is_asked_for_again_only_once_a_result_has_changed() -> None:
    arranger = Arranger()
    question = arranger.show(RUNS, GROUPED).question
    assert question is not None
    arranger.take(findings_of(question))
    training = a_summary(31, spec=RunSpec(units=8), state=RunState.RUNNING)
    assert arranger.change((training,)).question is None
    assert arranger.show([*RUNS, training], replace(GROUPED, filter="units=256")).question is None
    done = a_summary(31, spec=RunSpec(units=8), test_accuracy=0.9)
    changed = arranger.change((done,))
    assert changed.question is not None
    assert changed.against is not None
    assert changed.against.found, "what was found before is shown until the new answer is there"


def test_an_older_answer_changes_nothing() -> None:
    arranger = Arranger()
    question = arranger.show(RUNS, GROUPED).question
    assert question is not None
    arranger.show(RUNS, replace(GROUPED, sort=(SortKey("seconds"),)))
    assert arranger.take(findings_of(question)) == arranger.arrangement
    assert arranger.arrangement.against is None or not arranger.arrangement.against.found


def test_sorting_by_the_difference_is_sorting_by_its_figure() -> None:
    view, words = sort_cycled(GROUPED, DIFFERENCE)
    assert view.sort == (SortKey("test_accuracy"),)
    assert words
