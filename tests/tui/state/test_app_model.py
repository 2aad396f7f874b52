"""The model of the app and its changes, without a screen or a file."""

from __future__ import annotations

from mnist_lab.domain.experiments.pace_history import paces_of
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.edits import EditOutcome, MoveToTrash, Rename, Turn
from mnist_lab.domain.runs.events import Stopping
from mnist_lab.domain.runs.run import MNIST, Run, RunState
from mnist_lab.domain.tables.run_summary import NOT_JUDGED, summary_of
from mnist_lab.tui.state.app_model import AppModel
from support.fakes import ENVIRONMENT, few_digits
from support.store_examples import example_run

RUNNING = example_run(1, state=RunState.RUNNING)
FINISHED = example_run(1, state=RunState.FINISHED)
ELSEWHERE = example_run(1, state=RunState.RUNNING, holder="process 12 on gpu1")


def test_a_run_ends_only_once() -> None:
    model = AppModel("here")
    ended = [model.apply_run(run).has_ended for run in (RUNNING, RUNNING, FINISHED, FINISHED)]
    assert ended == [False, False, True, False]
    assert model.state.run == FINISHED


def test_it_knows_since_when_the_active_run_does_what_it_does() -> None:
    now = [10.0]
    model = AppModel("here", clock=lambda: now[0])
    loading = example_run(2, state=RunState.QUEUED).after(events.Loading())
    began = []
    for run in (loading, loading.after(events.Paused()), loading.after(events.Compiling())):
        now[0] += 5
        model.apply_run(run)
        began.append(model.state.stage_began)
    assert began == [15.0, 15.0, 25.0]


def test_a_waiting_run_is_not_the_run_shown() -> None:
    model = AppModel("here")
    waiting = example_run(2, state=RunState.QUEUED)
    model.apply_run(RUNNING)
    model.apply_run(waiting)
    model.apply_queue((waiting,))
    assert model.state.run == RUNNING
    assert model.state.queue == (waiting,)


def test_the_first_runs_are_a_change_even_if_there_are_none() -> None:
    model = AppModel("here")
    assert model.apply_kept(()) is not None
    assert model.apply_kept(()) is None


def test_a_run_that_trains_keeps_the_name_that_the_user_gave_it() -> None:
    model = AppModel("here")
    model.apply_run(RUNNING)
    model.apply_kept((summary_of(RUNNING.but(name="narrow")),))
    assert model.apply_run(RUNNING).run.name == "narrow"
    assert model.state.run is not None
    assert model.state.run.name == "narrow"


def test_a_run_taken_out_of_the_queue_does_not_come_back_from_the_store() -> None:
    model = AppModel("here")
    waiting = example_run(2, state=RunState.QUEUED)
    model.apply_run(waiting)
    assert model.apply_withdrawn((waiting.id,)).gone == {waiting.id}
    model.apply_kept((summary_of(waiting),))
    assert model.registry.summaries == {}


def test_a_run_queued_again_is_known_again_whatever_the_store_had_last() -> None:
    model = AppModel("here")
    waiting = example_run(2, state=RunState.QUEUED)
    model.apply_run(waiting)
    model.apply_kept((summary_of(waiting),))
    model.apply_withdrawn((waiting.id,))
    model.apply_run(waiting)
    model.apply_kept(())  # read before it was written again
    assert list(model.registry.summaries) == [waiting.id]
    model.apply_kept((summary_of(waiting),))
    assert list(model.registry.summaries) == [waiting.id]


def test_a_run_queued_again_stays_whatever_was_read_while_it_was_out_of_the_queue() -> None:
    model = AppModel("here")
    waiting = example_run(2, state=RunState.QUEUED)
    model.apply_run(waiting)
    model.apply_withdrawn((waiting.id,))
    model.apply_run(waiting)
    model.apply_kept((summary_of(waiting),))  # read before it was removed
    between = model.apply_kept(())  # read before it was written again
    assert between is None or waiting.id not in between.gone
    assert list(model.registry.summaries) == [waiting.id]


def test_an_active_run_that_the_store_has_lost_is_gone_once_it_has_ended() -> None:
    model = AppModel("here")
    model.apply_run(RUNNING)
    model.apply_kept((summary_of(RUNNING),))
    assert not model.apply_kept(())
    model.apply_run(FINISHED)
    gone = model.apply_kept(())
    assert gone is not None
    assert gone.gone == {FINISHED.id}


def test_a_run_restored_stays_although_a_list_read_before_arrives_after() -> None:
    model = a_model_with_a_kept_run()
    model.apply_edit_request(FINISHED.id, MoveToTrash())
    model.apply_edit(EditOutcome(Turn.DONE, "", FINISHED.id, is_in_trash=True))
    model.apply_edit(EditOutcome(Turn.UNDONE, "", FINISHED.id))
    assert not model.apply_kept(())  # read while it was in the trash
    assert list(model.registry.summaries) == [FINISHED.id]
    model.apply_kept((summary_of(FINISHED),))
    gone = model.apply_kept(())
    assert gone is not None
    assert gone.gone == {FINISHED.id}


def test_a_run_deleted_from_the_store_is_no_longer_shown() -> None:
    model = AppModel("here")
    model.apply_run(RUNNING)
    model.apply_run(FINISHED)
    model.apply_kept((summary_of(FINISHED),))
    changes = model.apply_kept(())
    assert changes is not None
    assert changes.gone == {FINISHED.id}
    assert model.state.run is None


def test_reading_ends_when_the_runs_are_loaded() -> None:
    model = AppModel("here")
    model.apply_reading(3, 8)
    assert model.state.reading == (3, 8)
    model.apply_kept((summary_of(FINISHED),))
    assert model.state.reading is None


def test_verdicts_by_new_rules_come_one_after_another() -> None:
    judged = summary_of(FINISHED)
    awaiting = judged.model_copy(update={"verdict": None, "rules": NOT_JUDGED})
    model = AppModel("here")
    model.apply_kept((awaiting,))
    edited = awaiting.run.but(tags=("mine",))
    model.registry.known.put(awaiting.model_copy(update={"run": edited}))
    changes = model.apply_judged((judged,), 3)
    assert [(each.label, each.run.tags) for each in changes.changed] == [(judged.label, ("mine",))]
    assert model.state.judging == (1, 4)
    assert not model.apply_judged((judged,), 0)  # it has its verdict already
    assert model.state.judging is None


def test_the_number_of_digits_comes_from_the_digits_read() -> None:
    model = AppModel("here")
    dataset = few_digits().dataset
    model.apply_digits(400, dataset)
    assert (model.state.training_digits, model.state.dataset) == (400, dataset)


def a_model_with_a_kept_run() -> AppModel:
    model = AppModel("here")
    model.apply_kept((summary_of(FINISHED),))
    return model


def test_a_run_that_goes_to_the_trash_is_gone_before_the_store_has_moved_it() -> None:
    model = a_model_with_a_kept_run()
    assert model.apply_edit_request(FINISHED.id, MoveToTrash()).gone == {FINISHED.id}
    model.apply_kept((summary_of(FINISHED),))  # read before the store moved it
    assert model.registry.summaries == {}
    assert not model.apply_edit_request(FINISHED.id, MoveToTrash())


def test_a_run_that_could_not_go_to_the_trash_is_back() -> None:
    model = a_model_with_a_kept_run()
    model.apply_edit_request(FINISHED.id, MoveToTrash())
    changes = model.apply_edit(EditOutcome(Turn.REFUSED, "The disk is full.", FINISHED.id))
    assert changes.changed == (summary_of(FINISHED),)
    gone = model.apply_kept(())
    assert gone is not None
    assert gone.gone == {FINISHED.id}


def test_a_run_restored_before_the_store_was_read_again_is_back() -> None:
    model = a_model_with_a_kept_run()
    model.apply_edit_request(FINISHED.id, MoveToTrash())
    model.apply_edit(EditOutcome(Turn.DONE, "", FINISHED.id, is_in_trash=True))
    model.apply_edit(EditOutcome(Turn.UNDONE, "", FINISHED.id))
    model.apply_kept((summary_of(FINISHED),))
    assert list(model.registry.summaries) == [FINISHED.id]


def test_an_active_run_stays_until_the_store_has_moved_it() -> None:
    model = AppModel("here")
    model.apply_run(RUNNING)
    assert not model.apply_edit_request(RUNNING.id, MoveToTrash())
    assert not model.apply_edit_request(RUNNING.id, Rename("narrow"))
    assert list(model.registry.summaries) == [RUNNING.id]


def a_model_with(*elsewhere: Run) -> AppModel:
    model = AppModel("here")
    model.apply_kept(tuple(map(summary_of, elsewhere)))
    return model


def test_the_newest_run_in_training_elsewhere_is_wanted() -> None:
    waiting = ELSEWHERE.but(id="20261123-222456-000009", state=RunState.QUEUED)
    newer = example_run(2, state=RunState.PAUSED, holder="process 13 on gpu2")
    assert a_model_with(FINISHED, waiting).unread_elsewhere is None
    assert a_model_with(ELSEWHERE, waiting).unread_elsewhere == ELSEWHERE.id
    assert a_model_with(ELSEWHERE, newer).unread_elsewhere == newer.id
    assert a_model_with(ELSEWHERE.model_copy(update={"holder": None})).unread_elsewhere is None


def test_nothing_elsewhere_is_wanted_while_a_run_trains_or_waits_here() -> None:
    own = example_run(3, state=RunState.RUNNING)
    model = a_model_with(ELSEWHERE)
    model.apply_run(own)
    assert model.unread_elsewhere is None
    model.apply_run(own.model_copy(update={"state": RunState.FINISHED}))
    assert model.unread_elsewhere == ELSEWHERE.id
    model.apply_queue((example_run(4, state=RunState.QUEUED),))
    assert model.unread_elsewhere is None


def test_a_run_elsewhere_gives_way_to_one_that_trains_here() -> None:
    own = example_run(3, state=RunState.RUNNING)
    model = a_model_with(ELSEWHERE)
    model.apply_elsewhere(ELSEWHERE)
    assert (model.state.live, model.state.is_training) == (ELSEWHERE, False)
    model.apply_run(own)
    assert (model.state.live, model.state.is_training) == (own, True)
    model.apply_elsewhere(ELSEWHERE)  # read before
    assert model.state.shown == own


def test_a_run_shown_elsewhere_is_wanted_again_once_it_has_changed() -> None:
    model = a_model_with(ELSEWHERE)
    model.apply_elsewhere(ELSEWHERE)
    assert model.unread_elsewhere is None
    model.apply_kept((summary_of(FINISHED),))
    assert model.unread_elsewhere == ELSEWHERE.id


STOP = Stopping(now=False)
STOPPING = ELSEWHERE.model_copy(update={"stop_asked": STOP})


def stop_shown(model: AppModel) -> Stopping | None:
    assert model.state.live is not None
    return model.state.live.stop_asked


def test_a_stop_asked_of_another_process_is_known_before_that_has_taken_it() -> None:
    model = a_model_with(ELSEWHERE)
    model.apply_elsewhere(ELSEWHERE)
    model.apply_stop_elsewhere(ELSEWHERE.id, STOP)
    model.apply_elsewhere(ELSEWHERE)  # read again
    assert stop_shown(model) == STOP
    model.apply_elsewhere(FINISHED)
    model.apply_elsewhere(ELSEWHERE)  # resumed
    assert stop_shown(model) is None


def test_a_stop_that_another_process_has_is_shown_until_that_calls_it_off() -> None:
    model = a_model_with(ELSEWHERE)
    model.apply_elsewhere(ELSEWHERE)
    model.apply_stop_elsewhere(ELSEWHERE.id, STOP)
    model.apply_kept((summary_of(STOPPING),))
    assert stop_shown(model) == STOP
    model.apply_kept((summary_of(ELSEWHERE),))
    assert model.unread_elsewhere == ELSEWHERE.id
    model.apply_elsewhere(ELSEWHERE)
    assert stop_shown(model) is None
    assert model.unread_elsewhere is None


def test_a_stop_that_another_process_was_asked_for_by_itself_is_shown() -> None:
    model = a_model_with(ELSEWHERE)
    model.apply_elsewhere(ELSEWHERE)
    model.apply_kept((summary_of(STOPPING),))
    assert model.unread_elsewhere == ELSEWHERE.id
    model.apply_elsewhere(STOPPING)
    assert stop_shown(model) == STOP


def test_a_stop_of_another_process_is_forgotten_once_the_run_trains_on() -> None:
    model = a_model_with(ELSEWHERE)
    model.apply_elsewhere(ELSEWHERE)
    model.apply_stop_elsewhere(ELSEWHERE.id, STOP)
    done = len(ELSEWHERE.epochs)
    for more in (1, 2):
        model.apply_elsewhere(example_run(1, epochs=done + more, state=RunState.RUNNING, holder=ELSEWHERE.holder))
        assert (stop_shown(model) is not None) == (more == 1)


def test_a_stop_that_is_called_off_is_a_change_of_its_own() -> None:
    model = AppModel("here")
    stopping = RUNNING.model_copy(update={"stop_asked": Stopping(now=False)})
    trains_on = [model.apply_run(run).trains_on for run in (RUNNING, stopping, RUNNING, stopping, FINISHED)]
    assert trains_on == [False, False, True, False, False]


def test_a_stop_that_is_not_answered_is_forgotten() -> None:
    model = a_model_with(ELSEWHERE)
    model.apply_elsewhere(ELSEWHERE)
    model.apply_stop_elsewhere(ELSEWHERE.id, Stopping(now=True))
    model.apply_stop_elsewhere(ELSEWHERE.id, None)
    assert model.state.live == ELSEWHERE


def test_each_run_is_compared_with_the_baseline_on_its_own_digits() -> None:
    here = few_digits().dataset
    model = AppModel("here")
    model.apply_digits(400, here)
    own, other = example_run(1, data=here), example_run(2, data=MNIST)
    model.apply_kept([summary_of(own), summary_of(other)])
    for run in (own, other):
        baseline = model.state.baseline_of(run)
        assert baseline is not None
        assert baseline.run_ids == (run.id,)
    assert model.state.baseline == model.state.baseline_of(own)
    model.apply_fetched(own)
    assert model.state.ghost_beside(own) == model.state.ghost_beside(None) == own.epochs
    assert model.state.ghost_beside(other) == ()


def test_times_of_runs_on_other_digits_are_no_estimate() -> None:
    run = example_run(1, data=few_digits().dataset).model_copy(update={"environment": ENVIRONMENT})
    host = ENVIRONMENT.host
    assert paces_of([summary_of(run)], host, run.data)
    assert not paces_of([summary_of(run)], host, MNIST)


def a_model_of_three() -> tuple[AppModel, list[Run]]:
    """Return a model in which three runs train, and those runs."""
    model = AppModel("here")
    runs = [example_run(number, state=RunState.RUNNING) for number in (1, 2, 3)]
    for run in runs:
        model.apply_run(run)
    return model, runs


def test_of_several_runs_the_one_shown_stays_whatever_happens_to_the_others() -> None:
    model, (first, second, third) = a_model_of_three()
    model.apply_run(third.after(events.Paused()))
    assert model.state.run == first
    assert [run.id for run in model.state.active] == [first.id, second.id, third.id]
    model.apply_run(second.after(events.Finished(1.0)))
    assert model.state.run == first
    assert [run.id for run in model.state.active] == [first.id, third.id]


def test_the_next_active_run_is_shown_once_the_one_shown_has_ended() -> None:
    model, runs = a_model_of_three()
    shown = []
    for run in runs:
        assert model.state.run is not None
        shown.append(model.state.run.id)
        model.apply_run(run.after(events.Finished(1.0)))
    assert shown == [run.id for run in runs]
    assert model.state.active == ()
    assert model.state.run is not None
    assert (model.state.run.id, model.state.run.state) == (runs[-1].id, RunState.FINISHED)


def test_the_active_runs_are_shown_in_turn() -> None:
    model, runs = a_model_of_three()
    shown = []
    for by in (1, 1, 1, -1, -1):
        model.apply_next_shown(by)
        assert model.state.run is not None
        shown.append(model.state.run.id)
    assert shown == [runs[place].id for place in (1, 2, 0, 2, 1)]


def test_without_an_active_run_no_other_one_is_shown() -> None:
    model = AppModel("here")
    model.apply_next_shown(1)
    assert model.state.run is None
    model.apply_run(RUNNING)
    model.apply_run(FINISHED)
    model.apply_next_shown(1)
    assert model.state.run == FINISHED


def test_all_active_runs_have_the_names_that_the_user_gave_them() -> None:
    model, runs = a_model_of_three()
    model.apply_kept(summary_of(run.but(name=f"mine {place}")) for place, run in enumerate(runs))
    assert [run.name for run in model.state.active] == ["mine 0", "mine 1", "mine 2"]
