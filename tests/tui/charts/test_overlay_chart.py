"""The chart of a comparison: strokes and letters, bands, what is paired, the head, the zoom, and its size."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from mnist_lab.domain.charts.curves import ChartMetric, Curve
from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.marks import LETTERS
from mnist_lab.domain.comparison.picture import OverlayView
from mnist_lab.domain.comparison.zoom import Zoom
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.charts.drawing import Ink, Stroke
from mnist_lab.tui.charts.overlay_head import head_lines, head_rows
from mnist_lab.tui.charts.overlay_view import OverlayChartView
from mnist_lab.tui.charts.plot import draw
from mnist_lab.tui.charts.side_looks import ink_of, stroke_of
from support.compare_examples import comparing, groups, lone
from support.store_examples import example_epoch, example_run

ALL = OverlayView()


def run(number: int, losses: list[float], **settings: object) -> Run:
    epochs = tuple(
        example_epoch(place, val_loss=loss, loss=loss / 2, clean_loss=loss / 4, val_accuracy=1 - loss)
        for place, loss in enumerate(losses, 1)
    )
    return example_run(number, spec=RunSpec(**{"seed": number, **settings})).model_copy(update={"epochs": epochs})


WIDE = [run(1, [0.3, 0.2, 0.1, 0.2]), run(2, [0.5, 0.4, 0.3, 0.4])]
NARROW = [run(3, [0.6, 0.5, 0.4, 0.3], units=64)]


def two() -> Comparison:
    return comparing(groups(WIDE, NARROW), WIDE, NARROW)


def eight() -> Comparison:
    sides = [[run(10 * n + seed, [0.1 * n, 0.05 * n], units=16 * n) for seed in (1, 2)] for n in range(1, 9)]
    return comparing(groups(*sides), *sides)


def text_of(view: OverlayChartView, columns: int = 80, rows: int = 16) -> str:
    head = head_rows(view, columns, rows, names_sides=False)
    drawing = view.drawing(columns, rows - head)
    lines = [*head_lines(view, drawing, columns, head), *draw(drawing)]
    return "\n".join("".join(words for words, _ in line) for line in lines)


def test_each_letter_has_a_colour_and_a_stroke_of_its_own() -> None:
    assert len({ink_of(letter) for letter in LETTERS}) == len(LETTERS)
    assert len({stroke_of(letter, Curve.VALIDATION, is_paired=False) for letter in LETTERS}) == len(LETTERS)


def test_several_sides_have_their_validation_curves_with_bands_and_the_front_one_last() -> None:
    traces = OverlayChartView(two(), ALL, front="A").drawing(80, 16).traces
    assert [(trace.ink, trace.stroke, trace.letter) for trace in traces] == [
        (Ink.GROUP_A, Stroke.HATCHED, ""),
        (Ink.GROUP_B, Stroke.THICK, "B"),
        (Ink.GROUP_A, Stroke.THIN, "A"),
    ]
    assert OverlayChartView(two(), ALL, front="B").drawing(80, 16).traces[-1].letter == "B"


def test_a_lone_run_has_all_its_curves_and_the_gap_between_two_of_them() -> None:
    alone = comparing(lone(NARROW[0]), NARROW)
    view = OverlayChartView(alone, ALL)
    gap, *curves = view.drawing(80, 16).traces
    assert [trace.letter for trace in curves] == ["t", "c", "v"]
    assert gap.stroke is Stroke.HATCHED
    for (_, clean), (_, validation) in zip(gap.places, gap.upper, strict=True):
        assert clean < validation
    assert "gap +0.3750" in text_of(replace(view, cursor=2), 120)


def test_a_key_pairs_the_curves_of_several_sides() -> None:
    letters = [trace.letter for trace in OverlayChartView(two(), ALL, shows_all=True).drawing(80, 16).traces]
    assert sorted(filter(None, letters)) == ["A", "B", "a", "a", "b", "b"]


def test_the_hatching_of_eight_groups_has_columns_of_its_own() -> None:
    hatches = [t for t in OverlayChartView(eight(), ALL).drawing(120, 20).traces if t.stroke is Stroke.HATCHED]
    assert len(hatches) == 8
    assert len({trace.hatch for trace in hatches}) == 8
    assert all(trace.hatch < trace.hatch_every for trace in hatches)


def test_hidden_sides_are_not_drawn_and_do_not_stretch_the_axis() -> None:
    view = OverlayChartView(two(), OverlayView(hidden=frozenset("B")))
    assert {trace.ink for trace in view.drawing(80, 16).traces} == {Ink.GROUP_A}
    assert view.scale(16).axis.most < OverlayChartView(two(), ALL).scale(16).axis.most


def test_a_zoom_shows_a_part_and_fits_the_axis_to_it() -> None:
    zoomed = OverlayChartView(two(), OverlayView(zoom=Zoom(3, 4)))
    assert (zoomed.x_axis.low, zoomed.x_axis.high) == (3, 4)
    assert zoomed.scale(16).axis.most < OverlayChartView(two(), ALL).scale(16).axis.most
    assert "epochs 3 to 4 of 4" in text_of(zoomed)


def test_the_best_epoch_of_each_side_is_marked_on_its_curve() -> None:
    view = OverlayChartView(two(), ALL)
    marks = {sign.ink: sign.at[0] for sign in view.drawing(80, 16).signs if sign.text == view.sign_of_best}
    assert marks == {Ink.GROUP_A: pytest.approx(2 / 3), Ink.GROUP_B: 1}


@pytest.mark.parametrize("columns", [78, 118, 198])
def test_the_head_has_the_figures_of_all_eight_sides_at_the_cursor(columns: int) -> None:
    view = OverlayChartView(eight(), ALL, cursor=2)
    rows = head_rows(view, columns, 16, names_sides=False)
    head = head_lines(view, view.drawing(columns, 12), columns, rows)
    words = " ".join("".join(piece for piece, _ in line) for line in head)
    assert [letter for letter in LETTERS if f"{letter} {0.05 * (LETTERS.index(letter) + 1):.4f}" in words] == [*LETTERS]
    assert all(sum(len(piece) for piece, _ in line) <= columns for line in head)


def test_one_line_of_80_columns_has_the_figures_of_all_eight_sides() -> None:
    view = OverlayChartView(eight(), ALL, cursor=2)
    (line,) = head_lines(view, view.drawing(78, 9), 78, 2)[1:]
    words = "".join(piece for piece, _ in line)
    assert [letter for letter in LETTERS if f"{letter} {0.05 * (LETTERS.index(letter) + 1):.4f}" in words] == [*LETTERS]
    assert len(words) <= 78


def test_the_head_is_as_high_with_a_cursor_as_without() -> None:
    view = OverlayChartView(eight(), ALL)
    for columns in (60, 80, 120, 200):
        heights = {head_rows(each, columns, 20, names_sides=True) for each in (view, replace(view, cursor=1))}
        assert len(heights) == 1


def test_in_full_screen_the_figures_at_the_cursor_have_the_names_of_their_sides() -> None:
    view = OverlayChartView(two(), ALL, cursor=2)
    head = head_lines(view, view.drawing(100, 20), 100, 3, names_sides=True)
    words = " ".join("".join(piece for piece, _ in line) for line in head)
    assert "B nodes 64 0.5000" in " ".join(words.split())


@pytest.mark.parametrize("columns", [60, 80, 100, 120])
def test_the_figures_at_the_cursor_leave_no_side_out(columns: int) -> None:
    third = [run(7, [0.6, 0.5], units=32)]
    comparison = comparing(groups(WIDE, NARROW, third), WIDE, NARROW, third)
    for view in (OverlayChartView(comparison, ALL, shows_all, cursor=2) for shows_all in (True, False)):
        line = text_of(view, columns, 12).split("\n")[1]
        assert all(f"{letter} " in line for letter in "ABC"), line


def test_accuracy_is_drawn_in_per_cent() -> None:
    text = text_of(OverlayChartView(two(), OverlayView(metric=ChartMetric.ACCURACY), cursor=3))
    assert "validation accuracy %" in text
    assert "80.00" in text


def test_a_side_that_did_not_reach_the_epoch_has_a_dash() -> None:
    short = [run(4, [0.2], units=32)]
    view = OverlayChartView(comparing(groups(WIDE, short), WIDE, short), ALL, cursor=3)
    assert "B      –" in text_of(view)


def test_a_side_that_ends_before_the_zoom_is_named() -> None:
    short = [run(4, [0.2, 0.3], units=32)]
    comparison = comparing(groups(WIDE, short), WIDE, short)
    assert "B ends at epoch 2" in text_of(OverlayChartView(comparison, OverlayView(zoom=Zoom(3, 4))))
    for zoom in (Zoom(2, 4), ALL.zoom):
        assert "ends at epoch" not in text_of(OverlayChartView(comparison, OverlayView(zoom=zoom)))


def test_in_an_accuracy_chart_it_is_the_loss_that_is_not_finite() -> None:
    odd = [run(5, [0.2, math.nan], units=32)]
    look = OverlayView(metric=ChartMetric.ACCURACY)
    assert "B loss not finite from epoch 2" in text_of(OverlayChartView(comparing(groups(WIDE, odd), WIDE, odd), look))


def test_figures_that_are_not_finite_or_far_off_draw() -> None:
    odd = [run(5, [0.2, math.inf, math.nan, 1e30], units=32)]
    for is_log in (False, True):
        for in_seconds in (False, True):
            look = OverlayView(is_log=is_log, in_seconds=in_seconds)
            text = text_of(OverlayChartView(comparing(groups(WIDE, odd), WIDE, odd), look, cursor=2))
            assert "B not finite from epoch 2" in text


def test_letters_tell_the_curves_in_ascii() -> None:
    text = text_of(OverlayChartView(eight(), ALL, is_ascii=True), 100, 24)
    picture = "\n".join(text.splitlines()[2:])
    assert all(letter in picture for letter in LETTERS)
    assert not any(0x2800 <= ord(sign) <= 0x28FF for sign in picture)
