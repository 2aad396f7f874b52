"""What a person changes of a kept run (its name, note, tags, pin, whether it is in the trash), and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mnist_lab.domain.run import Run


@dataclass(frozen=True, slots=True)
class Rename:
    """The run is called this; an empty name shows what differs from the baseline."""

    name: str

    def of(self, run: Run) -> Run:
        """The run once this is done to it."""
        return run.but(name=self.name)

    def back(self, run: Run) -> Rename:
        """What takes this back from a run that was as it is here."""
        return Rename(run.name)


@dataclass(frozen=True, slots=True)
class Annotate:
    """The run's note is this."""

    note: str

    def of(self, run: Run) -> Run:
        """The run once this is done to it."""
        return run.but(note=self.note)

    def back(self, run: Run) -> Annotate:
        """What takes this back from a run that was as it is here."""
        return Annotate(run.note)


@dataclass(frozen=True, slots=True)
class Tag:
    """The run has these tags besides those that it has, and has these others no more."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def of(self, run: Run) -> Run:
        """The run once this is done to it."""
        return run.but(tags=tuple(tag for tag in (*run.tags, *self.added) if tag not in self.removed))

    def back(self, run: Run) -> Tag:
        """What takes this back from a run that was as it is here: tags that others gave it stay."""
        return Tag(
            added=tuple(tag for tag in self.removed if tag in run.tags),
            removed=tuple(tag for tag in self.of(run).tags if tag not in run.tags),
        )


@dataclass(frozen=True, slots=True)
class Pin:
    """The run is the baseline since that moment; with None it is no longer pinned."""

    at: datetime | None

    def of(self, run: Run) -> Run:
        """The run once this is done to it."""
        return run.but(pinned_at=self.at)

    def back(self, run: Run) -> Pin:
        """What takes this back from a run that was as it is here."""
        return Pin(run.pinned_at)


@dataclass(frozen=True, slots=True)
class Trash:
    """The run is in the trash."""


@dataclass(frozen=True, slots=True)
class Restore:
    """The run is back from the trash."""


Words = Rename | Annotate | Tag | Pin
"""What a person writes of a run, in its document."""

Edit = Words | Trash | Restore
