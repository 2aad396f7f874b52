"""The app on an `app.json` whose values are of any shape but the right one."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab_store.run_store import RunStore
from support.driven import open_app, open_lab_list

KEYS = (
    "form", "theme", "lab terms", "predictions", "interrupted runs announced", "view", "saved views", "filters",
    "compared by", "folder to write to",
)  # fmt: skip
DEEP: list[object] = []
for _ in range(200):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    "value",
    [None, 3, 1e308, "", "words", [], [[]], [{"lab": [], "epochs": {}}], {}, {"": {"": []}},
     {"units": [], "epochs": {}}, {"repeats": "many", "quick": 7}, DEEP, [None] * 1000],
    ids=lambda value: repr(value)[:30],
)  # fmt: skip
async def test_any_remembered_value_opens_the_app(tmp_path: Path, value: object) -> None:
    preferences = RunStore(tmp_path).preferences
    for key in KEYS:
        preferences.remember(key, value)
    async with open_app(tmp_path) as (pilot, app):
        await open_lab_list(pilot, app)
        assert app.return_code is None
