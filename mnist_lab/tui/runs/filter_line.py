"""The line in which runs are filtered while the user types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from mnist_lab.domain.filters.completions import Suggestions, suggestions
from mnist_lab.domain.filters.fields import FieldUnknown, filter_field
from mnist_lab.domain.views.arrangement import Arrangement
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.runs.completion_list import HERE, Completion, CompletionList
from mnist_lab.tui.runs.count_line import format_matching
from mnist_lab.tui.runs.filter_field import FilterField
from mnist_lab.tui.runs.filter_history import FilterHistory

INVITATION = "Such as val_loss<.1 dropout=0, or a word of the name. {tab} lists the fields."
NO_MATCH = "No run matches."


class FilterLine(Widget):
    """The filter as it is typed, how many runs match, and below them what is wrong with it."""

    @dataclass
    class Typed(Message):
        """Show the runs that match this, for now."""

        text: str

    @dataclass
    class Kept(Message):
        """Keep this filter; `goes_back` if the keys go back to the table."""

        text: str
        goes_back: bool = True

    class Discarded(Message):
        """Go back to the filter before."""

    def __init__(self) -> None:
        super().__init__()
        self._known: Mapping[str, Sequence[str]] = {}
        self._history = FilterHistory()
        self._suggested = Suggestions(0, 0)
        self._recalled: str | None = None
        self._is_open = False
        self._has_moved = False

    def compose(self) -> ComposeResult:
        """Lay out the field beside the count, what is said of it, and the list over the table."""
        with Horizontal():
            yield Static("/", id="filter-sign", markup=False)
            yield FilterField()
            yield Static(id="filter-count", markup=False)
        yield Static(id="filter-words", markup=False)
        yield CompletionList()

    @property
    def field(self) -> FilterField:
        """Return the field."""
        return self.query_one(FilterField)

    @property
    def list(self) -> CompletionList:
        """Return the list of completions."""
        return self.query_one(CompletionList)

    def open(self, text: str, filters: Sequence[str], known: Mapping[str, Sequence[str]]) -> None:
        """Take the keys, with this filter to change; `filters` were used before, `known` values can be completed."""
        self._known, self._history = known, FilterHistory(filters)
        self._recalled = text
        self.field.value = text
        self.field.cursor_position = len(text)
        self._hide_list()
        self._is_open = True
        self.field.focus()

    def close(self) -> None:
        """End without a message."""
        self._is_open = False
        self._hide_list()

    def show(self, arrangement: Arrangement) -> None:
        """Show how many runs match what is typed, and what is wrong with it."""
        self.query_one("#filter-count", Static).update(format_matching(arrangement))
        self.field.problem = arrangement.problem
        self.query_one("#filter-words", Static).update(self._words(arrangement))

    def _words(self, arrangement: Arrangement) -> str:
        if arrangement.problem is not None:
            return arrangement.problem.sentence
        if not self.field.value:
            return INVITATION.format(tab=key_hint(self.app, "filter.take", "tab"))
        return NO_MATCH if not arrangement.matching else ""

    @on(FilterField.Changed)
    def _type(self, event: FilterField.Changed) -> None:
        """Apply what is typed, and offer completions."""
        event.stop()
        if not self._is_open:
            return
        self.post_message(self.Typed(event.value))
        if event.value == self._recalled:
            self._hide_list()  # nobody typed it
        else:
            self._history.begin(event.value)
            self._suggest()
        self._recalled = None

    def _suggest(self, *, is_asked: bool = False) -> None:
        """Offer completions of the word at the cursor; where none has begun, only if the user asks for them."""
        text, cursor = self.field.value, self.field.cursor_position
        found = suggestions(text, cursor, known=self._known)
        written = text[found.start : found.end]
        has_begun = bool(written) or text[:cursor].endswith((":", "=", "<", ">"))
        offered = [each for each in found.texts if each != written] if has_begun or is_asked else []
        is_whole = written in found.texts and not is_asked
        self._suggested = found
        if offered and not is_whole:
            is_value = text[: found.start].rstrip().endswith((":", "=", "<", ">"))
            place = self.field.content_region.offset + Offset(found.start - self.field.scroll_offset.x - len(HERE), 1)
            self.list.show([_completion(each, is_value=is_value) for each in offered], place - self.region.offset)
        else:
            self._hide_list()
        self.field.can_complete_at_end = self.list.here is not None
        self._has_moved = False

    def _hide_list(self) -> None:
        self.list.show((), Offset())
        self.field.can_complete_at_end = False
        self._has_moved = False

    @on(FilterField.GoRequested)
    def _go(self, message: FilterField.GoRequested) -> None:
        """Go to a completion, or to a filter used before."""
        message.stop()
        if self._history.is_at_typed and self.list.move(message.by):
            self._has_moved = True
        elif self._history.is_at_typed and message.by > 0:
            if self.list.here is None:
                self._suggest(is_asked=True)
        else:
            text = self._history.go(-message.by)
            if text is not None:
                self._put(text, len(text))

    @on(FilterField.TakeRequested)
    def _take(self, message: FilterField.TakeRequested) -> None:
        """Take the completion under the cursor; offer completions if there are none yet."""
        message.stop()
        here = self.list.here
        if here is None:
            self._suggest(is_asked=True)
        else:
            self._complete(here)

    @on(CompletionList.Chosen)
    def _choose(self, message: CompletionList.Chosen) -> None:
        """Take the completion clicked."""
        message.stop()
        self._complete(message.completion)

    def _complete(self, completion: Completion) -> None:
        text, cursor = self._suggested.taken(self.field.value, completion.text)
        self._history.begin(text)
        self._put(text, cursor)

    def _put(self, text: str, cursor: int) -> None:
        self._recalled = text
        self.field.value = text
        self.field.cursor_position = cursor
        self._hide_list()

    @on(FilterField.Submitted)
    def _keep(self, event: FilterField.Submitted) -> None:
        """Keep the filter, or take the completion that the user went to."""
        event.stop()
        here = self.list.here
        if here is not None and self._has_moved:
            self._complete(here)
        elif self._is_open:
            self.post_message(self.Kept(event.value))

    @on(FilterField.Left)
    def _leave(self, message: FilterField.Left) -> None:
        """Keep what is typed when the user goes elsewhere."""
        message.stop()
        if self._is_open and self.app.app_focus:
            self.post_message(self.Kept(self.field.value, goes_back=False))

    @on(FilterField.Discarded)
    def _discard(self, message: FilterField.Discarded) -> None:
        """Go back to the filter before."""
        message.stop()
        self.post_message(self.Discarded())


def _completion(text: str, *, is_value: bool) -> Completion:
    """Return a completion; a field with what it holds, unless its name says so."""
    if is_value:
        return Completion(text)
    try:
        label = filter_field(text).label
    except FieldUnknown:
        return Completion(text)
    return Completion(text, label if label.lower() != text.replace("_", " ") else "")
