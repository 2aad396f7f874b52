"""Measures the first start after the rules have changed, among ten thousand runs that are judged again meanwhile.

    python benchmarks/judging.py [--runs 10000] [--store FOLDER] [--out FOLDER]

The index of a store is marked as of other rules. Then the real app opens it in a terminal of 120×36, Runs is shown, and
keys move the cursor until every run is judged: when the first frame and the table were there, how long the judging
took, and how late the event loop was (`watched_app.py`). The same store is opened once more with nothing to judge, to
compare. `--store` uses a copy of that store. Writes judging.md and judging.json.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path

import root  # noqa: F401

# isort: split
from made_up_runs import fill
from timed_terminal import DOWN, PATIENCE, UP, TimedTerminal

from mnist_lab.domain.fit.verdict import RULES_MARK
from mnist_lab_store.run_store import RunStore

WATCHED = "import runpy, sys; sys.argv[0:1] = []; runpy.run_path(sys.argv[0], run_name='__main__')"
WATCHED_APP = Path(__file__).with_name("watched_app.py")
MODE_2 = b"\x1b2"
SECONDS_BESIDE = 20.0
"""How long keys are pressed where there is nothing to judge."""


def of_other_rules(store: Path) -> None:
    """Mark the index as made by other rules."""
    index = store / "index.json"
    index.write_text(index.read_text(encoding="utf-8").replace(f'"{RULES_MARK}"', '"of old"'), encoding="utf-8")


def is_judged(store: Path) -> bool:
    """Return whether the index has no run left that awaits a verdict."""
    text = (store / "index.json").read_text(encoding="utf-8")
    return '"rules":""' not in text and '"rules":"of old"' not in text


def opened(store: Path, *, judges: bool) -> dict[str, float]:
    """Return the seconds until the first frame, the table and the end of judging, and the waits of the loop since."""
    notes = store.parent / f"notes-{judges}"
    with TimedTerminal(WATCHED, str(WATCHED_APP), str(notes), "--store", str(store)) as terminal:
        frame = terminal.since(terminal.began, b"nodes per layer")
        terminal.press(MODE_2)
        table = terminal.since(terminal.began, f"{len(list((store / 'runs').iterdir())):,}".encode())
        shown, key = time.monotonic(), DOWN
        while time.monotonic() - shown < (PATIENCE if judges else SECONDS_BESIDE):
            key = UP if key == DOWN else DOWN
            terminal.press(key)
            terminal.read(0.2)
            time.sleep(0.2)
            if judges and is_judged(store):
                break
        ended = time.monotonic()
    noted = [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()]
    waits = [each for each in noted if "wait" in each and each["when"] > shown + 1]
    return {
        "first frame": frame,
        "table": table,
        "judging": ended - shown,
        "waits of 50 ms and more": len(waits),
        "longest wait": max((each["wait"] for each in waits), default=0.0),
        "longest wait, without the processor": max((each["wait"] - each["starved"] for each in waits), default=0.0),
    }


def main() -> None:
    """Measure, and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--out", type=Path, default=Path())
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store = Path(folder) / "store"
        if asked.store is not None:
            shutil.copytree(asked.store, store)
        else:
            fill(store, asked.runs)
        RunStore(store).fold()
        of_other_rules(store)
        found = {"judged again": opened(store, judges=True), "nothing to judge": opened(store, judges=False)}
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "judging.json").write_text(json.dumps(found, indent=2), encoding="utf-8")
    names = list(found["judged again"])
    rows = [f"| {name} | " + " | ".join(f"{each[name]:.2f}" for each in found.values()) + " |" for name in names]
    text = "\n".join([f"| | {' | '.join(found)} |", "| --- | ---: | ---: |", *rows]) + "\n"
    (asked.out / "judging.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
