"""Lines that stay indented when they wrap."""

from __future__ import annotations

from rich.text import Text
from textual.app import App, ComposeResult

from mnist_lab.tui.widgets.hanging_text import HangingText

WORDS = Text("no dropout: no evidence of it\n\n  post: over-fitting: confirmed (our verdict)\n  post: down")


class WordsApp(App[None]):
    CSS = "HangingText { height: auto; }"

    def compose(self) -> ComposeResult:
        yield HangingText()


async def test_what_goes_on_below_an_indented_line_is_indented_further() -> None:
    app = WordsApp()
    async with app.run_test(size=(24, 12)) as pilot:
        text = app.query_one(HangingText)
        text.words = WORDS
        await pilot.pause()
        assert text.render().plain.split("\n") == [
            "no dropout: no evidence",
            "of it",
            "",
            "  post: over-fitting:",
            "    confirmed (our",
            "    verdict)",
            "  post: down",
        ]
        assert text.size.height == 7


async def test_figures_stay_with_their_units() -> None:
    app = WordsApp()
    async with app.run_test(size=(24, 12)) as pilot:
        text = app.query_one(HangingText)
        text.words = Text("missing runs (about 10 min 17 s)")
        await pilot.pause()
        assert any("10 min 17 s" in line for line in text.render().plain.split("\n"))


async def test_what_a_key_does_goes_on_below_itself() -> None:
    app = WordsApp()
    async with app.run_test(size=(24, 12)) as pilot:
        text = app.query_one(HangingText)
        text.words = Text("  2  Runs: space marks the run")
        await pilot.pause()
        assert text.render().plain.split("\n") == ["  2  Runs: space marks", "     the run"]
