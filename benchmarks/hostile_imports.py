"""Imports runs with hostile ids, names and figures, in a process of its own each, and looks at what that cost and left.

    python benchmarks/hostile_imports.py [--only NAME] [--out FOLDER]

For each file: the exit status, the sentence, the seconds and the memory of `import`, and whether anything was written
outside the store. Writes hostile_imports.md.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import root  # noqa: F401

# isort: split
from mnist_lab.domain.runs.serialization import run_document
from support.fakes import a_history
from support.run_examples import a_run

EPOCH = {"loss": 0.1, "accuracy": 0.9, "val_loss": 0.1, "val_accuracy": 0.9, "seconds": 1.0}


def _usual() -> dict[str, Any]:
    return run_document(a_run(a_history([0.2, 0.1])))


def _with(**changed: object) -> Callable[[], Iterator[bytes]]:
    return lambda: iter([json.dumps(_usual() | changed).encode() + b"\n"])


def _epochs(count: int) -> Iterator[bytes]:
    document = _usual()
    del document["epochs"]
    head = json.dumps(document).encode()[:-1] + b', "epochs": ['
    yield head
    for number in range(1, count + 1):
        yield json.dumps({"epoch": number, **EPOCH}).encode() + (b"," if number < count else b"]}\n")


def _nested(name: str) -> Iterator[bytes]:
    document = json.dumps(_usual()).encode()[:-1]
    yield document + f', "{name}": '.encode() + b"[" * 100_000 + b"]" * 100_000 + b"}\n"


FILES: dict[str, Callable[[], Iterator[bytes]]] = {
    "id `../../escape`": _with(id="../../escape"),
    "id `/etc/escape`": _with(id="/etc/escape"),
    "id of 10 MB": _with(id="a" * 10_000_000),
    "id with NUL and escapes": _with(id="\0\x1b[31m"),
    "id that is a list": _with(id=[]),
    "name of 10 MB": _with(name="n" * 10_000_000),
    "name of escapes": _with(name="\x1b]0;title\x07\x1b[2J\u202e"),
    "note of 10 MB": _with(note="n" * 10_000_000),
    "100,000 tags": _with(tags=[f"t{number}" for number in range(100_000)]),
    "a million epochs": lambda: _epochs(1_000_000),
    "25,000 epochs": lambda: _epochs(25_000),
    "epoch numbers of 400 digits": _with(epochs=[{"epoch": int("9" * 400), **EPOCH}]),
    "epochs NaN and 1e400": lambda: iter([json.dumps(_usual()).replace("0.1", "1e400").encode() + b"\n", b"NaN\n"]),
    "settings out of range": _with(spec={"units": 10**30, "hidden_layers": -1}),
    "created in the year 99999": _with(created="99999-01-01T00:00:00Z"),
    "100,000 brackets": lambda: _nested("more"),
    "an unknown field": _with(unheard_of=[1, 2, 3]),
    "200 MB on one line": lambda: (b" " * 1_000_000 for _ in range(200)),
    "a million empty lines": lambda: iter([b"\n" * 1_000_000]),
    "random bytes": lambda: iter([os.urandom(1_000_000)]),
}  # fmt: skip


def try_one(chunks: Iterator[bytes], folder: Path) -> tuple[int, str, float, float, list[str]]:
    """Import the file; return exit status, what was said, seconds, MB, and files outside the store."""
    file, store = folder / "runs.jsonl", folder / "inner" / "store"
    store.parent.mkdir()
    with file.open("wb") as lines:
        lines.writelines(chunks)
    before = set(folder.rglob("*"))
    code = (
        "import resource, sys\nfrom mnist_lab.cli.command_line import run\nstatus = run(sys.argv[1:])\n"
        "print('MB', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\nsys.exit(status)\n"
    )
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code, "import", str(file), "--store", str(store)],
        capture_output=True, text=True, check=False, errors="replace",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30)),
    )  # fmt: skip
    seconds = time.monotonic() - began
    megabytes = float(done.stdout.rpartition("MB ")[2] or "nan") if "MB " in done.stdout else float("nan")
    outside = [str(path) for path in set(folder.rglob("*")) - before if store not in path.parents and path != store]
    said = done.stdout.rpartition("MB ")[0] + done.stderr
    shown = subprocess.run(
        [sys.executable, "-m", "mnist_lab", "runs", "--store", str(store)],
        capture_output=True, text=True, check=False, errors="replace",
    )  # fmt: skip
    if shown.returncode or "Traceback" in shown.stderr:
        said += f" FAULT: runs {shown.returncode} {shown.stderr[-500:]}"
    return done.returncode, said, seconds, megabytes, outside


def main() -> None:
    """Import each, and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="")
    parser.add_argument("--out", type=Path, default=Path())
    options = parser.parse_args()
    lines = ["| file | exit status | said | seconds | MB |", "| --- | ---: | --- | ---: | ---: |"]
    faults = 0
    for name, make in ((name, make) for name, make in FILES.items() if options.only in name):
        with tempfile.TemporaryDirectory() as folder:
            status, said, seconds, megabytes, outside = try_one(make(), Path(folder))
            said = " ".join(said.replace(folder, "…").split())
        is_fault = outside or status not in {0, 1} or "Traceback" in said or "FAULT" in said
        faults += bool(is_fault)
        mark = f" FAULT {outside}" if is_fault else ""
        lines.append(
            f"| {name} | {status} | {said[-600:] if is_fault else said[:200]}{mark} | {seconds:.1f} | {megabytes:.0f} |"
        )
        print(lines[-1], flush=True)
    (options.out / "hostile_imports.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.exit(faults > 0)


if __name__ == "__main__":
    main()
