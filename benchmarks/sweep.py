"""Times the trials of a sweep: beyond their training, on local workers, and against KerasTuner and Optuna with Keras.

    python benchmarks/sweep.py [--parts overhead,workers,searches] [--out FOLDER]
    python benchmarks/sweep.py --tpe [--seeds 10]

Trials have 10,000 digits and 3 epochs. `overhead`: the seconds of a trial beyond those of its epochs, for trials that
differ in one setting. `workers`: waves of trials here, on one and on two local workers, in turn. `searches`: the same
40 random trials as our sweep, by KerasTuner and by Optuna around Keras's `fit`, each in a process of its own, once with
any number of nodes and once with five. `--tpe`: the best validation loss of 40 trials of TPE and of 40 random ones.
Processor seconds tell what a part costs where the machine does much else. Writes sweep.md and sweep.json.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ANY_NODES = {"units": "log:16:512", "dropout": "0:0.5", "learning_rate": "log:1e-4:1e-1"}
FIVE_NODES = {**ANY_NODES, "units": "32,64,128,256,512"}
TPE_SPACE = {
    "units": "16,32,64,128,256,512",
    "dropout": "0:0.5",
    "learning_rate": "log:1e-4:1e-1",
    "batch_size": "32,128,512",
    "optimizer": "rmsprop,adam,sgd",
}
"""Lists where a range would have each trial compiled: what counts is what the searches find, not their speed."""
MOST_SECONDS_BEYOND = 0.15
SEARCHES = ("ours", "KerasTuner", "Optuna + Keras")


def serve(part: str, arguments: tuple[Any, ...], pipe: Connection) -> None:
    """Carry out a part in this process; send what it returns, with the processor seconds it took."""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    sys.path.insert(0, str(Path(__file__).parent))
    import sweep_parts

    if part == "waves":
        waves = sweep_parts.Waves(*arguments)
        while trials := pipe.recv():
            pipe.send(waves.train(trials))
        waves.close()
    elif part == "tpe":
        sweep_parts.tpe_against_random(*arguments, pipe.send)
    elif part == "overhead":
        sweep_parts.overhead(*arguments, pipe.send)
        pipe.send(None)
    else:
        ends = sweep_parts.SEARCHES[part](*arguments)
        pipe.send((ends, time.process_time()))


def started(part: str, *arguments: Any) -> tuple[Connection, Any]:
    """Return the pipe of a process that carries out the part, and the process."""
    context = multiprocessing.get_context("spawn")
    pipe, theirs = context.Pipe()
    process = context.Process(target=serve, args=(part, arguments, theirs))
    process.start()
    theirs.close()
    return pipe, process


def done(part: str, *arguments: Any) -> Any:
    """Return what the part sends, from a process that has ended."""
    pipe, process = started(part, *arguments)
    found = pipe.recv()
    process.join()
    return found


def overhead(units: int, epochs: int) -> tuple[str, Any]:
    """Return a table of the seconds of a trial beyond its training, and the figures."""
    lines = [
        "| trials differ in | first, s | median of the later ones | most | processor s, median | at most 0.15 s |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    found = {}
    pipe, process = started("overhead", units, epochs)
    while (told := pipe.recv()) is not None:
        kind, seconds, processor = told
        found[kind] = seconds, processor
        median = statistics.median(seconds[1:])
        lines.append(
            f"| {kind} | {seconds[0]:.2f} | {median:.3f} | {max(seconds[1:]):.3f} | "
            f"{statistics.median(processor[1:]):.3f} | {'yes' if median <= MOST_SECONDS_BEYOND else 'no'} |"
        )
        print(lines[-1], file=sys.stderr, flush=True)
    process.join()
    return "\n".join(lines), found


def workers(epochs: int, rounds: int, trials: int) -> tuple[str, Any]:
    """Return a table of the seconds of a wave here, on one and on two local workers, in turn, and the figures."""
    lines = [
        f"| nodes | {trials} trials on | s, median (least to most) | trials a minute | of one after another |",
        "| ---: | --- | ---: | ---: | ---: |",
    ]
    found: dict[str, dict[str, list[float]]] = {}
    for units in (16, 64):
        pipes = {name: started("waves", count, units, epochs) for count, name in enumerate(("here", "1", "2"))}
        times: dict[str, list[float]] = {name: [] for name in pipes}
        for round_number in range(rounds + 1):  # the first one compiles
            for name, (pipe, _) in pipes.items():
                pipe.send(trials)
                seconds = pipe.recv()
                if round_number:
                    times[name].append(seconds)
        for pipe, process in pipes.values():
            pipe.send(0)
            process.join()
        here = statistics.median(times["here"])
        for name, seconds in times.items():
            median = statistics.median(seconds)
            where = "one after another, here" if name == "here" else f"{name} local worker{'s' * (name != '1')}"
            lines.append(
                f"| {units} | {where} | {median:.2f} ({min(seconds):.2f} to {max(seconds):.2f}) | "
                f"{60 * trials / median:.0f} | {median / here:.2f} |"
            )
        found[str(units)] = times
    return "\n".join(lines), found


def searches(epochs: int, trials: int) -> tuple[str, Any]:
    """Return a table of the trials a minute of each search, and the figures."""
    lines = [
        "| nodes | search | s for all | trials a minute | ours / this | s a trial, median | processor s, imports too |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    found: dict[str, Any] = {}
    for name, axes in (("any, 16 to 512", ANY_NODES), ("five values", FIVE_NODES)):
        ends = {search: done(search, axes, trials, epochs) for search in SEARCHES}
        ours = ends["ours"][0][-1]
        for search, (seconds, processor) in ends.items():
            each = [end - before for before, end in zip([0.0, *seconds], seconds, strict=False)]
            lines.append(
                f"| {name} | {search} | {seconds[-1]:.1f} | {60 * len(seconds) / seconds[-1]:.1f} | "
                f"{seconds[-1] / ours:.2f} | {statistics.median(each):.2f} | {processor:.0f} |"
            )
        found[name] = ends
    return "\n".join(lines), found


def tpe(epochs: int, trials: int, seeds: int) -> tuple[str, Any]:
    """Return a table of the best validation loss of both searches for each seed, and the figures."""
    lines = ["| seed | best of random | best of TPE | no worse |", "| ---: | ---: | ---: | --- |"]
    pipe, process = started("tpe", TPE_SPACE, trials, epochs, range(1, seeds + 1))
    found = []
    for _ in range(seeds):
        seed, random, best = pipe.recv()
        found.append((seed, random, best))
        lines.append(f"| {seed} | {random:.4f} | {best:.4f} | {'yes' if best <= random else 'no'} |")
        print(lines[-1], flush=True)
    process.join()
    wins = sum(best <= random for _, random, best in found)
    lines.append(f"\nTPE was no worse in {wins} of {seeds} seeds.")
    return "\n".join(lines), found


def main() -> None:
    """Measure the parts asked for, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", default="overhead,workers,searches")
    parser.add_argument("--tpe", action="store_true", help="compare TPE with random search, instead of the parts")
    parser.add_argument("--trials", type=int, default=40)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--units", type=int, default=64, help="nodes of the trials of `overhead`")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--wave", type=int, default=8, help="trials of a wave of `workers`")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--out", type=Path, default=Path())
    options = parser.parse_args()
    parts = {
        "overhead": lambda: overhead(options.units, options.epochs),
        "workers": lambda: workers(options.epochs, options.rounds, options.wave),
        "searches": lambda: searches(options.epochs, options.trials),
        "tpe": lambda: tpe(options.epochs, options.trials, options.seeds),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    tables, figures = [], {}
    for part in ["tpe"] if options.tpe else options.parts.split(","):
        load = os.getloadavg()[0]
        table, figures[part] = parts[part]()
        tables.append(f"{part}, load before {load:.1f}:\n\n{table}\n")
        print(tables[-1], flush=True)
        (options.out / "sweep.md").write_text("\n".join(tables), encoding="utf-8")
        (options.out / "sweep.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
