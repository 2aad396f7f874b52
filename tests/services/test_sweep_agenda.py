"""Which run of a sweep comes next: each once, whatever became of those before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.setting_fields import Value
from mnist_lab.domain.sweeps.result import chosen_of
from mnist_lab.domain.sweeps.sampling import random_points
from mnist_lab.domain.sweeps.sweep import Search, Sweep
from mnist_lab.domain.sweeps.trials import Trial
from mnist_lab.domain.tables.run_summary import Summary, summary_of
from mnist_lab.services.sweep_agenda import SweepAgenda
from support.fakes import a_history
from support.sweep_bench import DIGITS, NOW, SPACE, a_sweep, final_loss

ENDS: Mapping[str, Mapping[str, Any]] = {
    "finished": {"state": RunState.FINISHED},
    "failed": {"state": RunState.FAILED, "error": "No."},
    "pruned": {"state": RunState.STOPPED, "pruned": "Too bad."},
    "stopped": {"state": RunState.STOPPED},
    "killed": {"state": RunState.INTERRUPTED},
}
SWEEPS = st.sampled_from([Search.GRID, Search.RANDOM, Search.TPE]).flatmap(
    lambda search: st.builds(
        lambda repeats, confirm, trials: a_sweep(
            {"units": "16,64", "dropout": "0,0.2,0.4"} if search is Search.GRID else SPACE,
            search=search, repeats=repeats, confirm=confirm, trials=trials,
        ),
        st.integers(1, 3), st.integers(0, 2), st.integers(1, 5),
    )
)  # fmt: skip


def ask(sweep: Sweep, number: int, trials: Sequence[Trial]) -> Mapping[str, Value]:
    """Choose as a random search would, so that a test can tell what comes."""
    return random_points(sweep.model_copy(update={"trials": number}))[number - 1].values


def an_agenda(sweep: Sweep, kept: Mapping[str, Summary]) -> SweepAgenda:
    return SweepAgenda(sweep, kept.values(), ask, chosen_of)


def ended(request: RunRequest, place: int, end: str) -> Summary:
    (run,) = request.runs(DIGITS.dataset, NOW + timedelta(seconds=place))
    return summary_of(run.but(epochs=a_history([final_loss(run.spec)]), **ENDS[end]))


def place_of(request: RunRequest) -> tuple[int, int]:
    assert request.trial is not None
    return request.trial.number, request.spec.seed


@given(sweep=SWEEPS, ends=st.lists(st.sampled_from([*ENDS]), max_size=40))
@settings(deadline=None)
def test_each_run_is_handed_out_once_and_none_of_a_trial_that_is_over(sweep: Sweep, ends: list[str]) -> None:
    agenda = an_agenda(sweep, {})
    handed: list[tuple[int, int]] = []
    over: set[int] = set()
    for place in range(1000):
        request = agenda.next(0, 1)
        if request is None:
            break
        number, seed = place_of(request)
        end = ends[place] if place < len(ends) else "finished"
        assert (number, seed) not in handed
        assert number not in over or seed in sweep.fresh_seeds
        handed.append((number, seed))
        if end in {"failed", "pruned"} and seed in sweep.search_seeds:
            over.add(number)
        agenda.learn(ended(request, place, end))
    assert agenda.is_over(0)
    assert not agenda.is_over(1)
    searched = [number for number, seed in handed if seed in sweep.search_seeds]
    assert searched == sorted(searched)


@given(sweep=SWEEPS, lives=st.lists(st.integers(0, 4), max_size=8), is_written=st.booleans())
@settings(deadline=None)
def test_a_sweep_killed_again_and_again_trains_what_it_would_have_trained(
    sweep: Sweep, lives: list[int], is_written: bool
) -> None:
    expected = list(lived(sweep, {}, 1000))
    kept: dict[str, Summary] = {}
    for count in lives:
        agenda = an_agenda(sweep, kept)
        for _ in range(count):
            request = agenda.next(0, 1)
            if request is None:
                break
            keep(kept, agenda, request, "finished")
        request = agenda.next(0, 1)  # the run that is in training when the process is killed
        if request is not None and is_written:
            keep(kept, agenda, request, "killed")
    list(lived(sweep, kept, 1000))
    finished = [each.run for each in kept.values() if each.run.state is RunState.FINISHED]
    found = [(run.trial.number, run.spec) for run in finished if run.trial is not None]
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert all(each.run.state is RunState.FINISHED for each in kept.values())


def keep(kept: dict[str, Summary], agenda: SweepAgenda, request: RunRequest, end: str) -> None:
    """Keep how the run ended: the one that is resumed, if there is one, or a new one."""
    summary = ended(request, len(kept), end)
    for runs in agenda.lost(request).values():
        summary = summary.model_copy(update={"run": summary.run.but(id=runs[0].id, created=runs[0].created)})
    kept[summary.id] = summary
    agenda.learn(summary)


def lived(sweep: Sweep, kept: dict[str, Summary], most: int) -> list[tuple[int, object]]:
    """Train all that is missing; return each run's trial and settings."""
    agenda, found = an_agenda(sweep, kept), []
    for _ in range(most):
        request = agenda.next(0, 1)
        if request is None:
            break
        found.append((place_of(request)[0], request.spec))
        keep(kept, agenda, request, "finished")
    return found


def test_a_search_that_learns_waits_for_room_and_a_grid_does_not() -> None:
    grid, search = an_agenda(a_sweep(), {}), an_agenda(a_sweep(SPACE, search=Search.TPE, trials=3), {})
    assert grid.next(1, 1) is not None
    assert search.next(1, 1) is None
    assert search.next(1, 2) is not None


def test_the_best_are_chosen_only_once_nothing_is_in_flight() -> None:
    sweep = a_sweep({"units": "16,64"}, confirm=1)
    agenda = an_agenda(sweep, {})
    for place in range(2):
        request = agenda.next(0, 1)
        assert request is not None
        agenda.learn(ended(request, place, "finished"))
    assert agenda.next(1, 2) is None
    assert not agenda.is_over(0)
    request = agenda.next(0, 2)
    assert request is not None
    assert request.trial is not None
    assert request.trial.is_confirmation
