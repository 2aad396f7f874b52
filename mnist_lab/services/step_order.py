"""The order in which things were done and undone, kept from the moment they were asked for."""

from __future__ import annotations

import threading
from bisect import insort
from collections.abc import Callable, Collection
from dataclasses import dataclass

from mnist_lab.domain.runs.edits import Edit


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done, in words, and what undoes and redoes it.

    Both are called on the writer thread, and `redo` has the step recorded at its place again. With `is_instant` neither
    needs the store: both are called at once, by whoever asks. `edit` and `back` are the edits if it is one of a run.
    """

    text: str
    undone: str
    undo: Callable[[], object]
    redo: Callable[[], object]
    run_id: str = ""
    edit: Edit | None = None
    back: Edit | None = None
    is_instant: bool = False


@dataclass(slots=True, eq=False)
class Place:
    """The place of a step in the order, taken before it is made; only `StepOrder` changes it.

    `step` is None until it is made, and if it never was. `is_pending` while it is being made, also again, and
    `is_undo_wanted` if it is to be undone as soon as it is. `jobs` counts what was asked of it and is not done yet.
    """

    number: int
    step: Step | None = None
    is_pending: bool = True
    is_undone: bool = False
    is_undo_wanted: bool = False
    undone_at: int = 0
    jobs: int = 0


class StepOrder:
    """What can be undone, and what can be redone; callable on any thread, and never waits for the store.

    What was asked for last is undone first, even if the store has not made it yet. A step that was made cuts off what
    was undone before it: that can no longer be redone. Once nothing more is asked of a step, it can be undone if it
    is done, and redone if it is not, whatever was refused on the way.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = 0
        self._done: list[Place] = []
        self._undone: list[Place] = []

    @property
    def last(self) -> Step | None:
        """Return the step that is undone next, if it is made."""
        with self._lock:
            return self._done[-1].step if self._done else None

    @property
    def can_undo(self) -> bool:
        """Return whether a step can be undone, of those that were made so far."""
        with self._lock:
            return any(not place.is_pending for place in self._done)

    @property
    def can_redo(self) -> bool:
        """Return whether a step can be redone."""
        with self._lock:
            return bool(self._undone)

    def reserve(self) -> Place:
        """Return the place of a step that is about to be made."""
        with self._lock:
            place = Place(self._next())
            self._done.append(place)
            return place

    def fill(self, place: Place, step: Step, *, cuts: bool) -> bool:
        """Take the step that was made at this place; return whether it is to be undone now."""
        with self._lock:
            place.step, place.is_pending, place.is_undone = step, False, False
            if cuts:
                self._undone = [each for each in self._undone if each.undone_at > place.number]
            self._settle(place)
            wanted, place.is_undo_wanted = place.is_undo_wanted, False
            return wanted

    def drop(self, place: Place) -> bool:
        """Forget a place whose step was not made, or cannot be any more; return whether it was to be undone."""
        with self._lock:
            self._take_out(place)
            place.step, place.is_pending = None, False
            wanted, place.is_undo_wanted = place.is_undo_wanted, False
            return wanted

    def forget(self, run_id: str) -> None:
        """Drop all steps of a run."""
        with self._lock:
            for place in (*self._done, *self._undone):
                if place.step is not None and place.step.run_id == run_id:
                    self._take_out(place)
                    place.step = None

    def forget_steps(self, steps: Collection[Step]) -> None:
        """Drop these steps."""
        with self._lock:
            for place in (*self._done, *self._undone):
                if any(place.step is step for step in steps):
                    self._take_out(place)
                    place.step = None

    def take_done(self) -> Place | None:
        """Return the last place, which is to be undone; None if there is none."""
        with self._lock:
            if not self._done:
                return None
            place = self._done[-1]
            self._move_to_undone(place)
            place.jobs += 1
            return place

    def take_undone(self) -> Place | None:
        """Return the place that was undone last, which is to be redone; None if there is none."""
        with self._lock:
            if not self._undone:
                return None
            place = self._undone[-1]
            if any(each.is_pending and each.number > place.undone_at for each in self._done):
                return None  # something else was asked for since
            self._move_to_done(place)
            place.jobs += 1
            return place

    def waits_to_undo(self, place: Place) -> bool:
        """Return whether the step is still being made; it is then undone as soon as it is."""
        with self._lock:
            place.is_undo_wanted = place.is_pending
            return place.is_pending

    def begin_again(self, place: Place) -> bool:
        """Return whether the step is to be made again now; not if it still waits to be undone, or could not be."""
        with self._lock:
            if place.is_undo_wanted:
                place.is_undo_wanted = False
                place.jobs -= 1
            elif place.is_undone:
                place.is_pending = True
                return True
            place.jobs -= 1
            self._settle(place)
            return False

    def end(self, place: Place, *, is_undone: bool) -> None:
        """Note how a step is once something that was asked of it was done, or refused."""
        with self._lock:
            place.is_pending, place.is_undone = False, is_undone
            place.jobs -= 1
            self._settle(place)

    def end_asking(self, place: Place) -> None:
        """Note that a step was asked to be made again: it is still pending if it was not made at once."""
        with self._lock:
            place.jobs -= 1
            self._settle(place)

    def _settle(self, place: Place) -> None:
        if place.jobs or place.is_pending or place.step is None:
            return
        if not place.is_undone and place not in self._done:
            self._move_to_done(place)
        elif place.is_undone and place in self._done:
            self._move_to_undone(place)

    def _move_to_done(self, place: Place) -> None:
        self._take_out(place)
        insort(self._done, place, key=lambda each: each.number)

    def _move_to_undone(self, place: Place) -> None:
        self._take_out(place)
        place.undone_at = self._next()
        self._undone.append(place)

    def _take_out(self, place: Place) -> None:
        self._done = [each for each in self._done if each is not place]
        self._undone = [each for each in self._undone if each is not place]

    def _next(self) -> int:
        self._number += 1
        return self._number
