"""What workers say of a run, in whatever order and however often it comes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.cluster.attempt import RemoteRun
from mnist_lab.cluster.signals import Outcome, Said
from mnist_lab.domain.runs.events import EpochDone, Event, Progress
from support.fakes import an_epoch

EVENTS: tuple[tuple[int, Event], ...] = tuple((number, EpochDone(an_epoch(number))) for number in range(1, 8))


def said(number: int, token: str = "first") -> Said:
    event = None if not number else dict(EVENTS)[number]
    return Said("tcp://one", "run", token, number, event)


@given(st.lists(st.integers(1, 7)))
def test_every_event_is_reported_once_in_order_whatever_was_heard(heard: list[int]) -> None:
    reported: list[Event] = []
    remote = RemoteRun(reported.append)
    remote.take(said(0))
    for number in heard:
        remote.take(said(number))
    remote.finish(Outcome("first", EVENTS))
    assert reported == [event for _, event in EVENTS]


def test_progress_is_reported_as_it_comes() -> None:
    reported: list[Event] = []
    remote = RemoteRun(reported.append)
    remote.take(said(0))
    progress = Progress(1, 1, 2, 0.5, 0.5, 0.1)
    remote.take(Said("tcp://one", "run", "first", 0, progress))
    assert reported == [progress]


def test_what_the_worker_before_says_is_dropped_once_another_begins() -> None:
    reported: list[Event] = []
    remote = RemoteRun(reported.append)
    assert remote.take(said(0))
    remote.take(said(1))
    assert remote.take(Said("tcp://two", "run", "second"))
    remote.take(said(2))
    remote.take(said(1, "second"))
    assert reported == [dict(EVENTS)[1], dict(EVENTS)[1]]
    assert remote.worker == "tcp://two"


def test_an_outcome_of_which_nothing_was_heard_is_reported_whole() -> None:
    reported: list[Event] = []
    RemoteRun(reported.append).finish(Outcome("other", EVENTS))
    assert len(reported) == len(EVENTS)
