"""Edits of a kept run (name, note, tags, pin, trash), and how each is undone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from mnist_lab.domain.formatting.text_cleaning import TAG_LENGTH, clean_line
from mnist_lab.domain.runs.run import Run

WRITTEN_BY_USERS = ("name", "tags", "note", "pinned_at")
"""The fields of a run that the user writes; all others come from its training."""


@dataclass(frozen=True, slots=True)
class Rename:
    """The run is called this; an empty name shows what differs from the baseline."""

    name: str

    def of(self, run: Run) -> Run:
        """Return the run once this is done to it."""
        return run.but(name=self.name)

    def back(self, run: Run) -> Rename:
        """Return the edit that undoes this, given the run before it."""
        return Rename(run.name)

    def text(self, run: Run) -> str:
        """Return the edit in words, given the run before it."""
        after = self.of(run)
        return f"renamed “{run.whole_title}” to “{after.name}”" if after.name else f"removed the name “{run.title}”"

    def undone(self, run: Run) -> str:
        """Return how the run is once this is undone, given the run before it."""
        return f"“{self.of(run).whole_title}” is called “{run.title}” again"


@dataclass(frozen=True, slots=True)
class Annotate:
    """The run's note is this."""

    note: str

    def of(self, run: Run) -> Run:
        """Return the run once this is done to it."""
        return run.but(note=self.note)

    def back(self, run: Run) -> Annotate:
        """Return the edit that undoes this, given the run before it."""
        return Annotate(run.note)

    def text(self, run: Run) -> str:
        """Return the edit in words, given the run before it."""
        return f"{'changed' if self.of(run).note else 'removed'} the note of “{run.whole_title}”"

    def undone(self, run: Run) -> str:
        """Return how the run is once this is undone, given the run before it."""
        return f"“{run.whole_title}” has {'its former note' if run.note else 'no note'} again"


@dataclass(frozen=True, slots=True)
class Tag:
    """Add these tags to the run, and remove these others."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def of(self, run: Run) -> Run:
        """Return the run once this is done to it."""
        return run.but(tags=tuple(tag for tag in (*run.tags, *self.added) if tag not in self.removed))

    def back(self, run: Run) -> Tag:
        """Return the edit that undoes this, given the run before it: tags that others gave it stay."""
        return Tag(
            added=tuple(tag for tag in self.removed if tag in run.tags),
            removed=tuple(tag for tag in self.of(run).tags if tag not in run.tags),
        )

    def text(self, run: Run) -> str:
        """Return the edit in words, given the run before it."""
        back = self.back(run)
        given = f"tagged “{run.whole_title}” with {', '.join(back.removed)}" if back.removed else ""
        whose = "it" if given else f"“{run.whole_title}”"
        taken = f"took {', '.join(back.added)} off {whose}" if back.added else ""
        return " and ".join(filter(None, (given, taken)))

    def undone(self, run: Run) -> str:
        """Return how the run is once this is undone, given the run before it."""
        back = self.back(run)
        taken = f"is no longer tagged {', '.join(back.removed)}" if back.removed else ""
        given = f"is tagged {', '.join(back.added)} again" if back.added else ""
        return f"“{run.whole_title}” " + " and ".join(filter(None, (taken, given)))


@dataclass(frozen=True, slots=True)
class Pin:
    """Pin the run as the baseline at this time, or unpin it with None."""

    at: datetime | None

    def of(self, run: Run) -> Run:
        """Return the run once this is done to it."""
        return run.but(pinned_at=self.at)

    def back(self, run: Run) -> Pin:
        """Return the edit that undoes this, given the run before it."""
        return Pin(run.pinned_at)

    def text(self, run: Run) -> str:
        """Return the edit in words, given the run before it."""
        return f"unpinned “{run.whole_title}”" if self.at is None else f"pinned “{run.whole_title}” as the baseline"

    def undone(self, run: Run) -> str:
        """Return how the run is once this is undone, given the run before it."""
        return f"“{run.whole_title}” is {'no longer pinned' if run.pinned_at is None else 'pinned again'}"


@dataclass(frozen=True, slots=True)
class MoveToTrash:
    """The run is in the trash."""

    def back(self, _: Run) -> Restore:
        """Return what undoes this."""
        return Restore()

    def text(self, run: Run) -> str:
        """Return what was done to the run."""
        return f"moved “{run.whole_title}” to the trash"

    def undone(self, run: Run) -> str:
        """Return how the run is once this is undone."""
        return f"“{run.whole_title}” is back from the trash"


@dataclass(frozen=True, slots=True)
class Restore:
    """The run is back from the trash."""

    def back(self, _: Run) -> MoveToTrash:
        """Return what undoes this."""
        return MoveToTrash()

    def text(self, run: Run) -> str:
        """Return what was done to the run."""
        return f"brought “{run.whole_title}” back from the trash"

    def undone(self, run: Run) -> str:
        """Return how the run is once this is undone."""
        return f"“{run.whole_title}” is in the trash again"


TextEdit = Rename | Annotate | Tag | Pin
"""What the user writes of a run, in its document."""

Edit = TextEdit | MoveToTrash | Restore


class Turn(StrEnum):
    """The outcome of an edit, an undo or a redo; an offered step is from an earlier session, and can be undone."""

    DONE = "done"
    UNDONE = "undone"
    REDONE = "redone"
    OFFERED = "offered"
    NOTHING_TO_UNDO = "nothing to undo"
    NOTHING_TO_REDO = "nothing to redo"
    PURGED = "purged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class EditOutcome:
    """The outcome of a step: in words, and if it is an edit of which run, and whether that is in the trash now.

    `is_of_runs` is False if it changed the view of the table only.
    """

    turn: Turn
    text: str = ""
    run_id: str = ""
    is_in_trash: bool = False
    is_of_runs: bool = True


def refused(run_id: str, edit: Edit | None, reason: str) -> EditOutcome:
    """Return that an edit was not made: a run to be restored is still in the trash."""
    return EditOutcome(Turn.REFUSED, reason, run_id, isinstance(edit, Restore))


def as_written(run: Run, newest: Run) -> Run:
    """Return the run with name, note, tags and pin as they are in `newest`."""
    changes: dict[str, Any] = {
        name: getattr(newest, name) for name in WRITTEN_BY_USERS if getattr(run, name) != getattr(newest, name)
    }
    return run.model_copy(update=changes) if changes else run


def tags_as_text(tags: Sequence[str]) -> str:
    """Return the tags as the user edits them: words in a line."""
    return ", ".join(tags) if any(" " in tag for tag in tags) else " ".join(tags)


def retagged(shown: Sequence[str], typed: str) -> Tag:
    """Return what the user did who was shown these tags and left this text: words between commas or spaces.

    A tag that was shown and holds a comma or a space itself stays one tag.
    """
    found: list[str] = []
    for tag in sorted((tag for tag in shown if re.search(r"[\s,]", tag)), key=len, reverse=True):
        rest = re.sub(rf"(?<![^\s,]){re.escape(tag)}(?![^\s,])", " ", typed)
        found += [tag] if rest != typed else []
        typed = rest
    words = (clean_line(word, TAG_LENGTH) for word in re.split(r"[\s,]+", typed))
    found += [word for word in dict.fromkeys(words) if word]
    return Tag(
        added=tuple(tag for tag in found if tag not in shown), removed=tuple(tag for tag in shown if tag not in found)
    )
