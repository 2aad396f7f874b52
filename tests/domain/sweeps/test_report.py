"""The table of a grid and its notes."""

from __future__ import annotations

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.sweeps.analysis import sweep_result
from mnist_lab.domain.sweeps.grid import Grid
from mnist_lab.domain.sweeps.preset_report import sweep_notes, sweep_table
from mnist_lab.domain.sweeps.presets import NO_FOLDS
from support.fakes import an_epoch
from support.run_examples import a_summary
from support.sweep_examples import CLOSE, LARGEST, a_sweep_result, trials


def test_the_table_has_a_row_for_each_combination_with_spread_and_note() -> None:
    table = sweep_table(a_sweep_result(CLOSE))
    assert table.headings == ("nodes", "validation %", "test %", "note")
    assert [row[0] for row in table.rows] == ["16", "64", "1", "4"]
    assert table.rows[0][1] == "97.00 ±0.10 (3)"
    assert [row[3] for row in table.rows] == ["no evidence against the best", "best", "one class 2/3", ""]
    assert sweep_table(a_sweep_result({16: ()})).rows == (("16", "–", "–", ""),)


def test_the_notes_explain_one_class_models_and_the_missing_folds() -> None:
    result = a_sweep_result(CLOSE)
    first, one_class, folds = sweep_notes(result, LARGEST)
    assert (first, folds) == (result.sentence, NO_FOLDS)
    assert "11.85 %" in one_class
    assert "11.35 %" in one_class
    assert sweep_notes(a_sweep_result({16: (0.97,), 4: (0.5,)}), LARGEST)[1:] == [NO_FOLDS]


def test_failed_and_diverged_runs_are_noted() -> None:
    cells = Grid({"units": (16,)}).cells(Budget())
    lost = trials({16: (0.5,)}, state=RunState.FAILED)
    spec = cells[0].spec.model_copy(update={"seed": 2})
    diverged = a_summary(9, [an_epoch(1, float("nan"))], spec)
    table = sweep_table(sweep_result(cells, Budget(), [*lost, diverged], LARGEST))
    assert table.rows[0][3] == "best, diverged 1/1, 1 failed or ended early"


def test_words_begin_and_figures_end_below_one_another() -> None:
    cells = Grid({"optimizer": ("sgd", "adam"), "units": (16,)}).cells(Budget())
    assert sweep_table(sweep_result(cells, Budget(), [], LARGEST)).right == (False, True, True, True, False)


def test_a_combination_that_waits_for_planned_runs_is_not_tested_yet() -> None:
    figures = {16: (0.9, 0.901, 0.902), 64: (0.8, 0.801)}
    cells = Grid({"units": tuple(figures)}).cells(Budget())
    result = sweep_result(cells, Budget(), trials(figures, planned=3), LARGEST)
    assert [row[3] for row in sweep_table(result).rows] == ["best", "2 of 3 planned runs"]
