"""Training runs, as the user asks for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from mnist_lab.data.digits_file import DigitsUnreadable
from mnist_lab.domain.advice.digit_remarks import remarks_on
from mnist_lab.domain.evidence.next_seed import unused_seeds
from mnist_lab.domain.runs.run import MNIST, Run, RunState
from mnist_lab.domain.runs.run_request import RunRefused, RunRequest, repeat_of
from mnist_lab.domain.runs.setting_fields import SettingsInvalid
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary, summary_of
from mnist_lab.tui.controllers.ports import Ports
from mnist_lab.tui.controllers.remarks import Remarks
from mnist_lab_store.errors import StoreError

UNDER_WAY = "Already training or queued: {repeat} trains the next seed, {train} again queues it."
"""What a first F5 says of a run that would only be repeated."""
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def format_queued(run: Run, waiting: Sequence[Run]) -> str:
    """Return at which place of the queue the run waits: "Queued fourth: epochs 3, seed 1."; empty if it does not."""
    place = next((place for place, each in enumerate(waiting) if each.id == run.id), None)
    if place is None:
        return ""
    where = ORDINALS[place] if place < len(ORDINALS) else f"as number {place + 1:,}"
    return f"Queued {where}: {run.whole_title}."


class RunController:
    """Enqueues, resumes, repeats and stops runs; in the background, in the order of the keys, if that may wait."""

    def __init__(self, ports: Ports) -> None:
        self._session = ports.session
        self._model = ports.model
        self._notices = ports.notices
        self._key = ports.key
        self._in_order = ports.in_order
        self._enqueued: dict[str, Summary] = {}
        self._remarks = Remarks(ports.notices)
        self._warned_of: RunSpec | None = None

    def enqueue(self, request: RunRequest) -> None:
        """Put the runs requested at the end of the queue, after all requests before this one."""
        self._in_order(lambda: self._enqueue(request))

    def train(self, request: RunRequest) -> None:
        """Enqueue what F5 asks for; ask for a second F5 if exactly this run is in training or waits already."""
        self._in_order(lambda: self._train(request))

    def train_next_seed(self, request: RunRequest) -> None:
        """Enqueue the settings with the next seed that no run of them has."""
        self._in_order(lambda: self._train_next_seed(request))

    def repeat(self, run_id: str) -> None:
        """Enqueue the settings of a run with the next seed that none of its repeats has."""
        self._in_order(lambda: self._repeat(run_id))

    def resume(self, run_id: str) -> None:
        """Resume a run that ended early."""
        self._in_order(lambda: self._ask(self._session.resume, run_id))

    def rerun(self, run_id: str) -> None:
        """Train a run again exactly."""
        self._in_order(lambda: self._ask(self._session.rerun, run_id))

    def pause_or_resume(self, run_id: str | None = None) -> None:
        """Pause or resume an active run; without its id, all."""
        paused = any(run.id == run_id and run.state is RunState.PAUSED for run in self._session.queue.active)
        self._say_which(run_id, "trains on" if paused else "pauses")
        self._session.queue.pause_or_resume(run_id)

    def stop(self, run_id: str | None = None, *, now: bool) -> None:
        """Stop an active run, now or after its epoch; without its id, all."""
        self._say_which(run_id, "stops now" if now else "stops after its epoch")
        if now:
            self._session.queue.stop_now(run_id)
        else:
            self._session.queue.stop_after_epoch(run_id)

    def call_off_stop(self, run_id: str | None = None) -> None:
        """Call off the stop of an active run after its epoch, without its id of all, or say that it is too late."""
        if not self._session.queue.call_off_stop(run_id):
            self._notices.flash("Too late: the epoch has ended, so the run stops.")

    def _say_which(self, run_id: str | None, does: str) -> None:
        """Say which run a key was for if several train."""
        runs = self._session.queue.active
        asked = next((run for run in runs if run.id == run_id), None)
        if asked is not None and len(runs) > 1:
            self._notices.flash(f"“{asked.title}”, seed {asked.spec.seed}, {does}: 1 of {len(runs)} in training.")

    def move(self, run_id: str, by: int) -> None:
        """Move a waiting run in the queue."""
        self._session.queue.move(run_id, by)

    def withdraw(self, run_ids: Collection[str]) -> None:
        """Take waiting runs out of the queue; those that never began are gone, one to be resumed is as before."""
        self._session.withdraw(*run_ids)

    def _enqueue(self, request: RunRequest) -> tuple[Run, ...]:
        try:
            runs = self._session.enqueue(request)
        except (SettingsInvalid, RunRefused, DigitsUnreadable, StoreError) as error:
            self._notices.error(str(error))
            return ()
        self._enqueued.update({run.id: summary_of(run, self._session.thresholds) for run in runs})
        self._remarks.tell(remarks_on(runs))
        return runs

    def _train(self, request: RunRequest) -> None:
        if request.spec != self._warned_of and self._is_under_way(request.spec):
            self._warned_of = request.spec
            repeat, train = self._key("train.repeat", "+"), self._key("train.start", "F5")
            self._notices.flash(UNDER_WAY.format(repeat=repeat, train=train))
        else:
            self._warned_of, is_free = None, self._is_free
            runs = self._enqueue(request)
            # a run that starts at once waits for a moment, too: the screen shows it
            queued = "" if is_free or not runs else format_queued(runs[-1], self._session.queue.waiting)
            if queued:
                self._notices.flash(queued)

    @property
    def _is_free(self) -> bool:
        """Return whether a run requested now starts at once."""
        queue = self._session.queue
        return len(queue.active) < max(1, self._session.slots) and not queue.waiting

    def _is_under_way(self, spec: RunSpec) -> bool:
        """Return whether a run of this spec on the app's digits trains or waits, here or in another process."""
        queue, digits = self._session.queue, self._model.state.dataset or MNIST
        here = [*queue.active, *queue.waiting]
        elsewhere = [each.run for each in tuple(self._model.registry.summaries.values()) if each.run.holder]
        active = (run for run in elsewhere if run.state.is_active() and run.data.sha256 == digits.sha256)
        return any(run.spec == spec for run in (*here, *active))

    def _train_next_seed(self, request: RunRequest) -> None:
        known = {**self._enqueued, **self._model.registry.summaries}
        is_free = self._is_free
        try:
            digits = self._session.digits().dataset
        except DigitsUnreadable as error:
            self._notices.error(str(error))
            return
        seed = next(unused_seeds(request.spec, digits.sha256, known.values()))
        if self._enqueue(replace(request, spec=request.spec.model_copy(update={"seed": seed}))):
            self._notices.flash(f"Seed {seed} of these settings {'starts' if is_free else 'is queued'}.")

    def _repeat(self, run_id: str) -> None:
        from mnist_lab.domain.evidence.next_runs import more_repeats  # not needed for the first frame

        known = {**self._enqueued, **self._model.registry.summaries}
        if run_id not in known:
            return
        (spec,) = more_repeats(run_id, known.values())
        is_free = self._is_free
        run = known[run_id].run
        try:
            request = repeat_of(run, spec, self._session.digits().dataset)
        except (RunRefused, DigitsUnreadable) as error:
            self._notices.error(str(error))
            return
        if self._enqueue(request):
            does = "starts" if is_free else "is queued"
            self._notices.flash(f"One more repeat of “{run.title}” {does}, with seed {spec.seed}.")

    def _ask(self, ask: Callable[[str], Run], run_id: str) -> None:
        try:
            ask(run_id)
        except (StoreError, RunRefused, DigitsUnreadable) as error:
            self._notices.error(str(error))
