"""The command `train`: settings as options, what it prints and keeps, how it ends early."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest

from mnist_lab.cli.run_progress import ProgressLines
from mnist_lab.domain.runs.events import EpochDone, Finished
from mnist_lab.domain.runs.setting_fields import fields_of
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab_store.run_store import RunStore
from support.fakes import ScriptedTrainer, Signalling, a_history, an_epoch
from support.run_examples import a_run, progress
from support.shell import Shell, Terminal


def test_train_prints_a_list_of_runs_as_the_contract_has_them(shell: Shell) -> None:
    (document,) = shell.json("train", "--units", "64", "--name", "mine", "--tag", "a", "--tag", "b", "--json")
    assert list(document)[:2] == ["id", "schema"]
    assert (document["name"], document["tags"], document["state"]) == ("mine", ["a", "b"], "finished")
    assert (document["spec"]["units"], document["best_epoch"], document["test_accuracy"]) == (64, 3, 0.978)
    assert document["verdict"]["label"] == "good"
    assert document["post_reading"]["relative"] == "as the baseline"
    assert document["weights"] == f"runs/{document['id']}/best.keras"
    assert set(document) == {
        "id", "schema", "name", "tags", "note", "pinned_at", "state", "created", "seconds", "spec", "data",
        "parameters", "epochs", "best_epoch", "best_accuracy_epoch", "test_accuracy_before", "test_loss",
        "test_accuracy", "test_accuracy_last", "weights", "verdict", "post_reading", "environment", "error",
    }  # fmt: skip


def test_train_keeps_repeats_with_the_next_seeds_and_says_where(shell: Shell) -> None:
    status, out, err = shell("train", "--repeats", "2", "--seed", "5")
    assert status == 0
    assert [summary.run.spec.seed for summary in RunStore(shell.folder).summaries()] == [6, 5]
    assert out.count("kept as") == 2
    assert "verdict        good" in out
    assert "epoch  1/10" in err


def test_a_failed_run_is_its_sentence_and_status_1(shell: Shell) -> None:
    shell.trainer.fails_with = "There is no device gpu:3: TensorFlow sees no GPU here."
    status, out, err = shell("train", "--device", "gpu:3", "--json")
    assert status == 1
    assert json.loads(out)[0]["state"] == "failed"
    assert err.splitlines()[-1] == "There is no device gpu:3: TensorFlow sees no GPU here."


def test_what_could_not_be_written_is_said_at_the_end(shell: Shell) -> None:
    class Blocking(ScriptedTrainer):
        def train(self, run: Any, digits: Any, folder: Path, on_event: Any, control: Any) -> None:
            while not folder.is_file():  # the writer may make the folder again in between
                shutil.rmtree(folder, ignore_errors=True)
                with contextlib.suppress(IsADirectoryError):
                    folder.write_text("in the way")
            on_event(EpochDone(an_epoch(1)))
            on_event(Finished(1.0))

    shell.trainer = Blocking()
    status, out, err = shell("train")
    assert status == 1
    assert "finished after 1.0 s" in out
    assert err.splitlines()[-1].startswith("Not all of this could be written into")


def test_every_setting_is_an_option_of_train(shell: Shell) -> None:
    _, out, _ = shell("train", "--help")
    for field in fields_of(RunSpec):
        assert field.option in out


@pytest.mark.parametrize(
    ("number", "expected", "state", "words"),
    [
        (signal.SIGINT, 130, "stopped", "Stopped; what was done is kept."),
        (signal.SIGTERM, 1, "interrupted", "Interrupted from outside; what was done is kept."),
        (signal.SIGHUP, 1, "interrupted", "Interrupted from outside; what was done is kept."),
    ],
    ids=["ctrl+c", "SIGTERM", "SIGHUP"],
)
def test_a_signal_ends_the_run_and_keeps_what_is_done(
    shell: Shell, number: signal.Signals, expected: int, state: str, words: str
) -> None:
    shell.trainer = Signalling(number)
    status, out, err = shell("train", "--repeats", "3", "--json")
    assert status == expected
    assert err.splitlines()[-1] == words
    assert [(run["state"], len(run["epochs"])) for run in json.loads(out)] == [(state, 1)]
    (kept,) = RunStore(shell.folder).summaries()
    assert (kept.run.state, kept.epochs_done) == (state, 1)


def test_a_bar_moves_on_a_terminal_and_gives_way_to_the_epochs_line() -> None:
    stream = Terminal()
    lines = ProgressLines(stream, moves=True)
    run = a_run(a_history([0.2]))
    lines.run_changed(run.after(progress(2, 2, 0.25)))
    bar = stream.getvalue().rpartition("\r\x1b[2K")[2]
    assert bar.startswith("████░")
    assert "epoch 1.5 of 10  training 0.2500" in bar
    lines.run_changed(run.after(EpochDone(an_epoch(2))))
    assert stream.getvalue().partition(bar)[2].startswith("\r\x1b[2Kepoch  2/10  training")


def test_no_bar_where_nothing_can_move() -> None:
    stream = io.StringIO()
    ProgressLines(stream).run_changed(a_run(()).after(progress(1, 2, 0.25)))
    assert stream.getvalue() == ""


def test_training_goes_on_where_nobody_reads_its_progress() -> None:
    class Left(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    for stream in (Left(), None):
        lines = ProgressLines(stream)
        lines.run_changed(a_run(a_history([0.2, 0.1])))
        lines.end()
        assert len(lines.newest["a"].epochs) == 2


def stopped_by_failing(shell: Shell) -> str:
    """The id of a run that failed, and so can be resumed."""
    shell.trainer.fails_with = "There is no device gpu:3."
    shell("train", "--epochs", "5")
    shell.trainer.fails_with = ""
    (left,) = RunStore(shell.folder).summaries()
    return left.id


def test_resume_goes_on_with_the_run_and_prints_it(shell: Shell) -> None:
    run_id = stopped_by_failing(shell)
    document = shell.json("resume", run_id[:-2], "--json")
    assert (document["id"], document["state"], len(document["epochs"])) == (run_id, "finished", 5)
    status, out, err = shell("resume", "last")
    assert (status, out) == (1, "")
    assert err == f"The run {run_id} is finished: there is nothing left to train.\n"


def test_resume_prints_the_result_in_words(shell: Shell) -> None:
    stopped_by_failing(shell)
    status, out, err = shell("resume", "last")
    assert status == 0
    assert "finished after" in out
    assert "epoch 5/5" in err


def test_rerun_says_same_and_prints_the_new_run(shell: Shell) -> None:
    (first,) = shell.json("train", "--epochs", "5", "--json")
    status, out, _ = shell("rerun", "last")
    assert status == 0
    assert f"rerun of       {first['id']}: same: every figure of all 5 epochs" in out
    again = shell.json("rerun", first["id"], "--json")
    assert again["id"] != first["id"]
    assert (again["rerun_of"], again["rerun"]) == (first["id"], {"same": True, "differs_from": None, "changed": []})


def test_rerun_says_from_which_epoch_it_differs_and_what_changed(shell: Shell) -> None:
    (first,) = shell.json("train", "--epochs", "5", "--json")
    shell.trainer.history = a_history([0.2, 0.1, 0.09, 0.08, 0.1])
    shell.trainer.environment = shell.trainer.environment.model_copy(update={"threads": 8})
    status, out, _ = shell("rerun", first["id"])
    assert (status, out.splitlines()[-1].split(": ", 1)[1]) == (0, "differs from epoch 4: threads 2 → 8")
    _, out, _ = shell("show", "last")
    assert "differs from epoch 4: threads 2 → 8" in out
    shutil.rmtree(shell.folder / "runs" / first["id"])
    _, out, _ = shell("show", "last")
    assert f"rerun of       {first['id']}: which is kept no longer" in out


def test_weights_are_not_kept_where_nobody_wants_them(shell: Shell) -> None:
    (document,) = shell.json("train", "--no-weights", "--json")
    assert (document["weights"], document["keeps_weights"]) == (None, False)
    assert document["test_accuracy"] == 0.978
    assert not list(shell.folder.glob("runs/*/best.keras"))
