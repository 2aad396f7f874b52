"""The line on top: modes, the active run with its seconds, and the device."""

from __future__ import annotations

from pathlib import PurePath
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult

from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import MNIST, Dataset, Run, RunState
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.widgets.top_bar import TopBar
from mnist_lab_themes import DARK, STYLESHEETS, variables_of
from support.fakes import ENVIRONMENT, an_epoch
from support.run_examples import a_run

BEGAN = events.Began(ENVIRONMENT, 680662, 0.1)


class BarApp(App[None]):
    CSS_PATH: ClassVar[list[str | PurePath]] = list(STYLESHEETS)

    def __init__(self) -> None:
        super().__init__()
        self.now = 100.0
        self.modes_requested: list[str] = []

    async def action_switch_mode(self, mode: str) -> None:
        self.modes_requested.append(mode)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_of(DARK.colours)

    def compose(self) -> ComposeResult:
        yield TopBar("train", clock=lambda: self.now)

    @property
    def bar(self) -> TopBar:
        return self.query_one(TopBar)


def after(*happened: events.Event) -> Run:
    run = a_run((), RunState.QUEUED)
    for event in happened:
        run = run.after(event)
    return run


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (after(BEGAN), "● training  1/10"),
        (after(BEGAN, events.EpochDone(an_epoch(1))), "● training  2/10"),
        (after(BEGAN, events.Paused()), "‖ paused  1/10"),
        (after(events.Loading(), events.Paused()), "‖ paused  1/10"),
        (after(BEGAN, events.Stopping(now=True)), "● stopping now  1/10"),
        (after(BEGAN, events.Stopping(now=False)), "● stopping after this epoch  1/10"),
    ],
)
async def test_the_active_run_is_shown_with_its_epoch(run: Run, words: str) -> None:
    app = BarApp()
    async with app.run_test(size=(120, 5)):
        app.bar.state = AppState(run=run, likely_device="CPU, 2 threads")
        text = app.bar.render().plain
        assert words in text
        assert "CPU, 2 threads" in text


@pytest.mark.parametrize(
    ("width", "words"),
    [
        (120, "● training  1/10 by process 12 on gpu1"),
        (101, "● training  1/10 by process 12 on gpu1"),
        (91, "● training  1/10 elsewhere"),
    ],
)
async def test_a_run_elsewhere_is_shown_with_its_process_if_there_is_room(width: int, words: str) -> None:
    app = BarApp()
    async with app.run_test(size=(width, 5)):
        app.bar.state = AppState(elsewhere=after(BEGAN).model_copy(update={"holder": "process 12 on gpu1"}))
        text = app.bar.render().plain
        assert words in text
        assert "2 Runs" in text


async def test_loading_and_compiling_are_shown_with_their_seconds() -> None:
    app = BarApp()
    async with app.run_test(size=(120, 5)):
        app.bar.state = AppState(run=after(events.Loading()), stage_began=app.now)
        app.now += 2
        assert "loading TensorFlow, 2 s" in app.bar.render().plain
        app.bar.state = AppState(run=after(events.Loading(), events.Compiling()), stage_began=app.now)
        app.now += 1
        assert "compiling, 1 s" in app.bar.render().plain


async def test_the_device_is_left_out_if_there_is_no_room() -> None:
    app = BarApp()
    async with app.run_test(size=(101, 5)):
        app.bar.state = AppState(run=after(BEGAN, events.Stopping(now=False)), queue=(a_run(()),))
        text = app.bar.render().plain
        assert "stopping after this epoch  1/10 · 1 queued" in text
        assert "CPU" not in text


async def test_the_names_of_app_and_modes_are_left_out_if_there_is_no_room() -> None:
    app = BarApp()
    stopping = AppState(run=after(BEGAN, events.Stopping(now=False)), queue=(a_run(()),))
    named = " 2 Runs   3 Compare   4 Labs   5 Sweeps"
    for width, shown in ((105, named), (91, named), (69, " 2   3   4   5 ")):
        async with app.run_test(size=(width, 5)):
            assert "MNIST Lab" in app.bar.render().plain
            app.bar.state = stopping
            text = app.bar.render().plain
            assert "MNIST Lab" not in text
            assert "1 Train " in text
            assert shown in text
            assert "1 queued" in text
            assert ("after this epoch" in text) == (width == 105)
        app = BarApp()


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_the_tabs_say_once_which_key_works_while_digits_are_typed(width: int) -> None:
    app = BarApp()
    async with app.run_test(size=(width, 5)):
        assert "alt+ 1 Train   2 Runs   3 Compare   4 Labs" in app.bar.render().plain


async def test_a_click_on_a_mode_switches_to_it() -> None:
    app = BarApp()
    async with app.run_test(size=(80, 5)) as pilot:
        await pilot.click(TopBar, offset=(app.bar.render().plain.index("2 Runs"), 0))
        await pilot.pause()
        assert app.modes_requested == ["runs"]


@pytest.mark.parametrize(("data", "words"), [(MNIST, ""), (Dataset(name="others", sha256="1"), "others")])
async def test_digits_that_are_not_mnist_are_named_even_if_the_device_has_no_room(data: Dataset, words: str) -> None:
    app = BarApp()
    async with app.run_test(size=(71, 24)) as pilot:
        app.bar.state = AppState(likely_device="an accelerator with a long name", dataset=data)
        await pilot.pause()
        shown = "".join(part.text for part in app.bar.right())
        assert shown.strip() == words


async def test_the_modes_keep_their_names_while_tensorflow_loads() -> None:
    app = BarApp()
    async with app.run_test(size=(91, 5)):
        app.bar.state = AppState(run=after(events.Loading()), queue=tuple(after() for _ in range(8)))
        text = app.bar.render().plain
        assert "loading TensorFlow" in text
        assert "2 Runs" in text


@pytest.mark.parametrize(("width", "is_whole"), [(120, True), (80, False), (60, False)])
async def test_judging_by_new_rules_is_told_in_the_words_that_fit(width: int, is_whole: bool) -> None:
    app = BarApp()
    async with app.run_test(size=(width, 3)) as pilot:
        app.bar.state = AppState(judging=(3400, 10_000))
        await pilot.pause()
        words = "".join(part.text for part in app.bar.right())
        assert "34 %" in words
        assert ("10,000 runs by new rules" in words) is is_whole
        app.bar.state = AppState()
        await pilot.pause()
        assert "34 %" not in "".join(part.text for part in app.bar.right())
