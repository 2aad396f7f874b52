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
import itertools
import json
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stages import BETWEEN_KEYS, TIMED_LAB, by_stage, stage_table
from timed_terminal import DOWN, ESCAPE, F5, PATIENCE, PAUSE, QUIT, STOP_NOW, UP, TimedTerminal

from mnist_lab.domain.runs.setting_fields import fields_of
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab_store.run_store import RunStore

SIZES_TO_STOP = (64, 518, 2048)
SECONDS_TO_SETTLE = 10.0
"""By then, everything that the app imports and reads in the background is there."""
EMPTY_APP = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("first frame")
Empty().run()
"""
LAB = "from mnist_lab.cli.main import main; main()"


def first_frames(starts: int) -> dict[str, list[float]]:
    """Seconds from the process's start to the first frame: of an empty app and of the lab, in turn."""
    frames: dict[str, list[float]] = {"empty app": [], "MNIST Lab": []}
    with tempfile.TemporaryDirectory() as folder:
        for place in range(starts + 1):
            for name, code, words in (("empty app", EMPTY_APP, b"first frame"), ("MNIST Lab", LAB, b"nodes per layer")):
                arguments = ["--store", folder] if name == "MNIST Lab" else []
                with TimedTerminal(code, *arguments) as terminal:
                    seconds = terminal.since(terminal.began, words)
                    terminal.rest(0.3)
                if place:  # the first of each reads the files into memory
                    frames[name].append(seconds)
    return frames


def memory_open() -> dict[str, dict[str, float]]:
    """MB that an empty app takes, the lab with an empty store, and the process that waits for the lab."""
    with tempfile.TemporaryDirectory() as folder:
        with TimedTerminal(EMPTY_APP) as terminal:
            terminal.since(terminal.began, b"first frame")
            terminal.rest(SECONDS_TO_SETTLE)
            (empty,) = terminal.memory()
        with TimedTerminal(LAB, "--store", folder) as terminal:
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
        with TimedTerminal(TIMED_LAB, "--store", folder, str(timings)) as terminal:
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
            with TimedTerminal(LAB, "--store", folder) as terminal:
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
    lines += ["", *stage_table("stage", rows)]
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
