"""The views that were saved by name: shown, saved, renamed, deleted, each undone without waiting for the store."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from mnist_lab.domain.formatting.text_cleaning import clean_line
from mnist_lab.services.step_order import Step
from mnist_lab.tui.controllers.ports import Ports
from mnist_lab.tui.controllers.view_memory import ViewMemory
from mnist_lab.tui.controllers.views import ViewController
from mnist_lab.tui.state.view_state import RecalledViews, SavedChanges, with_changes


class SavedViewController:
    """Keeps the saved views of the state of `views`, together with other apps on the store."""

    def __init__(
        self,
        ports: Ports,
        views: ViewController,
        memory: ViewMemory,
    ) -> None:
        self._views = views
        self._history = ports.session.history
        self._memory = memory
        self._notices = ports.notices
        self._key = ports.key
        self._changed_since: SavedChanges = {}

    def read(self) -> None:
        """Read what is remembered of views, in the background."""
        self._changed_since = {}
        self._memory.read()

    def take(self, recalled: RecalledViews) -> None:
        """Take the saved views as they were read, with what was done to them since."""
        saved = with_changes(recalled.saved, self._changed_since)
        if saved != self._views.state.saved:
            self._views.show(replace(self._views.state, saved=saved))

    def open(self, name: str) -> None:
        """Show the table as in a saved view."""
        view = self._views.state.saved.get(name)
        if view is not None:
            self._views.change(view, f"view “{name}”")

    def save(self, name: str) -> None:
        """Save the view under a name, in place of one that has it."""
        name, state = clean_line(name), self._views.state
        if name and state.saved.get(name) != state.view:
            undone = f"view “{name}” is {'as it was before' if name in state.saved else 'no longer saved'}"
            self._do(f"saved the view “{name}”", undone, {name: state.view})

    def rename(self, name: str, other: str) -> None:
        """Give a saved view another name, unless one has it."""
        other, saved = clean_line(other), self._views.state.saved
        if name not in saved or other in {"", name}:
            return
        if other in saved:
            self._notices.flash(f"Another view is called “{other}”.")
            return
        words = f"renamed the view “{name}” to “{other}”"
        self._do(words, f"view “{other}” is called “{name}” again", {name: None, other: saved[name]})

    def delete(self, name: str) -> None:
        """Delete a saved view."""
        if name in self._views.state.saved:
            self._do(f"deleted the view “{name}”", f"view “{name}” is saved again", {name: None})

    def _take_changes(self, changes: SavedChanges) -> None:
        """Take changes: made, undone or redone."""
        self._changed_since = {**self._changed_since, **changes}
        self._memory.merge(changes)
        state = self._views.state
        self._views.show(replace(state, saved=with_changes(state.saved, changes)))

    def _do(self, text: str, undone: str, changes: SavedChanges) -> None:
        back = {name: self._views.state.saved.get(name) for name in changes}
        self._take_changes(changes)
        self._history.take(
            Step(text, undone, partial(self._take_changes, back), partial(self._take_changes, changes), is_instant=True)
        )
        self._notices.flash(f"{text[:1].upper()}{text[1:]}. {self._key('runs.undo', 'z')} undoes it.")
