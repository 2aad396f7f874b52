"""The command that `:` shows prints the rows of the table, in their order."""

from __future__ import annotations

import json
import shlex
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.cli.commands.runs import runs
from mnist_lab.cli.context import CliContext
from mnist_lab.domain.formatting.program import Program
from mnist_lab.domain.tables.columns import NEWEST_FIRST, SortKey, columns_by_key
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.arrangement import Line, arrange
from mnist_lab.domain.views.table_view import USUAL_VIEW, TableView
from mnist_lab.domain.views.view_command import CommandUnreadable, command_of, view_of_command
from mnist_lab.domain.views.view_options import shown_keys
from support.table_examples import random_summaries

PROGRAM = Program(("--store", "/my runs"))
CONDITIONS = ["units=64", "val_loss>.15", "-val loss>.15", "tag:lab", "-status:failed", "wide", "pinned", "'Ärger | x'",
              '"x = \'y\'"', "name:'a \"b\"'", "note='$HOME `x` \\\\ !'", "tag=a_b"]  # fmt: skip
FILTERS = st.lists(st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=3), max_size=2).map(
    lambda found: " | ".join(" ".join(each) for each in found)
)
KEYS = st.sampled_from(sorted(columns_by_key()))
SORTS = st.lists(st.builds(SortKey, KEYS, st.booleans()), max_size=3, unique_by=lambda key: key.key).map(tuple)
COLUMNS = st.lists(KEYS.filter(lambda key: key != "name"), max_size=4, unique=True)
VIEWS = st.builds(
    TableView,
    filter=FILTERS,
    sort=SORTS.map(lambda keys: keys or NEWEST_FIRST),
    columns=COLUMNS.map(lambda keys: ("name", *keys) if keys else ()),
    hidden=st.frozensets(KEYS.filter(lambda key: key != "name"), max_size=2),
    hides_alike=st.booleans(),
    grouped_by=st.sampled_from([None, (), ("units",), ("dropout", "optimizer")]),
    figures=st.sampled_from(FigureChoice),
)


class StoreOf:
    """A store that has these runs, without their epochs."""

    def __init__(self, summaries: list[Summary]) -> None:
        self._summaries = tuple(summaries)

    def summaries(self) -> tuple[Summary, ...]:
        return self._summaries

    def troubles(self) -> tuple[str, ...]:
        return ()


class ContextOf(CliContext):
    """The context of commands on such a store."""

    held: list[Summary]

    def store(self) -> Any:
        return StoreOf(self.held)


def printed(command: str, summaries: list[Summary], *options: str) -> str:
    """Return what a command of these words prints."""
    words = shlex.split(command)
    assert words[: len(PROGRAM.prefix) + 1] == [*PROGRAM.prefix, "runs"]
    context = ContextOf(Path("/nowhere"))
    context.held = summaries
    result = CliRunner().invoke(runs, [*words[len(PROGRAM.prefix) + 1 :], *options], obj=context)
    assert result.exit_code == 0, result.output
    return result.stdout


def ids_of(line: Line) -> list[str]:
    return [line.summary.id] if line.group is None else list(line.group.group.ids)


@settings(deadline=None, max_examples=60)
@given(random_summaries(), VIEWS)
def test_the_command_of_a_view_prints_its_rows_and_columns(summaries: list[Summary], view: TableView) -> None:
    if view.is_grouped:  # whose order by verdict takes epochs
        view = replace(view, sort=tuple(key for key in view.sort if key.key != "verdict") or NEWEST_FIRST)
    shown = arrange(summaries, view)
    command = command_of(view, PROGRAM, has_pinned=any(each.run.pinned_at is not None for each in summaries))
    found = [
        each["runs"] if view.is_grouped else [each["id"]] for each in json.loads(printed(command, summaries, "--json"))
    ]
    assert found == [ids_of(line) for line in shown.lines]
    if shown.lines:
        heading, *_ = printed(command, summaries, "--md").splitlines()
        keys = shown_keys(view, [column.key for column in shown.columns])
        assert len(heading.strip("|").split(" | ")) == len(keys)


def test_a_shell_takes_each_word_as_it_is() -> None:
    words = ["a b", "it's", "'", '"', 'it\'s "so"', "$HOME", "it's $HOME", "`id`", "\\", "'\\'", "a=b", "~", "*", "#x"]
    words += ["!!", "'!'", "", "ä |", "-x", "a;b", "a\tb", "<>&()"]
    command = Program().line(*words).removeprefix("mnist-lab ")
    done = subprocess.run(["sh", "-c", f"printf '%s\\0' {command}"], capture_output=True, check=True)
    assert done.stdout.decode().split("\0")[:-1] == words
    assert shlex.split(command) == words


@settings(deadline=None)
@given(VIEWS)
def test_a_command_is_read_back_as_its_view(view: TableView) -> None:
    command = command_of(view, PROGRAM)
    assert view_of_command(command, PROGRAM) == view
    assert view_of_command(command.replace("--store '/my runs' ", ""), PROGRAM) == view


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("mnist-lab train", "mnist-lab runs"),
        ("rm -rf /", "mnist-lab runs"),
        ("", "mnist-lab runs"),
        ("mnist-lab runs --filter 'a", "quote"),
        ("mnist-lab runs --sort", "--sort needs a value"),
        ("mnist-lab runs --sort nowhere", "“nowhere”"),
        ("mnist-lab runs --filter vall_acc>1", "“vall_acc”"),
        ("mnist-lab runs --by val_loss", "--by"),
        ("mnist-lab runs --figures first", "--figures"),
        ("mnist-lab runs --csv", "“--csv”"),
        ("mnist-lab runs --columns", "--columns needs a value"),
    ],
)
def test_what_is_no_view_is_refused_in_a_sentence(command: str, words: str) -> None:
    with pytest.raises(CommandUnreadable) as refused:
        view_of_command(command, PROGRAM)
    assert words in str(refused.value)
    assert str(refused.value).endswith((".", "?"))


def test_a_word_that_begins_the_name_of_a_field_is_searched_as_by_the_command() -> None:
    view = view_of_command("mnist-lab runs --filter val", PROGRAM)
    assert shlex.split(command_of(view, PROGRAM))[-2:] == ["--filter", "val"]
    assert arrange([], view).problem is None
    assert command_of(USUAL_VIEW, Program()) == "mnist-lab runs"
