"""The cells of the groups of a lab, in the widest form that there is room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mnist_lab.domain.formatting.units import format_gap
from mnist_lab.domain.labs.analysis import GroupResult
from mnist_lab.domain.labs.deciding import CLEAN_GAP
from mnist_lab.domain.labs.reported import NONE, Reported, reported, reports_losses
from mnist_lab.domain.labs.status import LabStatus
from mnist_lab.domain.labs.tables import LOSSES, OF_THE_POST, accuracy_table
from mnist_lab.domain.tables.metrics import USUAL
from mnist_lab.util.text_columns import GAP as BETWEEN_COLUMNS
from mnist_lab.util.text_columns import column_widths

LABEL, TRAINING, VALIDATION, GAP, READING, POST, OURS, DIFFERENCE, CLEAN, VERDICT, SAID, FOUND = range(12)
"""The columns; what a difference shows is one of its own in the narrowest form only."""
HEADINGS = ("", *LOSSES, "post", "test accuracy %", "difference", "clean gap", "verdict (seeds)", "you said", "")
BETWEEN = " · "
OF_FIT = (TRAINING, VALIDATION, GAP, READING)
NARROWER_WITH_LOSSES: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = (
    ((), ()),
    ((), (SAID,)),
    ((CLEAN,), (SAID,)),
    ((CLEAN,), (VERDICT, SAID)),
    ((CLEAN,), (DIFFERENCE, VERDICT, SAID)),
)
"""Which columns are left out, and which are below the line, from the widest form to the narrowest: the losses that the
experiment is about stay.
"""


@dataclass(frozen=True, slots=True)
class GroupRows:
    """Headings and cells of a line for each group; a column may be empty. `posts` has a line below each, with the
    figures of the post's own run, if it reported losses; `below` the lines below that, of what did not fit.
    """

    headings: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    posts: tuple[tuple[str, ...], ...] = ()
    below: tuple[tuple[str, ...], ...] = ()

    @property
    def widths(self) -> list[int]:
        """Return the width of each column."""
        return column_widths([self.headings, *self.cells, *self.posts])

    @property
    def width(self) -> int:
        """Return the width of a line."""
        shown = [width for column, width in enumerate(self.widths) if width or column == LABEL]
        return sum(shown) + len(BETWEEN_COLUMNS) * (len(shown) - 1)

    @property
    def places(self) -> tuple[int, ...]:
        """Return which group each line below the headings belongs to."""
        lines = 2 if self.posts else 1
        return tuple(place for place, below in enumerate(self.below) for _ in range(lines + len(below)))


def rows_for(status: LabStatus, room: int) -> GroupRows:
    """Return the widest form of the table that fits into `room` cells, or the narrowest."""
    rows = GroupRows((), ())
    has_losses = len(status.labs) == 1 and reports_losses(status.labs)  # of all labs at once there would be too many
    for rows in (_with_losses if has_losses else _without_losses)(status, room):
        if rows.width <= room:
            break
    return rows


def _with_losses(status: LabStatus, room: int) -> Iterator[GroupRows]:
    """Yield the forms of a lab whose experiment reported losses: both lines of a group have the same columns."""
    plain = [*_cells(status)]
    whole, full = (_with_verdicts(plain, status, in_short=in_short) for in_short in (False, True))
    posts = [_post_cells(reported(group)) for group in status.groups] if status.results[0].has_post else []
    headings = [*HEADINGS]
    headings[POST] = ""
    yield _form([*headings[:VERDICT], "verdict", *headings[SAID:]], whole, room, posts=posts)
    for out, below in NARROWER_WITH_LOSSES:
        kept = ["" if column in out else words for column, words in enumerate(headings)]
        yield _form(kept, full, room, below, posts)
        yield _form(kept, plain, room, below, posts)
    headings[READING], headings[CLEAN] = "reading", ""
    narrow = [[*row[:OURS], _mean(group), *row[DIFFERENCE:]] for row, group in zip(full, status.groups, strict=True)]
    yield _form(headings, narrow, room, (OURS, DIFFERENCE, VERDICT, SAID), posts)
    yield _form(headings, narrow, room, (READING, OURS, DIFFERENCE, VERDICT, SAID), posts)
    brief = [[row[LABEL], *_losses(group), *row[READING:]] for row, group in zip(narrow, status.groups, strict=True)]
    headings[TRAINING], headings[VALIDATION] = "training", "valid."
    yield _form(headings, brief, room, (OURS, DIFFERENCE, VERDICT, SAID), posts)
    yield _form(headings, brief, room, (READING, OURS, DIFFERENCE, VERDICT, SAID), posts)


def _without_losses(status: LabStatus, room: int) -> Iterator[GroupRows]:
    """Yield the forms of a lab whose experiment reported test accuracies alone."""
    cells, groups = [*_cells(status)], status.groups
    headings = ["" if column in OF_FIT else words for column, words in enumerate(HEADINGS)]
    if not status.results[0].has_post:
        headings[POST] = ""
    full, shorter = (_with_verdicts(cells, status, in_short=in_short) for in_short in (False, True))
    for clean in (headings[CLEAN], ""):  # it decides the fit, and is left out when there is no room for it
        headings[CLEAN] = clean
        for below in ((), (SAID,)):
            yield _form([*headings[:VERDICT], "verdict", *headings[SAID:]], full, room, below)
            yield _form(headings, shorter, room, below)
            yield _form(headings, cells, room, below)
    brief = [[*row[:OURS], _mean(group), *row[DIFFERENCE:]] for row, group in zip(cells, groups, strict=True)]
    headings[OURS] = "test %"
    yield _form(headings, brief, room, (SAID,))
    yield _form(headings, brief, room, (VERDICT, SAID))
    yield _form(headings, [*map(_with_finding_apart, brief)], room, (FOUND, VERDICT, SAID))


def _cells(status: LabStatus) -> Iterator[list[str]]:
    """Yield the cells of each group."""
    tables = [accuracy_table(result) for result in status.results]
    accuracies = [tables[0].rows[0], *(row for table in tables for row in table.rows[1:])]
    for row, group in zip(accuracies, status.groups, strict=True):
        found = reported(group)
        losses = [measure.text for measure in found.losses]
        said = ", ".join(each.brief for each in status.outcomes_of(group))
        yield [
            row[0],
            *losses,
            found.reading,
            found.accuracy.post_text,
            *row[-3:-1],
            _clean_gap(group),
            row[-1],
            said,
            "",
        ]


def _with_verdicts(rows: Sequence[Sequence[str]], status: LabStatus, *, in_short: bool) -> list[list[str]]:
    """Return the rows with fit and course, which the narrowest verdict has not."""
    verdicts = (group.verdict for group in status.groups)
    words = [NONE if each is None else each.in_short if in_short else each.text for each in verdicts]
    return [[*row[:VERDICT], verdict, *row[SAID:]] for row, verdict in zip(rows, words, strict=True)]


def _post_cells(found: Reported) -> list[str]:
    losses = [measure.post_text for measure in found.losses]
    return [
        OF_THE_POST,
        *losses,
        found.post_reading,
        "",
        found.accuracy.post_text,
        *("" for _ in range(DIFFERENCE, 12)),
    ]


def _mean(group: GroupResult) -> str:
    return group.average.text(USUAL) if group.average is not None else NONE


def _losses(group: GroupResult) -> Iterator[str]:
    """Yield both losses and their gap without their spread."""
    for measure in reported(group).losses:
        yield measure.metric.figure_text(measure.ours.mean) if measure.ours is not None else NONE


def _clean_gap(group: GroupResult) -> str:
    clean = group.group.average(CLEAN_GAP)
    return format_gap(clean.mean if clean is not None else None)


def _form(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    room: int,
    below: Sequence[int] = (),
    posts: Sequence[Sequence[str]] = (),
) -> GroupRows:
    """Return these rows with the columns of `below` moved out of the line, and without those that have no heading."""
    has_said = any(row[SAID] for row in rows)

    def is_shown(column: int) -> bool:
        if column == FOUND:
            return FOUND not in below and any(row[FOUND] for row in rows)
        return column not in below and bool(headings[column] or column == LABEL) and (column != SAID or has_said)

    def kept(row: Sequence[str]) -> tuple[str, ...]:
        return tuple(words if is_shown(column) else "" for column, words in enumerate(row))

    def moved(place: int, row: Sequence[str]) -> tuple[str, ...]:
        of_post = posts[place] if posts else ()
        return packed([words for column in below if (words := _named(column, row, of_post))], room)

    lines_below = tuple(moved(place, row) for place, row in enumerate(rows))
    return GroupRows(kept(headings), tuple(map(kept, rows)), tuple(map(kept, posts)), lines_below)


def packed(parts: Sequence[str], room: int) -> tuple[str, ...]:
    """Return the parts in as few lines of this width as they take in their order."""
    lines: list[str] = []
    for words in parts:
        joined = f"{lines[-1]}{BETWEEN}{words}" if lines else words
        if len(joined) <= room:
            lines[-1:] = [joined]
        else:
            lines.append(words)
    return tuple(lines)


def _with_finding_apart(row: Sequence[str]) -> list[str]:
    """Return the row with the figure of the difference alone, and what it shows in a column at the end."""
    figure, _, found = row[DIFFERENCE].partition(" ")
    return [*row[:DIFFERENCE], figure, *row[CLEAN:FOUND], found]


def _named(column: int, row: Sequence[str], of_post: Sequence[str]) -> str:
    """Return what a cell says below the line, where no heading is over it; nothing if it is empty."""
    words, theirs = row[column], of_post[column] if of_post else NONE
    if column in {OURS, READING} and theirs not in {"", NONE}:
        theirs = f"the post {theirs}{' %' if column == OURS else ''}"
        if words == NONE:
            return f"test: {theirs}" if column == OURS else f"reading: {theirs}"
        return f"test {words} %, {theirs}" if column == OURS else f"reading: {words}, {theirs}"
    if words in {"", NONE}:
        return ""
    return {SAID: "you said {}", OURS: "test {} %", READING: "reading: {}"}.get(column, "{}").format(words)
