"""Which keys the line at the bottom names, and in which order: the one place that says so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeGuard, runtime_checkable

from mnist_lab.tui.widgets.full_screen import ALL_PANES

SORT = "table.sort"
HELP = "app.keys"
"""The key that shows all others: it is always named, at the right edge."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Keys named together, by the ids of their bindings, and what they do if their descriptions are too long."""

    ids: tuple[str, ...]
    words: str = ""


@runtime_checkable
class NamesHints(Protocol):
    """A screen or widget whose keys do something else from time to time."""

    def hint_words(self, binding_id: str) -> str:
        """Return what the key of the binding does now; empty if that is its description."""


def names_hints(node: object) -> TypeGuard[NamesHints]:
    """Return whether the keys of this screen or widget do something else from time to time."""
    kind = type(node)
    if kind not in _WITH_WORDS:
        _WITH_WORDS[kind] = isinstance(node, NamesHints)
    return _WITH_WORDS[kind]


_WITH_WORDS: dict[type, bool] = {}
"""The answers by class: to ask the protocol takes long, and the bar asks for each of its keys at each step."""


@runtime_checkable
class HidesHints(Protocol):
    """A screen with keys that are not named now, though pressing them is harmless."""

    @property
    def hidden_hints(self) -> frozenset[str]:
        """Return the ids of their bindings."""


@runtime_checkable
class NamesSooner(Protocol):
    """A screen that has more use for some keys than others have."""

    @property
    def sooner_hints(self) -> frozenset[str]:
        """Return the ids of their bindings: they are named before the keys that sort."""


@runtime_checkable
class LeadsElsewhere(Protocol):
    """A screen with nothing to do yet, where the next step is in other modes."""

    @property
    def leads_to(self) -> tuple[str, ...]:
        """Return the ids of the bindings that lead there: they are named first."""


def _hints(*written: str | tuple[str, str]) -> tuple[Hint, ...]:
    """Return hints from ids, or from pairs of ids and words; ids that go together have a space between them."""
    pairs = (entry if isinstance(entry, tuple) else (entry, "") for entry in written)
    return tuple(Hint(tuple(ids.split()), words) for ids, words in pairs)


IN_ORDER = _hints(
    # a run in training, and what is being typed
    "live.pause", "live.stop_after_epoch", "live.stop_now", "edit.keep", "edit.discard",
    "picks.pick", "picks.back", "write.keep", "filter.take", "filter.discard", "filter.up", "filter.down",
    "table.clear_filter",
    # what the screen is for, and the way to its other panes
    "setup.start", "setup.back",
    "queue.out", "train.start", "batch.run", "train.resume", "batches.open", "lab.curves", "lab.verdict", "lab.back",
    "live.stop_after_run", "sweep.back", "sweep.new", "sweep.best", "sweep.finer", "sweep.edit", "sweep.runs",
    "sweep.compare", "picks.tick", "run.back", ("run.read_on run.read_back", "read on"),
    "runs.open", "runs.mark", "runs.compare", "runs.verdict", "panes.next", "runs.unmark_all",
    ("form.up form.down", "row"), ("form.less form.more", "step"), "form.edit",
    ("train.next_run train.previous_run", "other run"), "train.verdict",
    # a comparison
    "compare.missing", "compare.back", ("compare.before compare.after", "read out"), "compare.metric",
    "compare.full_screen", "compare.log", ("compare.closer compare.wider", "zoom"), "compare.all_epochs",
    ("compare.earlier compare.later", "move"), "compare.toggle", "compare.curves", "compare.seconds", "compare.by",
    "compare.unmark", ("compare.read_on compare.read_back", "read on"),
    # what the keys act on
    ("queue.sooner queue.later", "sooner/later"),
    ("chart.full_screen", "full screen"), "chart.metric", "chart.log", ("chart.before chart.after", "read out"),
    ("table.sort", "sort"), "runs.filter", ("table.keep_value table.exclude_value", "by value"), "runs.groups",
    "runs.columns", ("runs.trash", "trash"), ("runs.edit", "copy to form"), "runs.resume",
    "lab.guess", ("groups.up groups.down", "group"),
    ("batch.more batch.fewer", "repeats"), ("form.explain", "explain"), "train.sweep",
    ("runs.pin", "pin"), ("runs.repeat", "repeat"), ("runs.open_trash", "open trash"), "runs.tags", "runs.note",
    "out.write", "out.copy", "out.command",
    "lab.write", "lab.compare", "batch.quick", "lab.metric", "lab.log",
    ("form.baseline", "baseline"), ("form.reset", "reset"),
    "runs.undo", "table.sort_further", "runs.mark_all", "runs.alike", "runs.group_by", "runs.figures",
    "table.hide_column", ("table.ascending table.descending", "sort up/down"),
    ("table.sort_left table.sort_right", "move sort"), ("runs.rerun", "re-run"), "runs.views", "runs.name",
    "runs.redo",
    "chart.refined", ("chart.ghost", "baseline curve"), ("chart.seconds", "seconds"), ("form.weights", "weights"),
    ("lab.read_on lab.read_back", "read on"), ("sweep.read_on sweep.read_back", "read on"), "sweep.forget",
)  # fmt: skip
"""The most useful first. What has no room is left out, and what is not here comes after all of these."""

LAST = _hints(
    "panes.back", ("app.find", "find"), ("app.quit", "quit"), ("app.theme", "palette"),
)  # fmt: skip
"""What works nearly everywhere."""

WAYS_BACK = frozenset({"panes.back", "lab.back", "compare.back", "sweep.back", "setup.back"})
"""What often does the same as another key, and is then named with it."""

WAYS_OUT = frozenset({ALL_PANES})
"""What leaves a screen that shows a part alone: it is named before all others."""

UNNAMED = frozenset({
    "app.train", "app.runs", "app.compare", "app.labs", "app.sweeps",
    "app.train_anywhere", "app.runs_anywhere", "app.compare_anywhere", "app.labs_anywhere", "app.sweeps_anywhere",
    "app.quit_anywhere", "app.redraw", "app.suspend", "app.close_error", "panes.before", "chart.clear",
    "edit.up", "edit.down", "picks.up", "picks.down", "picks.first", "picks.last", "picks.delete",
    "form.first", "form.last", "queue.up", "queue.down",
    "table.up", "table.down", "table.page_up", "table.page_down", "table.first", "table.last", "table.left",
    "table.right", "batches.up", "batches.down", "batches.first", "batches.last",
    "labs.read_on", "labs.read_back", "sweeps.read_on", "sweeps.read_back", "sweep.up", "sweep.down",
    "run.up", "run.down", "run.top", "run.end", "groups.first", "groups.last",
    "sides.up", "sides.down", "sides.first", "sides.last", *(f"compare.side_{letter}" for letter in "abcdefgh"),
})  # fmt: skip
"""What the tabs on top or the cursor say, and what nobody looks for."""


LISTED_OR_UNNAMED = UNNAMED | {HELP} | {name for hint in (*IN_ORDER, *LAST) for name in hint.ids}


def hints_for(
    active: Mapping[str, object],
    words_of: Callable[[Hint], str],
    sooner: Collection[str] = (),
    leading: Sequence[str] = (),
) -> list[Hint]:
    """Return the hints of these bindings in order, with the words for now; a way back joins keys that do the same.

    Those with an id in `sooner` come before the keys that sort, and those in `leading` before all others.
    """
    others = (Hint((name,)) for name in active if name not in LISTED_OR_UNNAMED)
    found: list[Hint] = []
    for hint in (*(Hint((name,)) for name in leading), *_in_order(sooner), *others, *LAST):
        ids = tuple(name for name in hint.ids if name in active)
        if not ids:
            continue
        words = words_of(Hint(ids, hint.words))
        alike = next((place for place, each in enumerate(found) if each.words == words), None)
        if alike is not None and ids[0] in WAYS_BACK:
            found[alike] = Hint((*found[alike].ids, *ids), words)
        elif alike is not None and found[alike].ids[0] in WAYS_BACK:
            found[alike] = Hint((*ids, *found[alike].ids), words)
        else:
            found.append(Hint(ids, words))
    return sorted(found, key=lambda hint: hint.words not in WAYS_OUT)


def _in_order(sooner: Collection[str]) -> Iterator[Hint]:
    first = [hint for hint in IN_ORDER if not {*hint.ids}.isdisjoint(sooner)]
    for hint in IN_ORDER:
        if SORT in hint.ids:
            yield from first
        if hint not in first:
            yield hint
