"""Textual's driver for terminals, which a byte that is not UTF-8 does not end."""

from __future__ import annotations

from textual.drivers.linux_driver import LinuxDriver

NOT_UTF8 = (
    "The terminal sent bytes that are not UTF-8, which were left out: what you typed may lack letters. "
    "Set the encoding of the terminal to UTF-8."
)


class TerminalDriver(LinuxDriver):
    """Reads on after bytes that are no text, and says so once.

    They come from terminals set to another encoding, those that send alt with a letter as one byte, and bad lines.
    """

    _has_told = False

    def run_input_thread(self) -> None:
        """Read until the app ends."""
        while not self.exit_event.is_set():
            try:
                super().run_input_thread()
            except UnicodeDecodeError:
                if not self._has_told:
                    self._has_told = True
                    self._app.call_later(self._app.notify, NOT_UTF8, severity="warning", timeout=12)
