"""Text in a store's files that would act on a terminal is shown as text."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import orjson
import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab.services.session import Session
from mnist_lab.tui.app import LabApp
from mnist_lab_store.run_store import RunStore
from support.driven import shown_text, until
from support.fakes import ScriptedTrainer, few_digits
from support.shell import Shell
from support.store_examples import example_environment, example_run

HOSTILE = {
    "OSC": "\x1b]0;title\x07\x1b]8;;http://x\x1b\\",
    "CSI": "\x1b[2J\x1b[31m",
    "C1": "\x9b2J\x9d0;title\x9c\x90",
    "bidi": "\u202e\u2066\u200f\u061cabc",
    "the rest": "\x00\x08\x0c\x0e\x7f\r",
    "markup": "[/oops][red]x[/red][@click=app.quit]q[/]",
}
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.fixture(params=HOSTILE.values(), ids=HOSTILE)
def hostile(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(shell: Shell, hostile: str) -> RunStore:
    """Return the shell's store, with that text in every text field of a run's file."""
    store = RunStore(shell.folder)
    store.put(example_run(1, epochs=4, environment=example_environment(), state=RunState.FAILED, error="stopped"))
    store.put(example_run(2, epochs=4))
    path = shell.folder / "runs" / example_run(1).id / "run.json"
    tables = orjson.loads(path.read_bytes())
    document = tables["run"]["1"]
    document.update(name=f"{hostile}name", note=f"a\n{hostile}", tags=[f"{hostile}tag"], error=hostile)
    document["weights"] = f"../{hostile}"
    document["data"]["name"] = hostile
    document["held_by"] = {"host": hostile, "pid": 1}
    document["environment"].update(dict.fromkeys(("device", "host", "keras", "python", "compiled"), hostile))
    path.write_bytes(orjson.dumps(tables))
    return store


def assert_harmless(text: str) -> None:
    """Check that there is nothing but text and line ends."""
    assert [c for c in text if (unicodedata.category(c) in {"Cc", "Cs"} and c != "\n") or c in BIDI] == []


def test_no_command_prints_a_control_character(shell: Shell, store: RunStore, hostile: str) -> None:
    for arguments in (
        ("runs",),
        ("runs", "--md", "--columns", "name,tags,state,id"),
        ("runs", "--json"),
        ("show", example_run(1).id),
        ("show", example_run(1).id, "--json"),
        ("verdict", example_run(1).id),
        ("export", "-"),
        ("tag", example_run(1).id, hostile + "t"),
        ("note", example_run(1).id, hostile + "n"),
        ("name", example_run(1).id, hostile + "n"),
        ("show", f"{hostile} nobody"),
        ("restore", f"{hostile} nobody"),
        ("trash", example_run(1).id),
        (f"{hostile}command",),
    ):
        _, out, err = shell(*(argument.replace("\x00", "") for argument in arguments))
        assert_harmless(out + err)


def test_hostile_text_in_the_index_is_cleaned(shell: Shell, store: RunStore, hostile: str) -> None:
    store.fold()
    index = shell.folder / "index.json"
    tables = orjson.loads(index.read_bytes())
    for document in tables["summaries"].values():
        document["run"].update(name=f"{hostile}name", tags=[hostile + "t"])
        document["verdict"]["label"] = hostile
        document["host"] = hostile
    index.write_bytes(orjson.dumps(tables))
    for summary in RunStore(shell.folder).summaries():
        assert_harmless(summary.run.name + "".join(summary.run.tags) + str(summary.label))


async def test_the_app_shows_hostile_text_as_text(shell: Shell, store: RunStore) -> None:
    app = LabApp(Session(ScriptedTrainer(), RunStore(shell.folder), few_digits))
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: len(app.model.registry.summaries) == 2)
        await pilot.press("alt+2", "down", "up", "v", "escape", "alt+1")
        await pilot.pause()
        assert_harmless(shown_text(app))
        assert app.return_code is None
    app.session.close()


def test_weights_are_read_only_from_the_folder_of_their_run(tmp_path: Path) -> None:
    run = example_run(1)
    for path, kept in (
        (f"runs/{run.id}/best.keras", f"runs/{run.id}/best.keras"),
        (f"runs/{run.id}/../../../x.keras", None),
        (f"runs/{example_run(2).id}/best.keras", None),
        ("/etc/best.keras", None),
        ("best.keras", None),
        (f"runs/{run.id}/best.pkl", None),
    ):
        assert run.but(weights=path).weights == kept
