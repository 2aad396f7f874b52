"""Takes the store away from the app while it trains, in every way, and gives it back; then looks at what was kept.

    python benchmarks/store_faults.py [--only NAME] [--seconds 8] [--out FOLDER]

Needs root on Linux: some of the faults are mounts. Each time the app is opened on a store of its own with few digits,
F5 is pressed, and after some epochs the store is deleted, renamed, made read-only, frozen, filled up, or one of its
files is replaced. Keys are pressed meanwhile; noted are the longest wait of the event loop, every sentence that the app
shows, and the epochs that it had announced. Then the fault is undone if it can be, the app is quit, and the store is
read: the epochs that were announced before the fault must be there, and after it is undone all of them. Writes
store_faults.md.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import root  # noqa: F401

# isort: split
from watched_terminal import WatchedTerminal

from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab_store.errors import StoreError
from mnist_lab_store.run_store import RunStore
from support.terminal import F5, few_digits_file

Undo = Callable[[], object]
EPOCHS_BEFORE = 5
SECONDS_TO_START = 90.0
MEGABYTE = 1 << 20
DEEP = b"[" * 100_000
TO_REACH_WAIT = 0.1


def _nothing() -> None:
    """The fault is not undone."""


def delete(store: Path) -> Undo:
    shutil.rmtree(store)
    return _nothing


def rename(store: Path) -> Undo:
    elsewhere = store.with_name("elsewhere")
    store.rename(elsewhere)

    def back() -> None:
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(store)
        elsewhere.rename(store)

    return back


def make_read_only(store: Path) -> Undo:
    _run("mount", "--bind", str(store), str(store))
    _run("mount", "-o", "remount,bind,ro", str(store))
    return lambda: _run("umount", "-l", str(store))


def freeze(store: Path) -> Undo:
    _run("fsfreeze", "-f", str(store.parent))
    return lambda: _run("fsfreeze", "-u", str(store.parent))


def fill_up(store: Path) -> Undo:
    filler = store.parent / "filler"
    with contextlib.suppress(OSError), filler.open("wb") as file:
        while True:
            file.write(b"\0" * 4096)
            file.flush()
    with contextlib.suppress(OSError), filler.open("ab") as file:
        os.posix_fallocate(file.fileno(), 0, 1 << 40)
    return filler.unlink


def lock_run(store: Path) -> Undo:
    return _lock(_run_file(store))


def lock_app(store: Path) -> Undo:
    return _lock(store / "app.json")


def _lock(file: Path) -> Undo:
    """Lock the file in another process and stop that, as a suspended one would."""
    code = "import fcntl, os, signal, sys\nf = os.open(sys.argv[1] + '.lock', os.O_RDWR | os.O_CREAT)\n"
    code += "fcntl.flock(f, fcntl.LOCK_EX)\nprint('locked', flush=True)\nos.kill(os.getpid(), signal.SIGSTOP)\n"
    process = subprocess.Popen([sys.executable, "-c", code, str(file)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()

    def end() -> None:
        process.kill()
        process.wait()

    return end


def _replaced(choose: Callable[[Path], Path], put: Callable[[Path], object]) -> Callable[[Path], Undo]:
    def replace(store: Path) -> Undo:
        file = choose(store)
        with contextlib.suppress(FileNotFoundError):
            file.unlink()
        put(file)
        (store / "stamp").touch() if file.name != "stamp" else None
        return _nothing

    return replace


def _run_file(store: Path) -> Path:
    return next((store / "runs").glob("*/run.json"))


FILES: dict[str, Callable[[Path], Path]] = {
    "run.json": _run_file,
    "index.json": lambda store: store / "index.json",
    "stamp": lambda store: store / "stamp",
    "app.json": lambda store: store / "app.json",
}
PUTS: dict[str, Callable[[Path], object]] = {
    "a folder": Path.mkdir,
    "a FIFO": os.mkfifo,
    "a link to /dev/zero": lambda file: file.symlink_to("/dev/zero"),
    "200 MB": lambda file: file.write_bytes(b" " * (200 * MEGABYTE)),
    "100,000 brackets": lambda file: file.write_bytes(DEEP),
    "wrong types": lambda file: file.write_text('{"run": {"1": {"id": [], "epochs": 7}}, "app": {"1": {"form": 3}}}'),
    "nothing in it": lambda file: file.write_bytes(b""),
}
FAULTS: dict[str, Callable[[Path], Undo]] = {
    "store deleted": delete,
    "store renamed, then back": rename,
    "store read-only, then not": make_read_only,
    "store frozen (fsfreeze), then thawed": freeze,
    "disk full, then not": fill_up,
    "run.json locked by a stopped process": lock_run,
    "app.json locked by a stopped process": lock_app,
    **{
        f"{name} is {what}": _replaced(choose, put)
        for name, choose in FILES.items()
        for what, put in PUTS.items()
    },
}  # fmt: skip


@dataclass
class Outcome:
    """What a fault did."""

    name: str
    said: list[str] = field(default_factory=list)
    longest_wait: float = 0.0
    longest_own_wait: float = 0.0
    before: int = 0
    announced: int = 0
    kept: int | None = None
    state: str = ""
    status: int | None = None
    tracebacks: list[str] = field(default_factory=list)
    stacks: str = ""

    @property
    def is_good(self) -> bool:
        """Return whether the app lived on, and lost nothing that it had announced."""
        lost = self.kept is None or self.kept < self.announced
        may_lose = self.name == "store deleted"
        return not self.tracebacks and self.status == 0 and (not lost or may_lose)


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)


@contextlib.contextmanager
def _disk(folder: Path) -> Any:
    """A small disk, which is nobody else's."""
    image, place = folder / "disk.img", folder / "disk"
    with image.open("wb") as file:
        file.truncate(320 * MEGABYTE)
    _run("mkfs.ext4", "-q", str(image))
    place.mkdir()
    _run("mount", "-o", "loop", str(image), str(place))
    try:
        yield place
    finally:
        subprocess.run(["fsfreeze", "-u", str(place)], check=False, capture_output=True)
        _run("umount", "-l", str(place))


def inflict(name: str, seconds: float, folder: Path) -> Outcome:
    """Open the app, train, have the fault happen, undo it, quit, and look."""
    outcome = Outcome(name)
    digits = few_digits_file(folder / "digits.npz")
    with _disk(folder) as disk:
        store = disk / "store"
        kept = RunStore(store)
        kept.preferences.remember("form", RunSpec(units=512, epochs=1000, batch_size=1).model_dump(mode="json"))
        notes = folder / "notes.jsonl"
        notes.touch()
        terminal = WatchedTerminal(notes, folder / "no log", folder, "--store", str(store), "--data", str(digits))
        terminal.allow_quitting()
        terminal.rest(4.0)
        terminal.send(F5, 10.0)
        end = time.monotonic() + SECONDS_TO_START
        while _epochs(kept) < EPOCHS_BEFORE and time.monotonic() < end:
            terminal.rest(0.5)
        outcome.before = _epochs(kept)
        began = time.monotonic()
        undo = FAULTS[name](store)
        while time.monotonic() - began < seconds:
            for key in (b"\x1b2", b"\x1b[B", b"v", b"\x1b", b"\x1b1", b"n", b"T", b"\x1b[B", b"\r"):
                terminal.send(key, 10.0)
                terminal.rest(0.2)
        terminal.send(b"\x1b", 10.0)
        undo()
        terminal.rest(5.0)
        noted = terminal.noted()
        outcome.announced = max((note["epochs"] for note in noted if "epochs" in note), default=0)
        for _ in range(3):
            for key in (b"\x1b", b"\x1b", b"\x1b1", b"\x11", b"X"):
                terminal.send(key, 10.0)
                terminal.rest(0.7)
            if terminal.process.poll() is not None:
                break
        outcome.status = terminal.close(30.0)
        noted = terminal.noted()
        outcome.said = list(dict.fromkeys(note["said"] for note in noted if "said" in note))
        waits = [note for note in noted if "wait" in note and note["when"] > began]
        outcome.longest_wait = max((note["wait"] for note in waits), default=0.0)
        outcome.longest_own_wait = max((max(0.0, note["wait"] - note["starved"]) for note in waits), default=0.0)
        outcome.tracebacks, outcome.stacks = terminal.found_tracebacks(), terminal.stacks()
        run = _only_run(RunStore(store))
        outcome.kept, outcome.state = (len(run.epochs), str(run.state)) if run else (None, "not there")
    return outcome


def _epochs(store: RunStore) -> int:
    run = _only_run(store)
    return len(run.epochs) if run else 0


def _only_run(store: RunStore) -> Run | None:
    with contextlib.suppress(StoreError):
        for summary in store.summaries():
            return store.get(summary.id)
    return None


def report(outcomes: list[Outcome]) -> str:
    """Return a table of what happened."""
    lines = [
        "| fault | what the app says | epochs before / announced / kept | longest wait, ms (its own) | |",
        "| --- | --- | ---: | ---: | --- |",
    ]
    for each in outcomes:
        kept = "–" if each.kept is None else each.kept
        waits = f"{1000 * each.longest_wait:.0f} ({1000 * each.longest_own_wait:.0f})"
        said = "<br>".join(each.said) or "nothing"
        mark = f"{each.state}" if each.is_good else f"FAULT: status {each.status}, {each.state}"
        lines.append(f"| {each.name} | {said} | {each.before} / {each.announced} / {kept} | {waits} | {mark} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Inflict each fault, and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--out", type=Path, default=Path())
    options = parser.parse_args()
    outcomes = []
    for name in FAULTS:
        if options.only not in name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            outcome = inflict(name, options.seconds, Path(folder))
        outcomes.append(outcome)
        print(report([outcome]).splitlines()[-1], flush=True)
        for text in outcome.tracebacks:
            print(text[-1500:], flush=True)
    (options.out / "store_faults.md").write_text(report(outcomes), encoding="utf-8")
    sys.exit(not all(outcome.is_good for outcome in outcomes))


if __name__ == "__main__":
    main()
