"""The command `resume`: it continues a run and prints its result."""

from __future__ import annotations

import pytest

from mnist_lab_store.run_store import RunStore
from support.shell import Shell


@pytest.fixture
def failed_run(shell: Shell) -> str:
    """The id of a run of five epochs that failed, and so can be resumed."""
    shell.trainer.fails_with = "There is no device gpu:3."
    shell("train", "--epochs", "5")
    shell.trainer.fails_with = ""
    (left,) = RunStore(shell.folder).summaries()
    return left.id


def test_resume_continues_the_run_and_prints_its_document(shell: Shell, failed_run: str) -> None:
    document = shell.json("resume", failed_run[:-2], "--json")
    assert (document["id"], document["state"], len(document["epochs"])) == (failed_run, "finished", 5)


def test_resume_prints_the_result_as_text(shell: Shell, failed_run: str) -> None:
    status, out, err = shell("resume", "last")
    assert status == 0
    assert "finished after" in out
    assert "epoch 5/5" in err


def test_a_finished_run_cannot_be_resumed(shell: Shell) -> None:
    (run,) = shell.json("train", "--epochs", "5", "--json")
    sentence = shell.refusal("resume", "last", status=1)
    assert run["id"] in sentence
    assert "finished" in sentence
