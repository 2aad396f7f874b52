"""What a session reports, and to whom."""

from __future__ import annotations

from mnist_lab.domain.runs.edits import EditOutcome
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.tables.run_summary import Summary


class SessionObserver:
    """Override what you need. Each method is called on a thread of the session, and may call the session."""

    def run_changed(self, run: Run) -> None:
        """Take a run as it is now."""

    def queue_changed(self, runs: tuple[Run, ...]) -> None:
        """Take the runs that wait, the next one first."""

    def error_occurred(self, sentence: str) -> None:
        """Take an error that ends nothing."""

    def runs_loaded(self, summaries: tuple[Summary, ...]) -> None:
        """Take every kept run, whichever process changed it, the newest first."""

    def reading(self, done: int, total: int) -> None:
        """Take how many of the run files have been read, if reading takes over a second."""

    def runs_judged(self, summaries: tuple[Summary, ...], left: int) -> None:
        """Take kept runs with their verdicts by rules that are new, and how many are left to judge."""

    def edited(self, outcome: EditOutcome) -> None:
        """Take the outcome of an edit, or of undoing something."""

    def runs_withdrawn(self, run_ids: tuple[str, ...]) -> None:
        """Take the ids of runs that were taken out of the queue before they began, and are removed."""


class ObserverRelay(SessionObserver):
    """Passes everything on to the observer that it has now."""

    def __init__(self, observer: SessionObserver) -> None:
        self.observer = observer

    def run_changed(self, run: Run) -> None:
        self.observer.run_changed(run)

    def queue_changed(self, runs: tuple[Run, ...]) -> None:
        self.observer.queue_changed(runs)

    def error_occurred(self, sentence: str) -> None:
        self.observer.error_occurred(sentence)

    def runs_loaded(self, summaries: tuple[Summary, ...]) -> None:
        self.observer.runs_loaded(summaries)

    def reading(self, done: int, total: int) -> None:
        self.observer.reading(done, total)

    def runs_judged(self, summaries: tuple[Summary, ...], left: int) -> None:
        self.observer.runs_judged(summaries, left)

    def edited(self, outcome: EditOutcome) -> None:
        self.observer.edited(outcome)

    def runs_withdrawn(self, run_ids: tuple[str, ...]) -> None:
        self.observer.runs_withdrawn(run_ids)
