"""Times an epoch of MNIST Lab's trainer against others, in turn, in one session.

    python benchmarks/training.py [--units 64,518,2048] [--batches 32,128,512] [--rounds 5] [--out FOLDER]
    python benchmarks/training.py --engines "ours,ours without temperature" …

Each engine has a process of its own; they take turns, an epoch each, so that a machine that speeds up or slows down
does so for all, and processor seconds tell them apart where it does much else. The first epoch of each, with its
compilation, is reported apart. A size and batch that has taken its minutes ends after three rounds. Writes training.md
and training.json.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import multiprocessing
import os
import platform
import resource
import statistics
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

NEEDS = {"PyTorch": "torch", "JAX": "jax"}
LEAST_ROUNDS = 3


def serve(engine: str, units: int, batch: int, pipe: Connection) -> None:
    """Train an epoch whenever asked; the seconds and processor seconds it took, and the most memory of this process."""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    sys.path.insert(0, str(Path(__file__).parent))
    from engines import ENGINES

    began = time.perf_counter()
    epochs = ENGINES[engine](units, batch)
    next(epochs)
    pipe.send(time.perf_counter() - began)
    while pipe.recv():
        before = time.process_time()
        seconds = next(epochs)
        pipe.send((seconds, time.process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024))
    os._exit(0)  # the threads of a training that rests would keep the process


def measure(units: int, batch: int, rounds: int, minutes: float, engines: list[str]) -> dict[str, dict[str, Any]]:
    """Seconds to the first epoch's end, those of the later ones, their median, and peak bytes, for each engine."""
    began = time.monotonic()
    context = multiprocessing.get_context("spawn")
    pipes: dict[str, Connection] = {}
    figures: dict[str, dict[str, Any]] = {}
    for engine in engines:
        pipe, theirs = context.Pipe()
        context.Process(target=serve, args=(engine, units, batch, theirs), daemon=True).start()
        pipes[engine] = pipe
        figures[engine] = {"first": pipe.recv(), "epochs": [], "processor": []}
    for done in range(rounds):
        if done >= LEAST_ROUNDS and time.monotonic() - began > 60 * minutes:
            break
        for engine, pipe in pipes.items():
            pipe.send(True)
            seconds, processor_seconds, figures[engine]["memory"] = pipe.recv()
            figures[engine]["epochs"].append(seconds)
            figures[engine]["processor"].append(processor_seconds)
    for pipe in pipes.values():
        pipe.send(False)
    for each in figures.values():
        each["seconds"] = statistics.median(each["epochs"])
    return figures


def markdown(results: list[dict[str, Any]]) -> str:
    """Return a table: a row for each engine, size and batch, with the ratio of ours to it."""
    lines = [
        "| nodes | batch | engine | s an epoch, median (least to most) | ours / this | fastest / fastest | "
        "first epoch done, s | peak MB | processor s an epoch, median |",
        "| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for result in results:
        ours = result["figures"]["ours"]
        for engine, figures in result["figures"].items():
            least, most = min(figures["epochs"]), max(figures["epochs"])
            lines.append(
                f"| {result['units']} | {result['batch']} | {engine} | {figures['seconds']:.2f} "
                f"({least:.2f} to {most:.2f}) | {ours['seconds'] / figures['seconds']:.2f} | "
                f"{min(ours['epochs']) / least:.2f} | {figures['first']:.1f} | {figures['memory'] / 1e6:.0f} | "
                f"{statistics.median(figures['processor']):.3f} |"
            )
    return "\n".join(lines) + "\n"


def processor() -> str:
    """Return the processor's name, as far as the system tells it."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def main() -> None:
    """Measure every size with every batch."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", default="64,518,2048")
    parser.add_argument("--batches", default="32,128,512")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=3.0, help="after which three rounds are enough")
    parser.add_argument("--out", type=Path, default=Path())
    parser.add_argument("--engines", default="plain fit,best fit,ours,PyTorch,JAX,floor")
    options = parser.parse_args()
    engines = [
        name for name in options.engines.split(",") if name not in NEEDS or importlib.util.find_spec(NEEDS[name])
    ]
    machine = {"processor": processor(), "cores": os.cpu_count(), "python": sys.version}
    options.out.mkdir(parents=True, exist_ok=True)
    results: list[dict[str, Any]] = []
    for units in map(int, options.units.split(",")):
        for batch in map(int, options.batches.split(",")):
            figures = measure(units, batch, options.rounds, options.minutes, engines)
            results.append({"units": units, "batch": batch, "figures": figures})
            print(markdown(results[-1:]), flush=True)
            (options.out / "training.md").write_text(markdown(results), encoding="utf-8")
            document = json.dumps({"machine": machine, "results": results}, indent=1)
            (options.out / "training.json").write_text(document, encoding="utf-8")


if __name__ == "__main__":
    main()
