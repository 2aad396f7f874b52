"""The tables of a lab, and the runs that are missing from them."""

from __future__ import annotations

from mnist_lab.domain.evidence.finding_text import finding
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE
from mnist_lab.domain.labs.analysis import results_of
from mnist_lab.domain.labs.definitions import LABS
from mnist_lab.domain.labs.tables import accuracy_table, lost_lines, report_table
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.tables.metrics import USUAL
from support.lab_examples import SAME, STEADY, WORSE, a_result, group_runs


def test_the_table_has_both_accuracies_the_difference_and_the_verdict() -> None:
    result = a_result("layers", STEADY, SAME, WORSE)
    assert accuracy_table(result).rows == (
        ("baseline", "97.97", "97.95 ±0.05 (3)", "", "good 3/3"),
        ("4 layers", "98.06", "97.95 ±0.03 (3)", "+0.003 no evidence", "good 3/3"),
        ("no hidden layer", "92.51", "92.55 ±0.06 (3)", "−5.40 worse", "good 3/3"),
    )
    (_, varied, _) = report_table(result).rows
    evidence = result.variations[0].evidence
    assert evidence is not None
    assert varied[3] == finding(evidence, USUAL, "4 layers")


def test_every_missing_run_is_a_line_with_its_reason() -> None:
    (group,) = LABS["relu"][0].variations
    runs = group_runs(group, (None, 0.93, None))
    runs[2] = runs[2].model_copy(update={"state": RunState.FAILED, "error": "The GPU ran out of memory."})
    (result,) = results_of(LABS["relu"], Budget(), [*group_runs(BASELINE, STEADY), *runs])
    assert lost_lines(result) == [
        "no ReLU, seed 3 (no-relu-3) is left out: The GPU ran out of memory.",
        "no ReLU, seed 1 (no-relu-1) diverged: it has no test accuracy and counts for nothing",
    ]
