"""The runs that a lab or a sweep still needs: which kept runs are reused, which are missing, and how long they take."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from mnist_lab.domain.runs.cost_estimate import (
    SECONDS_BESIDE_EPOCHS,
    SECONDS_TO_BEGIN,
    SECONDS_TO_COMPILE,
    TRAINING_DIGITS,
    Pace,
    estimate,
    estimate_by,
    measured,
    settings_compiled,
    split_sizes,
)
from mnist_lab.domain.runs.run import Dataset, Run, RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP, RunSpec
from mnist_lab.domain.tables.run_summary import Summary


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """A group: its label, its settings with the first seed, and the kept run of each seed, None if it is missing."""

    label: str
    spec: RunSpec
    kept: tuple[Summary | None, ...]

    @property
    def missing(self) -> tuple[RunSpec, ...]:
        """Return the settings of each run that is still to be trained."""
        first = self.spec.seed
        return tuple(
            self.spec.model_copy(update={"seed": first + place}) for place, kept in enumerate(self.kept) if kept is None
        )

    @property
    def whole_repeats(self) -> int:
        """Return how many runs are kept from the first seed on, before one is missing."""
        return next((place for place, kept in enumerate(self.kept) if kept is None), len(self.kept))


@dataclass(frozen=True, slots=True)
class Plan:
    """The groups in the order in which they are trained.

    `elsewhere` has the settings, whatever the device, of all runs that other processes train or have waiting.
    """

    groups: tuple[PlannedGroup, ...]
    elsewhere: frozenset[RunSpec] = frozenset()

    @property
    def kept(self) -> tuple[Summary, ...]:
        """Return the runs that are reused."""
        return tuple(kept for group in self.groups for kept in group.kept if kept is not None)

    @property
    def missing(self) -> tuple[RunSpec, ...]:
        """Return the settings of the runs to train, the next one first."""
        return tuple(spec for group in self.groups for spec in group.missing)

    @property
    def whole_repeats(self) -> int:
        """Return how many repeats every group has, from the first seed on."""
        return min((each.whole_repeats for each in self.groups), default=0)

    @property
    def count(self) -> int:
        """Return how many runs there are altogether."""
        return sum(len(group.kept) for group in self.groups)

    def seconds(self, paces: Sequence[Pace] = (), digits: int = TRAINING_DIGITS) -> float:
        """Return how long the missing runs will take here."""
        return seconds_of(self.missing, paces, digits)

    def requests(self, *, keeps_weights: bool = True) -> tuple[RunRequest, ...]:
        """Return a request for each missing run; those of a group are one order."""
        return tuple(
            RunRequest(spec, keeps_weights=keeps_weights, planned=len(group.missing))
            for group in self.groups
            for spec in group.missing
        )


def plan(groups: Iterable[tuple[str, RunSpec]], repeats: int, summaries: Iterable[Summary], data: Dataset) -> Plan:
    """Return which of the repeats of each group are kept on these digits, and which are missing.

    The seeds are those from the group's own on. A kept run is reused if it is finished and the same in everything but
    its device; of several, the newest. A group that occurs twice, such as the baseline of several labs, is there once.
    """
    kept: dict[RunSpec, Summary] = {}
    elsewhere: set[RunSpec] = set()
    for summary in sorted(summaries, key=lambda each: (each.run.created, each.id)):
        if summary.run.state is RunState.FINISHED and summary.run.data.sha256 == data.sha256:
            kept[anywhere(summary.run.spec)] = summary
        elif summary.run.holder and summary.run.data.sha256 == data.sha256:
            elsewhere.add(anywhere(summary.run.spec))
    found: dict[RunSpec, PlannedGroup] = {}
    for label, spec in groups:
        seeds = range(spec.seed, spec.seed + repeats)
        of_seeds = tuple(kept.get(anywhere(spec.model_copy(update={"seed": seed}))) for seed in seeds)
        found.setdefault(common(spec), PlannedGroup(label, spec, of_seeds))
    return Plan(tuple(found.values()), frozenset(elsewhere))


def lost_runs(summaries: Iterable[Summary], data: Dataset) -> Mapping[RunSpec, tuple[Run, ...]]:
    """Return the runs on these digits that ended early, by their settings whatever the device.

    The one with the most epochs comes first, of equals the newest; runs that another process holds are left out.
    """
    found: dict[RunSpec, list[Summary]] = {}
    for summary in summaries:
        run = summary.run
        if run.state.can_be_resumed() and run.holder is None and run.data.sha256 == data.sha256:
            found.setdefault(anywhere(run.spec), []).append(summary)
    return {
        spec: tuple(
            each.run for each in sorted(of_spec, key=lambda each: (each.epochs_done, each.run.created), reverse=True)
        )
        for spec, of_spec in found.items()
    }


def seconds_of(specs: Iterable[RunSpec], paces: Sequence[Pace] = (), digits: int = TRAINING_DIGITS) -> float:
    """Return how long runs of these settings will take here, one after the other.

    What several have in common is compiled once.
    """
    given = tuple(specs)
    return training_seconds(given, paces, digits) + compiling_seconds(shapes_of(given, digits))


def training_seconds(specs: Iterable[RunSpec], paces: Sequence[Pace] = (), digits: int = TRAINING_DIGITS) -> float:
    """Return the same for runs whose networks are all compiled already."""
    earlier = measured(paces, digits)
    seconds: dict[RunSpec, float] = {}
    total = 0.0
    for spec in specs:
        settings = common(spec)
        if settings not in seconds:
            seconds[settings] = estimate_by(spec, earlier, digits).seconds - SECONDS_TO_BEGIN + SECONDS_BESIDE_EPOCHS
        total += seconds[settings]
    return total


def compiling_seconds(shapes: int) -> float:
    """Return how long it takes to load TensorFlow and to compile so many networks."""
    return SECONDS_TO_BEGIN + (shapes - 1) * SECONDS_TO_COMPILE - shapes * SECONDS_BESIDE_EPOCHS if shapes else 0.0


def shapes_of(specs: Iterable[RunSpec], digits: int = TRAINING_DIGITS) -> int:
    """Return how many networks are compiled for these runs."""
    return len({network_of(spec, digits) for spec in specs})


def network_of(spec: RunSpec, digits: int = TRAINING_DIGITS) -> Hashable:
    """Return what a run is compiled for, to find others by that are compiled with it."""
    return settings_compiled(spec), split_sizes(spec, digits)


def seconds_left(
    run: Run | None, waiting: Iterable[RunSpec], paces: Sequence[Pace] = (), digits: int = TRAINING_DIGITS
) -> float:
    """Return how long the active run and those that wait will still take."""
    if run is None or not run.state.is_active():
        return seconds_of(waiting, paces, digits)
    of_run, expected = run.seconds_left, estimate(run.spec, paces, digits).seconds
    both = seconds_of((run.spec, *waiting), paces, digits)
    return both - expected + (of_run if of_run is not None else expected)


def anywhere(spec: RunSpec) -> RunSpec:
    """Return the settings whatever the device, to find them by."""
    return spec.model_copy(update={"device": "auto"})


def common(spec: RunSpec) -> RunSpec:
    """Return the settings that repeats have in common, to find them by."""
    return spec.model_copy(update=dict.fromkeys(NO_PART_OF_A_GROUP))
