"""The sides of a comparison: which runs a mark stands for, and what a side is called."""

from __future__ import annotations

from mnist_lab.domain.comparison.command import compare_arguments
from mnist_lab.domain.comparison.comparison import comparison_of
from mnist_lab.domain.comparison.marks import NO_MARKS
from mnist_lab.domain.runs.run import Dataset, RunState
from mnist_lab.domain.runs.spec import RunSpec
from support.compare_examples import comparing, groups, lone, repeats, summaries
from support.store_examples import example_run

WIDE = repeats(1, [0.98, 0.97, 0.98], units=1024)
NARROW = repeats(11, [0.95, 0.96], units=64)


def test_a_group_has_its_repeats_and_no_others() -> None:
    elsewhere = example_run(30, spec=WIDE[0].spec, data=Dataset(name="mine", sha256="0" * 64))
    later = example_run(31, spec=RunSpec(units=1024, seed=9, device="cpu"))
    side = comparing(groups(WIDE), WIDE, NARROW, [elsewhere, later]).sides[0]
    assert side.group.ids == (later.id, *(run.id for run in reversed(WIDE)))
    assert (side.title, side.size, side.is_lone) == ("nodes 1024", "group of 4", False)


def test_a_group_of_chosen_settings_has_every_run_that_is_the_same_in_them() -> None:
    marks = NO_MARKS.marked("by nodes", [WIDE[0].id], ("units",))
    dropout = repeats(21, [0.97], units=1024, dropout=0.5)
    side = comparing(marks, WIDE, NARROW, dropout).sides[0]
    assert set(side.group.ids) == {run.id for run in (*WIDE, *dropout)}
    assert side.title == "nodes 1024"


def test_a_fixed_group_takes_in_no_other_repeats_and_no_command_prints_it() -> None:
    fresh = WIDE[1:]
    marks = NO_MARKS.marked("fresh", [run.id for run in fresh], (), is_fixed=True)
    marks = marks.marked("narrow", [NARROW[0].id], ())
    comparison = comparing(marks, WIDE, NARROW)
    assert set(comparison.sides[0].group.ids) == {run.id for run in fresh}
    assert len(comparison.sides[1].group.ids) == len(NARROW)
    assert comparison.marks.marks[0].is_fixed
    assert compare_arguments(comparison) is None


def test_a_lone_run_stays_alone() -> None:
    side = comparing(lone(WIDE[0]), WIDE).sides[0]
    assert (side.group.ids, side.size, side.is_lone) == ((WIDE[0].id,), "1 run", True)


def test_lone_runs_of_the_same_name_are_told_apart() -> None:
    titles = [side.title for side in comparing(lone(WIDE[0], WIDE[1], NARROW[0]), WIDE, NARROW).sides]
    assert titles == ["nodes 1024, seed 1", "nodes 1024, seed 2", "nodes 64"]


def test_marks_of_runs_that_are_gone_have_no_side() -> None:
    marks = groups(WIDE, NARROW)
    assert [side.letter for side in comparing(marks, NARROW).sides] == ["B"]
    assert comparison_of(marks, (), lambda _: None) is None


def test_the_curves_are_those_of_the_runs_that_count_and_of_those_in_training() -> None:
    stopped = example_run(30, epochs=1, spec=RunSpec(units=64, seed=9), state=RunState.STOPPED)
    live = example_run(31, epochs=1, spec=RunSpec(units=64, seed=10), state=RunState.RUNNING)
    again = example_run(32, spec=NARROW[0].spec)  # the same seed: it repeats itself
    side = comparing(groups(NARROW), NARROW, [stopped, live, again]).sides[0]
    assert {run.id for run in side.runs} == {again.id, NARROW[1].id, live.id}
    assert (side.live, side.is_live, side.state) == ((live,), True, "training 2/10")
    assert live not in side.averaged


def test_of_runs_that_never_finished_all_are_drawn() -> None:
    stopped = example_run(30, epochs=1, spec=RunSpec(units=64, seed=9), state=RunState.STOPPED)
    waiting = example_run(31, epochs=0, spec=RunSpec(units=64, seed=10), state=RunState.QUEUED)
    side = comparing(groups([stopped, waiting]), [stopped, waiting]).sides[0]
    assert side.runs == side.averaged == (stopped,)
    assert (side.is_live, side.state) == (False, "0 of 2 runs finished")


def test_a_run_that_cannot_be_read_is_not_drawn() -> None:
    found = comparison_of(groups(WIDE), summaries(WIDE), lambda each: None if each.id == WIDE[0].id else WIDE[1])
    assert found is not None
    assert len(found.sides[0].runs) == 2


def test_the_run_pinned_last_is_the_reference_else_the_first() -> None:
    early, late = WIDE[0].created, NARROW[0].created
    pinned = [WIDE[0].but(pinned_at=early), *WIDE[1:]], [NARROW[0].but(pinned_at=late), *NARROW[1:]]
    assert comparing(groups(WIDE, NARROW), WIDE, NARROW).reference == "A"
    assert comparing(groups(WIDE, NARROW), *pinned).reference == "B"


def test_groups_of_chosen_settings_differ_in_those_alone() -> None:
    dropout = repeats(21, [0.97], units=1024, dropout=0.5)
    narrow = repeats(31, [0.95], units=64, dropout=0.5)
    marks = NO_MARKS.marked("wide", [WIDE[0].id], ("units",)).marked("narrow", [NARROW[0].id], ("units",))
    found = comparing(marks, WIDE, NARROW, dropout, narrow)
    assert [setting.name for setting in found.settings] == ["units"]
    assert (found.pairs[0].differing, found.missing.letters) == (1, ())
    evidence = found.pairs[0].contrast.evidence
    assert evidence is not None
    assert evidence.counts == (4, 3)


def test_what_is_not_finished_is_said() -> None:
    dropout = repeats(21, [0.97], units=1024, dropout=0.5)
    by_nodes = NO_MARKS.marked("by nodes", [WIDE[0].id], ("units",))
    assert comparing(by_nodes, WIDE, dropout).sides[0].state == ""
    spec = RunSpec(units=1024, seed=9)
    paused, stopped, queued = (
        example_run(30 + place, epochs=epochs, spec=spec, state=state)
        for place, (state, epochs) in enumerate(((RunState.PAUSED, 2), (RunState.STOPPED, 3), (RunState.QUEUED, 0)))
    )
    words = [comparing(lone(run), [run]).sides[0].state for run in (paused, stopped, queued)]
    assert words == ["paused 3/10", "stopped 3/10", "queued"]
    assert comparing(groups(WIDE), WIDE, [stopped]).sides[0].state == "3 of 4 runs finished"
