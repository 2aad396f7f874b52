"""Undo in the form: steps, their names, and runs of steps that count as one."""

from __future__ import annotations

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.train.form_history import FormHistory, FormStep
from mnist_lab.tui.train.form_values import FormValues

BASELINE = FormValues.of(RunSpec())


def test_steps_are_undone_and_done_again_from_the_last_on() -> None:
    history = FormHistory()
    nodes = BASELINE.typed("units", "64")
    both = nodes.typed("dropout", "0.5")
    history.record(FormStep(BASELINE, nodes))
    history.record(FormStep(nodes, both))
    assert history.redo() is None
    assert [step.before for step in (history.undo(), history.undo()) if step] == [nodes, BASELINE]
    assert history.undo() is None
    assert [step.after for step in (history.redo(), history.redo()) if step] == [nodes, both]


def test_a_new_step_forgets_what_was_undone() -> None:
    history = FormHistory()
    history.record(FormStep(BASELINE, BASELINE.typed("units", "64")))
    history.undo()
    history.record(FormStep(BASELINE, BASELINE.typed("units", "32")))
    assert history.redo() is None


def test_steps_of_one_run_count_as_one_until_it_ends() -> None:
    history = FormHistory()
    one, two, three = (BASELINE.typed("seed", str(seed)) for seed in (2, 3, 4))
    history.record(FormStep(BASELINE, one), "seed")
    history.record(FormStep(one, two), "seed")
    history.end_run()
    history.record(FormStep(two, three), "seed")
    assert [step.before for step in (history.undo(), history.undo()) if step] == [two, BASELINE]


def test_a_step_that_changes_nothing_is_none() -> None:
    history = FormHistory()
    history.record(FormStep(BASELINE, BASELINE.typed("units", "518")))
    history.record(FormStep(BASELINE, BASELINE.nudged("seed", 1)), "seed")
    history.record(FormStep(BASELINE.nudged("seed", 1), BASELINE), "seed")
    assert history.undo() is None


def test_a_step_names_what_the_user_changed() -> None:
    def step(after: FormValues) -> str:
        return FormStep(BASELINE, after).text

    assert step(BASELINE.typed("dropout", "0.5")) == "dropout 0.20 → 0.50"
    assert step(BASELINE.typed("optimizer", "sgd")) == "optimizer RMSprop → SGD"
    assert step(BASELINE.typed("units", "0")) == "nodes per layer 518 → “0”"
    many = RunSpec(hidden_layers=3, units=64, dropout=0.0, epochs=3)
    assert step(FormValues.of(many)) == "hidden layers 2 → 3 and 3 more"
