"""What `sweep` prints: the result of one, or what there is."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from mnist_lab.cli.output import print_json, print_lines, tell, text_table
from mnist_lab.domain.formatting.markdown import markdown_table
from mnist_lab.domain.formatting.units import format_estimate
from mnist_lab.domain.sweeps.presets import PRESETS
from mnist_lab.domain.sweeps.report import sweep_document, sweep_markdown, sweep_notes, sweep_table
from mnist_lab.domain.sweeps.status import SweepStatus, best_so_far
from mnist_lab.domain.sweeps.svg import sweep_svg
from mnist_lab.util.report_files import write_files


def print_sweep(
    status: SweepStatus, largest_class: float, picture: Path | None, *, as_json: bool, as_markdown: bool
) -> None:
    """Print the result of a sweep so far, and write its picture if a file is named."""
    if picture is not None and not status.result.ranked:
        tell(f"No trial is done yet, so {picture.name} is not written.")
    elif picture is not None:
        (path,) = write_files(picture.parent, {picture.name: sweep_svg(status.result)})
        tell(f"Written: {path}")
    if as_json:
        print_json(sweep_document(status))
    elif as_markdown:
        name = str(picture) if picture is not None else ""
        click.echo(sweep_markdown(status, largest_class, version("mnist-lab"), name), nl=False)
    else:
        table = sweep_table(status.result)
        lines = text_table(table.headings, table.rows, table.right)
        print_lines([f"{status.sweep.title}: {status.text}", "", *lines, "", *sweep_notes(status, largest_class)])


def print_sweeps(
    presets: Sequence[SweepStatus], kept: Sequence[SweepStatus], *, as_json: bool, as_markdown: bool
) -> None:
    """Print the presets and the kept sweeps, each with how far it is."""
    if as_json:
        print_json({"presets": [_preset_document(each) for each in presets], "sweeps": [_document(s) for s in kept]})
        return
    table = markdown_table if as_markdown else text_table
    rows = [
        (
            each.sweep.name,
            str(each.left.runs + _kept_runs(each)),
            str(_kept_runs(each)),
            format_estimate(each.left.seconds),
            PRESETS[each.sweep.name].question,
        )
        for each in presets
    ]
    print_lines(table(("preset", "runs", "kept", "time here", "question"), rows, (False, True, True, True, False)))
    if kept:
        rows = [(each.sweep.id, each.sweep.title, each.state_text, each.text, best_so_far(each)) for each in kept]
        print_lines(["", *table(("sweep", "of", "state", "trials", "best"), rows, (False,) * 5)])


def _kept_runs(status: SweepStatus) -> int:
    return sum(len(trial.group.counted) + len(trial.fresh_group.counted) for trial in status.trials)


def _preset_document(status: SweepStatus) -> dict[str, Any]:
    name = status.sweep.name
    return {
        "name": name,
        "question": PRESETS[name].question,
        "axes": dict(status.sweep.axes),
        "runs": status.left.runs + _kept_runs(status),
        "kept": _kept_runs(status),
        "seconds": status.left.seconds,
    }


def _document(status: SweepStatus) -> dict[str, Any]:
    sweep, best = status.sweep, status.result.best
    return {
        "id": sweep.id,
        "name": sweep.name,
        "axes": dict(sweep.axes),
        "search": sweep.search.value,
        "state": status.state_text,
        "done": status.done,
        "trials": status.count,
        "seconds": status.left.seconds,
        "best": dict(best.point.values) if best is not None else None,
    }
