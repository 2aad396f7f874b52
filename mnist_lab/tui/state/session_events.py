"""Turns what a session reports, on its threads, into messages."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message

from mnist_lab.domain.runs.edits import EditOutcome
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.services.observers import SessionObserver
from mnist_lab.tui.state.messages import (
    Edited,
    QueueChanged,
    Reading,
    RunChanged,
    RunsJudged,
    RunsLoaded,
    RunsWithdrawn,
)
from mnist_lab.tui.state.notices import PostedNotices


class MessageBridge(SessionObserver):
    """Post a message for everything that the session reports, and show its errors.

    `post` and `notices` may be called on any thread.
    """

    def __init__(self, post: Callable[[Message], object], notices: PostedNotices) -> None:
        self._post = post
        self._notices = notices

    def run_changed(self, run: Run) -> None:
        self._post(RunChanged(run))

    def queue_changed(self, runs: tuple[Run, ...]) -> None:
        self._post(QueueChanged(runs))

    def error_occurred(self, sentence: str) -> None:
        self._notices.error(sentence)

    def runs_loaded(self, summaries: tuple[Summary, ...]) -> None:
        self._post(RunsLoaded(summaries))

    def reading(self, done: int, total: int) -> None:
        self._post(Reading(done, total))

    def runs_judged(self, summaries: tuple[Summary, ...], left: int) -> None:
        self._post(RunsJudged(summaries, left))

    def edited(self, outcome: EditOutcome) -> None:
        self._post(Edited(outcome))

    def runs_withdrawn(self, run_ids: tuple[str, ...]) -> None:
        self._post(RunsWithdrawn(run_ids))
