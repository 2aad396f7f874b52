"""Guesses about a lab by keyboard: stated, scored, and marked at another budget."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from mnist_lab.domain.labs.deciding import CLEAN_GAP
from mnist_lab.domain.labs.hypotheses import ASKED, SAME, Question
from mnist_lab.domain.labs.screen_text import (
    format_elsewhere,
    format_hypothesis,
    format_kept,
    format_score,
    guess_lines,
)
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.batches.batch_list import FIGURES, BatchList
from mnist_lab.tui.dialogs.glossary_dialog import GlossaryDialog
from mnist_lab.tui.dialogs.keys_dialog import KeysDialog
from mnist_lab.tui.labs.group_table import GroupTable, letter_of
from mnist_lab.tui.labs.hypothesis_dialog import HypothesisDialog
from mnist_lab.tui.labs.lab_screen import LabScreen
from mnist_lab.tui.labs.question_list import QuestionList
from mnist_lab.tui.widgets.hanging_text import HangingText
from support.driven import (
    flat,
    keys_offered,
    notices,
    open_app,
    open_lab,
    open_lab_list,
    shown_text,
    until,
    until_complete,
)


async def test_guesses_are_kept_and_compared_with_the_results(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")
        assert "lab.guess" in keys_offered(app)
        await pilot.press("P")
        assert isinstance(app.screen, HypothesisDialog)
        assert ASKED[Question.ACCURACY] in shown_text(app)
        assert "← down → up" in flat(shown_text(app))
        await pilot.press("left", "down", "left", "right", "down", "right", "backspace", "enter")
        await until(pilot, lambda: "down, neither" in shown_text(app))
        assert screen.overview is not None
        assert format_kept(screen.overview.hypotheses) in notices(app)
        assert screen.status is not None
        assert screen.status.answers == 2
        assert format_hypothesis(screen.status) in shown_text(app)
        await pilot.press("f5")
        await until_complete(pilot, screen)
        assert "down ✗" in shown_text(app)
        assert "neither ✓" in shown_text(app)
        await until(pilot, lambda: shows_the_score(screen, right=1, asked=2))
        assert [*map(flat, guess_lines(screen.status, letter_of))] == guesses_shown(screen)
        await pilot.press("P")
        assert app.screen is screen
        assert "lab.guess" not in keys_offered(app)
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")
        await until(pilot, lambda: shows_the_score(screen, right=1, asked=2))


async def test_the_questions_lie_over_a_lab_that_opens_at_the_same_moment(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await open_lab_list(pilot, app)
        for key, character in (("enter", "\r"), ("P", "P")):
            app.post_message(events.Key(key, character))
        await until(pilot, lambda: any(isinstance(screen, LabScreen) for screen in app.screen_stack))
        await until(pilot, lambda: isinstance(app.screen, HypothesisDialog))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, LabScreen))


async def test_guessing_again_begins_with_the_answers_kept_and_can_take_them_back(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")

        def answers() -> list[str]:
            scored = screen.status.scored if screen.status is not None else ()
            return [each.expected for of_lab in scored for each in of_lab.outcomes]

        await pilot.press("P", "left", "down", "left", "right", "end", "enter")
        await until(pilot, lambda: answers() == ["down", SAME])
        await pilot.press("P")
        assert app.screen.query_one(QuestionList).chosen == {0: 0, 1: 1}
        await pilot.press("right", "down", "backspace", "end", "enter")
        await until(pilot, lambda: answers() == [SAME])
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")
        await until(pilot, lambda: screen.status is not None and screen.status.answers == 1)
        await pilot.press("P", "backspace", "end", "enter")
        await until(pilot, lambda: screen.status is not None and screen.status.answers == 0)


async def test_the_first_key_chooses_the_outermost_answer_on_its_side(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await open_lab(pilot, app)
        await pilot.press("P", "left", "down", "right")
        assert app.screen.query_one(QuestionList).chosen == {0: 0, 1: 2}


async def test_enter_goes_to_the_next_open_question_and_keeps_the_answers_after_the_last(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")
        await pilot.press("P", "left", "enter")
        assert isinstance(app.screen, HypothesisDialog)
        assert app.screen.query_one(QuestionList).cursor == 1
        await until(pilot, lambda: "enter next" in flat(shown_text(app)))
        await pilot.press("down", "left", "up", "enter")  # the last has an answer, so none below is open
        await until(pilot, lambda: screen.status is not None and screen.status.answers == 2)
        await pilot.press("P", "end")
        await until(pilot, lambda: "enter keep" in flat(shown_text(app)))


async def test_the_dialog_explains_its_words_and_its_keys(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        await open_lab(pilot, app)
        await pilot.press("P")
        dialog = app.screen
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, GlossaryDialog))
        await until(pilot, lambda: f"▸ {CLEAN_GAP.label}" in shown_text(app))
        await pilot.press("f1")
        await until(pilot, lambda: app.screen is dialog)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, KeysDialog))


async def test_guessing_waits_until_the_kept_runs_are_read(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab(pilot, app)
        screen.overview = None
        await pilot.press("P")
        await until(pilot, lambda: "still being read" in notices(app)[-1])


def shows_the_score(screen: LabScreen, right: int, asked: int) -> bool:
    if screen.status is None or screen.overview is None or screen.overview.score is None:
        return False
    score = screen.overview.score
    shown = format_score(screen.status.scored, score) in flat(str(screen.query_one("#answer").render()))
    return shown and (score.right, score.asked) == (right, asked)


def guesses_shown(screen: LabScreen) -> list[str]:
    """Return the lines about guesses on the panel of the baseline, on which the cursor is."""
    assert screen.query_one(GroupTable).cursor == 0
    paragraphs = screen.query_one("#answer", HangingText).words.plain.split("\n\n")
    said = next(each for each in paragraphs if each.startswith("Your guesses"))
    return [flat(line) for line in said.splitlines()[1:]]


def list_heading(app: LabApp) -> str:
    return app.screen.query_one(BatchList).render().plain.splitlines()[0]


def answer_pane(screen: LabScreen) -> str:
    return flat(str(screen.query_one("#answer").render()))


async def test_a_guess_at_another_budget_is_marked_and_does_not_count(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab(pilot, app, "down", "down")
        await pilot.press("P", "right", "end", "enter")
        await until(pilot, lambda: screen.status is not None and screen.status.answers == 1)
        await pilot.press("escape")
        assert FIGURES[-1][0] in list_heading(app)
        await pilot.press("B", "enter", "f5")
        screen = app.screen
        assert isinstance(screen, LabScreen)
        await until_complete(pilot, screen)
        assert screen.status is not None
        assert (screen.status.answers, [*screen.status.elsewhere.values()]) == (0, [1])
        assert format_hypothesis(screen.status) in shown_text(app)
        assert format_elsewhere(screen.status) in answer_pane(screen)
        await pilot.press("escape")
        assert FIGURES[-1][0] not in list_heading(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (60, 20)])
async def test_many_questions_fit_the_screen_and_follow_the_cursor(tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_app(tmp_path, size=size) as (pilot, app):
        await open_lab_list(pilot, app)
        await pilot.press("G", "up", "P")
        assert isinstance(app.screen, HypothesisDialog)
        for _ in range(29):
            await until(pilot, lambda: "discard" in shown_text(app) and "▸" in shown_text(app))
            await pilot.press("down")
        await pilot.press("left")
        chosen = f"▸ {ASKED[Question.SPEED]} ‹faster›"
        await until(pilot, lambda: chosen in flat(shown_text(app)).replace("‹ faster ›", "‹faster›"))
        app.screen.query_one(QuestionList).cursor = 0
        await until(pilot, lambda: "64 nodes" in shown_text(app) and "What will happen" in shown_text(app))


async def test_esc_discards_guesses_and_enter_needs_none(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (pilot, app):
        screen = await open_lab(pilot, app)
        await pilot.press("P", "right", "escape")
        assert app.screen is screen
        await pilot.press("P", "end", "enter")
        await pilot.pause()
        assert "you said" not in shown_text(app)
        assert screen.status is not None
        assert screen.status.answers == 0
