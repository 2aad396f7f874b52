"""Keys that users chose: which work, which are refused, and where they are shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.binding import Binding

from mnist_lab.config.config_file import LoadedConfiguration, read_configuration
from mnist_lab.tui.command_search import commands_of
from mnist_lab.tui.dialogs.action_dialog import ActionDialog
from mnist_lab.tui.dialogs.keys_dialog import KeysDialog
from mnist_lab.tui.keymap import _owners, bound_keys, checked_keymap
from mnist_lab.tui.runs.screen import RunsScreen
from support.driven import errors, open_app, shown_text, until


def configured(folder: Path, text: str) -> LoadedConfiguration:
    file = folder / "mnist-lab.toml"
    file.write_text(f"[keys]\n{text}")
    return read_configuration(file)


def test_every_binding_has_an_id() -> None:
    for owner in _owners():
        for binding in vars(owner).get("BINDINGS", ()):
            assert isinstance(binding, Binding), owner
            assert binding.id, (owner, binding.key)


def test_an_id_means_the_same_keys_everywhere() -> None:
    found: dict[str, str] = {}
    for owner in _owners():
        for binding in vars(owner).get("BINDINGS", ()):
            assert found.setdefault(binding.id, binding.key) == binding.key, binding.id


def test_the_usual_keys_are_all_allowed() -> None:
    usual = {name: ",".join(bound.keys) for name, bound in bound_keys().items()}
    assert checked_keymap(usual).problems == ()


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("runs.verdict", "s"),  # of the table, which has the focus
        ("table.sort", "v"),  # of the screen below it
        ("runs.verdict", "t"),  # of the same screen
        ("form.edit", "q"),  # of the app
        ("app.theme", "w"),  # of a lab
        ("app.find", "ctrl+o"),  # of the note, which comes before it
        ("app.find", "f"),  # which could not be typed
        ("write.keep", "left"),  # which moves the cursor
        ("verdict.try", "up"),  # which moves in the list
        ("runs.verdict", "nonsense"),
        ("runs.verdcit", "f9"),
    ],
)
def test_keys_that_cannot_work_are_refused(name: str, keys: str) -> None:
    keymap = checked_keymap({"app.suspend": "f10", name: keys})
    assert keymap.keys == {"app.suspend": "f10"}
    (problem,) = keymap.problems
    assert problem.startswith(f"keys.{name}")


@pytest.mark.parametrize(
    "keys",
    [
        {"runs.tags": "n", "runs.note": "t"},  # swapped
        {"queue.later": "s"},  # which the table has, elsewhere
        {"chart.metric": "f6", "form.edit": "f6"},  # never at the same time
        {"form.undo": "f6", "runs.undo": "f6"},  # which share a key without configuration
        {"app.suspend": "f5", "train.start": "f6", "batch.run": "f6", "setup.start": "f6"},
    ],
)
def test_keys_that_do_not_meet_are_allowed(keys: dict[str, str]) -> None:
    assert checked_keymap(keys).keys == keys


def test_of_two_that_want_the_same_key_the_first_has_it() -> None:
    assert checked_keymap({"runs.tags": "f6", "runs.note": "f6"}).keys == {"runs.tags": "f6"}


async def test_a_chosen_key_works_is_shown_and_the_usual_one_does_nothing(tmp_path: Path) -> None:
    loaded = configured(tmp_path, '"app.runs" = "f6"\n"app.keys" = "f10,!"\n')
    async with open_app(tmp_path, loaded=loaded) as (pilot, app):
        assert "F10 keys" in shown_text(app)
        assert "F6 Runs" in shown_text(app)
        await pilot.press("alt+2", "!")
        await until(pilot, lambda: isinstance(app.screen, KeysDialog))
        assert re.search("! F1 F10 +Keys", shown_text(app))
        assert re.search("1 F6 3 4 5 +Modes", shown_text(app))
        await pilot.press("escape", "f6")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))
        assert not errors(app)


async def test_the_palette_names_chosen_keys_of_other_modes(tmp_path: Path) -> None:
    async with open_app(tmp_path, loaded=configured(tmp_path, '"runs.trash" = "f9"')) as (_, app):
        commands = commands_of(app, app.screen, app.get_key_display, app.keymap, app.notices.flash)
        assert {command.key for command in commands if command.text == "To the trash"} == {"F9"}


async def test_a_priority_key_moves_too(tmp_path: Path) -> None:
    async with open_app(tmp_path, loaded=configured(tmp_path, '"app.find" = "f4"')) as (pilot, app):
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, ActionDialog))


async def test_a_wrong_entry_is_one_error_and_the_usual_key_works(tmp_path: Path) -> None:
    loaded = configured(tmp_path, '"app.runs" = "q"\n"app.theme" = "f8"\n')
    async with open_app(tmp_path, loaded=loaded) as (pilot, app):
        await until(pilot, lambda: bool(errors(app)))
        (sentence,) = errors(app)
        assert "app.runs" in sentence
        await pilot.press("alt+2")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))


@pytest.mark.parametrize("name", [*bound_keys()])
def test_every_action_can_be_given_another_key(name: str) -> None:
    assert checked_keymap({name: "f20"}).keys == {name: "f20"}


@pytest.mark.parametrize(
    ("name", "key", "other"),
    [
        ("runs.mark", "s", "table.sort"),
        ("table.descending", "d", "runs.compare"),
        ("compare.metric", "y", "compare.log"),
        ("compare.missing", "A", "compare.side_a"),
        ("sides.down", "x", "compare.seconds"),
    ],
)
def test_a_clash_names_the_action_that_has_the_key(name: str, key: str, other: str) -> None:
    keymap = checked_keymap({name: key})
    assert keymap.keys == {}
    assert [other in problem for problem in keymap.problems] == [True]
