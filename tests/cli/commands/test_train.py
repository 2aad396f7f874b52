"""The command `train`: settings as options, what it prints and keeps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mnist_lab.domain.advice.digit_remarks import digit_remarks
from mnist_lab.domain.runs.setting_fields import fields_of
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab_store.run_store import RunStore
from support.odd_digits import saved, sorted_digits
from support.shell import Shell

NO_GPU = "There is no device gpu:3: TensorFlow sees no GPU here."


def test_train_prints_a_list_of_documents(shell: Shell) -> None:
    (document,) = shell.json("train", "--units", "64", "--name", "mine", "--tag", "a", "--tag", "b", "--json")
    assert list(document)[:2] == ["id", "schema"]
    assert (document["name"], document["tags"], document["state"]) == ("mine", ["a", "b"], "finished")
    assert (document["spec"]["units"], document["best_epoch"], document["test_accuracy"]) == (64, 3, 0.978)
    assert document["verdict"]["label"] == "good"
    assert set(document["post_reading"]) == {"leaning", "gap", "not_compared"}  # after 3 epochs of 10
    assert document["weights"] == f"runs/{document['id']}/best.keras"
    assert set(document) == {
        "id", "schema", "name", "tags", "note", "pinned_at", "state", "created", "seconds", "spec", "data", "split",
        "parameters", "planned", "epochs", "best_epoch", "best_accuracy_epoch", "kept_epoch", "test_accuracy_before",
        "test_loss",
        "test_accuracy", "test_accuracy_last", "weights", "verdict", "post_reading", "environment", "error",
    }  # fmt: skip


def test_repeats_are_kept_with_the_next_seeds(shell: Shell) -> None:
    status, out, err = shell("train", "--repeats", "2", "--seed", "5")
    assert status == 0
    kept = RunStore(shell.folder).summaries()
    assert [summary.run.spec.seed for summary in kept] == [6, 5]
    assert all(summary.id in out for summary in kept)
    assert "verdict        good" in out
    assert "epoch  1/10" in err


def test_a_failed_run_gives_its_reason_and_status_1(shell: Shell) -> None:
    shell.trainer.fails_with = NO_GPU
    status, out, err = shell("train", "--device", "gpu:3", "--json")
    assert status == 1
    assert json.loads(out)[0]["state"] == "failed"
    assert err.splitlines()[-1] == NO_GPU


def test_every_setting_is_an_option(shell: Shell) -> None:
    _, out, _ = shell("train", "--help")
    for field in fields_of(RunSpec):
        assert field.option in out


def test_no_weights_are_kept_on_request(shell: Shell) -> None:
    (document,) = shell.json("train", "--no-weights", "--json")
    assert (document["weights"], document["keeps_weights"]) == (None, False)
    assert document["test_accuracy"] == 0.978
    assert not list(shell.folder.glob("runs/*/best.keras"))


@pytest.mark.parametrize("command", [("train", "--repeats", "2"), ("sweep", "--grid", "units=8,16", "--repeats", "1")])
def test_sorted_digits_are_named_before_training_once(shell: Shell, tmp_path: Path, command: tuple[str, ...]) -> None:
    file = saved(sorted_digits(), tmp_path / "sorted.npz")
    status, _, err = shell(*command, "--data", file)
    assert status == 0
    facts = RunStore(shell.folder).summaries()[0].run.split
    (remark,) = digit_remarks(facts, RunSpec())
    lines = err.splitlines()
    assert lines.count(remark) == 1
    assert lines.index(remark) <= 1  # behind the plan of a sweep


def test_the_verdict_of_a_kept_run_on_sorted_digits_needs_no_data_file(shell: Shell, tmp_path: Path) -> None:
    file = saved(sorted_digits(), tmp_path / "sorted.npz")
    (document,) = shell.json("train", "--data", file, "--json")
    assert document["split"]["missing_classes"] == [8, 9]
    assert document["verdict"]["label"] == "unseen classes"
    Path(file).unlink()
    assert shell.json("verdict", "last", "--json")["label"] == "unseen classes"
    _, out, _ = shell("show", "last")
    assert digit_remarks(RunStore(shell.folder).summaries()[0].run.split, RunSpec())[0] in out
