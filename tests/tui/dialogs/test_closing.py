"""A dialog that is answered twice before it has closed."""

from __future__ import annotations

from textual.app import App

from mnist_lab.tui.dialogs.dialog import Dialog


async def test_a_second_answer_takes_no_other_screen_away() -> None:
    answers: list[str | None] = []
    app: App[None] = App()
    async with app.run_test() as pilot:
        below, dialog = Dialog[str](), Dialog[str]()
        await app.push_screen(below)
        await app.push_screen(dialog, answers.append)
        dialog.dismiss("first")
        dialog.dismiss("second")
        await pilot.pause()
        assert app.screen is below
    assert answers == ["first"]


async def test_a_dialog_under_another_screen_stays() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        dialog, above = Dialog[str](), Dialog[str]()
        await app.push_screen(dialog)
        await app.push_screen(above)
        dialog.dismiss("answer")
        await pilot.pause()
        assert app.screen is above
