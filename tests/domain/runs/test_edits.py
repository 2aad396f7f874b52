"""Edits of a run, and how each is undone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mnist_lab.domain.runs.edits import Annotate, Edit, MoveToTrash, Pin, Rename, Restore, Tag, TextEdit
from mnist_lab.domain.runs.run import Run
from support.store_examples import example_run

RUN = example_run(name="wide", tags=("lab1", "good"), note="as in the post")
PINNED = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("edit", "changed"),
    [
        (Rename("narrow\x1b[2J"), {"name": "narrow[2J"}),
        (Annotate(""), {"note": ""}),
        (Tag(added=("new", "good")), {"tags": ("lab1", "good", "new")}),
        (Tag(removed=("lab1", "missing")), {"tags": ("good",)}),
        (Pin(PINNED), {"pinned_at": PINNED}),
    ],
    ids=str,
)
def test_an_edit_changes_one_thing_and_can_be_undone(edit: TextEdit, changed: dict[str, object]) -> None:
    after = edit.of(RUN)
    assert after == RUN.model_copy(update=changed)
    taken_back = edit.back(RUN).of(after)
    assert {*taken_back.tags} == {*RUN.tags}
    assert taken_back.model_copy(update={"tags": RUN.tags}) == RUN


def test_undoing_tags_leaves_those_added_since() -> None:
    edit = Tag(added=("mine", "good"), removed=("lab1",))
    after: Run = Tag(added=("theirs",)).of(edit.of(RUN))
    assert edit.back(RUN).of(after).tags == ("good", "theirs", "lab1")


@pytest.mark.parametrize(
    ("edit", "done", "undone"),
    [
        (Rename("narrow"), "renamed “wide, seed 1” to “narrow”", "“narrow, seed 1” is called “wide” again"),
        (Rename(""), "removed the name “wide”", "“baseline, seed 1” is called “wide” again"),
        (Annotate("x"), "changed the note of “wide, seed 1”", "“wide, seed 1” has its former note again"),
        (Tag(added=("new", "good")), "tagged “wide, seed 1” with new", "“wide, seed 1” is no longer tagged new"),
        (Tag(removed=("lab1",)), "took lab1 off “wide, seed 1”", "“wide, seed 1” is tagged lab1 again"),
        (
            Tag(("new",), ("lab1",)),
            "tagged “wide, seed 1” with new and took lab1 off it",
            "“wide, seed 1” is no longer tagged new and is tagged lab1 again",
        ),
        (Pin(PINNED), "pinned “wide, seed 1” as the baseline", "“wide, seed 1” is no longer pinned"),
        (MoveToTrash(), "moved “wide, seed 1” to the trash", "“wide, seed 1” is back from the trash"),
        (Restore(), "brought “wide, seed 1” back from the trash", "“wide, seed 1” is in the trash again"),
    ],
    ids=str,
)
def test_an_edit_is_described_done_and_undone(edit: Edit, done: str, undone: str) -> None:
    assert (edit.text(RUN), edit.undone(RUN)) == (done, undone)


def test_undoing_describes_the_state_before() -> None:
    bare = example_run(pinned_at=PINNED)
    assert Annotate("x").undone(bare) == "“baseline, seed 1” has no note again"
    assert Rename("wide").undone(bare) == "“wide, seed 1” is called “baseline” again"
    assert Pin(None).undone(bare) == "“baseline, seed 1” is pinned again"
