"""Taking waiting runs out of the queue: what never began vanishes, past the trash, and can be queued again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial

from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.edits import Turn, as_written
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import RunRefused
from mnist_lab.domain.runs.serialization import run_document, run_from_document
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.services.resumptions import Resumptions
from mnist_lab.services.step_history import StepHistory
from mnist_lab.services.step_order import Place, Step
from mnist_lab.services.store_writer import StoreWriter
from mnist_lab.services.training_queue import TrainingQueue
from mnist_lab.util.records.faults import RecordInvalid
from mnist_lab_store.errors import RunMissing, StoreBusy, StoreError
from mnist_lab_store.run_store import RunStore

NOT_STARTED = "runs not started"
"""The key that the store remembers the runs under that waited when a session ended."""


class Withdrawals:
    """Takes waiting runs out of a session's queue and queues them again.

    A run that never began is removed from the store; one that was to be resumed is as it was before. Runs that wait
    when the session ends are remembered, and the next session that asks for them can queue them again.

    `keep` has a run written and reported; `queue_again` queues runs on the writer thread, in their places in an earlier
    order of ids, and takes the ids of those to be resumed too; `gone` gets the ids of runs that are removed, `history`
    the steps that can be undone. `resumptions` has the waiting runs that are to be resumed, as they were before.
    """

    def __init__(
        self,
        store: RunStore,
        queue: TrainingQueue,
        writer: StoreWriter,
        resumptions: Resumptions,
        keep: Callable[[Run], None],
        queue_again: Callable[[Sequence[Run], Sequence[str], Collection[str]], None],
        gone: Callable[[tuple[str, ...]], None],
        history: StepHistory,
    ) -> None:
        self._store = store
        self._queue = queue
        self._writer = writer
        self._resumptions = resumptions
        self._keep = keep
        self._queue_again = queue_again
        self._gone = gone
        self._history = history
        self._offered: tuple[Run, ...] = ()
        self._left_over: frozenset[str] | None = None

    def take_out(
        self, run_ids: Collection[str], *, is_undoable: bool = True, is_offered: bool = False
    ) -> tuple[Run, ...]:
        """Take those of these runs out of the queue that wait, and return them.

        With `is_offered` the next session offers them if that is not undone here: nothing can train them now.
        """
        if not is_undoable:
            return self._withdraw(run_ids, None, Turn.DONE)
        place = self._history.reserve()
        taken = self._withdraw(run_ids, place, Turn.DONE, is_offered=is_offered)
        if not taken:
            self._history.drop(place)
        return taken

    def leave(self, *, keeps_offer: bool) -> None:
        """Remember and remove the runs that wait when the session ends, or restore them as they were.

        With `keeps_offer`, what was offered and not queued again is remembered too.
        """
        new = []
        for run in self._queue.waiting:
            former = self._resumptions.former(run.id)
            if former is None:
                new.append(run)
            else:
                self._keep(former)
        if new or self._offered:
            self._writer.ask(partial(self._remember_and_remove, new, keeps_offer=keeps_offer))

    def offer(self, summaries: Sequence[Summary]) -> tuple[Summary, ...]:
        """At the first call, let the runs that earlier sessions left waiting be queued again: the last step to undo.

        Return the runs without those that waited in a process of this machine that was killed: they are removed.
        """
        if self._left_over is None:
            lost = [each for each in summaries if each.run.state is RunState.INTERRUPTED and not each.run.has_begun]
            runs = self._store.left_waiting([each.id for each in lost])
            self._left_over = frozenset(run.id for run in runs)
            self._writer.ask(partial(self._offer, runs))
        return tuple(each for each in summaries if each.id not in self._left_over)

    def _withdraw(
        self, run_ids: Collection[str], place: Place | None, turn: Turn, *, is_offered: bool = False
    ) -> tuple[Run, ...]:
        """Take runs out of the queue; the step is recorded at the place, if there is one."""
        formers = {run_id: run for run_id in run_ids if (run := self._resumptions.former(run_id)) is not None}

        def report(taken: tuple[Run, ...], order: tuple[str, ...]) -> None:
            """Report the runs in the order of what happens to the queue, and have them removed after that."""
            for run in taken:
                if run.id in formers:
                    self._resumptions.call_off(run.id)
                    self._keep(formers[run.id])
            new = tuple(run for run in taken if run.id not in formers)
            if new:
                self._gone(tuple(run.id for run in new))
            self._writer.ask(lambda: self._take_out(taken, order, frozenset(formers), place, turn, is_offered))

        return self._queue.withdraw(run_ids, report)

    def _take_out(
        self,
        taken: tuple[Run, ...],
        order: tuple[str, ...],
        formers: frozenset[str],
        place: Place | None,
        turn: Turn,
        is_offered: bool,
    ) -> None:
        removed = {run.id: self._removed(run) for run in taken if run.id not in formers}
        runs = tuple(removed.get(run.id, run) for run in taken)
        if place is not None:
            words = f"took {_named(runs)} out of the queue"
            training = 0 if is_offered else len(self._queue.active)
            if len(runs) > 1 and training:
                words += f"; the {'run in training finishes' if training == 1 else 'runs in training finish'}"
            self._history.record(place, self._step(place, runs, words, order, formers), turn)
        if is_offered:
            self._writer.ask(partial(self._offer_too, runs))

    def _step(
        self,
        place: Place,
        runs: tuple[Run, ...],
        words: str,
        order: tuple[str, ...] = (),
        formers: frozenset[str] = frozenset(),
    ) -> Step:
        is_or_are = "is" if len(runs) == 1 else "are"
        again = partial(self._take_out_again, place, [run.id for run in runs])
        undo = partial(self._undo, runs, order, formers)
        return Step(words, f"{_named(runs)} {is_or_are} queued again", undo, again)

    def _undo(self, runs: tuple[Run, ...], order: tuple[str, ...], formers: frozenset[str]) -> None:
        self._queue_again(runs, order, formers)
        again = {run.id for run in runs}
        left = tuple(run for run in self._offered if run.id not in again)
        if left != self._offered:
            self._remember(left)
            self._offered = left

    def _take_out_again(self, place: Place, run_ids: Collection[str]) -> None:
        if not self._withdraw(run_ids, place, Turn.REDONE):
            raise RunRefused("Those runs no longer wait.")

    def _offer(self, left_over: Sequence[Run]) -> None:
        found = {run.id: run for run in (*left_over, *self._remembered()) if run.trial is None}
        runs = tuple(sorted(found.values(), key=lambda run: (run.created, run.id)))
        if not runs and not left_over:
            return
        try:
            self._remember(runs)
            for run in left_over:
                self._removed(run)
        except StoreError:
            return  # nothing can be written, so nothing could be queued again either
        self._offered = runs
        if not runs:
            return
        place = self._history.reserve()
        words = f"had {_named(runs)} in the queue when the app ended"
        self._history.record(place, self._step(place, runs, words), Turn.OFFERED)

    def _offer_too(self, taken: Sequence[Run]) -> None:
        found = {run.id: run for run in (*self._offered, *taken) if not run.has_begun}
        self._offered = tuple(found.values())
        self._remember(self._offered)

    def _remember_and_remove(self, new: Sequence[Run], *, keeps_offer: bool) -> None:
        self._remember((*(self._offered if keeps_offer else ()), *new))
        for run in new:
            self._removed(run)

    def _remember(self, runs: Sequence[Run]) -> None:
        """Remember the runs for the next session; those of a sweep are queued again when it goes on."""
        self._store.preferences.remember(NOT_STARTED, [run_document(run) for run in runs if run.trial is None])

    def _remembered(self) -> tuple[Run, ...]:
        """Return the runs that an earlier session left, without those of them that cannot be read."""
        documents = self._store.preferences.recall(NOT_STARTED)
        runs = []
        for document in documents if isinstance(documents, list) else ():
            try:
                runs.append(run_from_document(document))
            except (RecordInvalid, TypeError, KeyError, AttributeError):
                continue
        return tuple(run for run in runs if not run.has_begun)

    def _removed(self, run: Run) -> Run:
        """Remove a run from the store, on the writer thread; return it with what the user wrote about it."""
        self._writer.release(run.id)
        try:
            return as_written(run, self._store.trash.discard(run.id))
        except (RunMissing, StoreBusy):  # it was never written, or another process has it
            return run


def _named(runs: Sequence[Run]) -> str:
    return f"“{runs[0].whole_title}”" if len(runs) == 1 else format_count(len(runs), "run")
