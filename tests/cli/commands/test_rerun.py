"""The command `rerun`: it trains a run again and compares the two."""

from __future__ import annotations

import shutil

from mnist_lab.domain.advice.run_report import rerun_line, rerun_outcome
from mnist_lab_store.run_store import RunStore
from support.fakes import a_history
from support.shell import Shell


def test_a_rerun_is_a_new_run_with_the_same_figures(shell: Shell) -> None:
    (first,) = shell.json("train", "--epochs", "5", "--json")
    again = shell.json("rerun", first["id"], "--json")
    assert again["id"] != first["id"]
    assert (again["rerun_of"], again["rerun"]) == (first["id"], {"same": True, "differs_from": None, "changed": []})


def test_the_comparison_is_printed_last_and_again_by_show(shell: Shell) -> None:
    (first,) = shell.json("train", "--epochs", "5", "--json")
    shell.trainer.history = a_history([0.2, 0.1, 0.09, 0.08, 0.1])
    shell.trainer.environment = shell.trainer.environment.model_copy(update={"threads": 8})
    status, out, _ = shell("rerun", first["id"])
    store = RunStore(shell.folder)
    again = store.find("last")
    line = rerun_line(again, store.get(first["id"]))
    assert (status, out.splitlines()[-1]) == (0, line)
    assert line.endswith("epoch 4: threads 2 → 8")
    assert rerun_outcome(again, store.get(first["id"])) in shell("show", "last")[1]


def test_show_says_that_the_first_run_is_gone(shell: Shell) -> None:
    (first,) = shell.json("train", "--epochs", "5", "--json")
    shell("rerun", first["id"])
    shutil.rmtree(shell.folder / "runs" / first["id"])
    again = RunStore(shell.folder).find("last")
    assert again.rerun_of == first["id"]
    assert rerun_outcome(again, None) in shell("show", "last")[1]
