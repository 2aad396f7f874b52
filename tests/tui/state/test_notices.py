"""What the app says: errors stay, other sentences belong to the place where they came."""

from __future__ import annotations

from mnist_lab.tui.state.notices import Notice, NoticeBoard, NoticeKind, ShownNotices

HERE, THERE = "here", "there"


def board_of(*notices: tuple[str, NoticeKind]) -> NoticeBoard:
    board = NoticeBoard()
    for text, kind in notices:
        board.add(Notice(text, kind), HERE)
    return board


def test_a_flash_replaces_the_last_flash_only() -> None:
    board = board_of(("one", NoticeKind.FLASH), ("two", NoticeKind.NOTICE), ("three", NoticeKind.FLASH))
    assert board.shown_at(HERE).passing == ("two", "three")


def test_errors_are_shown_one_at_a_time_until_each_is_read() -> None:
    board = board_of(("one", NoticeKind.ERROR), ("two", NoticeKind.ERROR), ("said", NoticeKind.FLASH))
    assert board.shown_at(HERE) == ShownNotices("one", 2, ("said",))
    board.read_error()
    assert board.shown_at(HERE) == ShownNotices("two", 1, ("said",))
    board.read_error()
    board.read_error()
    assert board.shown_at(HERE) == ShownNotices("", 0, ("said",))


def test_an_error_that_comes_again_unread_counts_once() -> None:
    board = board_of(("full", NoticeKind.ERROR), ("full", NoticeKind.ERROR))
    assert board.shown_at(HERE).errors == 1


def test_a_notice_belongs_to_its_place_and_an_error_to_all() -> None:
    board = board_of(("said", NoticeKind.NOTICE), ("full", NoticeKind.ERROR))
    assert board.shown_at(THERE) == ShownNotices("full", 1, ())
    assert board.shown_at(HERE).passing == ("said",)


def test_the_same_sentence_said_twice_is_shown_once() -> None:
    board = board_of(("said", NoticeKind.NOTICE), ("other", NoticeKind.NOTICE), ("said", NoticeKind.NOTICE))
    assert board.shown_at(HERE).passing == ("other", "said")


def test_the_end_of_a_sentence_said_before_is_not_that_of_its_repetition() -> None:
    board, first, second = NoticeBoard(), *(Notice("said", NoticeKind.NOTICE) for _ in range(2))
    board.add(first, HERE)
    board.add(second, HERE)
    board.remove(first)
    board.remove(first)
    assert board.notices == (second,)
