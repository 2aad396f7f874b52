"""Measures how long the screen of the real app keeps the user waiting, stage by stage, in a terminal of 120×36.

    python benchmarks/responsiveness.py [--epochs 20] [--units 518] [--starts 10] [--stops 3] [--out FOLDER]

The first frame is timed from the start of the process, in turn with that of an empty Textual app; then the memory of
both is read once they have nothing left to do, and that of the process that waits for the lab. Then the app trains
under a pseudo-terminal while keys are pressed: a key's time goes from the moment it is written to the moment the row
that it moves to has been repainted; a wait of the event loop is how much later than asked a timer of 5 ms came. Last,
runs of several sizes are paused and stopped: how long until the screen says so, and until the run has ended. Writes
responsiveness.md and responsiveness.json.
"""

from __future__ import annotations

import argparse
import fcntl
import itertools
import json
import os
import pty
import random
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

from mnist_lab.domain.runs.setting_fields import fields_of
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab_store.run_store import RunStore

COLUMNS, ROWS = 120, 36
UP, DOWN, ESCAPE, F5, QUIT = b"\x1b[A", b"\x1b[B", b"\x1b", b"\x1b[15~", b"\x11"
PAUSE, STOP_NOW = b" ", b"X"
SIZES_TO_STOP = (64, 518, 2048)
BETWEEN_KEYS = (0.06, 0.14)
PATIENCE = 300.0
SECONDS_TO_SETTLE = 10.0
"""By then, everything that the app imports and reads in the background is there."""
USUAL = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""What is installed has been compiled; modules that must be compiled at every start take twice as long to import."""
STAGES = ("waiting for F5", "TensorFlow loads", "tracing and first chunk", "training", "saving and scoring")

EMPTY_APP = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("first frame")
Empty().run()
"""
LAB = "from mnist_lab.cli.main import main; main()"
TIMED_LAB = """
import asyncio, json, sys, time
from textual import on
import mnist_lab.tui.app
from mnist_lab.cli.main import main
from mnist_lab.domain.runs.events import Compiling, Began, Loading, Progress
from mnist_lab.domain.runs.run import RunState
from mnist_lab.tui.state.messages import RunChanged

SECONDS, waits, stages = 0.005, [], []
timings = sys.argv.pop()

class Timed(mnist_lab.tui.app.LabApp):
    def on_mount(self):  # besides that of its base, which Textual calls too
        self.ticker = asyncio.create_task(self.tick())

    async def tick(self):
        while True:
            before = time.monotonic()
            await asyncio.sleep(SECONDS)
            now = time.monotonic()
            waits.append((now, now - before - SECONDS))

    @on(RunChanged)
    def note(self, message):
        run = message.run
        stage = {Loading: 1, Compiling: 2, Began: 2, Progress: 3}.get(type(run.stage), 3 if run.epochs else 0)
        if len(run.epochs) == run.spec.epochs:
            stage = 4
        if run.state is RunState.FINISHED:
            stage = 5
        if not stages or stages[-1][1] != stage:
            stages.append((time.monotonic(), stage))

mnist_lab.tui.app.LabApp = Timed
try:
    main()
finally:
    with open(timings, "w") as file:
        json.dump({"waits": waits, "stages": stages}, file)
"""


class Terminal:
    """A process under a pseudo-terminal, and what it has written since it was last asked."""

    def __init__(self, code: str, *arguments: str) -> None:
        self.began = time.monotonic()
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={**USUAL, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        )  # fmt: skip
        os.close(slave)
        self._written = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)

    def press(self, key: bytes) -> None:
        """Press a key; what was written before it no longer counts."""
        self.read(0.0)
        self._written = b""
        os.write(self._master, key)

    def read(self, seconds: float) -> bool:
        """Take what is written within so many seconds; whether anything was."""
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            self._written += os.read(self._master, 1 << 16)
        except OSError:  # the process has ended
            return False
        return True

    def since(self, began: float, words: bytes) -> float:
        """Return the seconds until the words were written; end the benchmark if they are not within minutes."""
        while time.monotonic() - began < PATIENCE:
            if words in self._written:
                return time.monotonic() - began
            self.read(0.5)
        raise SystemExit(f"“{words.decode()}” never came.")

    def answered(self, key: bytes, words: bytes) -> float:
        """Return the seconds from a key to these words."""
        pressed = time.monotonic()
        self.press(key)
        return self.since(pressed, words)

    def memory(self) -> list[dict[str, float]]:
        """Return what this process and the one that it waits for take, in MB: PSS, and RSS."""
        found, process = [], str(self.process.pid)
        while process:
            lines = Path("/proc", process, "smaps_rollup").read_text(encoding="utf-8").splitlines()
            fields = dict(line.split(":", 1) for line in lines if line.endswith("kB"))
            found.append({name: int(fields[name].split()[0]) / 1024 for name in ("Pss", "Rss")})
            process = Path("/proc", process, "task", process, "children").read_text(encoding="utf-8").strip()
        return found

    def rest(self, seconds: float) -> None:
        """Let so many seconds pass, reading what comes."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)


def first_frames(starts: int) -> dict[str, list[float]]:
    """Seconds from the process's start to the first frame: of an empty app and of the lab, in turn."""
    frames: dict[str, list[float]] = {"empty app": [], "MNIST Lab": []}
    with tempfile.TemporaryDirectory() as folder:
        for place in range(starts + 1):
            for name, code, words in (("empty app", EMPTY_APP, b"first frame"), ("MNIST Lab", LAB, b"nodes per layer")):
                arguments = ["--store", folder] if name == "MNIST Lab" else []
                with Terminal(code, *arguments) as terminal:
                    seconds = terminal.since(terminal.began, words)
                    terminal.rest(0.3)
                if place:  # the first of each reads the files into memory
                    frames[name].append(seconds)
    return frames


def memory_open() -> dict[str, dict[str, float]]:
    """MB that an empty app takes, the lab with an empty store, and the process that waits for the lab."""
    with tempfile.TemporaryDirectory() as folder:
        with Terminal(EMPTY_APP) as terminal:
            terminal.since(terminal.began, b"first frame")
            terminal.rest(SECONDS_TO_SETTLE)
            (empty,) = terminal.memory()
        with Terminal(LAB, "--store", folder) as terminal:
            terminal.since(terminal.began, b"nodes per layer")
            terminal.rest(SECONDS_TO_SETTLE)
            *parents, lab = terminal.memory()
    waiting = {"the process that waits for it": parents[0]} if parents else {}
    return {"empty app": empty, "MNIST Lab": lab, **waiting}


def while_training(units: int, epochs: int) -> tuple[dict[str, Any], list[tuple[float, float]]]:
    """Return what the app noted of its event loop, and when each key was pressed and how long its repaint took."""
    labels = [field.setting.label.encode() for field in fields_of(RunSpec)][:2]
    keys: list[tuple[float, float]] = []
    rng = random.Random(0)
    with tempfile.TemporaryDirectory() as folder:
        timings = Path(folder) / "timings.json"
        RunStore(Path(folder)).preferences.remember("form", RunSpec(units=units, epochs=epochs).model_dump(mode="json"))
        with Terminal(TIMED_LAB, "--store", folder, str(timings)) as terminal:
            terminal.since(terminal.began, labels[1])
            terminal.rest(2.0)
            ends = None
            for number, (label, key) in enumerate(itertools.cycle([(labels[1], DOWN), (labels[0], UP)])):
                if number == 20:
                    terminal.press(F5)
                    terminal.rest(0.3)
                    terminal.press(ESCAPE)  # from the chart back to the form
                    terminal.rest(0.3)
                keys.append((time.monotonic(), terminal.answered(key, label)))
                terminal.rest(rng.uniform(*BETWEEN_KEYS))
                if ends is None and any((Path(folder) / "runs").glob("*/best.keras")):
                    ends = time.monotonic() + 3.0
                if ends is not None and time.monotonic() > ends:
                    break
            terminal.press(QUIT)
            terminal.rest(2.0)
            terminal.process.wait(PATIENCE)
        return json.loads(timings.read_text(encoding="utf-8")), keys


def control(units: int, stops: int) -> list[dict[str, float]]:
    """Seconds from a key to its answer on the screen (pause, stop now), and to the end of the run that was stopped."""
    answers = []
    with tempfile.TemporaryDirectory() as folder:
        RunStore(Path(folder)).preferences.remember("form", RunSpec(units=units, epochs=50).model_dump(mode="json"))
        for place in range(stops):
            with Terminal(LAB, "--store", folder) as terminal:
                terminal.since(terminal.began, b"nodes per layer")
                terminal.rest(1.0)
                terminal.press(F5)
                while not any((Path(folder) / "runs").glob("*/checkpoints/*.npz")):  # until the first epoch has ended
                    terminal.rest(0.02)
                terminal.rest(0.1 + 0.2 * place)
                seconds = {"pause": terminal.answered(PAUSE, b"paused")}
                terminal.answered(PAUSE, b"training")
                terminal.rest(0.5)
                pressed = time.monotonic()
                seconds["stop"] = terminal.answered(STOP_NOW, b"stopping now")
                seconds["ended"] = terminal.since(pressed, b"stopped after")
                answers.append(seconds)
                terminal.press(QUIT)
                terminal.process.wait(PATIENCE)
    return answers


def by_stage(noted: dict[str, Any], keys: Iterable[tuple[float, float]]) -> list[dict[str, Any]]:
    """For each stage its seconds, the loop's longest wait, and the median, 99th percentile and longest key."""
    starts = [(noted["waits"][0][0], 0), *((when, stage) for when, stage in noted["stages"] if stage)]
    spans = [(stage, begin, end) for (begin, stage), (end, _) in itertools.pairwise(starts)]
    keys = list(keys)
    rows = []
    for stage, name in enumerate(STAGES):
        within = [(begin, end) for number, begin, end in spans if number == stage]
        waits = [wait for when, wait in noted["waits"] if _is_within(when, within)]
        times = sorted(seconds for when, seconds in keys if _is_within(when, within))
        rows.append(
            {
                "stage": name,
                "seconds": sum(end - begin for begin, end in within),
                "longest_wait": max(waits, default=None),
                "keys": len(times),
                "median": statistics.median(times) if times else None,
                "p99": times[min(len(times) - 1, int(0.99 * len(times)))] if times else None,
                "longest_key": times[-1] if times else None,
            }
        )
    return rows


def _is_within(when: float, spans: Sequence[tuple[float, float]]) -> bool:
    return any(begin <= when < end for begin, end in spans)


def markdown(
    frames: dict[str, list[float]],
    memory: dict[str, dict[str, float]],
    rows: Sequence[dict[str, Any]],
    answers: dict[int, list[dict[str, float]]],
) -> str:
    """Four tables: the first frame, memory, a row for each stage, and one for each size that was paused and stopped."""
    empty = statistics.median(frames["empty app"])
    lines = [
        "| first frame, s from the start of the process | median (least to most) | to the empty app's |",
        "| --- | ---: | ---: |",
    ]
    for name, seconds in frames.items():
        ratio = statistics.median(seconds) / empty
        spread = f"{min(seconds):.2f} to {max(seconds):.2f}"
        lines.append(f"| {name} | {statistics.median(seconds):.2f} ({spread}) | {ratio:.2f} |")
    lines += ["", "| open, nothing trained | PSS, MB | RSS, MB |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {taken['Pss']:.1f} | {taken['Rss']:.1f} |" for name, taken in memory.items()]
    lines += [
        "",
        "| stage | lasts s | longest wait of the event loop, ms | keys | key to repaint, ms: median | "
        "99th percentile | longest |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        figures = (row[name] for name in ("longest_wait", "median", "p99", "longest_key"))
        wait, *times = (f"{1000 * figure:.0f}" if figure is not None else "–" for figure in figures)
        lines.append(f"| {row['stage']} | {row['seconds']:.1f} | {wait} | {row['keys']} | {' | '.join(times)} |")
    lines += [
        "",
        "| nodes | “paused” shown, ms, median (longest) | “stopping now” shown | run ended, kept and scored |",
        "| ---: | ---: | ---: | ---: |",
    ]
    for units, times_of in answers.items():
        columns = [[each[name] for each in times_of] for name in ("pause", "stop", "ended")]
        cells = [f"{1000 * statistics.median(column):.0f} ({1000 * max(column):.0f})" for column in columns]
        lines.append(f"| {units} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure first frames, memory, a training, then pauses and stops."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--units", type=int, default=518)
    parser.add_argument("--starts", type=int, default=10)
    parser.add_argument("--stops", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path())
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    frames = first_frames(options.starts)
    memory = memory_open()
    rows = by_stage(*while_training(options.units, options.epochs))
    answers = {units: control(units, options.stops) for units in SIZES_TO_STOP} if options.stops else {}
    print(markdown(frames, memory, rows, answers))
    (options.out / "responsiveness.md").write_text(markdown(frames, memory, rows, answers), encoding="utf-8")
    document = json.dumps({"first_frames": frames, "memory": memory, "stages": rows, "control": answers}, indent=1)
    (options.out / "responsiveness.json").write_text(document, encoding="utf-8")


if __name__ == "__main__":
    main()
