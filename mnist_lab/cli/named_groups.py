"""Finds the groups that a command line names: by a run, or by a filter."""

from __future__ import annotations

import click

from mnist_lab.cli.context import Failure
from mnist_lab.domain.evidence.group_lookup import By, NamedGroup, SeveralGroups, side_named, side_of
from mnist_lab.domain.filters.query import FilterInvalid, filter_of
from mnist_lab.domain.formatting.text_cleaning import clean_line
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab_store.errors import RunAmbiguous, RunMissing
from mnist_lab_store.run_store import RunStore


def group_named(store: RunStore, place: str, word: str, kept: tuple[Summary, ...], by: By = ()) -> NamedGroup:
    """Return the group that a word names: by a run in it, or by a name or a filter that only its runs match.

    `by` is what its runs have in common. A single run, for which it is None, is named by its id or its name alone.

    Raises:
        StoreError, Failure: if it names no group, or several.
        click.UsageError: if it is neither a run nor a filter; `place` is the argument at fault.
    """
    try:
        run_id = store.resolve(word)
    except RunAmbiguous as error:
        if by is None:
            raise
        found = tuple(summary for summary in kept if summary.id in error.candidates)
    except RunMissing:
        found = _filtered(place, word, kept)
        if not found:
            raise
        if by is None:
            raise click.UsageError(
                f"{place} is compared alone: it takes the id or the name of a run, and no filter."
            ) from None
    else:
        (run,) = (summary for summary in kept if summary.id == run_id)
        return side_of(run, kept, by)
    try:
        return side_named(word, found, kept, by)
    except SeveralGroups as several:
        raise Failure(str(several)) from None


def _filtered(place: str, word: str, kept: tuple[Summary, ...]) -> tuple[Summary, ...]:
    """Return the runs that match a filter; none without a filter."""
    try:
        asked = filter_of(word)
    except FilterInvalid as invalid:
        raise click.UsageError(f"{place} is neither a run nor a filter: {invalid}") from None
    found = asked.chosen(kept) if asked else ()
    if asked and not found:
        raise Failure(
            f"“{clean_line(word)}” ({place}) is not the name or id of a run, and matches no run as a filter; "
            "`mnist-lab runs` lists the runs."
        )
    return found
