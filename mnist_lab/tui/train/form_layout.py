"""Which line of the form shows what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from mnist_lab.domain.runs.setting_fields import SettingField, SettingGroup

PROBLEM_INDENT = 4
GUTTER = 10
"""The columns for the names of groups where they stand beside the rows and not above them."""


WIDTH_BESIDE = 42
"""The columns from which the names of groups can be beside the rows."""


@dataclass(frozen=True, slots=True)
class FormLine:
    """A line: `place` is the setting it belongs to, None for none; `heading` a group's name; `problem` what is wrong.

    A line with a place and no problem is the row of the setting. With `is_beside` the names of groups are beside the
    rows, otherwise they have lines of their own.
    """

    place: int | None = None
    heading: str = ""
    problem: str = ""
    is_beside: bool = False

    @property
    def is_row(self) -> bool:
        """Return whether the line has a setting's name and value."""
        return self.place is not None and not self.problem


def fitting(
    fields: Sequence[SettingField], problems: Mapping[str, str], width: int, height: int
) -> tuple[FormLine, ...]:
    """Return the lines of the form for this room: groups have lines of their own unless only without them all fits."""
    above = laid_out(fields, problems, width, beside=False)
    if len(above) <= height or width < WIDTH_BESIDE:
        return above
    loose = laid_out(fields, problems, width, beside=True, blanks=True)
    return loose if len(loose) <= height else laid_out(fields, problems, width, beside=True)


def laid_out(
    fields: Sequence[SettingField], problems: Mapping[str, str], width: int, *, beside: bool, blanks: bool = False
) -> tuple[FormLine, ...]:
    """Return the lines of the form, from top to bottom.

    With `beside` the name of a group is in the line of its first row, with `blanks` an empty line between groups.
    """
    lines: list[FormLine] = []
    group: SettingGroup | None = None
    for place, field in enumerate(fields):
        heading = field.setting.group.value.upper() if field.setting.group is not group else ""
        if heading and blanks and group is not None:
            lines.append(FormLine())
        if heading and not beside:
            lines.append(FormLine(heading=heading))
        lines.append(FormLine(place, heading if beside else "", is_beside=beside))
        group = field.setting.group
        if field.name in problems:
            room = width - PROBLEM_INDENT - (GUTTER if beside else 0)
            lines += [FormLine(place, problem=words, is_beside=beside) for words in wrapped(problems[field.name], room)]
    return tuple(lines)


def wrapped(text: str, width: int) -> list[str]:
    """Return the text in lines of at most this many cells; a longer word gets a line of its own."""
    lines: list[str] = []
    for word in text.split():
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
