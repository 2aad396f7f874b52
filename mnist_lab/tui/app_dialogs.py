"""Opens the dialogs that every mode has: the keys, the search for an action, the glossary, a verdict and a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mnist_lab.tui.command_search import commands_of
from mnist_lab.tui.dialogs.action_dialog import ActionDialog, Command
from mnist_lab.tui.dialogs.glossary_dialog import Explained, GlossaryDialog
from mnist_lab.tui.dialogs.keys_dialog import KeysDialog, keys_of
from mnist_lab.tui.dialogs.verdict_dialog import SuggestedSpec, VerdictDialog

if TYPE_CHECKING:
    from mnist_lab.domain.evidence.baseline import Baseline
    from mnist_lab.domain.runs.run import Run
    from mnist_lab.tui.app import LabApp


def show_keys(app: LabApp) -> None:
    """List the keys that work here."""
    app.push_screen(KeysDialog(keys_of(app.screen, app.get_key_display)))


def search_actions(app: LabApp) -> None:
    """Open the search for an action, or close it if it is open."""

    def do(command: Command | None) -> None:
        if command is not None:
            app.call_next(command.run)

    if isinstance(app.screen, ActionDialog):
        app.screen.action_leave()
    else:
        commands = commands_of(app, app.screen, app.get_key_display, app.keymap, app.notices.flash)
        app.push_screen(ActionDialog(commands), do)


def show_glossary(app: LabApp, term: str = "", explained: tuple[str, str] | None = None) -> None:
    """Explain the words, from the term of this name on, or after something else that is explained."""
    app.push_screen(GlossaryDialog(Explained(*explained) if explained else None, term))


def show_verdict(app: LabApp, run: Run, baseline: Baseline | None, text: str = "") -> None:
    """Show the rule behind a verdict; the user may choose a remedy to fill in the form."""

    def fill_in(suggested: SuggestedSpec | None) -> None:
        if suggested is not None:
            app.fill_form(suggested)

    app.push_screen(VerdictDialog(run, baseline, text, app.session.thresholds), fill_in)


def show_run_page(app: LabApp, run_id: str) -> None:
    """Show everything known about a run, unless it is gone."""
    from mnist_lab.tui.runs.run_page import RunPage  # Train, which this is imported with, needs no page

    known = app.model.registry.summaries
    if run_id in known:
        folder = str(app.session.folder)
        page = RunPage(known[run_id], app.states, app.changes, app.fetched, lambda: known, folder, app.program)
        app.push_screen(page)
