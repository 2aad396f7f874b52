"""What follows from all runs is the same after any changes as if all of them were looked at anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.domain.evidence.baseline import choose_baseline
from mnist_lab.domain.evidence.groups import is_repeat
from mnist_lab.domain.evidence.known_runs import KnownRuns
from mnist_lab.domain.experiments.pace_history import paces_of
from mnist_lab.domain.runs.run import MNIST, Dataset, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary
from support.fakes import ENVIRONMENT, an_epoch
from support.run_examples import BEGAN, a_summary

OTHER = Dataset(name="other", sha256="1")
ELSEWHERE = ENVIRONMENT.model_copy(update={"host": "elsewhere"})


@st.composite
def summaries(draw: st.DrawFn) -> Summary:
    number = draw(st.integers(0, 12))
    epochs = (an_epoch(1, 0.1 + draw(st.integers(1, 9)) / 100, loss=0.1),) if draw(st.booleans()) else ()
    spec = RunSpec(units=draw(st.sampled_from((518, 64))), seed=draw(st.integers(1, 3)))
    pinned = draw(st.none() | st.integers(0, 99))
    return a_summary(
        number,
        epochs,
        spec,
        state=draw(st.sampled_from((RunState.FINISHED, RunState.STOPPED, RunState.RUNNING, RunState.QUEUED))),
        data=draw(st.sampled_from((MNIST, OTHER))),
        environment=draw(st.sampled_from((ENVIRONMENT, ELSEWHERE, None))),
        pinned_at=None if pinned is None else BEGAN + timedelta(minutes=100 * number + pinned),
    )


CHANGES = st.lists(summaries() | st.integers(0, 12).map(lambda number: f"run-{number}"), max_size=40)


def known_after(changes: list[Summary | str]) -> KnownRuns:
    known = KnownRuns(ENVIRONMENT.host)
    for change in changes:
        if isinstance(change, str):
            known.drop(change)
        else:
            known.put(change)
    return known


@given(CHANGES)
def test_baselines_and_paces_are_those_of_all_runs(changes: list[Summary | str]) -> None:
    known = known_after(changes)
    kept = list(known.summaries.values())
    for data in (MNIST, OTHER):
        assert known.baselines(data)[data.sha256] == choose_baseline(kept, data)
        assert known.paces(data) == paces_of(kept, ENVIRONMENT.host, data)


@given(CHANGES)
def test_repeats_are_those_that_a_look_at_all_runs_finds(changes: list[Summary | str]) -> None:
    known = known_after(changes)
    for one in known.summaries.values():
        found = known.repeats_of(one.run.spec.model_copy(update={"seed": 99}), one.run.data.sha256)
        wanted = [each.id for each in known.summaries.values() if is_repeat(each, one)]
        assert sorted(each.id for each in found) == sorted(wanted)


def test_each_set_of_digits_has_its_own_baseline() -> None:
    third = Dataset(name="c", sha256="2")
    known = KnownRuns()
    for number, data in enumerate((MNIST, OTHER, third)):
        known.put(a_summary(number, (an_epoch(1),), data=data))
    found = {sha256: baseline and baseline.run_ids for sha256, baseline in known.baselines(MNIST).items()}
    assert found == {MNIST.sha256: ("run-0",), OTHER.sha256: ("run-1",), "2": ("run-2",)}


@pytest.mark.parametrize(
    ("before", "after", "is_another"),
    [
        (None, RunState.FINISHED, True),
        (None, RunState.RUNNING, False),
        (RunState.QUEUED, RunState.RUNNING, False),
        (RunState.RUNNING, RunState.STOPPED, True),
        (RunState.STOPPED, RunState.RUNNING, True),
        (RunState.FINISHED, RunState.FINISHED, False),
        (RunState.FINISHED, None, True),
        (RunState.RUNNING, None, False),
    ],
)
def test_endings_are_counted(before: RunState | None, after: RunState | None, is_another: bool) -> None:
    known = KnownRuns()
    if before is not None:
        known.put(a_summary(1, state=before))
    endings = known.endings
    if after is not None:
        known.put(a_summary(1, state=after))
    else:
        known.drop("run-1")
    assert (known.endings != endings) is is_another
