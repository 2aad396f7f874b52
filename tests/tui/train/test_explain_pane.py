"""The explanation beside the form, where there is room for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab.tui.train.explain_pane import ExplainPane
from mnist_lab.tui.train.form_values import FIELDS
from support.driven import open_app, shown_text, state_of, until
from support.fakes import ScriptedTrainer


def panes_shown(app: object) -> list[str | None]:
    return [pane.id for pane in app.screen.query(ExplainPane) if pane.size.area]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("size", "pane"),
    [
        ((60, 20), []),
        ((80, 24), ["beside-form"]),
        ((100, 30), ["below-chart"]),
        ((120, 36), ["below-chart"]),
    ],
)
async def test_while_nothing_trains_the_setting_under_the_cursor_is_explained(
    tmp_path: Path, size: tuple[int, int], pane: list[str]
) -> None:
    async with open_app(tmp_path, size=size) as (pilot, app):
        assert panes_shown(app) == pane
        await pilot.press("down")
        await until(pilot, lambda: ("How many nodes each hidden" in shown_text(app)) is bool(pane))


async def test_while_a_run_trains_the_chart_keeps_its_room(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.RUNNING)
        await until(pilot, lambda: panes_shown(app) == ["beside-form"])
        app.screen.query_one("SpecForm").focus()
        await until(pilot, lambda: "The number of hidden layers" in shown_text(app))
        trainer.free()


async def test_at_80_by_24_every_setting_is_in_sight(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (_, app):
        text = shown_text(app)
        assert all(field.setting.label in text for field in FIELDS)


async def test_a_setting_without_effect_says_why_in_its_explanation(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await pilot.press("0", "enter", "down")
        await until(pilot, lambda: "It has no effect now: no hidden layers" in shown_text(app))
