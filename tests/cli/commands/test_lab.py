"""The command `lab`: what it trains, re-uses, prints and writes."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from mnist_lab.cli.output import text_table
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.labs.analysis import LabResult, results_of
from mnist_lab.domain.labs.definitions import LABS, changed_in, quick_warning
from mnist_lab.domain.labs.hypotheses import REMEMBERED, Hypothesis, hypotheses_document, hypotheses_from
from mnist_lab.domain.labs.report import lab_lines
from mnist_lab.domain.runs.events import Failed
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab_store.run_store import RunStore
from support.fakes import ScriptedTrainer, Signalling, a_history, an_epoch
from support.processes import WITH_TESTS
from support.run_examples import BEGAN
from support.shell import Shell, in_a_process

QUICK = ("--epochs", "2", "--train-size", "2000")
THREE = ("--repeats", "3", *QUICK)
REPORT = "lab-relu-2-epochs-2000-digits"
NO_MEMORY = "The GPU ran out of memory."


def result_of(shell: Shell, name: str, repeats: int) -> LabResult:
    """Return the result of a lab that was run with the quick budget."""
    store = RunStore(shell.folder)
    runs = [store.get(summary.id) for summary in store.summaries()]
    (result,) = results_of(LABS[name], Budget(repeats, 2, 2000), runs)
    return result


def test_without_a_name_the_labs_are_listed_and_nothing_trains(shell: Shell) -> None:
    status, out, _ = shell("lab")
    assert status == 0
    for name in LABS:
        assert f"\n{name} " in f"\n{out}"
    assert changed_in(LABS["nodes"]) in out
    assert "55 runs, 0 kept" in out
    assert shell.trainer.trained == []
    listed = shell.json("lab", "--json", "--repeats", "2")
    assert [(lab["name"], lab["runs"]) for lab in listed["labs"]][:2] == [("nodes", 6), ("layers", 6)]


def test_a_lab_prints_a_document_and_a_second_call_trains_nothing(shell: Shell) -> None:
    document = shell.json("lab", "nodes", "--json", *THREE)
    assert (document["epochs"], document["train_size"]) == (2, 2000)
    (lab,) = document["labs"]
    assert (lab["name"], lab["question"]) == ("nodes", LABS["nodes"][0].question)
    assert [(group["label"], len(group["runs"]), group["n"]) for group in lab["groups"]] == [
        ("baseline", 3, 3),
        ("64 nodes", 3, 3),
        ("2048 nodes", 3, 3),
    ]
    kept = RunStore(shell.folder).summaries()
    assert [summary.run.spec.seed for summary in reversed(kept)] == [1, 2, 3] * 3
    trained = list(shell.trainer.trained)
    assert shell.json("lab", "nodes", "--json", *THREE) == document
    assert shell.trainer.trained == trained
    assert len(shell.json("lab", "batch", "--json", *THREE)["labs"][0]["groups"]) == 3
    assert len(shell.trainer.trained) == len(trained) + 6


def test_all_runs_every_lab_with_one_baseline(shell: Shell) -> None:
    document = shell.json("lab", "all", "--json", "--repeats", "1", "--epochs", "1")
    assert [lab["name"] for lab in document["labs"]] == [
        "nodes",
        "layers",
        "dropout",
        "relu",
        "scaling",
        "optimizer",
        "batch",
    ]
    assert len(shell.trainer.trained) == 11
    assert len({tuple(lab["groups"][0]["runs"]) for lab in document["labs"]}) == 1


def test_a_run_trained_before_is_reused(shell: Shell) -> None:
    (run,) = shell.json("train", "--json", "--dropout", "0")
    document = shell.json("lab", "dropout", "--json", "--repeats", "1")
    assert document["labs"][0]["groups"][1]["runs"] == [run["id"]]
    assert len(shell.trainer.trained) == 2


def test_the_lab_is_printed_and_its_progress_goes_to_standard_error(shell: Shell) -> None:
    status, out, err = shell("lab", "relu", "--repeats", "2", *QUICK)
    assert status == 0
    assert out.splitlines() == lab_lines(result_of(shell, "relu", 2), text_table)
    assert "no ReLU   91.56  97.80 ±0.00 (2)" in out
    assert quick_warning(LABS["relu"], Budget().quick()) in err
    assert "relu: 4 runs; about " in err
    assert "4/4  no ReLU, seed 2: " in err


class Stumbling(ScriptedTrainer):
    """Fails one run and has another diverge."""

    def train(self, run: Run, digits: Any, folder: Path, on_event: Any, control: Any) -> None:
        if (run.spec.activation, run.spec.seed) == ("linear", 1):
            self.trained.append(run.id)
            on_event(Failed(NO_MEMORY))
            return
        diverges = (run.spec.activation, run.spec.seed) == ("linear", 2)
        self.history = [an_epoch(1, float("nan"), loss=float("nan"))] if diverges else a_history([0.2, 0.1])
        super().train(run, digits, folder, on_event, control)


def test_a_failed_run_is_reported_and_the_next_call_trains_it_again(shell: Shell) -> None:
    shell.trainer = Stumbling()
    status, out, err = shell("lab", "relu", *THREE)
    assert status == 1
    assert len(shell.trainer.trained) == 6
    (reported,) = [line for line in out.splitlines() if NO_MEMORY in line]
    assert "no ReLU, seed 1" in reported
    assert err.splitlines()[-1] == NO_MEMORY
    shell("lab", "relu", *THREE)
    assert len(shell.trainer.trained) == 7


def test_ctrl_c_keeps_the_finished_runs_and_discards_the_waiting_ones(shell: Shell) -> None:
    shell("lab", "relu", "--repeats", "1", *QUICK)
    shell.trainer = Signalling(signal.SIGINT)
    status, out, err = shell("lab", "relu", "--json", *THREE)
    assert status == 130
    assert err.splitlines()[-1].startswith("Stopped")
    assert [group["n"] for group in json.loads(out)["labs"][0]["groups"]] == [1, 1]
    store = RunStore(shell.folder)
    assert sorted(summary.run.state for summary in store.summaries()) == ["finished", "finished", "stopped"]
    assert store.trash.ids() == ()
    (stopped,) = (summary.id for summary in store.summaries() if summary.run.state is RunState.STOPPED)
    shell.trainer = ScriptedTrainer()
    shell("lab", "relu", *THREE)
    assert stopped in shell.trainer.trained
    assert [summary.run.state for summary in store.summaries()] == [RunState.FINISHED] * 6


def test_the_report_is_printed_and_its_picture_written_into_this_folder(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, out, err = shell("lab", "relu", "--md", "--repeats", "1", *QUICK)
    assert out.startswith(f"# relu: {LABS['relu'][0].question}\n")
    assert (tmp_path / f"{REPORT}.svg").read_text(encoding="utf-8").startswith("<svg ")
    assert err.splitlines()[-1] == f"Written: {REPORT}.svg"
    _, written, _ = shell("lab", "relu", "--md", "--out", str(tmp_path / "report"), "--repeats", "1", *QUICK)
    assert written == out
    assert (tmp_path / "report" / f"{REPORT}.md").read_text(encoding="utf-8") == out
    assert (tmp_path / "report" / f"{REPORT}.svg").exists()


def test_nothing_is_trained_if_the_report_cannot_be_written(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    assert "a file" in shell.refusal("lab", "relu", "--out", str(tmp_path / "a file"), *QUICK, status=1)
    assert RunStore(shell.folder).summaries() == ()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["lab", "colour"], "There is no lab “colour”; the labs are nodes, layers"),
        (["lab", "nodes", "--repeats", "0"], "--repeats takes a whole number from 1 to 1000, not 0"),
        (["lab", "nodes", "--epochs", "0"], "--epochs takes a whole number from 1 to 1000, not “0”."),
        (["lab", "nodes", "--train-size", "5"], "--train-size takes a whole number, at least 100"),
        (["lab", "nodes", "--json", "--md"], "--json and --md cannot be used together."),
        (["lab", "--out", "x"], "--out needs the name of a lab"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_sentence(shell: Shell, arguments: list[str], words: str) -> None:
    assert words in shell.refusal(*arguments)


def test_guesses_are_scored_and_their_score_is_kept(shell: Shell) -> None:
    store = RunStore(shell.folder)
    guessed = Hypothesis(
        lab="relu", group="no ReLU", made=BEGAN, epochs=2, train_size=2000, accuracy="same", speed="faster"
    )
    store.preferences.remember(REMEMBERED, hypotheses_document([guessed]))
    _, _, err = shell("lab", "relu", *THREE)
    assert [line.split()[0] for line in err.splitlines()[-3:-1]] == ["✓", "✗"]
    assert "1 right, 1 wrong" in err.splitlines()[-1]
    (kept,) = hypotheses_from(RunStore(shell.folder).preferences.recall(REMEMBERED))
    assert (kept.right, kept.asked) == (1, 2)


def test_a_script_is_asked_nothing(shell: Shell) -> None:
    status, _, err = shell("lab", "relu", "--guess", "--repeats", "1", *QUICK)
    assert status == 0
    assert "--guess needs a terminal" in err
    _, _, err = shell("lab", "relu", "--guess", "--repeats", "1", *QUICK)
    assert "nothing to guess" in err


def test_the_old_name_of_guess_still_works_with_a_notice(shell: Shell) -> None:
    status, _, err = shell("lab", "relu", "--predict", "--repeats", "1", *QUICK)
    assert status == 0
    notice, _warning, asked, *_ = err.splitlines()
    assert "--predict" in notice
    assert "--guess" in notice
    assert "--guess needs a terminal" in asked
    assert "--predict" not in shell("lab", "--help")[1]


def test_progress_is_shown_and_native_output_is_not(tmp_path: Path) -> None:
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom support.fakes import ScriptedTrainer\n"
        "from mnist_lab.cli.command_line import run\nfrom mnist_lab.cli.context import CliContext\n"
        "class Noisy(ScriptedTrainer):\n"
        "    def train(self, *arguments):\n"
        "        os.write(2, b'native')\n"
        "        super().train(*arguments)\n"
        "run(sys.argv[1:], CliContext(Path(sys.argv[-1]), None, Noisy))"
    )
    arguments = ("lab", "relu", "--repeats", "1", "--epochs", "2", "--store", str(tmp_path))
    done = in_a_process(*arguments, code=code, PYTHONPATH=WITH_TESTS["PYTHONPATH"])
    assert done.returncode == 0
    assert "2/2  no ReLU, seed 1: " in done.stderr
    assert "native" not in done.stderr
