"""What a person calls a run: the beginning of its id, its name or what stands for one, or `last`."""

from __future__ import annotations

from collections.abc import Sequence

from mnist_lab.domain.summary import Summary
from mnist_lab.domain.text import clean_line
from store.errors import RunAmbiguous, RunMissing

LAST = "last"


def chosen(word: str, summaries: Sequence[Summary]) -> str:
    """The id of the one run that the word means; `summaries` are all runs, the newest first.

    Raises:
        RunMissing: where it means none.
        RunAmbiguous: where it means several.
    """
    if word == LAST:
        if not summaries:
            raise RunMissing("There is no last run: none is kept yet.")
        return summaries[0].id
    named = clean_line(word)
    if not named:
        raise RunMissing("A run is an id, the beginning of one, a name, or “last”; nothing was given.")
    meant = [summary.id for summary in summaries if summary.id.startswith(word) or summary.run.title == named]
    if not meant:
        raise RunMissing(f"There is no run “{named}”: no id begins so, and none is called that.")
    if len(meant) > 1:
        raise RunAmbiguous(named, meant)
    return meant[0]
