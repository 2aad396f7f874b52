"""Keys named in texts: those of the bindings, or those that the user chose."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mnist_lab import tui
from mnist_lab.config.config_file import read_configuration
from mnist_lab.domain.runs.run import RunState
from mnist_lab.tui.key_names import key_named
from mnist_lab.tui.keymap import bound_keys
from support.driven import open_app, shown_text, state_of, until
from support.fakes import ScriptedTrainer, a_history

SOURCES = [*Path(tui.__file__).parent.rglob("*.py")]
HINT = re.compile(r"""\b(?:key_hint\(\s*[\w.]+, |_?key\()["']([\w.]+)["'], ["']([^"']+)["']\)""")
HINTS = {found for source in SOURCES for found in HINT.findall(source.read_text(encoding="utf-8"))}


@pytest.mark.parametrize(("action", "key"), sorted(HINTS))
def test_a_text_names_a_key_of_its_action(action: str, key: str) -> None:
    assert key_named(key) in bound_keys()[action].keys


def test_the_hints_are_found() -> None:
    assert len(HINTS) > 20


async def test_texts_name_the_keys_chosen(tmp_path: Path) -> None:
    file = tmp_path / "mnist-lab.toml"
    file.write_text('[keys]\n"train.verdict" = "f6"\n"dialog.back" = "f9,escape"\n')
    trainer = ScriptedTrainer(a_history([0.2, 0.1, 0.09, 0.09, 0.1]))
    async with open_app(tmp_path, trainer, size=(160, 40), loaded=read_configuration(file)) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        await until(pilot, lambda: "F6 shows the rule" in shown_text(app))
        await pilot.press("f6")
        await until(pilot, lambda: "F9  back" in shown_text(app))
