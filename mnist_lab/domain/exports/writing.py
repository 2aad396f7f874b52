"""A file that the user wants."""

from __future__ import annotations

from dataclasses import dataclass

from mnist_lab.domain.exports.content import Content, Form


@dataclass(frozen=True, slots=True)
class Writing:
    """An export to write: its content, its format, and its path as the user typed it."""

    content: Content
    form: Form
    path: str


def with_form(path: str, before: Form, form: Form) -> str:
    """Return the path of a file in another form; a name that does not end as its form does stays as it is."""
    return f"{path.removesuffix(f'.{before}')}.{form}" if path.endswith(f".{before}") else path
