"""`mnist-lab tag`, `note`, `name`, `pin` and `unpin`: what the user writes of a run."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from mnist_lab.cli.context import CliContext, pass_cli_context
from mnist_lab.cli.output import print_lines
from mnist_lab.cli.typed_text import TEXT
from mnist_lab.domain.formatting.text_cleaning import NAME_LENGTH, NOTE_LENGTH, TAG_LENGTH, clean_line, clean_text
from mnist_lab.domain.runs.edits import Annotate, Pin, Rename, Tag, TextEdit
from mnist_lab.domain.runs.run import Run

WORDS_SHOWN = 60


@click.command(short_help="Add tags to a run, or remove them.")
@click.argument("run")
@click.argument("tags", metavar="TAG...", nargs=-1, required=True, type=TEXT)
@click.option("--remove", is_flag=True, help="Remove the tags instead.")
@pass_cli_context
@click.pass_obj
def tag(ctx: CliContext, run: str, tags: tuple[str, ...], remove: bool) -> None:
    """Add tags to a run, or remove them. RUN is an id, the beginning of one, a name, or `last`."""
    cleaned = tuple(dict.fromkeys(_fitting("TAG", clean_line(each, TAG_LENGTH + 1), TAG_LENGTH) for each in tags))
    if not all(cleaned):
        raise click.UsageError("TAG must not be empty.")
    edited = _edit(ctx, run, Tag(removed=cleaned) if remove else Tag(added=cleaned))
    _say(edited, f"tags: {', '.join(edited.tags)}" if edited.tags else "no tags")


@click.command(short_help="Replace or remove a run's note.")
@click.argument("run")
@click.argument("text", type=TEXT)
@pass_cli_context
@click.pass_obj
def note(ctx: CliContext, run: str, text: str) -> None:
    """Replace a run's note; an empty TEXT removes it.

    RUN is an id, the beginning of one, a name, or `last`.
    """
    edited = _edit(ctx, run, Annotate(_fitting("TEXT", clean_text(text, NOTE_LENGTH + 1), NOTE_LENGTH)))
    _say(edited, f"note: “{_beginning(edited.note)}”" if edited.note else "no note")


@click.command(short_help="Rename a run, or remove its name.")
@click.argument("run")
@click.argument("text", type=TEXT)
@pass_cli_context
@click.pass_obj
def name(ctx: CliContext, run: str, text: str) -> None:
    """Replace a run's name; an empty TEXT removes it, so that the run shows what differs from the baseline.

    RUN is an id, the beginning of one, a name, or `last`.
    """
    edited = _edit(ctx, run, Rename(_fitting("TEXT", clean_line(text, NAME_LENGTH + 1), NAME_LENGTH)))
    print_lines([f"{edited.id}: {'renamed to' if edited.name else 'name removed; shown as'} “{edited.title}”"])


@click.command(short_help="Make a run and its repeats the baseline.")
@click.argument("run")
@pass_cli_context
@click.pass_obj
def pin(ctx: CliContext, run: str) -> None:
    """Make a run, with its repeats, the baseline that others are compared with.

    RUN is an id, the beginning of one, a name, or `last`. If several runs are pinned, the one pinned last is
    the baseline.
    """
    _say(_edit(ctx, run, Pin(datetime.now(UTC))), "pinned as the baseline")


@click.command(short_help="Unpin a run, so that it is no longer the baseline.")
@click.argument("run")
@pass_cli_context
@click.pass_obj
def unpin(ctx: CliContext, run: str) -> None:
    """Unpin a run, so that it is no longer the baseline.

    RUN is an id, the beginning of one, a name, or `last`.
    """
    _say(_edit(ctx, run, Pin(None)), "no longer pinned")


def _edit(ctx: CliContext, word: str, change: TextEdit) -> Run:
    store = ctx.store()
    return store.edit(store.resolve(word), change.of)


def _say(run: Run, done: str) -> None:
    print_lines([f"{run.id}, “{run.title}”: {done}"])


def _fitting(argument: str, text: str, most: int) -> str:
    """Return the cleaned text, if it is not longer than what is kept."""
    if len(text) > most:
        raise click.UsageError(f"{argument} takes at most {most:,} characters.")
    return text


def _beginning(text: str) -> str:
    line = clean_line(text, WORDS_SHOWN + 1)
    return line if len(line) <= WORDS_SHOWN else f"{line[:WORDS_SHOWN].rstrip()}…"
