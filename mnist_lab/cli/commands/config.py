"""`mnist-lab config`: prints, explains and sets what the configuration file decides."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from mnist_lab.cli.config_entries import Entry, all_entries, entries_named, key_problems, palette_problems, problem_with
from mnist_lab.cli.context import CliContext, Failure, pass_cli_context
from mnist_lab.cli.output import print_json, print_lines, tell
from mnist_lab.config.config_file import VARIABLE, FileUnusable, LoadedConfiguration, read_configuration
from mnist_lab.util.text_columns import align_columns

NO_FOLDER = f"This user has no folder for a configuration file: name a file with ${VARIABLE}."


@click.command(short_help="Print, explain or set what is configured.")
@click.argument("key", required=False)
@click.argument("value", required=False)
@click.option("--reset", "resets", is_flag=True, help="Give KEY its default again.")
@click.option("--json", "as_json", is_flag=True, help="Print keys, values and where they are from as JSON.")
@pass_cli_context
@click.pass_obj
def config(ctx: CliContext, key: str | None, value: str | None, resets: bool, as_json: bool) -> None:
    """Print what is configured; with KEY, explain it; with VALUE, set it in the configuration file.

    KEY is one of the list, such as repeats or thresholds.risen_loss, or the table thresholds or keys: `config keys`
    lists the actions of the app and their keys. The file keeps its comments.
    """
    loaded = ctx.loaded_configuration
    if resets and (key is None or value is not None):
        raise click.UsageError("--reset takes a KEY and no VALUE.")
    if key is None:
        _print_all(loaded, as_json=as_json)
        return
    entries = entries_named(key, loaded)
    if not (resets or value is not None):
        _explain(key, entries, as_json=as_json)
        return
    if loaded.file is None:
        raise Failure(NO_FOLDER)
    if value is not None and (len(entries) > 1 or entries[0].name != key):
        raise click.UsageError(f"{key} is a table: name one of its keys, such as {entries[0].name}.")
    _change(loaded.file, entries, value)
    _explain(key, entries_named(key, read_configuration(loaded.file)), as_json=as_json, in_short=True)


def _change(file: Path, entries: Sequence[Entry], text: str | None) -> None:
    """Set the entry to the value that the text means, or remove all of them from the file."""
    from mnist_lab.config.config_writer import remove_values, set_value  # its library takes long to import

    try:
        if text is None:
            remove_values(file, [entry.name for entry in entries])
        else:
            (entry,) = entries
            value = entry.read(text)
            problem = problem_with(entry.name, value, read_configuration(file))
            if problem:
                raise click.UsageError(problem)
            set_value(file, entry.name, value)
    except FileUnusable as error:
        raise Failure(f"{file} was not changed. {error}") from None
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror or error}.") from None


def _print_all(loaded: LoadedConfiguration, *, as_json: bool) -> None:
    entries, problems = all_entries(loaded), [*loaded.problems, *key_problems(loaded), *palette_problems(loaded)]
    if as_json:
        file = str(loaded.file) if loaded.file is not None else None
        values = [entry.document for entry in entries]
        print_json({"file": file, "problems": problems, "values": values})
        return
    rows = [(entry.name, entry.value_text, entry.source) for entry in entries]
    print_lines([_format_file(loaded), "", *align_columns(rows)])
    print_lines(["", "`mnist-lab config KEY` explains one; `mnist-lab config keys` lists the keys of the app."])
    for problem in problems:
        tell(problem)


def _format_file(loaded: LoadedConfiguration) -> str:
    if loaded.file is None:
        return NO_FOLDER
    # pathlib's own raises an error for a folder that may not be searched
    exists = os.path.exists(loaded.file)  # noqa: PTH110
    return str(loaded.file) if exists else f"{loaded.file} (does not exist: all defaults)"


def _explain(key: str, entries: Sequence[Entry], *, as_json: bool, in_short: bool = False) -> None:
    is_table = not (len(entries) == 1 and entries[0].name == key)
    if as_json:
        documents = [entry.document for entry in entries]
        print_json(documents if is_table else documents[0])
    elif is_table and in_short:
        print_lines([f"Every key of {key} has its default."])
    elif is_table:
        print_lines(align_columns([(each.name, each.value_text, each.source, each.explanation) for each in entries]))
    elif in_short:
        print_lines([f"{key} is {entries[0].value_text} ({entries[0].source})."])
    else:
        (entry,) = entries
        facts = [("takes", entry.expected), ("default", entry.default_text), ("value", entry.value_text)]
        print_lines([entry.name, f"  {entry.explanation}", "", *(f"  {line}" for line in align_columns(facts))])
