"""The key that lays the groups of a lab over one another."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.comparison.marks import LETTERS, NO_MARKS
from mnist_lab.domain.labs.analysis import GroupResult
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.labs.group_table import GroupTable
from mnist_lab.tui.labs.lab_actions import LabActions
from mnist_lab.tui.state.compare_messages import GroupsCompareRequested
from mnist_lab.tui.state.messages import FlashRequested
from mnist_lab.tui.widgets.reading_pane import ALL_SHOWN, ReadingPane

NO_LAB = "Comparisons here are of labs; this line is none."


class GroupComparing(LabActions):
    """A lab whose groups can be compared: what is marked in Runs comes back after that."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("d", "compare_groups", "compare", id="lab.compare")]

    @property
    def group_here(self) -> GroupResult | None:
        """Return the group under the cursor; None where there are none."""
        table = next(iter(self.query(GroupTable)), None)
        return table.group_here if table is not None else None

    @property
    def comparable(self) -> list[GroupResult]:
        """Return the groups with a finished run."""
        groups = self.status.groups if self.status is not None else ()
        return [group for group in groups if group.runs]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to compare if two groups have runs, and to read on if there is more."""
        if action == "read":
            return any(pane.is_longer for pane in self.query(ReadingPane))
        if action == "compare_groups":
            return len(self.comparable) > 1
        return super().check_action(action, parameters)

    def reason_for(self, action: str, parameters: tuple[object, ...]) -> str:
        """Say what a comparison needs, and why there is nothing to read on."""
        if action == "read":
            return ALL_SHOWN
        if action == "compare_groups":
            if self.status is None:
                return super().reason_for("write", parameters) if self.overview is None else NO_LAB
            run = key_hint(self.app, "batch.run", "F5")
            return f"A comparison needs two groups with finished runs: {run} trains them."
        return super().reason_for(action, parameters)

    def action_read(self, pages: int) -> None:
        """Show the words further down, or up."""
        for pane in self.query(ReadingPane):  # none before the screen is laid out
            pane.read(pages)

    def action_compare_groups(self) -> None:
        """Ask for the comparison of the groups, the baseline and the one under the cursor in any case."""
        groups, here = self.comparable, self.group_here
        wanted = [groups[0], *(each for each in groups[1:] if each is here)]
        wanted += [each for each in groups if each not in wanted]
        chosen = wanted[: len(LETTERS)]
        marks = NO_MARKS
        for group in groups:
            if group in chosen:
                ids = group.group.ids
                marks = marks.marked(f"group {min(ids)}", ids, (), group.label)
        self.post_message(GroupsCompareRequested(marks))
        if len(groups) > len(chosen):
            self.post_message(FlashRequested(f"{len(chosen)} of {len(groups)} groups: as many as can be compared."))
