"""The words in place of a table that has no runs."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.formatting.units import format_count
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.widgets.wrapping import wrapped

NOTHING_YET = (
    "Every run is kept and shown here: its settings, its losses, its test accuracy and its verdict.\n\n"
    "Press {form} for the form, then {train} to train the first one.\n\n"
    "A verdict says what the curves show, such as good, over-fitting or under-fitting: {glossary} explains each. "
    "Here you can see the rule behind a verdict ({verdict}), copy a run's settings to the form ({copy}), train them "
    "with another seed ({repeat}), and pin a run as the baseline that others are compared with ({pin})."
)
IN_TRASH = "There are no runs here. {words}.\n\nPress {form} for the form, then {train} to train another one."


@dataclass(frozen=True, slots=True)
class TrashLook:
    """How many runs are in the trash, and whether z brings the last one back."""

    runs: int = 0
    can_undo: bool = False


class EmptyTable(Widget):
    """Says what will be shown here, or that the runs are in the trash and how to restore them."""

    trash: reactive[TrashLook] = reactive(TrashLook())

    def render(self) -> Text:
        """Draw the words, wrapped."""
        return Text("\n").join(wrapped(self._words(), self.size.width))

    def _words(self) -> Text:
        look, app = self.trash, self.app
        form, train = key_hint(app, "app.train", "1"), key_hint(app, "train.start", "F5")
        if not look.runs:
            return Text(NOTHING_YET.format(form=form, train=train, **self._later_keys()))
        words = format_count(look.runs, "run is", "runs are")
        words += f" in the trash: {key_hint(app, 'runs.open_trash', 'u')} opens it"
        if look.can_undo:
            words += f", {key_hint(app, 'runs.undo', 'z')} brings {'it' if look.runs == 1 else 'the last one'} back"
        return Text(IN_TRASH.format(words=words, form=form, train=train))

    def _later_keys(self) -> dict[str, str]:
        """Return the keys that will be of use, by what they do."""
        return {
            "glossary": key_hint(self.app, "app.glossary", "F1"),
            "verdict": key_hint(self.app, "runs.verdict", "v"),
            "copy": key_hint(self.app, "runs.edit", "e"),
            "repeat": key_hint(self.app, "runs.repeat", "+"),
            "pin": key_hint(self.app, "runs.pin", "p"),
        }
