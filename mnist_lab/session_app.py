"""The half of the app that talks to the session: what a person asks of it, and what is read for the screens."""

from __future__ import annotations

from collections.abc import Callable

from textual import on, work
from textual.app import App
from textual.message import Message

from mnist_lab.data.digits import DigitsUnreadable
from mnist_lab.domain.run import Run
from mnist_lab.domain.settings import SettingsInvalid
from mnist_lab.domain.spec import RunSpec
from mnist_lab.messages import DigitsLoaded, QueueChanged, RunChanged, RunFetched, RunsLoaded, Trouble
from mnist_lab.screens.runs import RunsScreen
from mnist_lab.screens.train import TrainScreen
from mnist_lab.session import Listener, Session
from mnist_lab.widgets.queue_list import QueueList
from store.errors import StoreError


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
        self._post(Trouble(sentence))


class SessionApp(App[None]):
    """Turns what a person asks for into calls of the session.

    `make_session` is given the listener that the session is to report to.
    """

    def __init__(self, make_session: Callable[[Listener], Session]) -> None:
        super().__init__()
        self.session = make_session(Announcer(self.post_message))
        self.runs: dict[str, Run] = {}
        """The runs of this session, with their epochs."""

    def recalled_spec(self) -> RunSpec:
        """What the form held when the app was last used; else the baseline."""
        recalled = self.session.recall("form")
        try:
            return RunSpec.of(recalled if isinstance(recalled, dict) else {})
        except SettingsInvalid:
            return RunSpec()

    @on(TrainScreen.Ordered)
    def order(self, message: TrainScreen.Ordered) -> None:
        """Have the session train what was ordered."""
        try:
            self.session.order(message.order)
        except (SettingsInvalid, DigitsUnreadable) as error:
            self.post_message(Trouble(str(error)))

    @on(TrainScreen.PauseAsked)
    def pause(self) -> None:
        """Have the run under way rest, or go on."""
        self.session.queue.pause_or_go_on()

    @on(TrainScreen.StopAsked)
    def stop(self, message: TrainScreen.StopAsked) -> None:
        """Have the run under way end."""
        if message.now:
            self.session.queue.stop_now()
        else:
            self.session.queue.stop_after_epoch()

    @on(TrainScreen.FormChanged)
    def remember_form(self, message: TrainScreen.FormChanged) -> None:
        """Have the form's settings come back at the next start."""
        self.session.remember("form", message.spec.model_dump(mode="json"))

    @on(QueueList.MoveAsked)
    def move(self, message: QueueList.MoveAsked) -> None:
        """Reorder the queue."""
        self.session.queue.move(message.run_id, message.by)

    @on(RunsScreen.RunWanted)
    def fetch(self, message: RunsScreen.RunWanted) -> None:
        """Hand over a run of this session at once, and have any other read."""
        if message.run_id in self.runs:
            self.post_message(RunFetched(self.runs[message.run_id]))
        else:
            self.read_run(message.run_id)

    @work(thread=True)
    def read_run(self, run_id: str) -> None:
        """Read a kept run with its epochs."""
        try:
            self.post_message(RunFetched(self.session.run(run_id)))
        except StoreError as error:
            self.post_message(Trouble(str(error)))

    @work(thread=True)
    def read_kept_runs(self) -> None:
        """Read the table of kept runs, then the digits, so that F5 need not wait for them."""
        try:
            self.post_message(RunsLoaded(self.session.summaries()))
            digits = self.session.digits()
            self.post_message(DigitsLoaded(len(digits.x_train), digits.dataset))
        except (StoreError, DigitsUnreadable) as error:
            self.post_message(Trouble(str(error)))
