"""The half of the app that talks to the session: what a person asks of it, and what is read for the screens."""

from __future__ import annotations

from collections.abc import Callable

from textual import on, work
from textual.app import App
from textual.message import Message
from textual.notifications import Notification, Notify

from mnist_lab.data.digits import DigitsUnreadable
from mnist_lab.domain.runs.edits import Turn
from mnist_lab.domain.runs.reproducibility import compare_rerun
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.run_request import RunRefused, repeat_of
from mnist_lab.domain.runs.setting_fields import SettingsInvalid
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.services.observers import SessionObserver
from mnist_lab.services.session import Session
from mnist_lab.training.devices import likely_device
from mnist_lab.tui.runs.screen import RunsScreen
from mnist_lab.tui.state.messages import (
    DeviceLikely,
    DigitsLoaded,
    Edited,
    ErrorNotice,
    Notice,
    QueueChanged,
    Reading,
    RunChanged,
    RunFetched,
    RunsLoaded,
)
from mnist_lab.tui.state.run_registry import RunRegistry
from mnist_lab.tui.train.queue_list import QueueList
from mnist_lab.tui.train.screen import TrainScreen
from mnist_lab_store.errors import RunMissing, StoreError

SECONDS_OF_SMALL_NEWS = 5


class Announcer:
    """Tells the app, on its own thread, what the session's threads report."""

    def __init__(self, post: Callable[[Message], bool]) -> None:
        self._post = post

    def run_changed(self, run: Run) -> None:
        """A run is now as it is here."""
        self._post(RunChanged(run))

    def queue_changed(self, runs: tuple[Run, ...]) -> None:
        """These runs wait."""
        self._post(QueueChanged(runs))

    def trouble(self, sentence: str) -> None:
        """Something went wrong that ends nothing."""
        self._post(ErrorNotice(sentence))

    def runs_kept(self, summaries: tuple[Summary, ...]) -> None:
        """These are the kept runs now."""
        self._post(RunsLoaded(summaries))

    def reading(self, done: int, of: int) -> None:
        """So many of the run files have been read."""
        self._post(Reading(done, of))

    def edited(self, turn: Turn, words: str) -> None:
        """That came of an edit."""
        self._post(Edited(turn, words))


class SessionApp(App[None]):
    """Turns what a person asks for into calls of the session.

    `make_session` is given the listener that the session is to report to.
    """

    def __init__(self, make_session: Callable[[SessionObserver], Session]) -> None:
        super().__init__()
        self.announcer = Announcer(self.post_message)
        self.session = make_session(self.announcer)
        self.known = RunRegistry()
        self._small_news = Notification("", timeout=0)

    def recalled_spec(self) -> RunSpec:
        """What the form held when the app was last used; else the baseline."""
        recalled = self.session.recall("form")
        try:
            return RunSpec.of(recalled if isinstance(recalled, dict) else {})
        except SettingsInvalid:
            return RunSpec()

    @on(ErrorNotice)
    def tell(self, message: ErrorNotice) -> None:
        """Say what went wrong."""
        self.notify(message.sentence, severity="error", timeout=12, markup=False)

    @on(Notice)
    def announce(self, message: Notice) -> None:
        """Say what came about."""
        self.notify(message.sentence, timeout=12, markup=False)

    def flash(self, sentence: str) -> None:
        """Say what a key has just done: for a moment, and in the place of what was last said so."""
        self._small_news.timeout = 0  # its time is over, shown or not
        self._small_news = Notification(sentence, timeout=SECONDS_OF_SMALL_NEWS)
        self.post_message(Notify(self._small_news))

    @on(TrainScreen.RunsRequested)
    def enqueue_runs(self, message: TrainScreen.RunsRequested) -> None:
        """Have the session train what was ordered."""
        try:
            self.session.enqueue(message.request)
        except (SettingsInvalid, DigitsUnreadable) as error:
            self.post_message(ErrorNotice(str(error)))

    @on(TrainScreen.PauseRequested)
    def pause(self) -> None:
        """Have the run under way rest, or go on."""
        self.session.queue.pause_or_go_on()

    @on(TrainScreen.StopRequested)
    def stop(self, message: TrainScreen.StopRequested) -> None:
        """Have the run under way end."""
        if message.now:
            self.session.queue.stop_now()
        else:
            self.session.queue.stop_after_epoch()

    @on(TrainScreen.FormChanged)
    def remember_form(self, message: TrainScreen.FormChanged) -> None:
        """Have the form's settings come back at the next start."""
        self.session.remember("form", message.spec.model_dump(mode="json"))

    @on(QueueList.MoveRequested)
    def move(self, message: QueueList.MoveRequested) -> None:
        """Reorder the queue."""
        self.session.queue.move(message.run_id, message.by)

    @on(RunsScreen.RunNeeded)
    def fetch(self, message: RunsScreen.RunNeeded) -> None:
        """Hand over a run of this session at once, and have any other read."""
        run = self.known.runs.get(message.run_id)
        if run is not None and run.rerun_of is None:
            self.post_message(RunFetched(run))
        else:
            self.read_run(message.run_id)

    @work(thread=True)
    def read_run(self, run_id: str) -> None:
        """Read a kept run with its epochs; of a rerun, the run that it repeats too."""
        try:
            run = self.known.runs.get(run_id) or self.session.run(run_id)
            self.post_message(RunFetched(run, self._repeated(run)))
        except RunMissing:
            return  # gone since it was wanted, which is told when the store is looked at next
        except StoreError as error:
            self.post_message(ErrorNotice(str(error)))

    @on(RunsScreen.ResumeRequested)
    def resume(self, message: RunsScreen.ResumeRequested) -> None:
        """Have a run go on that ended before its time."""
        self.resume_in_background(self.session.resume, message.run_id)

    @on(RunsScreen.RerunRequested)
    def rerun(self, message: RunsScreen.RerunRequested) -> None:
        """Have a run trained again exactly."""
        self.resume_in_background(self.session.rerun, message.run_id)

    @on(RunsScreen.RepeatRequested)
    def repeat(self, message: RunsScreen.RepeatRequested) -> None:
        """Have a run's settings trained with the next seed that none of its repeats has."""
        from mnist_lab.domain.evidence.next_runs import more_repeats  # no part of the first frame

        known = self.known.summaries.get(message.run_id)
        if known is None:
            return
        (spec,) = more_repeats(known.id, self.known.summaries.values())
        is_free = self.session.queue.current is None and not self.session.queue.waiting
        try:
            self.session.enqueue(repeat_of(known.run, spec, self.session.digits().dataset))
        except (RunRefused, DigitsUnreadable) as error:
            self.post_message(ErrorNotice(str(error)))
        else:
            does = "begins" if is_free else "is queued"
            self.flash(f"One more repeat of “{known.run.title}” {does}, with seed {spec.seed}.")

    @work(thread=True)
    def resume_in_background(self, ask: Callable[[str], Run], run_id: str) -> None:
        """Ask the session, which reads the run."""
        try:
            ask(run_id)
        except (StoreError, RunRefused, DigitsUnreadable) as error:
            self.post_message(ErrorNotice(str(error)))

    @work(thread=True)
    def tell_rerun(self, run: Run) -> None:
        """Say how a rerun that has ended compares with the run that it repeats."""
        try:
            first = self._repeated(run)
        except StoreError as error:
            self.post_message(ErrorNotice(str(error)))
            return
        if first is not None:
            self.post_message(
                Notice(f"Rerun of {first.title}, seed {first.spec.seed}: {compare_rerun(first, run).sentence}.")
            )

    def _repeated(self, run: Run) -> Run | None:
        if run.rerun_of is None:
            return None
        try:
            return self.session.run(run.rerun_of)
        except RunMissing:
            return None

    @work(thread=True)
    def prepare(self) -> None:
        """Find the device and read the digits, so that F5 need not wait for them."""
        self.post_message(DeviceLikely(likely_device()))
        try:
            digits = self.session.digits()
            self.post_message(DigitsLoaded(len(digits.x_train), digits.dataset))
        except DigitsUnreadable as error:
            self.post_message(ErrorNotice(str(error)))
