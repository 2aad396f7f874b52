"""What the page of a run and the command `show` say of it."""

from __future__ import annotations

import math

import pytest

from mnist_lab.domain.advice.run_report import result_lines
from mnist_lab.domain.advice.run_sections import CHANGED, Section, Surroundings, run_sections
from mnist_lab.domain.evidence.baseline import Baseline
from mnist_lab.domain.formatting.program import Program
from mnist_lab.domain.runs.choices import Keep
from mnist_lab.domain.runs.history import BEST, LOWEST
from mnist_lab.domain.runs.history import REFINED as REFINED_SIGN
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.setting_fields import fields_of
from mnist_lab.domain.runs.spec import RunSpec
from support.fakes import an_epoch
from support.store_examples import example_run

BASELINE = Baseline("the baseline", 0.06, RunSpec(), ("20260101-000000-aaaaaa", "20260101-000000-bbbbbb"))


def sections(run: Run, baseline: Baseline | None = BASELINE) -> dict[str, Section]:
    beside = Surroundings(baseline, folder="/runs here", program=Program(("--store", "/runs here")))
    return {section.title.partition(" (")[0]: section for section in run_sections(run, beside)}


def labelled(section: Section) -> dict[str, str]:
    assert section.table is not None
    return dict(row for row in section.table.rows)  # type: ignore[misc]


def test_settings_are_in_the_order_of_the_form_and_changed_ones_are_marked() -> None:
    found = sections(example_run(1, spec=RunSpec(dropout=0, units=64)))["settings"]
    assert found.table is not None
    labels = [row[0].strip(f"{CHANGED} ") for row in found.table.rows]
    assert labels == [field.setting.label for field in fields_of(RunSpec)]
    assert {labels[place] for place in found.marked} == {"nodes per layer", "dropout"}
    assert all(bool(row[-1]) == (place in found.marked) for place, row in enumerate(found.table.rows))


def test_each_epoch_is_a_row_and_the_best_are_marked() -> None:
    run = example_run(1, epochs=5)
    found = sections(run)["epochs"]
    assert found.table is not None
    assert [row[0] for row in found.table.rows] == ["1", "2", "3", "4", "5"]
    assert run.best is not None
    assert run.best.epoch - 1 in found.marked
    assert not sections(example_run(2, epochs=0, state=RunState.QUEUED))["epochs"].table


REFINED = ((0.3, 0.91, 0.29), (0.1, 0.93, 0.10), (0.2, 0.97, 0.09), (0.4, 0.95, None), (0.5, 0.95, math.nan))


def refined_run(keep: Keep) -> Run:
    """Return a run whose lowest loss is in epoch 2, its best accuracy and its lowest refined loss in epoch 3."""
    epochs = [
        an_epoch(number, val_loss=loss, val_accuracy=share, refined_val_loss=refined, temperature=1.234)
        for number, (loss, share, refined) in enumerate(REFINED, start=1)
    ]
    return example_run(1, spec=RunSpec(keep=keep)).model_copy(update={"epochs": tuple(epochs)})


def test_a_run_with_refined_losses_has_columns_for_them_and_a_third_mark() -> None:
    found = sections(refined_run(Keep.LOSS))["epochs"]
    assert found.table is not None
    place = found.table.headings.index("refined")
    assert [row[place] for row in found.table.rows] == ["0.2900", "0.1000", "0.0900", "–", "not finite"]
    assert found.table.rows[0][place + 1] == "1.23"
    assert [row[-1] for row in found.table.rows] == ["", LOWEST, BEST + REFINED_SIGN, "", ""]
    assert {found.table.headings[place] for place in found.spare} == {"train %", "clean %", "seconds"}
    older = sections(example_run(1, epochs=5))["epochs"].table
    assert older is not None
    assert "refined" not in older.headings


@pytest.mark.parametrize("keep", Keep)
def test_the_epochs_say_whose_weights_are_kept(keep: Keep) -> None:
    run = refined_run(keep)
    (title,) = (each.title for each in run_sections(run, Surroundings()) if each.title.startswith("epochs"))
    told = [words for words in title.removeprefix("epochs (").removesuffix(")").split("; ") if "kept" in words]
    begins = {Keep.LOSS: LOWEST, Keep.ACCURACY: BEST, Keep.REFINED: REFINED_SIGN, Keep.LAST: "weights of epoch 5"}
    assert [words.startswith(begins[keep]) for words in told] == [True]


def test_test_accuracy_names_the_epoch_whose_weights_are_kept() -> None:
    run = refined_run(Keep.ACCURACY).model_copy(update={"test_accuracy": 0.97, "test_accuracy_last": 0.96})
    assert "(epoch 3)" in labelled(sections(run)["results"])["test accuracy"]
    assert any("(epoch 3)" in line for line in result_lines(run, None))


def test_commands_do_what_can_be_done_with_the_run() -> None:
    stopped = labelled(sections(example_run(1, spec=RunSpec(units=64), state=RunState.STOPPED))["commands"])
    assert stopped["resume"].split()[-2:] == ["resume", example_run(1).id]
    assert stopped["same settings"] == "mnist-lab --store '/runs here' train --units 64"
    assert stopped["compare"].endswith(f"compare {BASELINE.run_ids[0]} {example_run(1).id}")
    assert "resume" not in labelled(sections(example_run(1))["commands"])
    assert "compare" not in labelled(sections(example_run(1), None)["commands"])


def test_files_lie_in_the_folder_of_the_store() -> None:
    run = example_run(1)
    assert labelled(sections(run)["files"])["folder"] == f"/runs here/runs/{run.id}"
