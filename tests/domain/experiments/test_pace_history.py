"""Which kept runs tell how long others take."""

from __future__ import annotations

from mnist_lab.domain.experiments.pace_history import RUNS_OF_A_SIZE, paces_of
from mnist_lab.domain.runs.run import MNIST
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary
from support.fakes import ENVIRONMENT, a_history
from support.run_examples import a_summary


def kept(number: int, units: int) -> Summary:
    return a_summary(number, a_history([0.1]), RunSpec(units=units), environment=ENVIRONMENT)


def test_many_small_runs_displace_no_large_one() -> None:
    summaries = [kept(0, 518), *(kept(number, 6) for number in range(1, 50))]
    paces = paces_of(summaries, ENVIRONMENT.host, MNIST)
    assert [pace.spec.units for pace in paces] == [6] * RUNS_OF_A_SIZE + [518]


def test_the_newest_runs_of_a_size_count() -> None:
    summaries = [kept(number, 500 + number) for number in range(20)]
    paces = paces_of(summaries, ENVIRONMENT.host, MNIST)
    assert [pace.spec.units for pace in paces] == [519, 518, 517, 516, 515]
