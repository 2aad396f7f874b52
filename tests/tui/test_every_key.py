"""In every state, every key does something or says in a sentence why it does not."""

from __future__ import annotations

import re
from contextlib import nullcontext
from pathlib import Path

import pytest

from support.driven import open_app
from support.fakes import ScriptedTrainer
from support.key_states import STATES, Walk, keep_runs
from support.key_tries import try_keys
from support.store_examples import HOLDS_A_RUN, Child

SENTENCE = re.compile(r"[“A-Z0-9][^\n]*[^.]\.")


@pytest.mark.parametrize("name", STATES)
async def test_every_key_works_or_says_why_not(tmp_path: Path, name: str) -> None:
    state = STATES[name]
    keep_runs(tmp_path, state.runs)
    trainer = ScriptedTrainer(gated=True)
    with Child(HOLDS_A_RUN, tmp_path) if state.elsewhere else nullcontext():
        async with open_app(tmp_path, trainer, state.size) as (pilot, app):
            await state.drive(Walk(pilot, app, trainer, tmp_path))
            silent = await try_keys(pilot, app)
            assert silent.tried
            assert silent.found == set()
            assert [each for each in silent.sentences.values() if not SENTENCE.fullmatch(each)] == []
