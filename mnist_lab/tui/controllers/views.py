"""The view of the table and the marks, as the user changes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from mnist_lab.domain.comparison.marks import Mark, Marks
from mnist_lab.domain.views.table_view import USUAL_VIEW, TableView
from mnist_lab.services.step_history import StepHistory
from mnist_lab.services.step_order import Step
from mnist_lab.tui.controllers.lost_marks import LostMarks, with_mark_at
from mnist_lab.tui.controllers.view_memory import ViewMemory
from mnist_lab.tui.state.run_registry import Changes
from mnist_lab.tui.state.view_state import MOST_FILTERS, RecalledViews, ViewState


class ViewController:
    """Holds how the table is shown. Each change of it is a step in the history, undone without waiting for the store.

    `publish` shows a new state on the screens.
    """

    def __init__(
        self,
        history: StepHistory,
        memory: ViewMemory,
        publish: Callable[[ViewState], object],
    ) -> None:
        self._history = history
        self._memory = memory
        self._publish = publish
        self._lost_marks = LostMarks()
        self._has_begun = False
        self._own: tuple[Marks, str] | None = None
        self._lent_steps: list[Step] = []
        self.state = ViewState()

    def begin(self, recalled: RecalledViews) -> None:
        """Show the table as it was left, unless the user has changed it already."""
        if self._has_begun:
            return
        self._memory.begin(recalled)
        self._has_begun = True
        view = self.state.view if self.state.view != USUAL_VIEW else recalled.view or USUAL_VIEW
        filters = tuple(dict.fromkeys((*self.state.filters, *recalled.filters)))
        self.state = replace(self.state, metric=self.state.metric or recalled.metric)
        self._show_view(view, filters[:MOST_FILTERS])

    def change(self, view: TableView, text: str) -> None:
        """Show the table in another way; `text` says what was done."""
        before = self.state.view
        if view != before:
            self._show_view(view, _with_filter(self.state.filters, view.filter, before.filter))
            self._history.take(
                Step(text, text, partial(self._restore, before), partial(self._restore, view), is_instant=True)
            )

    def compare_by(self, metric: str) -> None:
        """Compare by the figure of this key, also after the next start unless the marks are lent."""
        self.show(replace(self.state, metric=metric))
        if self._own is None:
            self._memory.remember_metric(metric)

    def mark(self, marks: Marks, text: str = "") -> None:
        """Take these marks; `text` says which are gone, such as "unmarked all", if undo is to bring them back."""
        before = self.state.marks
        if not marks.marks:
            self._lost_marks.clear()
        self.show(replace(self.state, marks=marks))
        gone = tuple((place, mark) for place, mark in enumerate(before.marks) if mark not in marks.marks)
        if text and gone:
            step = Step(text, text, partial(self._mark_again, gone), partial(self._unmark, gone), is_instant=True)
            self._lent_steps += [step] if self._own is not None else []
            self._history.take(step)

    def lend(self, marks: Marks, metric: str = "") -> None:
        """Let these be compared for a while, by this figure or the usual one.

        `give_back` brings back what the user marked.
        """
        self._own = self._own or (self.state.marks, self.state.metric)
        self.show(replace(self.state, marks=marks, metric=metric))

    def give_back(self) -> bool:
        """Take the marks and the figure from before `lend`; return whether there was one."""
        if self._own is None:
            return False
        (marks, metric), self._own = self._own, None
        self._history.forget_steps(self._lent_steps)
        self._lent_steps = []
        self.show(replace(self.state, marks=marks, metric=metric))
        return True

    def keep_marks(self, marks: Marks) -> None:
        """Take the marks without those of runs that are gone; they come back with their runs."""
        if self._own is None:
            self._lost_marks.note(self.state.marks, marks)
        self.show(replace(self.state, marks=marks))

    def take_changes(self, changes: Changes) -> None:
        """Mark runs again that are back, such as from the trash."""
        before, metric = self._own or (self.state.marks, "")
        marks = self._lost_marks.back(before, changes)
        if self._own is not None:
            self._own = marks, metric
        elif marks != before:
            self.show(replace(self.state, marks=marks))

    def toggle_group(self, key: str) -> None:
        """Open a group, or close it."""
        self.show(replace(self.state, opened=self.state.opened ^ {key}))

    def show(self, state: ViewState) -> None:
        """Take this state, and show it on the screens."""
        self.state = state
        self._publish(state)

    def _show_view(self, view: TableView, filters: tuple[str, ...]) -> None:
        self.show(replace(self.state, view=view, filters=filters))
        self._memory.remember(view, filters)

    def _mark_again(self, gone: Sequence[tuple[int, Mark]]) -> None:
        """Mark these again, beside what was marked since."""
        marks = self.state.marks
        for place, mark in gone:
            marks = with_mark_at(marks, place, mark)
        self.show(replace(self.state, marks=marks))

    def _unmark(self, gone: Sequence[tuple[int, Mark]]) -> None:
        marks = self.state.marks
        for _, mark in gone:
            marks = marks.unmarked(mark.key)
        self.show(replace(self.state, marks=marks))

    def _restore(self, view: TableView) -> None:
        """Show the table as undo or redo has it."""
        self._show_view(view, self.state.filters)


def _with_filter(filters: tuple[str, ...], text: str, before: str) -> tuple[str, ...]:
    """Return the filters used so far with this one first, if it is new; once each, the newest first."""
    if not text or text == before:
        return filters
    return (text, *(each for each in filters if each != text))[:MOST_FILTERS]
