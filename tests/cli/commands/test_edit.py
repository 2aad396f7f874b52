"""The commands that change what is kept: tag, note, name, pin, unpin, trash, restore and purge."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys

import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab_store.run_store import RunStore
from support.shell import MAIN, Shell
from support.store_examples import Child, example_run

FIRST, SECOND = example_run(1).id, example_run(2).id

HOLD = """
store = RunStore(Path(sys.argv[1]))
with store.hold(example_run(1).id):
    store.put(example_run(1, state=RunState.RUNNING))
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def kept(shell: Shell) -> RunStore:
    """A store with a run called "first", and a newer one without a name."""
    store = RunStore(shell.folder)
    store.put(example_run(1, name="first", tags=("a",)))
    store.put(example_run(2))
    return store


class TestWhatAPersonWrites:
    def test_tags_are_added_to_those_there_and_taken_away(self, shell: Shell, kept: RunStore) -> None:
        assert shell("tag", "first", "b", "c", "b") == (0, f"{FIRST}, “first”: tags a, b, c\n", "")
        assert shell("tag", "first", "a", "c", "z", "--remove") == (0, f"{FIRST}, “first”: tags b\n", "")
        assert shell("tag", "first", "b", "--remove")[1] == f"{FIRST}, “first”: no tags\n"
        assert kept.get(FIRST).tags == ()

    def test_a_name_and_a_note_are_replaced_and_taken_away(self, shell: Shell, kept: RunStore) -> None:
        assert shell("name", "last", "wide") == (0, f"{SECOND}, “wide”: its name\n", "")
        assert shell("note", "wide", "two\nlines") == (0, f"{SECOND}, “wide”: note “two lines”\n", "")
        assert (kept.get(SECOND).name, kept.get(SECOND).note) == ("wide", "two\nlines")
        assert shell("name", "wide", "")[1] == f"{SECOND}, “baseline”: what it shows without a name\n"
        assert shell("note", "last", "")[1] == f"{SECOND}, “baseline”: no note\n"

    def test_a_long_note_is_kept_whole_and_told_in_short(self, shell: Shell, kept: RunStore) -> None:
        _, out, _ = shell("note", "last", "word " * 1999 + "end")
        assert out.endswith(" word…”\n")
        assert kept.get(SECOND).note.endswith("word end")

    def test_a_pinned_run_is_what_others_are_compared_with(self, shell: Shell, kept: RunStore) -> None:
        assert shell("pin", "first")[1] == f"{FIRST}, “first”: pinned as the baseline\n"
        assert "the pinned baseline" in shell("verdict", "last")[1]
        assert shell("unpin", "first")[1] == f"{FIRST}, “first”: not pinned\n"
        assert "the pinned baseline" not in shell("verdict", "last")[1]

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("name", "last", "n" * 201), "TEXT takes at most 200 characters."),
            (("note", "last", "n" * 10_001), "TEXT takes at most 10,000 characters."),
            (("tag", "last", "fine", "t" * 51), "TAG takes at most 50 characters."),
            (("tag", "last", "\x1b"), "TAG takes a word or several, and this one is empty."),
            (("tag", "last"), "Missing argument 'TAG...'."),
        ],
    )
    def test_what_is_not_taken_is_one_sentence(
        self, shell: Shell, kept: RunStore, arguments: tuple[str, ...], words: str
    ) -> None:
        assert shell(*arguments) == (2, "", f"{words}\n")
        assert kept.get(SECOND) == example_run(2)

    @pytest.mark.parametrize("command", [("tag", "nobody", "a"), ("note", "nobody", "a"), ("pin", "nobody")])
    def test_a_run_that_is_not_there_is_one_sentence(self, shell: Shell, command: tuple[str, ...]) -> None:
        status, out, err = shell(*command)
        assert (status, out) == (1, "")
        assert err.startswith("There is no run “nobody”")

    def test_control_and_bidirectional_characters_are_dropped(self, shell: Shell, kept: RunStore) -> None:
        status, out, _ = shell("name", "last", "\x1b]0;title\x07\x9b31m\u202eabc [/oops]\n")
        assert (status, out) == (0, f"{SECOND}, “]0;title31mabc [/oops]”: its name\n")

    def test_a_run_that_is_trained_can_be_tagged(self, shell: Shell, kept: RunStore) -> None:
        with Child(HOLD, shell.folder) as child:
            assert child.said() == "held"
            assert shell("tag", FIRST, "live")[0] == 0
            assert (kept.get(FIRST).tags, kept.get(FIRST).state) == (("a", "live"), RunState.RUNNING)


class TestTheTrash:
    def test_runs_go_there_and_come_back_by_id_beginning_name_and_last(self, shell: Shell, kept: RunStore) -> None:
        assert shell("trash", "first", "last", FIRST) == (0, f"{FIRST}: in the trash\n{SECOND}: in the trash\n", "")
        assert shell.json("runs", "--json") == []
        assert shell("restore", "last")[1] == f"{SECOND}: back from the trash\n"
        assert shell("trash", SECOND[:-1] + "2")[0] == 0
        assert shell("restore", "first", SECOND)[1].count("back from the trash") == 2
        assert kept.get(FIRST).name == "first"

    def test_a_word_that_means_none_or_several_moves_nothing(self, shell: Shell, kept: RunStore) -> None:
        for words, sentence in (
            (("first", "nobody"), "There is no run “nobody”"),
            (("first", "2026"), "“2026” may be any of"),
        ):
            status, out, err = shell("trash", *words)
            assert (status, out) == (1, "")
            assert sentence in err
        assert len(kept.summaries()) == 2

    def test_words_mean_what_is_in_the_trash(self, shell: Shell, kept: RunStore) -> None:
        shell("trash", "last")
        for command in ("restore", "purge"):
            status, out, err = shell(command, "first")
            assert (status, out) == (1, "")
            assert err.startswith("There is no run “first” in the trash: ")
        kept.restore(SECOND)
        assert shell("restore", "last") == (1, "", "There is no last run: none is in the trash.\n")

    def test_a_run_in_hand_is_refused_and_the_others_go(self, shell: Shell, kept: RunStore) -> None:
        with Child(HOLD, shell.folder) as child:
            assert child.said() == "held"
            status, out, err = shell("trash", FIRST)
            assert (status, out) == (1, "")
            assert err == f"The run {FIRST} is being trained or waits to be: stop it before it goes to the trash.\n"
            status, out, err = shell("trash", FIRST, SECOND)
            assert (status, out) == (1, f"{SECOND}: in the trash\n")
            assert re.match(r"The run \S+ is being trained .*\nNot all of it was done: see above\.\n", err)
        assert kept.trashed() == (SECOND,)

    def test_a_purge_removes_the_runs_named_and_all_without_a_name(self, shell: Shell, kept: RunStore) -> None:
        kept.put(example_run(3))
        shell("trash", FIRST, SECOND)
        assert shell("purge", "first") == (0, f"{FIRST}: removed permanently\n", "")
        kept.trash(example_run(3).id)
        assert shell("purge")[1] == f"{example_run(3).id}: removed permanently\n{SECOND}: removed permanently\n"
        assert shell("purge") == (0, "", "The trash is empty.\n")
        assert not list((shell.folder / "trash").iterdir())
        assert not (shell.folder / "purged").exists()

    def test_a_run_in_the_trash_that_cannot_be_read_still_answers_to_its_id(self, shell: Shell, kept: RunStore) -> None:
        shell("trash", FIRST, SECOND)
        (shell.folder / "trash" / FIRST / "run.json").write_bytes(b"{")
        assert shell("restore", "last")[1] == f"{SECOND}: back from the trash\n"
        assert shell("purge", FIRST)[1] == f"{FIRST}: removed permanently\n"

    @pytest.mark.parametrize(("answer", "kept_after"), [("n\n", 1), ("y\n", 0)])
    def test_a_purge_of_everything_asks_on_a_terminal(
        self, shell: Shell, kept: RunStore, answer: str, kept_after: int
    ) -> None:
        kept.trash(FIRST)
        assert "Remove the one run in the trash permanently? [y/N]: " in answered(answer, "purge", shell)
        assert len(kept.trashed()) == kept_after

    def test_a_purge_does_not_ask_where_it_is_told_so(self, shell: Shell, kept: RunStore) -> None:
        kept.trash(FIRST)
        assert "?" not in answered("", "purge", shell, "--yes")
        assert kept.trashed() == ()


def answered(answer: str, command: str, shell: Shell, *arguments: str) -> str:
    """What a command prints on a terminal if the user types this."""
    parent, child = pty.openpty()
    with os.fdopen(parent, "r+b", buffering=0) as screen:
        screen.write(answer.encode())
        subprocess.run(
            [sys.executable, "-c", MAIN, command, *arguments, "--store", str(shell.folder)],
            stdin=child, stdout=child, stderr=child, check=True,
        )  # fmt: skip
        os.close(child)
        return screen.read(65536).decode()
