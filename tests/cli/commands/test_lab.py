"""The command `lab`: what it trains, re-uses, prints and writes."""

from __future__ import annotations

import io
import json
import signal
from pathlib import Path
from typing import Any

import pytest

from mnist_lab.cli.batch_progress import BatchLines
from mnist_lab.data.digits import load_digits
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.plan import Plan, plan
from mnist_lab.domain.labs.definitions import LABS, groups_in
from mnist_lab.domain.labs.hypotheses import REMEMBERED, Hypothesis, hypotheses_document, hypotheses_from
from mnist_lab.domain.runs.events import Failed
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.run_request import runs_of
from mnist_lab_store.run_store import RunStore
from support.fakes import ScriptedTrainer, Signalling, a_history, an_epoch
from support.processes import WITH_TESTS
from support.run_examples import BEGAN, progress
from support.shell import Shell, Terminal, in_a_process

QUICK = ("--epochs", "2", "--train-size", "2000")


def test_without_a_name_the_labs_are_listed_with_their_time_and_nothing_trains(shell: Shell) -> None:
    status, out, _ = shell("lab")
    assert status == 0
    for name in LABS:
        assert f"\n{name} " in f"\n{out}"
    assert "nodes per layer: 518 → 64, 2048" in out
    assert "33 runs, 0 kept" in out
    assert shell.trainer.trained == []
    listed = shell.json("lab", "--json", "--repeats", "2")
    assert [(lab["name"], lab["runs"]) for lab in listed["labs"]][:2] == [("nodes", 6), ("layers", 6)]


def test_a_lab_prints_the_contracts_document_and_a_second_call_trains_nothing(shell: Shell) -> None:
    document = shell.json("lab", "nodes", "--json", *QUICK)
    assert (document["epochs"], document["train_size"]) == (2, 2000)
    (lab,) = document["labs"]
    assert (lab["name"], lab["question"]) == ("nodes", "What do fewer or more nodes in each hidden layer do?")
    assert [(group["label"], len(group["runs"]), group["n"]) for group in lab["groups"]] == [
        ("baseline", 3, 3),
        ("64 nodes", 3, 3),
        ("2048 nodes", 3, 3),
    ]
    kept = RunStore(shell.folder).summaries()
    assert [summary.run.spec.seed for summary in reversed(kept)] == [1, 2, 3] * 3
    trained = list(shell.trainer.trained)
    assert shell.json("lab", "nodes", "--json", *QUICK) == document
    assert shell.trainer.trained == trained
    assert len(shell.json("lab", "batch", "--json", *QUICK)["labs"][0]["groups"]) == 3
    assert len(shell.trainer.trained) == len(trained) + 6


def test_all_is_the_whole_post_with_one_baseline(shell: Shell) -> None:
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


def test_a_run_trained_before_serves_the_lab(shell: Shell) -> None:
    (run,) = shell.json("train", "--json", "--dropout", "0")
    document = shell.json("lab", "dropout", "--json", "--repeats", "1")
    assert document["labs"][0]["groups"][1]["runs"] == [run["id"]]
    assert len(shell.trainer.trained) == 2


def test_the_text_has_tables_answer_and_terms_and_progress_is_on_standard_error(shell: Shell) -> None:
    status, out, err = shell("lab", "relu", "--repeats", "2", *QUICK)
    assert status == 0
    assert "budget   2 epochs (the post: 10) and 2,000 training digits (the post: 48,000)" in out
    assert "no ReLU   91.56  97.80 ±0.00 (2)" in out
    assert "“accuracy down”, which these runs do not show" in out
    assert err.startswith("relu: 4 runs; about ")
    assert "4/4  no ReLU, seed 2: test accuracy 97.80 %" in err


class Stumbling(ScriptedTrainer):
    """Fails one run and has another diverge."""

    def train(self, run: Run, digits: Any, folder: Path, on_event: Any, control: Any) -> None:
        if (run.spec.activation, run.spec.seed) == ("linear", 1):
            self.trained.append(run.id)
            on_event(Failed("The GPU ran out of memory."))
            return
        diverges = (run.spec.activation, run.spec.seed) == ("linear", 2)
        self.history = [an_epoch(1, float("nan"), loss=float("nan"))] if diverges else a_history([0.2, 0.1])
        super().train(run, digits, folder, on_event, control)


def test_a_run_that_fails_is_told_the_lab_goes_on_and_the_next_call_trains_it_again(shell: Shell) -> None:
    shell.trainer = Stumbling()
    status, out, err = shell("lab", "relu", *QUICK)
    assert status == 1
    assert len(shell.trainer.trained) == 6
    assert "no ReLU, seed 1" in out
    assert "is left out: The GPU ran out of memory." in out
    assert err.splitlines()[-1] == "The GPU ran out of memory."
    shell("lab", "relu", *QUICK)
    assert len(shell.trainer.trained) == 7


def test_ctrl_c_keeps_what_is_done_and_leaves_no_litter(shell: Shell) -> None:
    shell("lab", "relu", "--repeats", "1", *QUICK)
    shell.trainer = Signalling(signal.SIGINT)
    status, out, err = shell("lab", "relu", "--json", *QUICK)
    assert status == 130
    assert err.splitlines()[-1] == "Stopped; what was done is kept."
    assert [group["n"] for group in json.loads(out)["labs"][0]["groups"]] == [1, 1]
    store = RunStore(shell.folder)
    assert sorted(summary.run.state for summary in store.summaries()) == ["finished", "finished", "stopped"]
    assert store.trashed() == ()
    (stopped,) = (summary.id for summary in store.summaries() if summary.run.state is RunState.STOPPED)
    shell.trainer = ScriptedTrainer()
    shell("lab", "relu", *QUICK)
    assert stopped in shell.trainer.trained
    assert [summary.run.state for summary in store.summaries()] == [RunState.FINISHED] * 6


def test_markdown_goes_to_standard_output_with_its_picture_into_the_folder(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, out, err = shell("lab", "relu", "--md", "--repeats", "1", *QUICK)
    assert out.startswith("# relu: What does the ReLU between the layers do?\n")
    assert (tmp_path / "lab-relu-2-epochs-2000-digits.svg").read_text(encoding="utf-8").startswith("<svg ")
    assert err.splitlines()[-1] == "Written: lab-relu-2-epochs-2000-digits.svg"
    _, written, _ = shell("lab", "relu", "--md", "--out", str(tmp_path / "report"), "--repeats", "1", *QUICK)
    assert written == out
    assert (tmp_path / "report" / "lab-relu-2-epochs-2000-digits.md").read_text(encoding="utf-8") == out
    assert (tmp_path / "report" / "lab-relu-2-epochs-2000-digits.svg").exists()


def test_a_folder_that_cannot_be_written_into_is_told_before_anything_is_trained(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    status, out, err = shell("lab", "relu", "--out", str(tmp_path / "a file"), *QUICK)
    assert (status, out) == (1, "")
    assert "a file" in err
    assert len(err.splitlines()) == 1
    assert RunStore(shell.folder).summaries() == ()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["lab", "colour"], "There is no lab “colour”; there are nodes, layers"),
        (["lab", "nodes", "--repeats", "0"], "--repeats takes a whole number from 1 to 1000, not 0"),
        (["lab", "nodes", "--epochs", "0"], "--epochs takes a whole number from 1 to 1000, not “0”."),
        (["lab", "nodes", "--train-size", "5"], "--train-size takes a whole number, at least 100"),
        (["lab", "nodes", "--json", "--md"], "--json and --md exclude one another."),
        (["lab", "--out", "x"], "--out needs the name of a lab"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_sentence(shell: Shell, arguments: list[str], words: str) -> None:
    status, out, err = shell(*arguments)
    assert (status, out) == (2, "")
    assert words in err
    assert len(err.splitlines()) == 1


def test_guesses_are_shown_beside_the_results_and_their_score_is_kept(shell: Shell) -> None:
    store = RunStore(shell.folder)
    (made,) = runs_of(a_plan("relu", 1).requests()[:1], load_digits().dataset, BEGAN)
    guessed = Hypothesis(
        lab="relu", group="no ReLU", made=made.created, epochs=2, train_size=2000, accuracy="same", speed="faster"
    )
    store.remember(REMEMBERED, hypotheses_document([guessed]))
    _, _, err = shell("lab", "relu", *QUICK)
    assert "no ReLU: test accuracy the same (right)" in err
    assert "no ReLU: an epoch is faster (no, the same)" in err
    assert err.splitlines()[-1] == "So far 1 of 2 were right."
    (kept,) = hypotheses_from(RunStore(shell.folder).recall(REMEMBERED))
    assert (kept.right, kept.asked) == (1, 2)


def test_a_script_is_asked_nothing(shell: Shell) -> None:
    status, _, err = shell("lab", "relu", "--guess", "--repeats", "1", *QUICK)
    assert status == 0
    assert "--guess needs a terminal" in err
    _, _, err = shell("lab", "relu", "--guess", "--repeats", "1", *QUICK)
    assert "Nothing is left to guess" in err


def test_the_old_name_of_guess_still_works_with_a_notice(shell: Shell) -> None:
    status, _, err = shell("lab", "relu", "--predict", "--repeats", "1", *QUICK)
    assert status == 0
    assert err.startswith("--predict is now called --guess.\n")
    assert "--guess needs a terminal" in err
    assert "--predict" not in shell("lab", "--help")[1]


def test_progress_is_seen_though_what_native_libraries_print_is_not(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom support.fakes import ScriptedTrainer\n"
        "from mnist_lab.cli.main import run\nfrom mnist_lab.cli.context import CliContext\n"
        "run(sys.argv[1:], CliContext(Path(sys.argv[-1]), None, ScriptedTrainer))"
    )
    arguments = ("lab", "relu", "--repeats", "1", "--epochs", "2", "--store", str(tmp_path))
    done = in_a_process(*arguments, code=code, PYTHONPATH=WITH_TESTS["PYTHONPATH"])
    assert done.returncode == 0
    assert "2/2  no ReLU, seed 1: test accuracy 97.80 %" in done.stderr


def a_plan(name: str, repeats: int) -> Plan:
    budget = Budget(repeats=repeats)
    groups = [(group.label, budget.spec(group)) for group in groups_in(LABS[name])]
    return plan(groups, repeats, (), load_digits().dataset)


def test_one_bar_is_for_all_runs_and_a_line_for_each_that_ends() -> None:
    todo = a_plan("relu", 2)
    stream = Terminal()
    lines = BatchLines(todo, (), 60_000, stream, moves=True)
    first, second, *_ = runs_of(todo.requests(), load_digits().dataset, BEGAN)
    lines.run_changed(first.after(progress(1, 2, 0.25)))
    assert "1/4 baseline, seed 1, epoch 0.5 of 10" in stream.getvalue()
    done = first.model_copy(update={"state": RunState.FINISHED, "epochs": a_history([0.1]), "seconds": 12.0})
    lines.run_changed(done)
    lines.run_changed(done)
    lines.run_changed(second.after(progress(1, 2, 0.25)))
    bar = stream.getvalue().rpartition("\r\x1b[2K")[2]
    assert bar.startswith("█")
    assert "2/4 baseline, seed 2" in bar
    assert stream.getvalue().count("1/4  baseline, seed 1: too short, 12 s\n") == 1
    still = io.StringIO()
    BatchLines(todo, (), 60_000, still).run_changed(first.after(progress(1, 2, 0.25)))
    assert still.getvalue() == ""
