"""The comparison of the marks in the whole app: from a request to what the screens follow."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.marks import NO_MARKS, Marks
from mnist_lab.domain.comparison.missing_runs import ALL_KEPT, OTHER_DIGITS
from mnist_lab.domain.runs.edits import MoveToTrash
from mnist_lab.domain.runs.run import Dataset, Run
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.state.compare_messages import CompareMetricRequested, MissingRunsRequested
from mnist_lab.tui.state.view_messages import MarksChangeRequested
from mnist_lab_store.run_store import RunStore
from support.compare_examples import groups, lone, repeats
from support.driven import DIGITS, notices, open_app, until
from support.fakes import ScriptedTrainer

WIDE = repeats(1, [0.98, 0.97, 0.98], units=32)
LAST = RunSpec(units=8, epochs=1)
"""Queued behind all that was asked for before."""
BOTH = repeats(11, [0.97], units=16, dropout=0.5)


def keep(folder: Path, *runs: Run, data: Dataset = DIGITS.dataset) -> None:
    store = RunStore(folder)
    for run in runs:
        store.put(run.but(data=data))


async def mark(pilot: Pilot[None], app: LabApp, marks: Marks) -> Comparison:
    app.post_message(MarksChangeRequested(marks))
    await until(pilot, lambda: app.comparisons.value is not None)
    assert app.comparisons.value is not None
    return app.comparisons.value


async def test_marks_become_a_comparison(tmp_path: Path) -> None:
    keep(tmp_path, *WIDE, *BOTH)
    async with open_app(tmp_path) as (pilot, app):
        found = await mark(pilot, app, groups(WIDE, BOTH))
        assert [(side.letter, len(side.runs)) for side in found.sides] == [("A", 3), ("B", 1)]
        app.post_message(CompareMetricRequested("val_loss"))
        await until(pilot, lambda: (now := app.comparisons.value) is not None and now.metric.key == "val_loss")
        app.post_message(MarksChangeRequested(NO_MARKS))
        await until(pilot, lambda: app.comparisons.value is None)


async def test_a_run_in_the_trash_loses_its_mark(tmp_path: Path) -> None:
    keep(tmp_path, *WIDE, *BOTH)
    async with open_app(tmp_path) as (pilot, app):
        await mark(pilot, app, lone(WIDE[0], BOTH[0]))
        app.edit(WIDE[0].id, MoveToTrash())
        await until(pilot, lambda: (now := app.comparisons.value) is not None and len(now.sides) == 1)
        assert [each.letter for each in app.view_states.value.marks.marks] == ["B"]


async def test_a_run_in_training_is_followed_to_its_end(tmp_path: Path) -> None:
    keep(tmp_path, *WIDE)
    trainer = ScriptedTrainer(gated=True)
    async with open_app(tmp_path, trainer) as (pilot, app):
        app.runs.enqueue(RunRequest(RunSpec(units=16, epochs=2)))
        await until(pilot, lambda: app.state.run is not None)
        assert app.state.run is not None
        live = app.state.run.id
        await mark(pilot, app, NO_MARKS.marked(live, [live]))
        trainer.free()

        def is_over() -> bool:
            now = app.comparisons.value
            return now is not None and bool(now.sides[0].group.counted) and now.costs[0].accuracy is not None

        await until(pilot, is_over)


async def test_the_missing_runs_are_queued_once(tmp_path: Path) -> None:
    keep(tmp_path, *WIDE, *BOTH)
    async with open_app(tmp_path, ScriptedTrainer(gated=True)) as (pilot, app):
        found = await mark(pilot, app, groups(WIDE, BOTH))
        assert found.missing.cost.runs == 10
        app.post_message(MissingRunsRequested())
        app.post_message(MissingRunsRequested())
        await until(pilot, lambda: any(text.startswith("10 runs are queued") for text in notices(app)))
        app.runs.enqueue(RunRequest(LAST))
        await until(pilot, lambda: LAST in {run.spec for run in _all_runs(app)})
        new = [run.spec for run in _all_runs(app) if run.spec != LAST and run.id not in {r.id for r in (*WIDE, *BOTH)}]
        settings = [(units, dropout, seed) for units, dropout in ((16, 0.2), (32, 0.5)) for seed in (1, 2, 3, 4, 5)]
        assert sorted((spec.units, spec.dropout, spec.seed) for spec in new) == settings
        await until(pilot, lambda: (now := app.comparisons.value) is not None and not now.missing.requests)
        app.post_message(MissingRunsRequested())
        await until(pilot, lambda: ALL_KEPT in notices(app))


async def test_missing_runs_of_other_digits_are_refused(tmp_path: Path) -> None:
    keep(tmp_path, *WIDE, *BOTH, data=Dataset(name="mine", sha256="0" * 64))
    async with open_app(tmp_path) as (pilot, app):
        await mark(pilot, app, groups(WIDE, BOTH))
        app.post_message(MissingRunsRequested())
        await until(pilot, lambda: OTHER_DIGITS.format(name="mine") in notices(app))


def _all_runs(app: LabApp) -> list[Run]:
    return [summary.run for summary in app.session.kept.summaries()]
