"""Keys that the user chose: they close what they open, and texts name them instead of the usual ones."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from mnist_lab.config.config_file import read_configuration
from mnist_lab.domain.runs.run import RunState
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.dialogs.search_field import SearchField
from mnist_lab.tui.runs.run_table import RunTable
from mnist_lab_store.run_store import RunStore
from support.driven import errors, notices, open_app, shown_text, state_of, until
from support.fakes import ScriptedTrainer
from support.store_examples import example_run

TRAIN, RUNS = "1", "2"
OTHERS = {
    "app__glossary": "alt+g", "app__keys": "alt+k", "app__labs_anywhere": "alt+7", "app__runs_anywhere": "alt+6",
    "batch__more": "alt+n", "batch__quick": "alt+q", "batch__run": "f6", "batches__open": "f7",
    "form__baseline": "f9", "form__edit": "f11", "form__explain": "alt+g",
    "table__explain": "alt+g", "runs__open": "f4", "form__redo": "alt+y", "form__undo": "alt+u", "lab__guess": "alt+p",
    "lab__verdict": "f10", "panes__next": "f12", "runs__redo": "alt+y", "runs__repeat": "alt+n",
    "runs__resume": "alt+e", "runs__undo": "alt+u", "runs__verdict": "f10", "train__repeat": "alt+n",
    "setup__back": "alt+b", "sweep__new": "alt+w", "sweep__runs": "alt+r", "train__sweep": "alt+w",
    "train__resume": "alt+e", "train__start": "f6",
    "train__verdict": "f10",
}  # fmt: skip
USUAL = re.compile(r"(?<![\w+])(F1|F5|F8|alt\+2|alt\+4|tab|enter|[+?BPrvzZ])(?= [a-z])")


@asynccontextmanager
async def open_with(
    folder: Path, trainer: ScriptedTrainer | None = None, **keys: str
) -> AsyncIterator[tuple[Pilot[None], LabApp]]:
    """Open the app on a store with one finished run and these keys, whose ids have _ for the dot."""
    file = folder / "mnist-lab.toml"
    chosen = (f'"{name.replace("__", ".")}" = "{key}"\n' for name, key in keys.items())
    file.write_text("[keys]\n" + "".join(chosen))
    RunStore(folder / "store").put(example_run(epochs=10))
    async with open_app(folder / "store", trainer, loaded=read_configuration(file)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("mode", "action", "key"),
    [
        (RUNS, "runs.verdict", "f6"),
        (RUNS, "runs.verdict", "a"),
        (TRAIN, "train.verdict", "f6"),
        (RUNS, "app.keys", "f6"),
        (RUNS, "app.keys", "a"),
        (RUNS, "table.explain", "f6"),
        (TRAIN, "form.explain", "f6"),
        (RUNS, "app.glossary", "f2"),
        (RUNS, "runs.open_trash", "f6"),
        (RUNS, "runs.open_trash", "a"),
    ],
)
async def test_the_key_that_opens_a_dialog_closes_it(tmp_path: Path, mode: str, action: str, key: str) -> None:
    async with open_with(tmp_path, **{action.replace(".", "__"): key}) as (pilot, app):
        await pilot.press(f"alt+{mode}")
        if mode == RUNS:
            await until(pilot, lambda: len(app.screen.query(RunTable)) == 1)
            await until(pilot, lambda: getattr(app.screen, "run_shown", None) is not None)
        else:
            await until(pilot, lambda: app.state.shown is not None)
        await pilot.press(key)
        await until(pilot, lambda: app.screen.is_modal)
        await pilot.press(key)
        await until(pilot, lambda: not app.screen.is_modal)
        assert errors(app) == []


async def test_a_key_chosen_to_open_help_is_typed_after_other_words(tmp_path: Path) -> None:
    async with open_with(tmp_path, app__keys="a") as (pilot, app):
        await pilot.press("tab", "a")
        await until(pilot, lambda: app.screen.is_modal)
        await pilot.press("s", "a")
        await until(pilot, lambda: app.screen.query_one(SearchField).value == "sa")


async def test_a_key_of_the_dialog_comes_before_the_one_that_opens_it(tmp_path: Path) -> None:
    async with open_with(tmp_path, runs__open_trash="E") as (pilot, app):
        await pilot.press("alt+2")
        await until(pilot, lambda: getattr(app.screen, "run_shown", None) is not None)
        await pilot.press("D", "E")
        await until(pilot, lambda: app.screen.is_modal)
        await pilot.press("E")
        await until(pilot, lambda: type(app.screen).__name__ == "PurgeDialog")


def usual_keys_in(app: LabApp) -> list[str]:
    """Return the usual keys that the screen and what was said name, each with the words around it."""
    assert errors(app) == []
    texts = [shown_text(app), *notices(app)]
    return [text[max(found.start() - 20, 0) : found.end() + 20] for text in texts for found in USUAL.finditer(text)]


async def test_train_names_the_keys_chosen(tmp_path: Path) -> None:
    interrupted = example_run(2, epochs=3, name="wide", state=RunState.INTERRUPTED)
    RunStore(tmp_path / "store").put(interrupted)
    trainer = ScriptedTrainer(gated=True)
    async with open_with(tmp_path, trainer, **OTHERS) as (pilot, app):
        await until(pilot, lambda: any("alt+6, alt+e resumes" in each for each in notices(app)))
        assert usual_keys_in(app) == []
        await pilot.press("right", "alt+u")
        await until(pilot, lambda: any("alt+y redoes" in each for each in notices(app)))
        await pilot.press("alt+y")
        await until(pilot, lambda: any("alt+u undoes" in each for each in notices(app)))
        await pilot.press("f6")
        await until(pilot, lambda: state_of(app) is RunState.RUNNING)
        assert usual_keys_in(app) == []
        await pilot.press("f6")
        await until(pilot, lambda: any("alt+n trains the next seed, F6 again" in each for each in notices(app)))
        assert usual_keys_in(app) == []


async def test_runs_names_the_keys_chosen(tmp_path: Path) -> None:
    async with open_with(tmp_path, **OTHERS) as (pilot, app):
        await pilot.press("alt+6")
        await until(pilot, lambda: getattr(app.screen, "run_shown", None) is not None)
        await pilot.press("alt+e")
        await until(pilot, lambda: any("F6" in each or "alt+n" in each for each in notices(app)))
        assert usual_keys_in(app) == []
        await pilot.press("p")
        await until(pilot, lambda: any("alt+u undoes" in each for each in notices(app)))
        await pilot.press("alt+u")
        await until(pilot, lambda: any("alt+y redoes" in each for each in notices(app)))
        assert usual_keys_in(app) == []


async def test_labs_and_grids_name_the_keys_chosen(tmp_path: Path) -> None:
    async with open_with(tmp_path, **OTHERS) as (pilot, app):
        await pilot.press("alt+7")
        await until(pilot, lambda: "F6 trains" in shown_text(app))
        assert usual_keys_in(app) == []
        for key in ("down", "f7"):
            await pilot.press(key)
            await pilot.pause()
            assert usual_keys_in(app) == []
        await pilot.press("escape", "G")
        await until(pilot, lambda: "F7 shows" in shown_text(app))
        assert usual_keys_in(app) == []
        await pilot.press("f7")
        await until(pilot, lambda: "F6 trains" in shown_text(app))
        assert usual_keys_in(app) == []


async def test_the_search_for_actions_names_the_keys_chosen(tmp_path: Path) -> None:
    async with open_with(tmp_path, **OTHERS) as (pilot, app):
        await pilot.press("ctrl+p", *"qqq")
        await until(pilot, lambda: "alt+k lists its keys" in shown_text(app))
        assert usual_keys_in(app) == []
