"""The search of actions: those of every mode, found by name or another word, and done or led to."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Key
from textual.pilot import Pilot

from mnist_lab.domain.tables.columns import NEWEST_FIRST
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.command_search import DONE_AT_ONCE, commands_of
from mnist_lab.tui.dialogs.action_dialog import ActionDialog, Command, matching
from mnist_lab.tui.dialogs.edit_text_dialog import NoteScreen
from mnist_lab.tui.dialogs.full_names import FULL_NAMES
from mnist_lab.tui.dialogs.synonyms import SYNONYMS
from mnist_lab.tui.dialogs.verdict_dialog import VerdictDialog
from mnist_lab.tui.keymap import bound_keys
from mnist_lab.tui.labs.screen import LabsScreen
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab.tui.widgets.choice_list import ChoiceList
from mnist_lab_store.run_store import RunStore
from support.driven import notices, open_app, shown_text, until
from support.pictures import kept_runs


def offered(app: LabApp) -> dict[str, Command]:
    said: list[str] = []
    commands = commands_of(app, app.screen, app.get_key_display, app.keymap, said.append)
    return {command.text: command for command in commands}


async def search(pilot: Pilot[None], app: LabApp, words: str) -> None:
    """Open the search and type these words."""
    await pilot.press("ctrl+p")
    await until(pilot, lambda: isinstance(app.screen, ActionDialog))
    await pilot.press(*words)
    await pilot.pause()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Return the folder of a store with some runs."""
    runs = RunStore(tmp_path)
    for run in kept_runs():
        runs.put(run)
    return tmp_path


async def test_an_action_that_discards_is_led_to_and_its_key_named(store: Path) -> None:
    async with open_app(store, size=(80, 24)) as (pilot, app):
        await search(pilot, app, "delete")
        await until(pilot, lambda: "To the trash" in shown_text(app) and "Runs · D" in shown_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))
        await until(pilot, lambda: ["Press D " in notice for notice in notices(app)] == [True])
        assert app.screen.query_one(RunTable).row_count == 3


async def test_an_action_that_only_shows_is_done_in_its_mode(store: Path) -> None:
    async with open_app(store, size=(80, 24)) as (pilot, app):
        await search(pilot, app, "comment")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, NoteScreen))
        assert app.current_mode == "runs"


async def test_sorting_from_another_mode_sorts(store: Path) -> None:
    async with open_app(store, size=(80, 24)) as (pilot, app):
        await search(pilot, app, "sort")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.focused, RunTable))
        await until(pilot, lambda: app.view_states.value.view.sort != NEWEST_FIRST)


@pytest.mark.parametrize("key", ["alt+1", "alt+2"])
@pytest.mark.parametrize(("words", "first"), [("trash", "Open trash"), ("delete", "To the trash")])
async def test_opening_the_trash_is_offered_before_moving_a_run_there(
    store: Path, key: str, words: str, first: str
) -> None:
    async with open_app(store) as (pilot, app):
        await pilot.press(key)
        await until(pilot, lambda: key == "alt+1" or app.screen.query_one(RunTable).line_here is not None)
        assert matching([*offered(app).values()], words)[0].text.lower() == first.lower()


async def test_what_does_not_exist_is_answered_by_the_ways_to_look_further(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        await search(pilot, app, "zebra")
        await until(pilot, lambda: "No action of that name" in shown_text(app))
        await pilot.press("enter")
        assert isinstance(app.screen, ActionDialog)
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, TrainScreen)


async def test_a_held_enter_chooses_once_and_leaves_the_screen_below(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (pilot, app):
        chosen = []

        def note(keeps: bool) -> None:
            chosen.append(keeps)

        app.watch(app.screen, "keeps_weights", note, init=False)
        await search(pilot, app, "weights or not")
        for _ in range(5):
            app.post_message(Key("enter", "\r"))
        await until(pilot, lambda: bool(chosen))
        await pilot.pause()
        assert isinstance(app.screen, TrainScreen)
        assert len(chosen) == 1


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("To the trash", "Runs · D del"),
        ("Add sort key: this column", "Runs table · S"),
        ("Guess the results of the lab", "Labs · P"),
        ("Baseline ghost", "Train chart · b"),
        ("Back to the baseline", "Train · F8"),
        ("Go to Runs", "Everywhere · alt+2"),
    ],
)
async def test_every_action_names_its_place_and_its_key(tmp_path: Path, text: str, place: str) -> None:
    async with open_app(tmp_path) as (_, app):
        assert offered(app)[text].place == place


async def test_keys_that_move_and_keys_that_do_not_work_now_are_not_offered(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        assert "Stop now" not in offered(app), "nothing trains"
        assert "Find an action" not in offered(app)
        moves = ("First", "Last", "Next pane", "Previous pane", "Row", "Column ", "Page")
        assert not [text for text in offered(app) if text.startswith(moves)]
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))
        assert "To the trash" not in offered(app)


async def test_every_side_of_a_comparison_is_offered_by_its_letter(store: Path) -> None:
    async with open_app(store) as (_, app):
        assert {f"Hide or show {letter}" for letter in "ABCDEFGH"} <= offered(app).keys()


async def test_what_works_here_comes_first_then_what_works_everywhere(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (_, app):
        places = [command.where for command in offered(app).values()]
        assert places[0] == "Form"
        assert places.index("Train") < places.index("Everywhere") < places.index("Runs")


async def test_running_a_command_of_another_mode_focuses_its_pane(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        for text, screen, focused in (
            ("Baseline ghost", TrainScreen, LossChart),
            ("Add sort key: this column", RunsScreen, RunTable),
            ("Run the lab or sweep", LabsScreen, None),
        ):
            await offered(app)[text].run()
            await until(pilot, lambda screen=screen: isinstance(app.screen, screen))
            await until(pilot, lambda focused=focused: focused is None or isinstance(app.focused, focused))


async def test_a_dialog_offers_only_its_own_keys(store: Path) -> None:
    async with open_app(store) as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: getattr(app.screen, "run_shown", None) is not None)
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, VerdictDialog))
        assert "To the trash" not in offered(app)
        assert "Copy to form" in offered(app)


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_lines_are_whole_and_the_last_one_can_be_reached(tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_app(tmp_path, size=size) as (pilot, app):
        await search(pilot, app, "")
        choices = app.screen.query_one(ChoiceList)
        await until(pilot, lambda: choices.option_count > 0)
        texts = [str(option.prompt) for option in choices.options]
        for _ in range(10):
            await pilot.press("pagedown")
        assert choices.highlighted == choices.option_count - 1
        await until(pilot, lambda: texts[-1].strip() in shown_text(app))


def test_words_are_looked_for_in_the_name_first() -> None:
    async def nothing() -> None: ...

    commands = [
        Command("Pin", "Runs", "p", nothing, "compare"),
        Command("Open trash", "Runs", "u", nothing, "deleted restore"),
        Command("To the trash", "Runs", "D", nothing, "delete"),
        Command("Trash all", "Trash", "E", nothing),
    ]

    def found(query: str) -> list[str]:
        return [command.text for command in matching(commands, query)]

    assert found("trash") == ["Trash all", "Open trash", "To the trash"]
    assert found("delete") == ["Open trash", "To the trash"]
    assert found("bin") == []
    assert found("") == [command.text for command in commands]
    assert found("export") == []


def test_other_words_and_what_is_done_at_once_are_of_actions_that_exist() -> None:
    ids = set(bound_keys())
    assert set(SYNONYMS) <= ids
    assert ids >= DONE_AT_ONCE


def test_full_names_are_of_bindings() -> None:
    assert FULL_NAMES.keys() <= bound_keys().keys()
