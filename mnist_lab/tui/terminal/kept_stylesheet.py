"""A stylesheet that parses again only what has changed."""

from __future__ import annotations

from textual.css.stylesheet import Stylesheet


class KeptStylesheet(Stylesheet):
    """Keeps what it has parsed until a variable changes.

    Textual parses everything again whenever it applies the styles, which it does several times before the first frame,
    and once more when the next widget of a new kind is shown: half of the time to the first frame without imports.
    """

    def set_variables(self, variables: dict[str, str]) -> None:
        """Parse again with these variables, if they are others."""
        if variables != self._variables:
            super().set_variables(variables)
            self._require_parse = True

    def reparse(self) -> None:
        """Parse what is new; everything, if a variable has changed."""
        self.parse()
