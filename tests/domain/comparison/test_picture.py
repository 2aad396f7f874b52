"""The chart of a comparison as a picture."""

from __future__ import annotations

import math
from xml.etree import ElementTree

import pytest

from mnist_lab.domain.charts.curves import ChartMetric
from mnist_lab.domain.comparison.marks import LETTERS
from mnist_lab.domain.comparison.picture import LOOKS, OverlayView, comparison_svg
from mnist_lab.domain.comparison.zoom import Zoom
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab_themes.palette import variables_of
from mnist_lab_themes.palettes import LIGHT
from support.compare_examples import comparing, groups, lone, repeats
from support.store_examples import example_epoch

SVG = "{http://www.w3.org/2000/svg}"
BASE, OTHER = repeats(1, [0.98, 0.97], epochs=4), repeats(11, [0.98], epochs=6, dropout=0.0)


def drawn(comparison: object, view: OverlayView = OverlayView()) -> ElementTree.Element:  # noqa: B008
    picture = comparison_svg(comparison, view)  # type: ignore[arg-type]
    assert "nan" not in picture
    assert "inf" not in picture
    return ElementTree.fromstring(picture)


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def colours(root: ElementTree.Element, width: str = "2") -> set[str | None]:
    return {path.get("stroke") for path in root.iter(f"{SVG}path") if path.get("stroke-width") == width}


def test_a_side_has_the_look_of_its_letter_in_every_picture() -> None:
    both = comparing(groups(BASE, OTHER), BASE, OTHER)
    assert colours(drawn(both)) == {LOOKS["A"].colour, LOOKS["B"].colour}
    assert colours(drawn(both, OverlayView(hidden=frozenset("A")))) == {LOOKS["B"].colour}


def test_letters_differ_without_colour_and_have_that_of_the_screen() -> None:
    assert "".join(LOOKS) == LETTERS
    assert len({look.dashes for look in LOOKS.values()}) == len(LETTERS)
    on_screen = variables_of(LIGHT.colours)
    assert [LOOKS[letter].colour for letter in LETTERS] == [on_screen[f"group-{letter.lower()}"] for letter in LETTERS]


def test_the_legend_names_runs_and_groups_apart() -> None:
    words = texts(drawn(comparing(groups(BASE).marked(OTHER[0].id, [OTHER[0].id]), BASE, OTHER)))
    assert "A baseline (2 runs)" in words
    assert "B dropout off" in words


def test_a_single_side_has_its_training_curves_too() -> None:
    root = drawn(comparing(lone(BASE[0]), BASE))
    thin = [path.get("stroke-dasharray") for path in root.iter(f"{SVG}path") if path.get("stroke-width") == "1.4"]
    assert len(thin) == 2
    assert len(set(thin)) == 2


@pytest.mark.parametrize("metric", list(ChartMetric))
@pytest.mark.parametrize("in_seconds", [False, True])
@pytest.mark.parametrize("is_log", [False, True])
@pytest.mark.parametrize("zoom", [Zoom(), Zoom(2, 3), Zoom(5, 6)])
def test_every_view_makes_a_picture(metric: ChartMetric, in_seconds: bool, is_log: bool, zoom: Zoom) -> None:
    view = OverlayView(metric, in_seconds, is_log, zoom)
    words = texts(drawn(comparing(groups(BASE, OTHER), BASE, OTHER), view))
    assert ("seconds of training" if in_seconds else "epoch") in words


@pytest.mark.parametrize("losses", [[], [math.nan], [math.inf, 1e300], [0.0], [80.0, *[0.3] * 9]], ids=str)
@pytest.mark.parametrize("is_log", [False, True])
def test_any_history_makes_a_picture(losses: list[float], is_log: bool) -> None:
    epochs = tuple(example_epoch(n, val_loss=loss, loss=loss) for n, loss in enumerate(losses, start=1))
    run = BASE[0].model_copy(update={"epochs": epochs})
    for metric in ChartMetric:
        drawn(comparing(lone(run), [run]), OverlayView(metric, is_log=is_log))
    if 80.0 in losses and not is_log:
        assert "↑ 80.0000" in texts(drawn(comparing(lone(run), [run])))


def test_a_run_in_training_is_told_from_the_mean_of_its_group() -> None:
    live: Run = repeats(30, [0.98], epochs=2)[0].model_copy(update={"state": RunState.RUNNING})
    live = live.model_copy(update={"spec": live.spec.model_copy(update={"seed": 9})})
    words = texts(drawn(comparing(groups(BASE, OTHER), BASE, OTHER, [live])))
    assert "thin: a run in training" in words
