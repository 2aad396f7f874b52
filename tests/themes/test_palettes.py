"""Whether what is written in a palette can be read, and what terminals with fewer colours show."""

from __future__ import annotations

from itertools import combinations

import pytest
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as TextualColor

from mnist_lab_themes import BUILT_IN, DARK, ROLES, TERMINAL, Depth, Palette, filters_for
from mnist_lab_themes.contrast import LEAST_FOR_TEXT, colour_of_code, contrast, distance, nearest_code, rgb_of
from mnist_lab_themes.terminal_colours import INKS_ON_DARK, INKS_ON_LIGHT

LINUX_CONSOLE = ("#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa",
                 "#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff")  # fmt: skip
XTERM = ("#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5",
         "#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff")  # fmt: skip


@pytest.mark.parametrize("depth", [Depth.TRUE, Depth.CODES])
@pytest.mark.parametrize("palette", BUILT_IN, ids=lambda palette: palette.name)
def test_all_text_can_be_read_on_every_ground(palette: Palette, depth: Depth) -> None:
    assert set(palette.colours) == set(palette.codes) == set(ROLES)
    assert palette.unreadable(depth) == ()


TOLD_APART = (
    ("accent", "changed", "progress", "training", "unsettled"),
    ("accent", "progress", "unsettled", "foreground", "validation", "group-c"),
    ("progress", "dim"),
    ("foreground", "validation", *(f"group-{letter}" for letter in "cdefgh")),
)
"""Roles that mean different things on one screen: Train, a lab with its groups, a bar that moves or is paused, Compare.
"""
LEAST_APART = 60.0


@pytest.mark.parametrize("depth", [Depth.TRUE, Depth.CODES])
@pytest.mark.parametrize("palette", BUILT_IN, ids=lambda palette: palette.name)
def test_a_colour_means_one_thing_on_a_screen(palette: Palette, depth: Depth) -> None:
    colours = palette.shown(depth)
    alike = [
        (one, other)
        for roles in TOLD_APART
        for one, other in combinations(roles, 2)
        if distance(rgb_of(colours[one]), rgb_of(colours[other])) < LEAST_APART**2
    ]
    assert alike == []


@pytest.mark.parametrize("depth", [Depth.TRUE, Depth.CODES])
@pytest.mark.parametrize("palette", BUILT_IN, ids=lambda palette: palette.name)
def test_the_row_under_the_cursor_is_seen(palette: Palette, depth: Depth) -> None:
    colours = palette.shown(depth)
    assert contrast(colours["cursor"], colours["background"]) >= 1.2
    assert contrast(colours["cursor"], colours["panel"]) >= 1.05


@pytest.mark.parametrize(
    "palette", [each for each in BUILT_IN if each.name.startswith("high")], ids=lambda each: each.name
)
def test_high_contrast_is_higher(palette: Palette) -> None:
    for role in ("foreground", "bright", "dim", "accent", "over", "under", "training", "validation", "error"):
        assert contrast(palette.colours[role], palette.colours["background"]) >= 7


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_a_palette_that_is_hard_to_read_says_where() -> None:
    pale = Palette("pale", is_dark=True, colours={**DARK.colours, "dim": "#40454c"})
    assert [pair.rpartition(" ")[0] for pair in pale.unreadable()] == [
        "dim on cursor",
        "dim on panel",
        "dim on background",
    ]


@pytest.mark.parametrize("code", [16, 52, 94, 231, 232, 244, 255])
def test_a_colour_of_the_256_stays_itself(code: int) -> None:
    assert colour_of_code(nearest_code(colour_of_code(code))) == colour_of_code(code)


def test_a_palette_without_codes_gets_readable_ones() -> None:
    own = Palette("own", is_dark=True, colours=DARK.colours)
    assert own.unreadable(Depth.CODES) == ()


def shown(style: Style, depth: Depth, *, own: bool = False, on_dark: bool = True) -> Style:
    segments = [Segment("word", style)]
    for each in filters_for(depth, is_terminals_own=own, on_dark=on_dark):
        segments = each.apply(segments, TextualColor.parse("#000000"))
    found = segments[0].style
    assert found is not None
    return found


def written(ink: str, ground: str, palette: Palette = TERMINAL, **attributes: bool) -> Style:
    return Style(color=palette.colours[ink], bgcolor=palette.colours[ground], **attributes)


def test_256_colours_are_those_chosen_by_hand() -> None:
    colours = DARK.shown(Depth.CODES)
    style = shown(Style(color=colours["dim"], bgcolor=colours["cursor"]), Depth.CODES)
    assert (style.color, style.bgcolor) == (
        Color.from_ansi(DARK.codes["dim"]),
        Color.from_ansi(DARK.codes["cursor"]),
    )


def test_all_colours_are_sent_as_they_are_where_they_can_be_shown() -> None:
    style = written("dim", "cursor", DARK)
    assert shown(style, Depth.TRUE) == style


@pytest.mark.parametrize("ground", ["cursor", "accent", "selection"])
def test_without_colours_the_cursor_is_in_reverse(ground: str) -> None:
    style = shown(written("bright", ground, bold=True), Depth.NONE)
    assert style.reverse
    assert style.bold
    assert style.color == style.bgcolor == Color.default()


@pytest.mark.parametrize("ground", ["background", "panel"])
def test_without_colours_text_is_as_the_terminal_writes_it(ground: str) -> None:
    style = shown(written("error", ground), Depth.NONE)
    assert not style.reverse
    assert style.color == style.bgcolor == Color.default()


def test_the_cursor_of_a_field_is_seen_in_a_row_in_reverse() -> None:
    assert not shown(written("bright", "cursor", reverse=True), Depth.NONE).reverse


def test_a_style_is_translated_once() -> None:
    once = shown(written("over", "background"), Depth.SIXTEEN)
    assert shown(once, Depth.SIXTEEN) == once
    codes = shown(written("dim", "panel", DARK), Depth.CODES)
    assert shown(codes, Depth.CODES) == codes


def test_the_terminals_own_colours_stand_for_roles() -> None:
    assert shown(written("validation", "background"), Depth.TRUE, own=True).color == Color.from_ansi(14)
    assert shown(written("validation", "background"), Depth.TRUE, own=True, on_dark=False).color == Color.from_ansi(4)
    assert shown(written("foreground", "background"), Depth.SIXTEEN).color == Color.default()


@pytest.mark.parametrize("colours", [LINUX_CONSOLE, XTERM], ids=["linux", "xterm"])
def test_the_terminals_own_colours_can_be_read(colours: tuple[str, ...]) -> None:
    for inks, ground in ((INKS_ON_DARK, "#000000"), (INKS_ON_LIGHT, "#ffffff")):
        assert all(contrast(colours[ink], ground) >= LEAST_FOR_TEXT for ink in inks.values())
