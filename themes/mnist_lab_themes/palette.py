"""A palette: the colour of each role, and the theme made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from types import MappingProxyType

from textual.theme import Theme

from mnist_lab_themes.contrast import (
    LEAST_FOR_CURVES,
    LEAST_FOR_TEXT,
    colour_of_code,
    contrast,
    nearest_code,
    readable_code,
)

ROLES: Mapping[str, str] = MappingProxyType(
    {
        "background": "behind everything",
        "panel": "behind dialogs and fields",
        "cursor": "behind the row under the cursor",
        "selection": "behind selected text in a field",
        "rule": "rules, axes, scroll bars",
        "foreground": "text",
        "bright": "values, titles",
        "dim": "labels, notes",
        "accent": "keys, the open mode, the pane with the keys, what is active",
        "changed": "settings that differ from the baseline",
        "progress": "progress bars",
        "training": "the training curve",
        "clean": "the clean curve",
        "validation": "the validation curve",
        "baseline": "the baseline's curve",
        "group-c": "the third group compared; the first has that of text, the second that of the validation curve",
        "group-d": "the fourth group compared",
        "group-e": "the fifth group compared",
        "group-f": "the sixth group compared",
        "group-g": "the seventh group compared",
        "group-h": "the eighth group compared",
        "good": "a good fit",
        "over": "over-fitting",
        "under": "under-fitting",
        "unsettled": "over-confident and other verdicts, warnings",
        "error": "errors",
    }
)
"""What each colour is for."""
GROUNDS = ("background", "panel", "cursor")
TEXTS = (
    "foreground", "bright", "dim", "accent", "changed", "training", "clean", "validation",
    "group-c", "group-d", "group-e", "group-f", "group-g", "group-h",
    "good", "over", "under", "unsettled", "error",
)  # fmt: skip
"""Roles that words are written in, on each of the grounds."""
DRAWN = ("baseline", "progress")
"""Roles that curves and bars are drawn in, on the background."""


class Depth(StrEnum):
    """How many colours a terminal shows."""

    TRUE = "16 million"
    CODES = "256"
    SIXTEEN = "16"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Palette:
    """Every role with its colour, and with its code on a terminal of 256 colours if that was chosen by hand."""

    name: str
    is_dark: bool
    colours: Mapping[str, str]
    codes: Mapping[str, int] = field(default_factory=dict)
    explanation: str = ""

    def theme(self, depth: Depth = Depth.TRUE) -> Theme:
        """Return the theme for a terminal with this many colours."""
        colours = self.shown(depth)
        return Theme(
            name=f"{self.name} {depth.name.lower()}",
            dark=self.is_dark,
            primary=colours["accent"],
            secondary=colours["dim"],
            accent=colours["accent"],
            foreground=colours["foreground"],
            background=colours["background"],
            surface=colours["background"],
            panel=colours["panel"],
            success=colours["good"],
            warning=colours["unsettled"],
            error=colours["error"],
            variables=variables_of(colours),
        )

    def shown(self, depth: Depth) -> Mapping[str, str]:
        """Return the colours that a terminal of this depth shows."""
        if depth is not Depth.CODES:
            return self.colours
        return {role: colour_of_code(code) for role, code in self._all_codes().items()}

    def unreadable(self, depth: Depth = Depth.TRUE) -> tuple[str, ...]:
        """Return the pairs of too little contrast in words, such as "dim on panel 3.9", the least first."""
        colours = self.shown(depth)
        pairs = [*product(TEXTS, GROUNDS), ("background", "accent"), ("bright", "selection")]
        found = [(contrast(colours[text], colours[ground]), f"{text} on {ground}") for text, ground in pairs]
        low = [each for each in found if each[0] < LEAST_FOR_TEXT]
        drawn = [(contrast(colours[role], colours["background"]), f"{role} on background") for role in DRAWN]
        low += [each for each in drawn if each[0] < LEAST_FOR_CURVES]
        return tuple(f"{words} {ratio:.1f}" for ratio, words in sorted(low))

    def _all_codes(self) -> Mapping[str, int]:
        if self.codes:
            return self.codes
        grounds = [self.colours[ground] for ground in GROUNDS]
        codes = {role: nearest_code(colour) for role, colour in self.colours.items()}
        shown = [codes[ground] for ground in GROUNDS]
        return codes | {role: readable_code(self.colours[role], grounds, shown) for role in TEXTS}


def variables_of(colours: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of the stylesheets, and those of Textual that differ from what it would choose."""
    return {
        "dim": colours["dim"],
        "rule": colours["rule"],
        "cursor": colours["cursor"],
        "bright": colours["bright"],
        "changed": colours["changed"],
        "progress": colours["progress"],
        "curve-training": colours["training"],
        "curve-clean": colours["clean"],
        "curve-validation": colours["validation"],
        "curve-baseline": colours["baseline"],
        "group-a": colours["foreground"],
        "group-b": colours["validation"],
        **{f"group-{letter}": colours[f"group-{letter}"] for letter in "cdefgh"},
        "verdict-good": colours["good"],
        "verdict-over": colours["over"],
        "verdict-under": colours["under"],
        "verdict-unsettled": colours["unsettled"],
        "input-selection-background": colours["selection"],
        "input-cursor-background": colours["bright"],
        "input-cursor-foreground": colours["background"],
        "block-cursor-background": colours["cursor"],
        "block-cursor-foreground": colours["bright"],
        "block-cursor-blurred-background": colours["cursor"],
        "block-cursor-blurred-foreground": colours["bright"],
        "block-hover-background": colours["cursor"],
        "footer-key-foreground": colours["accent"],
        "scrollbar": colours["rule"],
        "scrollbar-background": colours["background"],
    }
