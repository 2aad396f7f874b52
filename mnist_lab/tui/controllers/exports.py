"""Writes what is shown to files, and copies it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.tui.controllers.ports import Ports
from mnist_lab.util.new_file import reason_of, write_new_file, write_new_files

if TYPE_CHECKING:
    from mnist_lab.domain.exports.content import Copyable
    from mnist_lab.domain.exports.writing import Writing

REMEMBERED_FOLDER = "folder to write to"
"""The key that the store remembers the folder under."""
COPIED_TABLE, COPIED_TEXT = "copied.tsv", "copied.txt"
"""The files in the folder of the store that have what was copied last."""


class ExportController:
    """Writes files in the background, and remembers the folder.

    `ask_to_replace` asks the user about a file that is there already, and gets its path; `offer` offers a text, which
    is in a file by then, to the terminal. Both may be called on any thread.
    """

    def __init__(
        self,
        ports: Ports,
        ask_to_replace: Callable[[Writing, str], object],
        offer: Callable[[str, str], object],
    ) -> None:
        self._session = ports.session
        self._model = ports.model
        self._notices = ports.notices
        self._in_order = ports.in_order
        self._ask_to_replace = ask_to_replace
        self._offer = offer

    @property
    def folder(self) -> str:
        """Return where the last file was written, else the working folder, else the home folder."""
        remembered = self._session.preferences.recall(REMEMBERED_FOLDER)
        if isinstance(remembered, str) and remembered:
            return remembered
        try:
            return str(Path.cwd())
        except OSError:  # it no longer exists
            return "~"

    def write(self, writing: Writing, *, replaces: bool = False) -> None:
        """Write a file; ask first if it would replace one."""

        def write() -> None:
            content, form = writing.content, writing.form
            try:
                path = Path(writing.path).expanduser().absolute()
                beside = content.beside(form)
                files = {path.with_name(name): text for name, text in beside.items()}
                write_new_files({path: content.text(form, self._kept), **files}, replaces=replaces)
            except FileExistsError as existing:
                self._ask_to_replace(writing, existing.filename)
            except (OSError, RuntimeError) as error:  # RuntimeError if there is no such home folder
                self._notices.error(f"{writing.path} could not be written: {reason_of(error)}.")
            else:
                self._session.preferences.remember(REMEMBERED_FOLDER, str(path.parent))
                with_others = f", with {', '.join(beside)} beside it" if beside else ""
                self._notices.notice(f"Written to {path}{with_others}.")

        self._in_order(write)

    def copy(self, content: Copyable) -> None:
        """Copy something as text for a spreadsheet."""
        self._in_order(lambda: self._copy(content.tabbed(self._kept), COPIED_TABLE))

    def copy_text(self, text: str) -> None:
        """Copy a text."""
        self._in_order(lambda: self._copy(text, COPIED_TEXT))

    def _copy(self, text: str, name: str) -> None:
        path = self._session.folder.absolute() / name
        try:
            write_new_file(path, text, replaces=True)
        except OSError as error:
            self._notices.error(f"{path} could not be written, so nothing is copied: {reason_of(error)}.")
        else:
            self._offer(text, str(path))

    @property
    def _kept(self) -> Sequence[Summary]:
        return tuple(self._model.registry.summaries.values())
