"""The commands `export` and `import`: runs as JSON Lines, from one store to another."""

from __future__ import annotations

import io
import json
import math
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from mnist_lab.cli.commands import import_export as exchange
from mnist_lab.cli.filter_options import none_found
from mnist_lab.domain.advice.run_report import full_document
from mnist_lab.domain.evidence.baseline import choose_baseline
from mnist_lab.domain.filters.query import filter_of
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab_store.migrations import Schema, Tables
from mnist_lab_store.run_store import RunStore
from support.shell import Shell
from support.store_examples import example_environment, example_epoch, example_run

DIVERGED = example_run(
    2,
    name="too fast",
    tags=("lab6",),
    note="two\nlines",
    environment=example_environment(),
    weights=f"runs/{example_run(2).id}/best.keras",
    state=RunState.FAILED,
    error="It broke off.",
).model_copy(update={"epochs": (example_epoch(1), example_epoch(2, val_loss=math.nan))})


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere"


def line(run: Run, **changes: Any) -> str:
    """Return the line that an export has of the run, with these fields changed; one that is `...` is left out."""
    document = {**full_document(run, choose_baseline(())), **changes}
    return json.dumps({name: value for name, value in document.items() if value is not ...}) + "\n"


def imported(shell: Shell, tmp_path: Path, *lines: str) -> tuple[int, str, str]:
    file = tmp_path / "runs.jsonl"
    file.write_text("".join(lines), encoding="utf-8")
    return shell("import", str(file))


def test_an_export_has_the_document_of_each_run_on_a_line(shell: Shell, tmp_path: Path) -> None:
    store = RunStore(shell.folder)
    for run in (example_run(1), DIVERGED):
        store.put(run)
    file = tmp_path / "runs.jsonl"
    assert shell("export", str(file)) == (0, "", f"2 runs written into {file}.\n")
    documents = [json.loads(each) for each in file.read_text(encoding="utf-8").splitlines()]
    assert documents == [shell.json("show", run.id, "--json") for run in (DIVERGED, example_run(1))]


def test_an_import_is_the_same_run_without_weights(shell: Shell, tmp_path: Path, elsewhere: Path) -> None:
    store = RunStore(shell.folder)
    for run in (example_run(1), DIVERGED):
        store.put(run)
    file = tmp_path / "runs.jsonl"
    shell("export", str(file))
    assert shell("import", str(file), "--store", str(elsewhere)) == (0, "", "2 runs imported.\n")
    for run in (example_run(1), DIVERGED):
        there = shell.json("show", run.id, "--json", "--store", str(elsewhere))
        assert there == {**shell.json("show", run.id, "--json"), "weights": None}


def test_a_second_import_changes_nothing(shell: Shell, tmp_path: Path) -> None:
    store = RunStore(shell.folder)
    store.put(example_run(1, name="mine"))
    store.put(example_run(2))
    store.trash.take(example_run(2).id)
    lines = [line(example_run(number, name="theirs")) for number in (1, 2, 3)]
    assert imported(shell, tmp_path, *lines) == (0, "", "1 run imported, 2 here already.\n")
    before = {path: path.stat().st_mtime_ns for path in shell.folder.rglob("run.json")}
    status, _, err = imported(shell, tmp_path, *lines)
    assert (status, [int(word) for word in err.split() if word.isdigit()]) == (0, [0, 3])
    assert {path: path.stat().st_mtime_ns for path in shell.folder.rglob("run.json")} == before
    assert (store.get(example_run(1).id).name, store.get(example_run(3).id).name) == ("mine", "theirs")
    assert store.trash.ids() == (example_run(2).id,)


BAD_LINES = {
    "not JSON": "{\n",
    "no table": "[1]\n",
    "no id": line(example_run(9), id=...),
    "an id that is a path": line(example_run(9), id="../../out"),
    "an absolute id": line(example_run(9), id="/tmp/out"),
    "an id with a NUL": line(example_run(9), id="a\x00b"),
    "a long id": line(example_run(9), id="a" * 65),
    "a number for an id": line(example_run(9), id=9),
    "no schema": line(example_run(9), schema=...),
    "a schema to come": line(example_run(9), schema=2),
    "a setting out of its range": line(example_run(9), spec={"units": 0}),
    "an unknown setting": line(example_run(9), spec={"\x1b]0;nodes\x07": 1}),
    "no epochs": line(example_run(9), epochs="many"),
    "an epoch twice": line(example_run(9), epochs=[example_epoch(1).model_dump()] * 2),
    "an epoch missing": line(example_run(9), epochs=[example_epoch(2).model_dump()]),
    "a loss in words": line(example_run(9), epochs=[{**example_epoch(1).model_dump(), "loss": "low"}]),
    "a state that is none": line(example_run(9), state="asleep"),
    "a date without zone": line(example_run(9), created="2026-11-23T22:24:56"),
    "a year that cannot be shown": line(example_run(9), created="9999-12-31T23:59:59-14:00"),
    "tags that are none": line(example_run(9), tags=[1]),
}


@pytest.mark.parametrize("bad", BAD_LINES.values(), ids=BAD_LINES)
def test_a_bad_line_is_reported_and_the_others_are_imported(shell: Shell, tmp_path: Path, bad: str) -> None:
    status, out, err = imported(shell, tmp_path, line(example_run(1)), "\n", bad, line(example_run(2)))
    assert (status, out) == (1, "")
    named, taken, failed = err.splitlines()
    assert named.startswith("Line 3: ")
    assert named.isprintable()
    assert taken == "2 runs imported."
    assert failed.startswith("1 line could not be imported")
    store = RunStore(shell.folder)
    assert [summary.id for summary in store.summaries()] == [example_run(2).id, example_run(1).id]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["runs.jsonl", "store"]
    assert sorted(path.name for path in (shell.folder / "runs").iterdir()) == [example_run(1).id, example_run(2).id]


def test_adjacent_lines_with_the_same_reason_are_reported_together(shell: Shell, tmp_path: Path) -> None:
    bad = "no json\n"
    _, _, err = imported(shell, tmp_path, bad, bad, bad, line(example_run(1)), bad, "[]\n", bad)
    assert [each.partition(":")[0] for each in err.splitlines()[:4]] == ["Lines 1 to 3", "Line 5", "Line 6", "Line 7"]
    assert err.splitlines()[-1] == "6 lines could not be imported: see above."


def test_a_line_too_long_for_a_run_is_skipped(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = line(example_run(1))
    monkeypatch.setattr(exchange, "LONGEST_LINE", len(good) + 1)
    status, _, err = imported(shell, tmp_path, line(example_run(2), note="n" * 5000), good)
    assert status == 1
    assert err.startswith("Line 1: ")
    assert f"{len(good) + 1:,} bytes" in err
    assert [summary.id for summary in RunStore(shell.folder).summaries()] == [example_run(1).id]


@pytest.mark.parametrize("state", [RunState.QUEUED, RunState.RUNNING, RunState.PAUSED])
def test_an_active_run_is_imported_as_interrupted(shell: Shell, tmp_path: Path, state: RunState) -> None:
    imported(shell, tmp_path, line(example_run(1, state=state)))
    assert RunStore(shell.folder).get(example_run(1).id).state is RunState.INTERRUPTED


def test_the_verdict_and_reading_in_a_line_are_ignored(shell: Shell, tmp_path: Path) -> None:
    imported(shell, tmp_path, line(example_run(1), verdict={"label": "perfect"}, post_reading="\x1b[31m"))
    document = shell.json("show", "last", "--json")
    assert document["verdict"]["label"] == "too short"
    assert set(document["post_reading"]) == {"leaning", "gap", "not_compared"}


def test_imported_text_is_cleaned_and_cut(shell: Shell, tmp_path: Path) -> None:
    hostile = "\x1b]0;title\x07\x1b[31m\x9b31m\u202e[/oops]\x7f"
    changes = {"name": hostile + "n" * 300, "tags": [hostile, "t" * 60, hostile], "note": hostile * 2, "error": hostile}
    environment = {**example_environment().model_dump(), "host": hostile, "device": hostile}
    data = {"name": hostile, "sha256": hostile}
    imported(shell, tmp_path, line(example_run(1), **changes, environment=environment, data=data))
    kept = RunStore(shell.folder).get(example_run(1).id)
    cleaned = "]0;title[31m31m[/oops]"
    assert kept.name == (cleaned + "n" * 300)[:200]
    assert (kept.tags, kept.note, kept.error) == ((cleaned, "t" * 50), cleaned * 2, cleaned)
    assert kept.environment is not None
    assert {kept.environment.host, kept.environment.device, kept.data.name, kept.data.sha256} == {cleaned}


def test_an_export_of_an_older_schema_is_migrated(tmp_path: Path) -> None:
    def of_now(tables: Tables) -> Tables:
        ((number, document),) = tables["run"].items()
        return {
            **tables,
            "run": {number: {**document, "schema": 1, "data": {"name": document["digits"], "sha256": ""}}},
        }

    store = RunStore(tmp_path, schema=Schema(table="run", current=1, steps={0: of_now}))
    assert store.take_in({**json.loads(line(example_run(1), data=...)), "schema": 0, "digits": "mnist"})
    assert store.get(example_run(1).id).data.name == "mnist"


def test_a_dash_is_standard_output_and_standard_input(
    shell: Shell, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    RunStore(shell.folder).put(example_run(1))
    status, out, err = shell("export", "-")
    assert (status, err) == (0, "1 run written.\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(out.encode())))
    assert shell("import", "-", "--store", str(elsewhere)) == (0, "", "1 run imported.\n")
    assert RunStore(elsewhere).get(example_run(1).id) == example_run(1)


def test_an_export_has_only_the_runs_that_match(shell: Shell, tmp_path: Path) -> None:
    store = RunStore(shell.folder)
    for number, units in ((1, 64), (2, 518), (3, 64)):
        store.put(example_run(number, spec=RunSpec(units=units)))
    file = tmp_path / "some.jsonl"
    assert shell("export", str(file), "--filter", "units=64") == (0, "", f"2 runs written into {file}.\n")
    assert [json.loads(each)["spec"]["units"] for each in file.read_text().splitlines()] == [64, 64]
    status, out, err = shell("export", "-", "--filter", "nowhere")
    assert (status, out) == (0, "")
    none, written = err.splitlines()
    assert none == none_found(3, filter_of("nowhere"))
    assert written == "0 runs written."


def test_an_export_replaces_a_file_and_writes_into_a_device(shell: Shell, tmp_path: Path) -> None:
    RunStore(shell.folder).put(example_run(1))
    file = tmp_path / "runs.jsonl"
    file.write_text("x" * 100_000)
    shell("export", str(file))
    assert len(file.read_text().splitlines()) == 1
    assert shell("export", "/dev/null")[0] == 0
    assert Path("/dev/null").is_char_device()


def test_a_file_that_cannot_be_used_is_named(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "none" / "runs.jsonl"
    assert str(file.parent) in shell.refusal("export", str(file), status=1)
    assert str(file) in shell.refusal("import", str(file), status=1)


def test_an_unreadable_run_is_reported_and_the_others_are_exported(shell: Shell, tmp_path: Path) -> None:
    store = RunStore(shell.folder)
    for number in (1, 2):
        store.put(example_run(number))
    store.fold()
    path = shell.folder / "runs" / example_run(1).id / "run.json"
    signature = path.stat()
    path.write_bytes(b"{" + bytes(signature.st_size - 1))
    os.utime(path, ns=(signature.st_mtime_ns, signature.st_mtime_ns))
    status, out, err = shell("export", "-")
    assert (status, json.loads(out)["id"]) == (1, example_run(2).id)
    reported, written, failed = err.splitlines()
    assert example_run(1).id in reported
    assert written == "1 run written."
    assert failed.startswith("1 run ")


def test_an_export_replaces_a_link_that_leads_to_itself(shell: Shell, tmp_path: Path) -> None:
    shell("train", "--units", "8", "--epochs", "1")
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    status, _, _ = shell("export", str(loop))
    assert (status, loop.is_symlink(), len(loop.read_text().splitlines())) == (0, False, 1)
