"""An app that suits its terminal: in the colours that it shows, in its size, sending no more than what changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rich.console import RenderableType
from textual import events, on
from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.screen import Screen

from mnist_lab.tui.dialogs.palette_dialog import PaletteDialog
from mnist_lab.tui.dialogs.too_small_screen import TooSmallScreen, fits
from mnist_lab.tui.state.notices import Noticed, PostedNotices
from mnist_lab.tui.terminal.changed_cells import ShownCells
from mnist_lab.tui.terminal.kept_stylesheet import KeptStylesheet
from mnist_lab.tui.terminal.late_answers import GroundFound
from mnist_lab.tui.terminal.palette_choice import AUTO, PaletteChoice, recalled_name
from mnist_lab.tui.terminal_driver import TerminalDriver
from mnist_lab.tui.widgets.notice_display import NoticeDisplay
from mnist_lab_themes import TERMINAL, ConsoleGlyphs, Depth, Palette, filters_for, variables_of
from mnist_lab_themes.user_palettes import UserPalettes

PLAIN = "-plain-ground"
"""The class of the app while dialogs have no ground of their own, and need an edge."""
DEPTHS = {"truecolor": Depth.TRUE, "256": Depth.CODES, "standard": Depth.SIXTEEN}
"""The colour systems of Rich."""
WITHOUT_COLOURS = frozenset({"vt52", "vt100", "vt102", "vt220", "vt320"})
"""Kinds of terminals that Rich takes for ones with 16 colours."""

LINUX_CONSOLE = "linux"
MOST_TO_CLIPBOARD = 74_994
"""The bytes that terminals take at least; xterm, for one, takes no more than 100,000 in base64."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """What is known of the terminal before the app starts: whether it is dark, and how its keys are to be read."""

    is_dark: bool | None = None
    driver: type[Driver] = TerminalDriver
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))


class TerminalApp(App[None]):
    """Shows a palette as well as the terminal can, and lets the user choose another."""

    ALLOW_SELECT = False
    """Textual's own selection of text fails if a widget goes away under it; the terminal selects with shift."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(driver_class=terminal.driver)
        self.stylesheet = KeptStylesheet(variables=self.get_css_variables())
        self.notices = PostedNotices(self.post_message)
        self.notice_display = NoticeDisplay(self)
        self.depth = depth_of(self.console.color_system, terminal.environment)
        self.palettes = PaletteChoice(is_dark=terminal.is_dark)
        self._keep_palette: Callable[[str], object] = lambda _: None
        self._is_console = terminal.environment.get("TERM") == LINUX_CONSOLE
        self._line_filters: list[LineFilter] = []
        self._shown_cells = ShownCells()

    def open_palettes(
        self, own: UserPalettes, configured: str, recalled: object, keep: Callable[[str], object]
    ) -> None:
        """Choose the palette that is configured or was last chosen, before any style is parsed.

        `keep` takes the name of the one that the user chooses.
        """
        self._keep_palette = keep
        self.palettes = PaletteChoice(own.palettes, configured, recalled_name(recalled), self.palettes.is_dark)
        self.show_palette(self.palettes.palette)
        self.stylesheet.set_variables(self.get_css_variables())

    def tell_of_palettes(self, own: UserPalettes) -> None:
        """Say what is wrong with the palette that is configured, and with the users' own."""
        for problem in filter(None, (self.palettes.problem, *own.problems)):
            self.notices.error(problem)
        for caution in own.cautions:
            self.notices.notice(caution)

    def show_palette(self, palette: Palette) -> None:
        """Show a palette; without colours, or with 16, every palette is the terminal's own."""
        is_own = palette is TERMINAL or self._is_limited
        on_dark = self.palettes.is_dark is not False
        self._line_filters = filters_for(self.depth, is_terminals_own=is_own, on_dark=on_dark)
        if self._is_console:
            self._line_filters.append(ConsoleGlyphs())
        theme = (TERMINAL if is_own else palette).theme(self.depth)
        self.register_theme(theme)
        self.set_class(is_own, PLAIN)
        if self.theme == theme.name:
            self.refresh_css(animate=False)
        self.theme = theme.name

    @on(Noticed)
    def _show_notice(self, message: Noticed) -> None:
        self.notice_display.take(message.notice)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Say what Textual or the driver have to say where everything else is said, instead of in a toast."""
        del title, timeout, markup
        (self.notices.error if severity == "error" else self.notices.notice)(message)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let esc close an error only while there is one."""
        if action == "close_error":
            return self.notice_display.has_error
        return super().check_action(action, parameters)

    def action_close_error(self) -> None:
        """Close the error that is shown, which has been read."""
        self.notice_display.read_error()

    @on(events.Resize)
    def _check_size(self, event: events.Resize) -> None:
        """Show a sentence instead of screens that have no room, until they have."""
        if isinstance(self.screen, TooSmallScreen):
            if fits(event.size):
                self.pop_screen()
        elif not fits(event.size):
            self.push_screen(TooSmallScreen())

    @on(events.Resize)
    def _take_nothing_for_granted(self) -> None:
        """Write everything again: nobody knows what a terminal keeps when it is resized."""
        self._shown_cells.forget()

    @on(Driver.SignalResume)
    def _draw_after_shell(self) -> None:
        """Write everything again after a suspension, which Textual leaves to others."""
        self.action_redraw()

    def action_redraw(self) -> None:
        """Write everything again, over what another program has written on the screen."""
        self._shown_cells.forget()
        self.screen.refresh(layout=True)

    def action_choose_palette(self) -> None:
        """List the palettes; the one under the cursor is shown until another is chosen."""
        if self._is_limited:
            why = "colours are off" if self.depth is Depth.NONE else "the terminal has 16 colours, and they are its own"
            self.notices.flash(f"There is no palette to choose: {why}.")
            return
        choice = self.palettes
        automatic = (AUTO, f"by the terminal's background: {choice.automatic.name}")
        named = [(palette.name, palette.explanation) for palette in choice.palettes]
        self.push_screen(PaletteDialog([automatic, *named], choice.name), self._choose)

    def offer_to_clipboard(self, text: str) -> bool:
        """Send a text that the terminal may put into its clipboard; return whether it was sent.

        Nobody answers: terminals may refuse, and tmux and screen drop it unless they are told not to.
        """
        if self._is_console or len(text.encode()) > MOST_TO_CLIPBOARD:
            return False
        self.copy_to_clipboard(text)
        return True

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Keep the cursor of a field from blinking: nothing is sent while nothing happens."""
        if hasattr(event.widget, "cursor_blink"):  # the classes of fields take long to import
            event.widget.cursor_blink = False

    @on(PaletteDialog.Previewed)
    def _preview(self, message: PaletteDialog.Previewed) -> None:
        self.show_palette(self.palettes.named(message.name) or self.palettes.automatic)
        self.call_after_refresh(self.action_redraw)  # the screen below the list too

    @on(GroundFound)
    def _take_ground(self, message: GroundFound) -> None:
        self.palettes = replace(self.palettes, is_dark=message.is_dark)
        self.show_palette(self.palettes.palette)

    def _choose(self, name: str | None) -> None:
        if name is not None:
            configured = self.palettes.configured
            self._keep_palette(name)
            self.palettes = replace(self.palettes, configured=AUTO, chosen=name)
            if configured not in {AUTO, name}:
                self.notices.flash(f"Until you quit: the configuration file says {configured}.")
        self.show_palette(self.palettes.palette)

    @property
    def _is_limited(self) -> bool:
        return self.depth in {Depth.SIXTEEN, Depth.NONE}

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters for the terminal's colours, instead of Textual's for NO_COLOR and for named colours."""
        return self._line_filters

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the variables of the palettes, for the themes of Textual, which do not define them."""
        return variables_of(TERMINAL.colours)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Write only what changes."""
        super()._display(screen, renderable if self.is_headless else self._shown_cells.only_changes(renderable, screen))


def depth_of(color_system: str | None, environment: Mapping[str, str]) -> Depth:
    """Return how many colours to use: what Rich finds out, unless the user or the terminal wants none."""
    if environment.get("NO_COLOR") or environment.get("TERM") in WITHOUT_COLOURS:
        return Depth.NONE
    return DEPTHS.get(color_system or "", Depth.NONE)
