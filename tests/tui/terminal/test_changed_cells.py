"""What is written of an update, and whether the terminal shows the whole of it then."""

from __future__ import annotations

from rich.console import RenderableType
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from mnist_lab.tui.terminal.changed_cells import ShownCells


class Watched(App[None]):
    """Keeps a picture of what its terminal would show, and counts the cells that it is sent."""

    CSS = "Static { height: 2; }"

    def __init__(self) -> None:
        super().__init__()
        self.shown = ShownCells()
        self.cells: dict[tuple[int, int], str] = {}
        self.count = 0

    def compose(self) -> ComposeResult:
        yield Static("loss 0.1234   accuracy 97.10 %", id="figures", markup=False)
        yield Static("a line that stays", id="words", markup=False)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        if isinstance(renderable, ChopsUpdate | LayoutUpdate):
            self.shown.only_changes(renderable, screen)
            for column, row, strip in self.shown.changes(renderable):
                self.count += strip.cell_length
                for place in range(strip.cell_length):
                    self.cells[column + place, row] = strip.crop(place, place + 1).text

    def written(self) -> int:
        """Return how many cells were written since the last call."""
        count, self.count = self.count, 0
        return count

    def picture(self) -> list[str]:
        width, height = self.size
        return ["".join(self.cells.get((x, y), "?") for x in range(width)) for y in range(height)]

    def drawn(self) -> list[str]:
        return [strip.text for strip in self.screen._compositor.render_strips()]


async def test_only_the_digits_that_change_are_written() -> None:
    app = Watched()
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        assert app.picture() == app.drawn()
        assert app.written() >= 600
        app.query_one("#figures", Static).update("loss 0.1299   accuracy 97.10 %", layout=False)
        await pilot.pause()
        assert app.picture() == app.drawn()
        assert app.written() == 2


async def test_a_widget_that_is_drawn_again_as_it_was_costs_nothing() -> None:
    app = Watched()
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        app.written()
        app.query_one("#words").refresh()
        await pilot.pause()
        assert app.written() == 0


async def test_another_colour_is_a_change() -> None:
    app = Watched()
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        app.written()
        app.query_one("#words").styles.color = "red"
        await pilot.pause()
        assert app.written() >= len("a line that stays")


async def test_wide_characters_are_written_with_their_whole_line() -> None:
    app = Watched()
    async with app.run_test(size=(60, 10)) as pilot:
        words = app.query_one("#words", Static)
        for text in ("数字 and words", "数字 and digits", "plain again"):
            app.written()
            words.update(text, layout=False)
            await pilot.pause()
            assert app.written() >= 20
        assert app.picture() == app.drawn()


async def test_changes_of_the_layout_leave_nothing_behind() -> None:
    app = Watched()
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        for change in (
            lambda: app.query_one("#figures").set_styles("display: none;"),
            lambda: app.query_one("#figures").set_styles("display: block; width: 20; offset-x: 7;"),
            lambda: app.query_one("#words", Static).update("a longer line\nand a second"),
            lambda: app.query_one("#figures").set_styles("width: 100%; offset-x: 0;"),
        ):
            change()
            await pilot.pause()
            assert app.picture() == app.drawn()


async def test_the_whole_screen_is_written_when_nothing_is_known_and_not_otherwise() -> None:
    app = Watched()
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        app.written()
        app.refresh(layout=True)
        await pilot.pause()
        assert app.written() == 0
        app.shown.forget()
        app.refresh(layout=True)
        await pilot.pause()
        assert app.written() == 600


async def test_the_whole_screen_is_written_in_another_size() -> None:
    app = Watched()
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        app.written()
        await pilot.resize_terminal(50, 9)
        await pilot.pause()
        assert app.written() >= 450
        assert all(app.cells[x, y] == app.drawn()[y][x] for x in range(50) for y in range(9))


async def test_another_screen_is_written_whole() -> None:
    app = Watched()
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        app.written()
        await app.push_screen(Screen())
        await pilot.pause()
        assert app.written() == 600
        assert app.picture() == app.drawn()
