"""The dialog of a verdict, for a run of each label."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import App
from textual.containers import VerticalScroll
from textual.widgets import Static

from mnist_lab.domain.advice.digit_remarks import digit_remarks
from mnist_lab.domain.advice.explanation import explain
from mnist_lab.domain.fit.rule import Label
from mnist_lab.domain.fit.verdict import judge
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.split_facts import SplitFacts
from mnist_lab.tui.dialogs.key_line import KeyLine
from mnist_lab.tui.dialogs.verdict_dialog import SuggestedSpec, VerdictDialog
from mnist_lab.tui.widgets.choice_list import ChoiceList
from mnist_lab.tui.widgets.hanging_text import HangingText
from mnist_lab_themes import DARK, STYLESHEETS
from support.driven import shown_text
from support.read_histories import HISTORIES
from support.run_examples import a_run

ONE_OF_EACH = {judge(history.epochs).label: history.name for history in HISTORIES.values() if len(history.labels) == 1}
ONE_OF_EACH_COURSE = {
    course: history.name for history in HISTORIES.values() if (course := judge(history.epochs).course_word) is not None
}


class DialogApp(App[SuggestedSpec | None]):
    """Shows the dialog, and ends with its answer."""

    CSS_PATH: ClassVar = list(STYLESHEETS)

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run
        self.register_theme(DARK.theme())
        self.theme = DARK.theme().name

    def on_mount(self) -> None:
        """Open the dialog."""
        self.push_screen(VerdictDialog(self._run, None), self.exit)


def run_of(name: str) -> Run:
    history = HISTORIES[name]
    return a_run(history.epochs).model_copy(update={"spec": history.spec})


async def test_unseen_classes_are_named_and_shuffling_is_tried() -> None:
    facts = SplitFacts(missing_classes=(9,), held_out_missing=0.5)
    run = run_of(ONE_OF_EACH[Label.OVER_FITTING]).model_copy(update={"split": facts})
    app = DialogApp(run)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert str(app.screen.query(".title").first(Static).content) == Label.UNSEEN_CLASSES.value
        assert digit_remarks(facts, run.spec)[0] in [words.words.plain for words in app.screen.query(HangingText)]
        await pilot.press("t")
    assert app.return_value == SuggestedSpec(run.spec, {"validation_from": "shuffled"})


@pytest.mark.parametrize("name", [*ONE_OF_EACH.values(), *ONE_OF_EACH_COURSE.values()])
async def test_each_verdict_scrolls_to_the_posts_reading_and_its_keys_stay(name: str) -> None:
    run = run_of(name)
    app = DialogApp(run)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        keys, last = app.screen.query_one(KeyLine), app.screen.query(".found HangingText").last(HangingText)
        scroll = app.screen.query_one(".found", VerticalScroll)
        found, shown = judge(run.epochs), [words.words.plain for words in app.screen.query(HangingText)]
        rules = [f"Rule: {each.rule}" for each in (found, found.course) if each is not None]
        assert [words for words in shown if words.startswith("Rule: ")] == rules, "the fit comes first"
        assert str(app.screen.query(".title").first(Static).content) == found.text
        at = keys.region
        for _ in range(5):
            await pilot.press("pagedown")
        await pilot.pause()
        assert last.region.bottom <= keys.region.y
        for _ in range(5):
            await pilot.press("pageup")
        await pilot.pause()
        assert scroll.scroll_y == 0
        assert keys.region == at


@pytest.mark.parametrize("label", list(ONE_OF_EACH))
async def test_every_suggestion_is_in_sight_at_80_by_24_and_the_text_keeps_off_the_scroll_bar(label: Label) -> None:
    app = DialogApp(run_of(ONE_OF_EACH[label]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        found, choices = app.screen.query_one(".found", VerticalScroll), app.screen.query_one(ChoiceList)
        assert choices.region.bottom <= found.region.bottom
        assert choices.size.height == choices.option_count
        bar = found.region.right - found.styles.scrollbar_size_vertical
        assert all(words.content_region.right < bar for words in app.screen.query(".found > *"))


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
async def test_a_suggestion_is_named_once(size: tuple[int, int]) -> None:
    run = run_of(ONE_OF_EACH[Label.OVER_CONFIDENT])
    app = DialogApp(run)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        first = explain(run.epochs, run.spec).suggestions[0].text
        assert shown_text(app).count(f"try {first}") == 1


@pytest.mark.parametrize("label", list(ONE_OF_EACH))
@pytest.mark.parametrize(("keys", "place"), [(["t"], 0), (["enter"], 0), (["down", "enter"], 1)])
async def test_a_key_returns_the_suggestion(label: Label, keys: list[str], place: int) -> None:
    run = run_of(ONE_OF_EACH[label])
    suggestions = explain(run.epochs, run.spec).suggestions
    app = DialogApp(run)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
    changes = suggestions[place].changes if place < len(suggestions) else {}
    assert app.return_value == SuggestedSpec(run.spec, changes)
