"""The runs to train next: unused seeds of a group, and runs that separate several changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from mnist_lab.domain.evidence.groups import Group, group_of
from mnist_lab.domain.evidence.next_runs import kept_of, more_repeats, requests_of, telling_requests
from mnist_lab.domain.experiments.budget import USUAL_REPEATS
from mnist_lab.domain.runs.run import Dataset, RunState
from mnist_lab.domain.runs.run_request import LARGEST_SEED, RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.run_summary import Summary
from support.run_examples import a_summary

OTHERS = Dataset(name="others", sha256="1")


def seeded(seeds: Sequence[int], start: int = 0, *, of: dict[str, Any] | None = None, **changes: Any) -> list[Summary]:
    """Return a finished run of each seed, numbered from `start`."""
    return [
        a_summary(number, spec=RunSpec.of({**(of or {}), "seed": seed}), **changes)
        for number, seed in enumerate(seeds, start)
    ]


def the_group(summaries: Sequence[Summary]) -> Group:
    return group_of(summaries[0], summaries)


class TestMoreRepeats:
    @pytest.mark.parametrize(
        ("taken", "repeats", "expected"),
        [
            ([1], 1, [2]),
            ([1, 2, 3], 1, [4]),
            ([3, 1, 2], 2, [4, 5]),
            ([1, 2, 4], 1, [3]),
            ([1, 2, 4], 3, [3, 5, 6]),
            ([7], 2, [8, 9]),
            ([5, 5], 1, [6]),
            ([0], 1, [1]),
            ([LARGEST_SEED], 2, [0, 1]),
            ([LARGEST_SEED - 1], 2, [LARGEST_SEED, 0]),
            ([1], 0, []),
        ],
    )
    def test_take_the_next_unused_seeds(self, taken: list[int], repeats: int, expected: list[int]) -> None:
        found = more_repeats("run-0", seeded(taken), repeats)
        assert found == tuple(RunSpec(seed=seed) for seed in expected)

    @pytest.mark.parametrize("state", list(RunState))
    def test_a_seed_is_used_whatever_the_state_of_its_run(self, state: RunState) -> None:
        kept = [*seeded([1]), *seeded([2], 1, state=state)]
        assert [spec.seed for spec in more_repeats("run-0", kept)] == [3]

    def test_seeds_of_other_groups_and_digits_are_free(self) -> None:
        kept = [*seeded([1]), *seeded([2], 1, of={"units": 64}), *seeded([3], 2, data=OTHERS)]
        assert [spec.seed for spec in more_repeats("run-0", kept, 2)] == [2, 3]
        assert more_repeats("run-1", kept) == (RunSpec(units=64, seed=3),)

    def test_settings_and_device_are_those_of_the_run(self) -> None:
        kept = [*seeded([1], of={"device": "cpu", "units": 64}), *seeded([2], 1, of={"device": "gpu:0", "units": 64})]
        assert more_repeats("run-0", kept) == (RunSpec(units=64, device="cpu", seed=3),)

    def test_a_missing_run_is_named(self) -> None:
        with pytest.raises(KeyError, match="nobody"):
            more_repeats("nobody", seeded([1]))


def test_consecutive_seeds_are_one_request() -> None:
    specs = [RunSpec(seed=3), RunSpec(seed=5), RunSpec(seed=6), RunSpec(seed=7, units=64), RunSpec(seed=8, units=64)]
    assert requests_of(specs) == (RunRequest(specs[0]), RunRequest(specs[1], 2), RunRequest(specs[3], 2))
    assert requests_of([]) == ()


class TestSeparatingRuns:
    A = seeded([2, 3])
    B = seeded([1, 2, 3, 4, 5, 6], 10, of={"units": 64, "dropout": 0.0})

    def test_each_gets_as_many_runs_as_the_larger_side(self) -> None:
        found = telling_requests(the_group(self.A), the_group(self.B), [*self.A, *self.B])
        assert found == (RunRequest(RunSpec(units=64, seed=2), 6), RunRequest(RunSpec(dropout=0.0, seed=2), 6))
        for order in found:
            order.check()

    def test_each_gets_enough_runs_for_evidence_without_those_kept(self) -> None:
        b = self.B[:1]
        kept = [*self.A, *b, *seeded([5], 20, of={"units": 64})]
        found = telling_requests(the_group(self.A), the_group(b), kept)
        assert found == (RunRequest(RunSpec(dropout=0.0, seed=2), USUAL_REPEATS),)
        assert kept_of(RunSpec(units=64), the_group(self.A), kept) == (kept[-1],)

    def test_runs_on_other_digits_are_not_counted(self) -> None:
        elsewhere = seeded([1], 20, of={"units": 64}, data=OTHERS)
        found = telling_requests(the_group(self.A), the_group(self.B), [*self.A, *self.B, *elsewhere])
        assert len(found) == 2
        assert kept_of(RunSpec(units=64), the_group(self.A), elsewhere) == ()

    def test_one_change_needs_none(self) -> None:
        b = seeded([1], 10, of={"units": 64})
        assert telling_requests(the_group(self.A), the_group(b), [*self.A, *b]) == ()

    def test_the_seeds_do_not_pass_the_largest(self) -> None:
        a = seeded([LARGEST_SEED])
        for order in telling_requests(the_group(a), the_group(self.B), [*a, *self.B]):
            order.check()
