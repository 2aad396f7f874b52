"""The values that runs have for a field, as they are typed in a filter: what completions offer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from mnist_lab.domain.filters.fields import FilterField, Takes, filter_fields, is_lacking
from mnist_lab.domain.tables.run_summary import Summary

MOST = 200
"""Values kept of a field, the most frequent ones: nobody reads a longer list."""
LISTED = frozenset({"name", "tags", "sweep", "data", "host", "device", "verdict", "course", "state", "pinned", "seed"})
"""Fields besides the settings whose values are worth a list; figures hardly ever repeat."""


class KnownValues(Mapping[str, Sequence[str]]):
    """The values of each field by its key, collected when they are first asked for: ten thousand runs have many."""

    def __init__(self, summaries: Sequence[Summary]) -> None:
        self._summaries = summaries
        self._fields = {key: field for key, field in filter_fields().items() if _is_listed(field)}
        self._found: dict[str, Sequence[str]] = {}

    def __getitem__(self, key: str) -> Sequence[str]:
        field = self._fields[key]
        if key not in self._found:
            self._found[key] = _values(field, self._summaries)
        return self._found[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


def _is_listed(field: FilterField) -> bool:
    return field.setting is not None or field.key in LISTED


def _values(field: FilterField, summaries: Sequence[Summary]) -> Sequence[str]:
    """Return numbers in order, texts with the most frequent first."""
    counted: Counter[float | str] = Counter()
    for summary in summaries:
        held = field.get(summary)
        if isinstance(held, tuple):
            counted.update(held if field.key == "tags" else held[:1])  # the digits by their name, not their checksum
        elif held is not None and not is_lacking(held) and not _is_off(field, held):
            counted[held] += 1
    frequent = [value for value, _ in counted.most_common(MOST)]
    if field.takes.is_ordered():
        return [f"{value:.12g}" for value in sorted(value for value in frequent if isinstance(value, int | float))]
    if field.takes is Takes.SWITCH:
        return ["yes" if value else "no" for value in frequent]
    return [str(value).replace(" ", "-") if field.takes is Takes.CHOICE else str(value) for value in frequent]


def _is_off(field: FilterField, held: float | str) -> bool:
    """Return whether the value is written as "off", which is offered anyway."""
    return field.has_off and held == 0
