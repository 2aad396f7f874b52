"""The words below the table: on the group under the cursor first, then the answer of the lab."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from mnist_lab.domain.labs.analysis import GroupResult
from mnist_lab.domain.labs.hypotheses import Score
from mnist_lab.domain.labs.screen_text import finding_lines, format_score, guess_lines, reading_lines
from mnist_lab.domain.labs.status import LabStatus
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.labs.group_table import letter_of
from mnist_lab.tui.labs.lab_words import answer_paragraphs
from mnist_lab.tui.widgets.hanging_text import HangingText
from mnist_lab.tui.widgets.reading_pane import ReadingPane

RESUME = "{run} continues it with what is missing; in Runs {resume} on “{{}}” continues it alone"


class GroupWords(ReadingPane):
    """The finding about a group and what the post would read off its losses, then the answer."""

    def __init__(self) -> None:
        super().__init__("lab", id="words")

    def compose(self) -> ComposeResult:
        """Lay out the texts."""
        yield HangingText(id="finding")
        yield Static(id="reading", markup=False)
        yield HangingText(id="answer")

    def show(self, status: LabStatus, group: GroupResult, score: Score | None, warning: str) -> None:
        """Show the texts of a group; `warning` is what the budget spoils in the lab."""
        run, resume = key_hint(self.app, "batch.run", "F5"), key_hint(self.app, "runs.resume", "r")
        keys = RESUME.format(run=run, resume=resume)
        finding = finding_lines(status.result_with(group), group, status.outcomes_of(group), keys)
        reading, said = reading_lines(group), format_score(status.scored, score)
        guesses = guess_lines(status, letter_of) if group is status.groups[0] else []
        self.query_one("#finding", HangingText).words = Text("\n".join(finding))
        self.query_one("#finding").display = bool(finding)
        self.query_one("#reading", Static).update("\n".join(reading))
        self.query_one("#reading").set_class(bool(guesses) or not reading, "left-out")
        answer = answer_paragraphs(status, "\n".join([said, *guesses]), warning, has_finding=bool(finding))
        answer += ["\n".join(reading)] if guesses else []  # the answer, and what the user said, come first
        self.query_one("#answer", HangingText).words = Text("\n\n".join(answer))
        self.query_one("#answer").set_class(not status.answer, "to-come")
