"""Seeds beside the names: repeats have one name, and only the seed tells them apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.columns import SortKey
from mnist_lab.domain.tables.run_summary import Summary


def with_seeds(
    columns: Sequence[Column], summaries: Sequence[Summary], *, in_words: bool = False
) -> tuple[Column, ...]:
    """Return the columns with the seed after the name if seeds differ: "wide · 2", or in words "wide, seed 2"."""
    if all(summary.run.spec.seed == summaries[0].run.spec.seed for summary in summaries):
        return tuple(columns)
    heading, begin = ("name", ", seed ") if in_words else ("name · seed", " · ")
    return tuple(
        replace(column, heading=heading, tail=lambda summary: f"{begin}{summary.run.spec.seed}")
        if column.key == "name"
        else column
        for column in columns
    )


def with_seed_keys(keys: Sequence[SortKey]) -> Iterator[SortKey]:
    """Yield the keys, and the seed after the name: that column shows both."""
    for key in keys:
        yield key
        if key.key == "name" and not any(each.key == "seed" for each in keys):
            yield SortKey("seed", descending=key.descending)
