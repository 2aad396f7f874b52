"""The commands `trash`, `restore` and `purge`: runs go to the trash, come back, or are removed permanently."""

from __future__ import annotations

import pytest

from mnist_lab.cli.commands.trash import NOT_ALL, NOTHING
from mnist_lab_store.run_store import RunStore
from support.shell import Shell, on_a_terminal
from support.store_examples import HOLDS_A_RUN, Child, example_run

FIRST, SECOND, THIRD = (example_run(number).id for number in (1, 2, 3))


@pytest.fixture
def store(shell: Shell) -> RunStore:
    """A store with a run called "first", and a newer one without a name."""
    store = RunStore(shell.folder)
    store.put(example_run(1, name="first"))
    store.put(example_run(2))
    return store


def moved(shell: Shell, *arguments: str) -> list[str]:
    """Run a command that must succeed, and return the ids of the runs that it moved."""
    status, out, err = shell(*arguments)
    assert (status, err) == (0, "")
    return [line.partition(":")[0] for line in out.splitlines()]


@pytest.mark.parametrize(
    ("command", "done"),
    [("trash", "in the trash"), ("restore", "back from the trash"), ("purge", "removed permanently")],
)
def test_each_run_is_confirmed_in_one_line(shell: Shell, store: RunStore, command: str, done: str) -> None:
    if command != "trash":
        store.trash.take(FIRST)
    assert shell(command, FIRST) == (0, f"{FIRST}: {done}\n", "")


def test_trash_and_restore_take_an_id_a_beginning_a_name_or_last(shell: Shell, store: RunStore) -> None:
    assert moved(shell, "trash", "first", "last", FIRST) == [FIRST, SECOND]
    assert shell.json("runs", "--json") == []
    assert moved(shell, "restore", "last") == [SECOND]
    assert moved(shell, "trash", SECOND[:-1] + "2") == [SECOND]
    assert moved(shell, "restore", "first", SECOND) == [FIRST, SECOND]
    assert store.get(FIRST).name == "first"


@pytest.mark.parametrize("word", ["nobody", "2026"])
def test_a_word_for_no_run_or_several_moves_nothing(shell: Shell, store: RunStore, word: str) -> None:
    assert f"“{word}”" in shell.refusal("trash", "first", word, status=1)
    assert len(store.summaries()) == 2


def test_restore_and_purge_find_only_runs_in_the_trash(shell: Shell, store: RunStore) -> None:
    shell("trash", "last")
    for command in ("restore", "purge"):
        sentence = shell.refusal(command, "first", status=1)
        assert "“first”" in sentence
        assert "trash" in sentence
    store.trash.restore(SECOND)
    assert "trash" in shell.refusal("restore", "last", status=1)
    assert len(store.summaries()) == 2


def test_an_active_run_is_refused_and_the_others_are_moved(shell: Shell, store: RunStore) -> None:
    with Child(HOLDS_A_RUN, shell.folder) as child:
        assert child.said() == "held"
        refusal = shell.refusal("trash", FIRST, status=1)
        assert FIRST in refusal
        status, out, err = shell("trash", FIRST, SECOND)
        assert (status, out.partition(":")[0]) == (1, SECOND)
        assert err.splitlines() == [refusal, NOT_ALL]
    assert store.trash.ids() == (SECOND,)


def test_purge_removes_the_runs_named_or_all(shell: Shell, store: RunStore) -> None:
    store.put(example_run(3))
    shell("trash", FIRST, SECOND)
    assert moved(shell, "purge", "first") == [FIRST]
    store.trash.take(THIRD)
    assert moved(shell, "purge") == [THIRD, SECOND]
    assert shell("purge") == (0, "", f"{NOTHING}\n")
    assert not list((shell.folder / "trash").iterdir())
    assert not (shell.folder / "purged").exists()


def test_an_unreadable_run_in_the_trash_is_purged_by_its_id(shell: Shell, store: RunStore) -> None:
    shell("trash", FIRST, SECOND)
    (shell.folder / "trash" / FIRST / "run.json").write_bytes(b"{")
    assert moved(shell, "restore", "last") == [SECOND]
    assert moved(shell, "purge", FIRST) == [FIRST]


@pytest.mark.parametrize(("typed", "count"), [("n\n", 1), ("y\n", 0)])
def test_purge_asks_on_a_terminal_before_it_removes_all(shell: Shell, store: RunStore, typed: str, count: int) -> None:
    store.trash.take(FIRST)
    assert "permanently? [y/N]: " in on_a_terminal("purge", "--store", str(shell.folder), typed=typed)
    assert len(store.trash.ids()) == count


def test_purge_with_yes_does_not_ask(shell: Shell, store: RunStore) -> None:
    store.trash.take(FIRST)
    assert "?" not in on_a_terminal("purge", "--yes", "--store", str(shell.folder))
    assert store.trash.ids() == ()
