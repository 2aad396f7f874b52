"""The modes of the app. A mode is a line here and a folder of its name beside this one.

The module `mode` of that folder has `open_screen(app)`, which makes the screen when the mode is first opened, and
`KEY_OWNERS`, the screens and widgets whose keys the search for actions offers from everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from textual.screen import Screen
from textual.widget import Widget

if TYPE_CHECKING:
    from mnist_lab.tui.app import LabApp


ANYWHERE = "alt+"
"""What makes the key of a mode work anywhere."""


class ModeModule(Protocol):
    """What the module `mode` in the folder of a mode offers."""

    KEY_OWNERS: tuple[type[Widget], ...]

    def open_screen(self, app: LabApp) -> Screen[None]:
        """Make the screen of the mode."""


@dataclass(frozen=True, slots=True)
class Mode:
    """A mode: the name of its folder, the key that opens it, and its title.

    The form and text fields take the key as a digit; `key_anywhere` works there too.
    """

    name: str
    key: str
    title: str

    @property
    def key_anywhere(self) -> str:
        """Return the key that opens the mode whatever has the focus."""
        return f"{ANYWHERE}{self.key}"

    @property
    def binding_id(self) -> str:
        """Return the id of the binding of the key."""
        return f"app.{self.name}"

    @property
    def anywhere_id(self) -> str:
        """Return the id of the binding of the key that works anywhere."""
        return f"app.{self.name}_anywhere"

    @property
    def action(self) -> str:
        """Return the app's action that opens the mode."""
        return f"switch_mode('{self.name}')"

    @property
    def module(self) -> ModeModule:
        """Import the module of the mode: it takes long for some, and the first frame needs only one."""
        return cast("ModeModule", import_module(f"mnist_lab.tui.{self.name}.mode"))


MODES = (
    Mode("train", "1", "Train"),
    Mode("runs", "2", "Runs"),
    Mode("compare", "3", "Compare"),
    Mode("labs", "4", "Labs"),
    Mode("sweeps", "5", "Sweeps"),
)


def import_modes() -> None:
    """Import the modules of all modes, and what draws charts: a third of a second, which no key should wait for."""
    for mode in MODES:
        _ = mode.module
    import_module("mnist_lab.tui.charts.plot")
