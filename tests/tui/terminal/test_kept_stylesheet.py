"""The stylesheet that parses and applies again only what has changed."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.css.errors import StylesheetError
from textual.css.stylesheet import Stylesheet
from textual.widgets import Static

from mnist_lab.tui.terminal.kept_stylesheet import KeptStylesheet

CSS = "Label { color: $text; }"


def stylesheet() -> KeptStylesheet:
    made = KeptStylesheet(variables={"text": "red"})
    made.add_source(CSS, read_from=("a", ""))
    made.parse()
    return made


def colour_of(made: KeptStylesheet) -> str:
    return made.rules[0].styles.color.hex


def test_what_has_not_changed_is_kept() -> None:
    made = stylesheet()
    (rule,) = made.rules
    made.set_variables({"text": "red"})
    made.reparse()
    made.add_source("Static { width: 1; }", read_from=("b", ""))
    assert made.rules[0] is rule
    assert len(made.rules) == 2


def test_another_variable_has_everything_parsed_again() -> None:
    made = stylesheet()
    before = colour_of(made)
    made.set_variables({"text": "blue"})
    made.reparse()
    assert colour_of(made) != before


def test_a_mistake_leaves_the_styles_as_they_were() -> None:
    made = stylesheet()
    made.add_source("Label { color: nothing-like-it; }", read_from=("b", ""))
    with pytest.raises(StylesheetError):
        made.reparse()
    assert colour_of(made) == "#FF0000"


class Badge(Static):
    """Has a style of its own for a part of it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"badge--number"}


class BadgeApp(App[None]):
    AUTO_FOCUS = None
    CSS = """
    .badge--number { color: red; }
    .-urgent .badge--number { color: blue; }
    #last:focus .badge--number, #last:disabled { color: green; }
    #first { width: 3; }
    Badge { width: 7; }
    .wide { width: 9; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.stylesheet = CountingStylesheet(variables=self.get_css_variables())

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Badge("1", id="first")
            last = Badge("2", id="last")
            last.can_focus = True
            yield last


class CountingStylesheet(KeptStylesheet):
    """Counts how often styles are applied."""

    applied = 0

    def apply(self, *arguments: Any, **options: Any) -> None:
        self.applied += 1
        super().apply(*arguments, **options)


def number_colours(app: App[None]) -> list[str]:
    return [badge.get_component_styles("badge--number").color.hex for badge in app.query(Badge)]


async def test_component_classes_follow_the_classes_and_the_focus_of_what_they_are_in() -> None:
    app = BadgeApp()
    red, green, blue = "#FF0000", "#008000", "#0000FF"
    async with app.run_test() as pilot:
        assert number_colours(app) == [red, red]
        app.query_one(Vertical).add_class("-urgent")
        assert number_colours(app) == [blue, blue]
        app.query_one(Vertical).remove_class("-urgent")
        assert number_colours(app) == [red, red]
        app.query_one("#last").focus()
        await pilot.pause()
        assert number_colours(app) == [red, green]


async def test_component_classes_are_not_styled_again_if_nothing_changed() -> None:
    app = BadgeApp()
    async with app.run_test():
        sheet = app.stylesheet
        assert isinstance(sheet, CountingStylesheet)
        badges = [*app.query(Badge)]
        sheet.update_nodes(badges)
        sheet.applied = 0
        sheet.update_nodes(badges)
        assert sheet.applied == len(badges)
        assert number_colours(app) == ["#FF0000", "#FF0000"]


async def test_rules_of_a_source_that_comes_later_count_too() -> None:
    app = BadgeApp()
    async with app.run_test():
        app.stylesheet.add_source("Badge .badge--number { color: blue; } Badge.wide { height: 5; }", ("later", ""))
        app.stylesheet.update(app.screen)
        assert number_colours(app) == ["#0000FF", "#0000FF"]


async def test_the_same_rules_apply_as_in_a_stylesheet_of_textual() -> None:
    app = BadgeApp()
    async with app.run_test():
        first, last = app.query(Badge)
        last.add_class("wide")
        assert [str(each.styles.width) for each in (first, last)] == ["3", "9"]
        plain = Stylesheet(variables=app.get_css_variables())
        for read_from, source in app.stylesheet.source.items():
            plain.add_source(source.content, read_from, source.is_defaults, source.tie_breaker, source.scope)
        for node in app.screen.walk_children(with_self=True):
            kept = node.styles.base.get_rules()
            plain.apply(node)
            assert node.styles.base.get_rules() == kept
