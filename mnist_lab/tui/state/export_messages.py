"""What users ask to be written, copied or shown as a command, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mnist_lab.tui.state.messages import Report, Request

if TYPE_CHECKING:
    from mnist_lab.domain.exports.content import Content, Copyable
    from mnist_lab.domain.exports.writing import Writing
    from mnist_lab.domain.views.table_view import TableView


@dataclass
class WriteDialogRequested(Request):
    """Ask in which form, and to which file, this is to be written."""

    content: Content


@dataclass
class CopyRequested(Request):
    """Copy this as text for a spreadsheet."""

    content: Copyable


@dataclass
class CopyTextRequested(Request):
    """Copy this text."""

    text: str


@dataclass
class ViewCommandRequested(Request):
    """Show the command that prints this view; with `has_pinned`, with the pinned group on top."""

    view: TableView
    has_pinned: bool


@dataclass
class CommandRequested(Request):
    """Show the command of these words."""

    words: tuple[str, ...]


@dataclass
class FileExists(Report):
    """A file is there already: the user is to say whether it is to be replaced."""

    writing: Writing
    path: str


@dataclass
class CopyWritten(Report):
    """What is to be copied is written to a file, and can be offered to the terminal."""

    text: str
    path: str
