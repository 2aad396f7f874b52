"""The line at the bottom: which keys it names, in which order, and what a click on them does."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from mnist_lab.tui.keymap import bound_keys
from mnist_lab.tui.widgets.hints import HELP, IN_ORDER, LAST, UNNAMED
from mnist_lab.tui.widgets.key_bar import KeyBar
from mnist_lab_store.run_store import RunStore
from mnist_lab_themes import DARK, STYLESHEETS, variables_of
from support.driven import open_app, shown_text, until
from support.store_examples import example_run


class KeysApp(App[None]):
    CSS_PATH: ClassVar = list(STYLESHEETS)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("N", "note", "something new", id="list.new"),
        Binding("o", "note('open')", "open", id="batches.open"),
        Binding("X", "note('stop')", "stop now", id="live.stop_now"),
        Binding("E", "note('epoch')", "stop after epoch", id="live.stop_after_epoch"),
        Binding("up,k", "note('up')", "Row above", id="form.up"),
        Binding("down", "note('down')", "Row below", id="form.down"),
        Binding("G", "note", "Last line", id="batches.last"),
        Binding("question_mark", "note('keys')", "keys", key_display="?", id="app.keys"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[str] = []

    def action_note(self, what: str) -> None:
        self.noted.append(what)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_of(DARK.colours)

    def compose(self) -> ComposeResult:
        yield KeyBar()

    @property
    def text(self) -> str:
        return self.query_one(KeyBar).render().plain


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (100, ["E stop after epoch", "X stop now", "o open", "↑↓ row", "N something new"]),
        (60, ["E stop after epoch", "X stop now", "o open", "↑↓ row"]),
        (59, ["E stop after epoch", "X stop now", "o open"]),
        (52, ["E stop after epoch", "X stop now", "o open"]),
        (40, ["E stop after epoch", "o open"]),
        (12, []),
    ],
)
async def test_the_most_useful_keys_are_named_whole_and_at_the_edge_the_key_of_all(
    width: int, shown: list[str]
) -> None:
    app = KeysApp()
    async with app.run_test(size=(width, 5)) as pilot:
        await pilot.pause()
        assert [hint.strip() for hint in app.text.split("   ") if hint.strip()] == [*shown, "? keys"]
        assert app.text.endswith("? keys ")


@pytest.mark.parametrize(
    ("words", "done"), [("X stop", "stop"), ("now", "stop"), ("↑", "up"), ("↓", "down"), ("row", "down"), ("?", "keys")]
)
async def test_a_click_does_what_the_key_does(words: str, done: str) -> None:
    app = KeysApp()
    async with app.run_test(size=(100, 5)) as pilot:
        await pilot.pause()
        await pilot.click(KeyBar, offset=(app.text.index(words), 1))
        assert app.noted == [done]


async def test_a_chosen_key_keeps_its_place(tmp_path: Path) -> None:
    app = KeysApp()
    async with app.run_test(size=(100, 5)) as pilot:
        app.set_keymap({"live.stop_after_epoch": "f6,S"})
        await until(pilot, lambda: app.text.strip().startswith("f6 stop after epoch"))


async def test_a_click_on_a_key_works_on_a_screen_of_the_app(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        line = shown_text(app).splitlines()[-1]
        await pilot.click(offset=(line.index("chart"), app.size.height - 1))
        await until(pilot, lambda: "form" in shown_text(app).splitlines()[-1])


def test_the_order_names_bindings_that_there_are() -> None:
    listed = [name for hint in (*IN_ORDER, *LAST) for name in hint.ids]
    assert len(listed) == len(set(listed))
    assert not set(listed) & UNNAMED
    assert {*listed, *UNNAMED, HELP} <= set(bound_keys())


async def test_keys_of_the_run_shown_are_not_named_over_a_form_that_covers_it(tmp_path: Path) -> None:
    RunStore(tmp_path).put(example_run(1))
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        await until(pilot, lambda: "F1 explain" in shown_text(app))
        assert "v verdict" not in shown_text(app)
        await pilot.press("tab")
        await until(pilot, lambda: "v verdict" in shown_text(app))


async def test_a_chart_with_the_focus_names_its_own_keys(tmp_path: Path) -> None:
    RunStore(tmp_path).put(example_run(1))
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: "space mark" in shown_text(app))
        await pilot.press("tab")
        await until(pilot, lambda: "m accuracy" in shown_text(app))
        assert "space mark" not in shown_text(app)
