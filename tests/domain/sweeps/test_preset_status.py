"""The status of the article's grids: one plan for all, so that shared runs are trained once."""

from __future__ import annotations

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE
from mnist_lab.domain.sweeps.preset_status import sweeps_of
from mnist_lab.domain.sweeps.presets import NO_FOLDS, PRESETS
from mnist_lab.domain.tables.run_summary import summary_of
from support.lab_examples import DATA, group_runs

ACCURACIES = (0.9790, 0.9800, 0.9795)


def test_every_grid_has_its_runs_and_times_before_any_is_trained() -> None:
    sweeps = sweeps_of(Budget(3), (), DATA, 0.1135)
    assert list(sweeps) == list(PRESETS)
    assert [sweep.plan.count for sweep in sweeps.values()] == [54, 21, 90, 24, 24, 150, 21]
    assert all(sweep.seconds > 0 for sweep in sweeps.values())
    assert all(sweep.result.best is None for sweep in sweeps.values())


def test_every_grid_with_the_baselines_settings_reuses_its_runs() -> None:
    kept = [summary_of(run) for run in group_runs(BASELINE, ACCURACIES)]
    sweeps = sweeps_of(Budget(3), kept, DATA, 0.1135)
    sharing = {name for name, sweep in sweeps.items() if sweep.plan.kept}
    assert sharing == {"optimizer", "initializer", "activation"}
    assert [len(sweeps[name].plan.kept) for name in sharing] == [3, 3, 3]


def test_a_grid_with_runs_has_a_table_and_notes() -> None:
    kept = [summary_of(run) for run in group_runs(BASELINE, ACCURACIES)]
    sweep = sweeps_of(Budget(3), kept, DATA, 0.1135)["optimizer"]
    assert len(sweep.table.rows) == 7
    assert NO_FOLDS in sweep.notes
    assert sweep.result.best is not None
    assert sweep.result.best.cell.spec.optimizer == "rmsprop"
    assert sweep.notes[0] == sweep.result.sentence
