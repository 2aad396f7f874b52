"""Choices in the form: listed, found by typing, picked by key and mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from mnist_lab.domain.runs.cost_estimate import estimate
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.setting_fields import field_named
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.train.estimate_line import EstimateLine
from mnist_lab.tui.train.form_values import FIELDS
from mnist_lab.tui.train.pick_list import PickList, found, picks_of
from mnist_lab.tui.train.spec_form import SpecForm
from support.driven import DIGITS, open_app, shown_text, state_of, until
from support.fakes import ScriptedTrainer


@pytest.mark.parametrize(
    ("typed", "place"), [("ta", 1), ("s", 2), ("soft", 4), ("softs", 5), ("max", 6), ("SIG", 2), ("xy", None)]
)
def test_typing_finds_the_beginning_first_and_then_anywhere(typed: str, place: int | None) -> None:
    assert found(picks_of(field_named(RunSpec, "activation")), typed) == place


def test_numbers_have_no_list() -> None:
    listed = [field.name for field in FIELDS if picks_of(field)]
    assert listed == [
        "activation", "kernel_initializer", "optimizer", "keep", "device", "scale_pixels", "validation_from",
    ]  # fmt: skip


async def _at(pilot: Pilot[None], app: LabApp, name: str) -> SpecForm:
    form = app.screen.query_one(SpecForm)
    form.go_to_first([name])
    await pilot.pause()
    return form


@pytest.mark.parametrize(
    ("name", "keys", "value"),
    [
        ("activation", ["enter", "down", "enter"], "tanh"),
        ("activation", ["t", "enter"], "tanh"),
        ("activation", ["s", "o", "f", "t", "m", "backspace", "s", "enter"], "softsign"),
        ("activation", ["enter", "x", "enter"], "softmax"),
        ("activation", ["enter", "x", "q", "enter"], "softmax"),
        ("optimizer", ["enter", "end", "enter"], "adadelta"),
        ("optimizer", ["s", "escape"], "rmsprop"),
        ("optimizer", ["enter", "right", "escape"], "rmsprop"),
        ("scale_pixels", ["n", "enter"], False),
        ("validation_from", ["s", "enter"], "shuffled"),
        ("device", ["enter", "g", "p", "u", ":", "3", "enter"], "gpu:3"),
        ("activation", ["right"], "tanh"),
    ],
)
async def test_a_choice_is_picked_from_its_list(tmp_path: Path, name: str, keys: list[str], value: object) -> None:
    async with open_app(tmp_path) as (pilot, app):
        form = await _at(pilot, app, name)
        await pilot.press(*keys)
        await until(pilot, lambda: not app.screen.query(PickList) and app.focused is form)
        assert form.values.spec is not None
        assert form.values.spec.value(name) == value


async def test_a_click_on_a_value_lists_it_and_a_click_picks(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        form = app.screen.query_one(SpecForm)
        await pilot.click(form, offset=(30, 3))
        await until(pilot, lambda: bool(app.screen.query(PickList)))
        await pilot.click(PickList, offset=(3, 4))
        await until(pilot, lambda: not app.screen.query(PickList))
        assert form.values.spec == RunSpec(activation="softplus")


async def test_going_elsewhere_leaves_the_value_as_it_was(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        form = await _at(pilot, app, "optimizer")
        await pilot.press("s")
        await until(pilot, lambda: bool(app.screen.query(PickList)))
        await pilot.press("tab")
        await until(pilot, lambda: not app.screen.query(PickList))
        assert form.values.spec == RunSpec()
        assert app.focused is not form


@pytest.mark.parametrize(
    ("name", "first", "missing"),
    [("activation", "enter pick   esc back", "value above"), ("units", "enter keep   esc discard", "next seed")],
)
async def test_the_bar_names_the_way_out_of_an_edit_and_no_key_that_types(
    tmp_path: Path, name: str, first: str, missing: str
) -> None:
    async with open_app(tmp_path, size=(120, 36)) as (pilot, app):
        await _at(pilot, app, name)
        await pilot.press("enter")
        await until(pilot, lambda: shown_text(app).splitlines()[-1].strip().startswith(first))
        assert missing not in shown_text(app).splitlines()[-1]


async def test_f5_trains_with_the_value_that_is_marked_in_the_list(tmp_path: Path) -> None:
    async with open_app(tmp_path, ScriptedTrainer()) as (pilot, app):
        await _at(pilot, app, "scale_pixels")
        await pilot.press("n")
        await until(pilot, lambda: "enter pick" in shown_text(app))
        await pilot.press("f5")
        await until(pilot, lambda: state_of(app) is RunState.FINISHED)
        assert app.state.run.spec == RunSpec(scale_pixels=False)


async def test_the_estimate_follows_the_marked_value(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        form = await _at(pilot, app, "optimizer")
        line, digits = app.screen.query_one(EstimateLine), len(DIGITS.x_train)
        await pilot.press("enter", "down")
        marked = RunSpec(optimizer=form.query_one(PickList).close().lower())
        assert marked != RunSpec()
        await until(pilot, lambda: line.estimate == estimate(marked, digits=digits))


async def test_the_estimate_is_the_old_one_when_nothing_is_picked(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await _at(pilot, app, "optimizer")
        line, digits = app.screen.query_one(EstimateLine), len(DIGITS.x_train)
        await pilot.press("enter", "down")
        await until(pilot, lambda: line.estimate != estimate(RunSpec(), digits=digits))
        await pilot.press("escape")
        await until(pilot, lambda: line.estimate == estimate(RunSpec(), digits=digits))
