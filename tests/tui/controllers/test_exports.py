"""The controller that writes files and copies, without a screen."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from mnist_lab.domain.exports.content import Form
from mnist_lab.domain.exports.writing import Writing
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.services.session import Session
from mnist_lab.tui.controllers.exports import COPIED_TABLE, COPIED_TEXT, REMEMBERED_FOLDER, ExportController
from mnist_lab_store.run_store import RunStore
from support.background import Later
from support.fakes import ScriptedTrainer, few_digits
from support.notices import HeardNotices
from support.ports import ports


class Words:
    """Something to write."""

    name = "words"
    title = "two words"
    forms = ((Form.CSV, "words"), (Form.MARKDOWN, "words"))

    def text(self, form: Form, _: Collection[Summary]) -> str:
        return f"in {form}"

    def beside(self, form: Form) -> dict[str, str]:
        return {"picture.svg": "drawn"} if form is Form.MARKDOWN else {}

    def tabbed(self, _: Collection[Summary]) -> str:
        return "a\tb\n"


class Controlled:
    """A controller whose jobs wait for the test."""

    def __init__(self, folder: Path) -> None:
        self.session = Session(ScriptedTrainer(), RunStore(folder), few_digits)
        self.notices = HeardNotices()
        self.later = Later()
        self.asked: list[tuple[Writing, str]] = []
        self.offered: list[tuple[str, str]] = []
        self.controller = ExportController(
            ports(self.session, self.later, notices=self.notices),
            lambda *asked: self.asked.append(asked),
            lambda *offer: self.offered.append(offer),
        )
        self.session.start()

    def write(self, path: Path | str, *, replaces: bool = False) -> None:
        self.controller.write(Writing(Words(), Form.CSV, str(path)), replaces=replaces)
        self.later.run()


@pytest.fixture
def controlled(tmp_path: Path) -> Iterator[Controlled]:
    made = Controlled(tmp_path / "store")
    yield made
    made.session.close()


def test_a_file_is_written_in_the_background_and_its_folder_remembered(controlled: Controlled, tmp_path: Path) -> None:
    assert controlled.controller.folder == str(Path.cwd())
    controlled.controller.write(Writing(Words(), Form.MARKDOWN, str(tmp_path / "new" / "words.md")))
    assert not (tmp_path / "new").exists()
    controlled.later.run()
    assert (tmp_path / "new" / "words.md").read_text() == "in md"
    assert str(tmp_path / "new" / "words.md") in controlled.notices.notices[0]
    assert (tmp_path / "new" / "picture.svg").read_text() == "drawn"
    assert "picture.svg" in controlled.notices.notices[0]
    controlled.session.settle()
    assert controlled.session.preferences.recall(REMEMBERED_FOLDER) == str(tmp_path / "new")
    assert controlled.controller.folder == str(tmp_path / "new")


def test_the_user_is_asked_before_a_file_is_replaced(controlled: Controlled, tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("mine")
    controlled.write(path)
    assert (path.read_text(), controlled.notices.notices, len(controlled.asked)) == ("mine", [], 1)
    controlled.write(path, replaces=True)
    assert path.read_text() == "in csv"


def test_nothing_is_written_if_a_file_beside_it_is_there(controlled: Controlled, tmp_path: Path) -> None:
    picture = tmp_path / "picture.svg"
    picture.write_text("mine")
    writing = Writing(Words(), Form.MARKDOWN, str(tmp_path / "words.md"))
    controlled.controller.write(writing)
    controlled.later.run()
    assert controlled.asked == [(writing, str(picture))]
    assert not (tmp_path / "words.md").exists()
    controlled.controller.write(writing, replaces=True)
    controlled.later.run()
    assert (picture.read_text(), (tmp_path / "words.md").read_text()) == ("drawn", "in md")


@pytest.mark.parametrize("path", ["/proc/nowhere/words.csv", "~nobody-of-that-name/words.csv"])
def test_what_cannot_be_written_is_said_in_one_sentence(controlled: Controlled, path: str) -> None:
    controlled.write(path)
    (sentence,) = controlled.notices.errors
    assert sentence.startswith(path)
    assert controlled.notices.notices == []


def test_a_path_may_begin_at_home(controlled: Controlled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    controlled.write("~/mine/words.csv")
    assert (tmp_path / "mine" / "words.csv").read_text() == "in csv"
    assert str(tmp_path / "mine" / "words.csv") in controlled.notices.notices[0]


def test_a_copy_is_in_a_file_before_it_is_offered(controlled: Controlled, tmp_path: Path) -> None:
    controlled.controller.copy(Words())
    controlled.controller.copy_text("mnist-lab runs")
    controlled.later.run()
    table, text = tmp_path / "store" / COPIED_TABLE, tmp_path / "store" / COPIED_TEXT
    assert controlled.offered == [("a\tb\n", str(table)), ("mnist-lab runs", str(text))]
    assert (table.read_text(), text.read_text()) == ("a\tb\n", "mnist-lab runs")


def test_nothing_is_offered_if_the_file_cannot_be_written(controlled: Controlled, tmp_path: Path) -> None:
    (tmp_path / "store" / COPIED_TABLE).mkdir()
    controlled.controller.copy(Words())
    controlled.later.run()
    assert controlled.offered == []
    assert "nothing is copied" in controlled.notices.errors[0]
