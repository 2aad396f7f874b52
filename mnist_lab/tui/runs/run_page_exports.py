"""What the keys that write, copy and print take of the page of a run."""

from __future__ import annotations

from mnist_lab.domain.advice.run_sections import Surroundings, page_text, run_sections
from mnist_lab.domain.exports.run_content import RunContent
from mnist_lab.tui.runs.run_actions import RunActions
from mnist_lab.tui.state.export_messages import CommandRequested, CopyTextRequested
from mnist_lab.tui.widgets.export_actions import ExportActions
from mnist_lab.util.text_columns import align_columns


class RunPageExports(ExportActions, RunActions):
    """A screen with everything known about a run; `surroundings` is what it is shown beside, None until it is read."""

    surroundings: Surroundings | None = None

    @property
    def content_here(self) -> RunContent | None:
        """Return the run, once it is read."""
        run, surroundings = self.run_read, self.surroundings
        return RunContent(run, surroundings) if run is not None and surroundings is not None else None

    @property
    def command_here(self) -> CommandRequested | None:
        """Return the request for the command that prints the page."""
        content = self.content_here
        return CommandRequested(("show", content.run.id)) if content is not None else None

    def action_copy(self) -> None:
        """Ask for the page to be copied as text."""
        content = self.content_here
        if content is not None:
            text = page_text(content.run, run_sections(content.run, content.surroundings), align_columns)
            self.post_message(CopyTextRequested(text))
