"""What a person changes of a run, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from store_examples import example_run

from mnist_lab.domain.edit import Annotate, Pin, Rename, Tag, Words
from mnist_lab.domain.run import Run

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
def test_an_edit_changes_one_thing_and_can_be_taken_back(edit: Words, changed: dict[str, object]) -> None:
    after = edit.of(RUN)
    assert after == RUN.model_copy(update=changed)
    taken_back = edit.back(RUN).of(after)
    assert {*taken_back.tags} == {*RUN.tags}
    assert taken_back.model_copy(update={"tags": RUN.tags}) == RUN


def test_taking_tags_back_leaves_those_that_others_gave_since() -> None:
    edit = Tag(added=("mine", "good"), removed=("lab1",))
    after: Run = Tag(added=("theirs",)).of(edit.of(RUN))
    assert edit.back(RUN).of(after).tags == ("good", "theirs", "lab1")
