"""What the page of a run and the command `show` say of it."""

from __future__ import annotations

from mnist_lab.domain.advice.run_sections import CHANGED, Section, Surroundings, run_sections
from mnist_lab.domain.evidence.baseline import Baseline
from mnist_lab.domain.formatting.program import Program
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.setting_fields import fields_of
from mnist_lab.domain.runs.spec import RunSpec
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
