"""Finds a run by what users call it: the beginning of its id, its name or what is shown for one, or `last`."""

from __future__ import annotations

from collections.abc import Sequence

from mnist_lab.domain.formatting.text_cleaning import clean_line
from mnist_lab.domain.runs.run import Run
from mnist_lab_store.errors import RunAmbiguous, RunMissing

LAST = "last"


def chosen(word: str, runs: Sequence[Run], place: str = "") -> str:
    """Return the id of the one run that the word means; `runs` are all there are in that place, the newest first.

    Raises:
        RunMissing: if it means none.
        RunAmbiguous: if it means several.
    """
    if word == LAST:
        if not runs:
            raise RunMissing(f"There is no last run: no run is {place or 'kept yet'}.")
        return runs[0].id
    named = clean_line(word)
    if not named:
        raise RunMissing("A run is an id, the beginning of one, a name, or “last”; nothing was given.")
    meant = [run.id for run in runs if run.id.startswith(word) or run.title == named]
    if not meant:
        where = f" {place}" if place else ""
        raise RunMissing(f"There is no run “{named}”{where}: no id begins with it, and no run has that name.")
    if len(meant) > 1:
        raise RunAmbiguous(named, meant)
    return meant[0]
