"""Reading runs and digits in the background, and what is said of the runs that were read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mnist_lab.data.digits_file import DigitsUnreadable
from mnist_lab.domain.runs.reproducibility import compare_rerun
from mnist_lab.domain.runs.run import Dataset, Run, RunState
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.tui.controllers.ports import KeyHint, Ports
from mnist_lab.util.background import LatestOnly
from mnist_lab_store.errors import RunMissing, StoreError

ANNOUNCED = "interrupted runs announced"
"""The key that the store remembers the runs under whose interruption the app has announced."""


def format_interrupted(summaries: Sequence[Summary], key: KeyHint) -> str:
    """Return that these runs were interrupted, and how to resume them."""
    runs, resume = key("app.runs_anywhere", "alt+2"), key("runs.resume", "r")
    if len(summaries) > 1:
        return f"{len(summaries):,} runs were interrupted: in Runs, on {runs}, {resume} resumes each."
    (summary,) = summaries
    done = summary.epochs_done
    where = f"at epoch {done} of {summary.run.spec.epochs}" if done else "before its first epoch"
    return f"“{summary.run.whole_title}” was interrupted {where}: in Runs, on {runs}, {resume} resumes it."


class RunReader:
    """Reads runs with their epochs, and says how reruns and interrupted runs ended.

    `show_run` takes a run that was read and, if it is a rerun, the run that it repeats; it may be called on any thread.
    """

    def __init__(
        self,
        ports: Ports,
        show_run: Callable[[Run, Run | None], object],
    ) -> None:
        self._session = ports.session
        self._model = ports.model
        self._notices = ports.notices
        self._background = ports.background
        self._show_run = show_run
        self._key = ports.key
        self._reads = LatestOnly(ports.background)

    def fetch(self, run_id: str) -> None:
        """Show a run of this session at once, and any other once it is read, unless another is wanted by then."""
        run = self._model.registry.runs.get(run_id)
        if run is not None and run.rerun_of is None:
            self._show_run(run, None)
        else:
            self._reads.submit(lambda: self._read(run_id))

    def read_baseline(self) -> None:
        """Read the epochs of the baseline, if they are not read yet."""
        run_id = self._model.unread_baseline
        if run_id is not None:
            self._background(lambda: self._read(run_id))

    def report_rerun(self, run: Run) -> None:
        """Say how a rerun that has ended compares with the run that it repeats."""
        if run.rerun_of is not None:
            self._background(lambda: self._report_rerun(run))

    def announce_interrupted(self) -> None:
        """Say once which runs were interrupted since the app last said so, and how they are resumed."""
        summaries = tuple(self._model.registry.summaries.values())
        interrupted = [each for each in summaries if each.run.state is RunState.INTERRUPTED]

        def announce() -> None:
            preferences = self._session.preferences
            recalled = preferences.recall(ANNOUNCED)
            before = recalled if isinstance(recalled, list) else []
            new = [each for each in interrupted if each.id not in before]
            if new:
                self._notices.notice(format_interrupted(new, self._key))
                preferences.remember(ANNOUNCED, [each.id for each in interrupted])

        if interrupted:
            self._background(announce)

    def load_digits(self, loaded: Callable[[int, Dataset], object]) -> None:
        """Read the digits ahead of the first run; `loaded` takes the number of training digits and the dataset."""

        def load() -> None:
            try:
                digits = self._session.digits()
            except DigitsUnreadable as error:
                self._notices.error(str(error))
            else:
                loaded(digits.count, digits.dataset)

        self._background(load)

    def _read(self, run_id: str) -> None:
        try:
            run = self._model.registry.runs.get(run_id) or self._session.kept.run(run_id)
            self._show_run(run, self._repeated(run))
        except RunMissing:
            return  # deleted since it was wanted; the next look at the store reports that
        except StoreError as error:
            self._notices.error(str(error))

    def _report_rerun(self, run: Run) -> None:
        try:
            first = self._repeated(run)
        except StoreError as error:
            self._notices.error(str(error))
            return
        if first is not None:
            result = compare_rerun(first, run).sentence
            self._notices.notice(f"Rerun of {first.whole_title}: {result}.")

    def _repeated(self, run: Run) -> Run | None:
        """Return the run that this one repeats, or None if it repeats none that is kept."""
        if run.rerun_of is None:
            return None
        try:
            return self._session.kept.run(run.rerun_of)
        except RunMissing:
            return None
