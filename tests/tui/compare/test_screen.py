"""Mode 3, driven by keyboard on a real store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from mnist_lab.domain.charts.curves import ChartMetric
from mnist_lab.domain.comparison.marks import NO_MARKS, Mark, Marks
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.charts.overlay_chart import OverlayChart
from mnist_lab.tui.compare.screen import CompareScreen
from mnist_lab.tui.compare.side_list import SideList
from mnist_lab.tui.state.messages import FlashRequested
from mnist_lab.tui.state.view_messages import CompareRequested
from mnist_lab_store.run_store import RunStore
from support.compare_examples import groups, lone, repeats
from support.driven import flat, keys_offered, notices, open_app, shown_text, until
from support.fakes import ScriptedTrainer

BASE = repeats(1, [0.98, 0.981, 0.979], epochs=5)
OTHER = repeats(11, [0.97, 0.971, 0.969], epochs=5, units=64, dropout=0.0)


@asynccontextmanager
async def comparing_app(
    folder: Path,
    marks: Marks,
    *of: Iterable[Run],
    size: tuple[int, int] = (120, 36),
    trainer: ScriptedTrainer | None = None,
) -> AsyncIterator[tuple[Pilot[None], LabApp, CompareScreen]]:
    """Open the app on a store with these runs, with these marks, in mode 3."""
    store = RunStore(folder)
    for run in (run for runs in of for run in runs):
        store.put(run)
    async with open_app(folder, trainer, size) as (pilot, app):
        await until(pilot, lambda: len(app.model.registry.summaries) >= sum(len([*runs]) for runs in of))
        app.views.mark(marks)
        await pilot.press("alt+2", "alt+3")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))
        assert isinstance(app.screen, CompareScreen)
        screen = app.screen
        if marks.marks:
            await until(pilot, lambda: screen.comparison is not None and screen.comparison.has_evidence)
            await pilot.pause()
        yield pilot, app, screen


def chart(screen: CompareScreen) -> OverlayChart:
    return screen.query_one(OverlayChart)


def epochs_drawn(screen: CompareScreen, letter: str) -> int:
    """Return how many epochs the chart has of a side."""
    comparison = chart(screen).comparison
    return len(comparison.side(letter).runs[0].epochs) if comparison is not None else 0


async def test_an_empty_comparison_teaches_and_one_mark_asks_for_another(tmp_path: Path) -> None:
    async with comparing_app(tmp_path, NO_MARKS, BASE) as (pilot, app, screen):
        assert "space marks the run or group" in flat(shown_text(app))
        await pilot.press("m")
        assert "Nothing is marked yet" in notices(app)[-1]
        app.views.mark(lone(BASE[0]))
        await until(pilot, lambda: screen.comparison is not None)
        await until(pilot, lambda: "mark another in Runs (space)" in flat(shown_text(app)))
        await pilot.press("escape")
        await until(pilot, lambda: app.current_mode == "runs")


@pytest.mark.parametrize("size", [(60, 20), (80, 22), (80, 24), (120, 36)])
async def test_the_screen_never_scrolls_even_below_a_message(tmp_path: Path, size: tuple[int, int]) -> None:
    async with comparing_app(tmp_path, groups(BASE, OTHER), BASE, OTHER, size=size) as (pilot, app, screen):
        assert screen.max_scroll_y == 0
        screen.post_message(FlashRequested("a word " * 20))
        await until(pilot, lambda: bool(notices(app)))
        await pilot.pause()
        assert screen.max_scroll_y == 0


async def test_the_keys_of_the_chart_work_wherever_the_cursor_is(tmp_path: Path) -> None:
    async with comparing_app(tmp_path, groups(BASE, OTHER), BASE, OTHER) as (pilot, app, screen):
        await pilot.press("right", "right")
        assert chart(screen).cursor == 2
        await until(pilot, lambda: "epoch 2" in shown_text(app))
        await pilot.press("m", "y", "x")
        assert chart(screen).metric is ChartMetric.ACCURACY
        assert chart(screen).log_scale
        assert chart(screen).in_seconds
        await pilot.press("plus")
        low, high = chart(screen).zoom.window(5)
        assert low <= 2 <= high
        assert high - low < 4
        await pilot.press("0")
        assert chart(screen).zoom.is_all
        await pilot.press("t")
        assert chart(screen).is_paired
        await pilot.press("B")
        assert chart(screen).hidden == {"B"}
        await until(pilot, lambda: "(B)" in shown_text(app))
        await pilot.press("down", "space")
        assert chart(screen).hidden == frozenset()
        assert chart(screen).front == "B"
        await pilot.press("C")
        assert "no side C" in notices(app)[-1]


async def test_every_letter_hides_its_side_wherever_the_cursor_is(tmp_path: Path) -> None:
    sides = [repeats(1 + 10 * place, [0.9 + place / 100], epochs=5, units=64 + place) for place in range(8)]
    async with comparing_app(tmp_path, groups(*sides), *sides) as (pilot, app, screen):
        assert isinstance(app.focused, SideList)
        await pilot.press(*"ABCDEFGH")
        assert chart(screen).hidden == {*"ABCDEFGH"}


async def test_escape_leaves_full_screen_then_the_cursor_then_the_mode(tmp_path: Path) -> None:
    async with comparing_app(tmp_path, groups(BASE, OTHER), BASE, OTHER) as (pilot, app, screen):
        await pilot.press("right", "f")
        assert screen.is_full_screen
        assert not screen.query_one(SideList).region.area
        await pilot.press("escape")
        assert not screen.is_full_screen
        assert chart(screen).cursor == 1
        await pilot.press("escape")
        assert chart(screen).cursor is None
        assert app.current_mode == "compare"
        await pilot.press("escape")
        await until(pilot, lambda: app.current_mode == "runs")


async def test_it_says_what_differs_what_is_shown_and_what_it_costs(tmp_path: Path) -> None:
    for size in ((80, 24), (120, 36), (200, 50)):
        async with comparing_app(tmp_path, groups(BASE, OTHER), BASE, OTHER, size=size) as (pilot, app, _screen):
            text = flat(shown_text(app))
            while "shows" in text and "more line" in text:
                await pilot.press("pagedown")
                await pilot.pause()
                text += flat(shown_text(app))
                if "goes back up" in text:
                    break
            assert "worse" in text
            assert "2 settings differ: this cannot tell which did it" in text
            for words in ("nodes per layer", "dropout", "parameters", "Pareto front", "◆ yes"):
                assert words in text
            assert "learning rate" not in text


async def test_the_rule_above_the_sides_has_the_answer(tmp_path: Path) -> None:
    async with comparing_app(tmp_path, groups(BASE, OTHER), BASE, OTHER) as (pilot, app, _):
        await until(pilot, lambda: "A is best: really better than B" in shown_text(app))


async def test_missing_runs_are_queued(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with comparing_app(tmp_path, groups(BASE, OTHER), BASE, OTHER, trainer=trainer) as (pilot, app, screen):
        assert screen.comparison is not None
        missing = screen.comparison.missing.cost.runs
        assert missing > 0
        assert "compare.missing" in keys_offered(app)
        await pilot.press("i")
        await until(pilot, lambda: app.state.run is not None and len(app.state.queue) >= 1)
        trainer.free()


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_one_run_each_names_the_keys_that_lead_to_evidence_and_back(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    one, other = repeats(1, [0.98, 0.981]), repeats(11, [0.97, 0.971, 0.972], units=64)
    third = repeats(21, [0.96, 0.961], units=32)
    async with comparing_app(tmp_path, lone(one[0], other[0]), one, other, third, size=size) as (pilot, app, screen):
        advice = "+ repeats a run, o groups repeats"
        await until(pilot, lambda: advice in flat(shown_text(app)))
        assert "esc back" in shown_text(app).splitlines()[-1]
        app.views.mark(groups(one, other[:2], third).marked(other[2].id, [other[2].id]))
        await until(pilot, lambda: "One run is no evidence (D): del unmarks" in flat(shown_text(app)))
        app.views.mark(lone(*one))
        await until(pilot, lambda: screen.comparison is not None and screen.comparison.pairs[0].contrast.are_repeats)
        await until(pilot, lambda: advice not in flat(shown_text(app)))


async def test_unmarking_takes_a_side_out(tmp_path: Path) -> None:
    async with comparing_app(tmp_path, groups(BASE, OTHER), BASE, OTHER) as (pilot, app, screen):
        await pilot.press("down", "delete")
        await until(pilot, lambda: screen.comparison is not None and len(screen.comparison.sides) == 1)
        assert app.views.state.marks.letter_of(f"group {BASE[0].id}") == "A"


async def test_a_second_unmarking_by_mistake_is_undone(tmp_path: Path) -> None:
    marks = groups(BASE, OTHER)
    async with comparing_app(tmp_path, marks, BASE, OTHER) as (pilot, app, screen):
        await pilot.press("down", "delete")
        await until(pilot, lambda: screen.comparison is not None and len(screen.comparison.sides) == 1)
        assert "z undoes it" in notices(app)[-1]
        await pilot.press("delete")  # A has come under the cursor, which the user may not have seen
        await until(pilot, lambda: "again unmarks A" in notices(app)[-1])
        assert screen.comparison is not None
        await pilot.press("delete")
        await until(pilot, lambda: screen.comparison is None)
        await pilot.press("z", "z")
        await until(pilot, lambda: screen.comparison is not None and len(screen.comparison.sides) == 2)
        assert [(mark.letter, mark.key) for mark in app.views.state.marks.marks] == [
            (mark.letter, mark.key) for mark in marks.marks
        ]
        await pilot.press("down", "delete", "z", "delete")  # what is back is unmarked again at once
        await until(pilot, lambda: screen.comparison is not None and len(screen.comparison.sides) == 1)


async def test_sides_that_the_cursor_was_moved_to_are_unmarked_at_once(tmp_path: Path) -> None:
    third = repeats(21, [0.96, 0.961, 0.959], epochs=5, units=32)
    async with comparing_app(tmp_path, groups(BASE, OTHER, third), BASE, OTHER, third) as (pilot, app, screen):
        await pilot.press("down", "delete")
        await until(pilot, lambda: screen.comparison is not None and len(screen.comparison.sides) == 2)
        await pilot.press("up", "delete")
        await until(pilot, lambda: screen.comparison is not None and len(screen.comparison.sides) == 1)
        assert [mark.letter for mark in app.views.state.marks.marks] == ["C"]


async def test_a_run_under_the_cursor_is_compared_with_the_baseline(tmp_path: Path) -> None:
    async with comparing_app(tmp_path, NO_MARKS, BASE, OTHER) as (pilot, app, screen):
        here = Mark("", OTHER[0].id, (OTHER[0].id,))
        app.post_message(CompareRequested(Mark("", BASE[0].id, (BASE[0].id,))))
        await until(pilot, lambda: any("baseline itself" in each for each in notices(app)))
        app.post_message(CompareRequested(here))
        await until(pilot, lambda: screen.comparison is not None and len(screen.comparison.sides) == 2)
        assert screen.comparison is not None
        assert [len(side.group.ids) for side in screen.comparison.sides] == [3, 1]


async def test_a_run_in_training_grows(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with comparing_app(tmp_path, groups(BASE), BASE, trainer=trainer) as (pilot, app, screen):
        trainer.let_go(2)
        await pilot.press("alt+1", "f5")
        await until(pilot, lambda: app.state.run is not None and len(app.state.run.epochs) == 1)
        live = app.state.run
        assert live is not None
        app.views.mark(groups(BASE).marked(live.id, [live.id]))
        await pilot.press("alt+3")
        await until(pilot, lambda: screen.comparison is not None and len(screen.comparison.sides) == 2)
        await until(pilot, lambda: epochs_drawn(screen, "B") == 1)
        assert "training" in screen.query_one(SideList).render().plain
        trainer.let_go(6)
        await until(pilot, lambda: epochs_drawn(screen, "B") == 4)
        assert app.state.run is not None
        assert app.state.run.state is RunState.RUNNING
        trainer.free()
