"""The commands `tag`, `note`, `name`, `pin` and `unpin`: they change what the user writes about a run."""

from __future__ import annotations

import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab_store.run_store import RunStore
from support.shell import Shell
from support.store_examples import HOLDS_A_RUN, Child, example_run

FIRST, SECOND = example_run(1).id, example_run(2).id


@pytest.fixture
def store(shell: Shell) -> RunStore:
    """A store with a run called "first", and a newer one without a name."""
    store = RunStore(shell.folder)
    store.put(example_run(1, name="first", tags=("a",)))
    store.put(example_run(2))
    return store


@pytest.mark.parametrize(
    ("arguments", "done"),
    [
        (("tag", FIRST, "b"), ", “first”: tags: a, b"),
        (("tag", FIRST, "a", "--remove"), ", “first”: no tags"),
        (("note", FIRST, "two\nlines"), ", “first”: note: “two lines”"),
        (("note", FIRST, ""), ", “first”: no note"),
        (("name", FIRST, "wide"), ": renamed to “wide”"),
        (("name", FIRST, ""), ": name removed; shown as “baseline”"),
        (("pin", FIRST), ", “first”: pinned as the baseline"),
        (("unpin", FIRST), ", “first”: no longer pinned"),
    ],
)
def test_an_edit_is_confirmed_in_one_line(shell: Shell, store: RunStore, arguments: tuple[str, ...], done: str) -> None:
    assert shell(*arguments) == (0, f"{FIRST}{done}\n", "")


def test_tags_are_added_and_removed(shell: Shell, store: RunStore) -> None:
    for arguments, tags in (
        (("b", "c", "b"), ("a", "b", "c")),
        (("a", "c", "z", "--remove"), ("b",)),
        (("b", "--remove"), ()),
    ):
        assert shell("tag", "first", *arguments)[0] == 0
        assert store.get(FIRST).tags == tags


def test_a_name_and_a_note_are_replaced_and_removed(shell: Shell, store: RunStore) -> None:
    shell("name", "last", "wide")
    shell("note", "wide", "two\nlines")
    assert (store.get(SECOND).name, store.get(SECOND).note) == ("wide", "two\nlines")
    shell("name", "wide", "")
    shell("note", "last", "")
    assert (store.get(SECOND).name, store.get(SECOND).note) == ("", "")


def test_a_long_note_is_kept_whole_and_shown_in_short(shell: Shell, store: RunStore) -> None:
    _, out, _ = shell("note", "last", "word " * 1999 + "end")
    assert out.endswith(" word…”\n")
    assert store.get(SECOND).note.endswith("word end")


def test_other_runs_are_compared_with_the_pinned_one(shell: Shell, store: RunStore) -> None:
    assert store.get(FIRST).pinned_at is None
    before = shell("verdict", "last")[1]
    assert "pinned" not in before
    shell("pin", "first")
    assert store.get(FIRST).pinned_at is not None
    assert "pinned" in shell("verdict", "last")[1]
    shell("unpin", "first")
    assert store.get(FIRST).pinned_at is None
    assert shell("verdict", "last")[1] == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("name", "last", "n" * 201), "TEXT takes at most 200 characters."),
        (("note", "last", "n" * 10_001), "TEXT takes at most 10,000 characters."),
        (("tag", "last", "fine", "t" * 51), "TAG takes at most 50 characters."),
        (("tag", "last", "\x1b"), "TAG must not be empty."),
        (("tag", "last"), "Missing argument 'TAG...'."),
    ],
)
def test_a_text_that_is_too_long_or_empty_is_refused(
    shell: Shell, store: RunStore, arguments: tuple[str, ...], sentence: str
) -> None:
    assert shell.refusal(*arguments) == sentence
    assert store.get(SECOND) == example_run(2)


@pytest.mark.parametrize("command", [("tag", "nobody", "a"), ("note", "nobody", "a"), ("pin", "nobody")])
def test_an_unknown_run_is_refused(shell: Shell, store: RunStore, command: tuple[str, ...]) -> None:
    assert "“nobody”" in shell.refusal(*command, status=1)


def test_control_and_bidirectional_characters_are_dropped(shell: Shell, store: RunStore) -> None:
    status, out, _ = shell("name", "last", "\x1b]0;title\x07\x9b31m\u202eabc [/oops]\n")
    assert (status, store.get(SECOND).name) == (0, "]0;title31mabc [/oops]")
    assert out == f"{SECOND}: renamed to “]0;title31mabc [/oops]”\n"


def test_an_active_run_can_be_tagged(shell: Shell, store: RunStore) -> None:
    with Child(HOLDS_A_RUN, shell.folder) as child:
        assert child.said() == "held"
        assert shell("tag", FIRST, "live")[0] == 0
        assert (store.get(FIRST).tags, store.get(FIRST).state) == (("a", "live"), RunState.RUNNING)
