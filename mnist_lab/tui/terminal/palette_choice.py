"""Which palette is shown: the configured one, else the one last chosen, else one for the terminal's ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mnist_lab_themes import BUILT_IN, DARK, LIGHT, TERMINAL, Palette

AUTO = "auto"
OLD_NAMES = {"lab-dark": DARK.name, "lab-light": LIGHT.name}
"""Names under which earlier versions remembered the palette."""


@dataclass(frozen=True, slots=True)
class PaletteChoice:
    """The palettes there are, the configured name, the one chosen in the app, and whether the terminal is dark."""

    own: Sequence[Palette] = ()
    configured: str = AUTO
    chosen: str = AUTO
    is_dark: bool | None = None

    @property
    def palettes(self) -> tuple[Palette, ...]:
        """Return every palette, the users' own last."""
        return (*BUILT_IN, TERMINAL, *self.own)

    @property
    def name(self) -> str:
        """Return the name that counts, or "auto" if the terminal's ground decides."""
        return next((name for name in (self.configured, self.chosen) if self.named(name) is not None), AUTO)

    @property
    def palette(self) -> Palette:
        """Return the palette to show."""
        return self.named(self.name) or self.automatic

    @property
    def automatic(self) -> Palette:
        """Return the palette for the terminal's ground; the dark one if nobody knows."""
        return LIGHT if self.is_dark is False else DARK

    @property
    def problem(self) -> str:
        """Return what is wrong with the configured name in a sentence; empty if nothing is."""
        if self.configured == AUTO or self.named(self.configured) is not None:
            return ""
        names = ", ".join(palette.name for palette in self.palettes)
        return f"There is no palette “{self.configured}”; there are {AUTO}, {names}."

    def named(self, name: str) -> Palette | None:
        """Return the palette of that name, if there is one."""
        return next((palette for palette in self.palettes if palette.name == name), None)


def recalled_name(recalled: object) -> str:
    """Return the name of the palette last chosen from what the app has remembered."""
    return OLD_NAMES.get(recalled, recalled) if isinstance(recalled, str) else AUTO
