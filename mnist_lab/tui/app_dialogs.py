"""Opens the dialogs that every mode has: the keys, the search for an action, the glossary, a verdict and a run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mnist_lab.domain.views.view_words import format_view
from mnist_lab.tui.command_search import commands_of, keys_elsewhere
from mnist_lab.tui.dialogs.action_dialog import ActionDialog, Command
from mnist_lab.tui.dialogs.glossary_dialog import Explained, GlossaryDialog
from mnist_lab.tui.dialogs.key_rows import RunAction
from mnist_lab.tui.dialogs.keys_dialog import KeysDialog, keys_of
from mnist_lab.tui.dialogs.verdict_dialog import SuggestedSpec, VerdictDialog
from mnist_lab.tui.state.view_messages import ViewChangeRequested

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mnist_lab.domain.evidence.baseline import Baseline
    from mnist_lab.domain.exports.content import Content
    from mnist_lab.domain.exports.writing import Writing
    from mnist_lab.domain.runs.run import Run
    from mnist_lab.domain.views.table_view import TableView
    from mnist_lab.tui.app import LabApp


def show_keys(app: LabApp) -> None:
    """List the keys that work here, and do what is clicked; while the user types, also find keys of other modes."""

    def do(run: RunAction | None) -> None:
        if run is not None:
            app.call_next(run)

    here = keys_of(app.screen, app.get_key_display)
    elsewhere = keys_elsewhere(app, app.screen, app.get_key_display, app.keymap, app.notices.flash)
    app.push_screen(KeysDialog(here, elsewhere, getattr(app.screen, "first_steps", "")), do)


def search_actions(app: LabApp) -> None:
    """Open the search for an action, or close it if it is open."""

    def do(command: Command | None) -> None:
        if command is not None:
            app.call_next(command.run)

    if isinstance(app.screen, ActionDialog):
        app.screen.action_leave()
    else:
        commands = commands_of(app, app.screen, app.get_key_display, app.keymap, app.notices.flash)
        app.push_screen(ActionDialog([*commands, *([] if app.screen.is_modal else _saved_views(app))]), do)


def _saved_views(app: LabApp) -> list[Command]:
    """Return a command for each saved view, which shows the table like this."""

    async def show(name: str) -> None:
        await app.run_action("app.switch_mode('runs')")
        app.saved_views.open(name)

    views = app.view_states.value.saved
    return [
        Command(f"View: {name}", "Runs", "", partial(show, name), format_view(view)) for name, view in views.items()
    ]


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


def ask_where_to_write(app: LabApp, content: Content) -> None:
    """Ask in which form, and to which file, this is to be written."""
    from mnist_lab.tui.dialogs.write_dialog import WriteDialog  # as above

    def write(writing: Writing | None) -> None:
        if writing is not None:
            app.exports.write(writing)

    app.push_screen(WriteDialog(content, app.exports.folder), write)


def ask_to_replace(app: LabApp, writing: Writing, path: str) -> None:
    """Ask whether the file of this path is to be replaced; if not, ask for another name."""
    from mnist_lab.tui.dialogs.replace_dialog import ReplaceDialog  # as above

    def answered(yes: bool | None) -> None:
        if yes:
            app.exports.write(writing, replaces=True)
        elif yes is False:
            ask_where_to_write(app, writing.content)

    app.push_screen(ReplaceDialog(path), answered)


def show_view_command(app: LabApp, view: TableView, *, has_pinned: bool) -> None:
    """Show the command that prints this view; an edited one changes the view."""
    from mnist_lab.domain.views.view_command import command_of, view_of_command  # as above
    from mnist_lab.tui.dialogs.command_dialog import CommandDialog

    def change(asked: TableView | None) -> None:
        if asked is not None and asked != view:
            app.post_message(ViewChangeRequested(asked, "view of a command"))

    command = command_of(view, app.program, has_pinned=has_pinned)
    app.push_screen(CommandDialog(command, lambda text: view_of_command(text, app.program)), change)


def show_command(app: LabApp, words: Sequence[str]) -> None:
    """Show the command of these words."""
    from mnist_lab.tui.dialogs.command_dialog import CommandDialog  # as above

    app.push_screen(CommandDialog(app.program.line(*words)))


def offer_copy(app: LabApp, text: str, path: str) -> None:
    """Offer a text to the terminal, and say where it is in any case."""
    may_have_it = app.offer_to_clipboard(text)
    app.notices.notice(
        f"Written to {path}; the terminal may have it in its clipboard too." if may_have_it else f"Written to {path}."
    )
