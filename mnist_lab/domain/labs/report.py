"""A lab as text: lines for a terminal, and a Markdown report with its curves."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from mnist_lab.domain.charts.bands import band_of
from mnist_lab.domain.charts.svg import Curves, loss_svg
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE
from mnist_lab.domain.formatting.markdown import Table, markdown_table
from mnist_lab.domain.formatting.units import format_count, format_device
from mnist_lab.domain.labs.analysis import LabResult
from mnist_lab.domain.labs.answer import answer_lines
from mnist_lab.domain.labs.definitions import ALL, format_held, format_lab_change
from mnist_lab.domain.labs.tables import accuracy_table, losses_table, lost_lines, named_finding, report_table

TextTable = Callable[[Sequence[str], Sequence[Sequence[str]], Sequence[bool]], list[str]]
"""Aligns headings and rows for a terminal."""
METHOD = (
    "Losses and their gap, validation minus training loss, are those that Keras prints after the last epoch: "
    "means over the seeds ± their standard deviation. The post's reading goes by these means. "
    "Test accuracy is that of the weights with the lowest validation loss, scored once on the test digits. ± is over "
    "seeds alone: all runs hold out the same digits. At its planned number of repeats, in 97.5 % of {what}, the "
    "intervals contain all true differences at once (Holm). The verdict is the one that "
    "most seeds get, by the clean losses."
)


def lab_lines(result: LabResult, text_table: TextTable) -> list[str]:
    """Return the lab as lines of text: the question, what changes and what does not, the tables, the findings and the
    answer.
    """
    lines = [
        f"{result.lab.name}: {result.lab.question}",
        f"  changed  {format_lab_change(result.lab)}",
        f"  same     {format_held(result.lab, result.budget)}",
    ]
    if result.budget.caveat:
        lines.append(f"  budget   {result.budget.caveat}")
    if not result.has_post:
        lines.append(f"  digits   {result.budget.data.text}")
    losses = losses_table(result)
    lines += ["", *_text_lines(losses, text_table)] if losses.rows else []
    lines += ["", *_text_lines(accuracy_table(result), text_table), ""]
    lines += [*(f"  {named_finding(each)}" for each in result.variations), ""]
    lost = _incomplete_lines(result)
    lines += [*(f"  {line}" for line in lost), ""] if lost else []
    return [*lines, *answer_lines(result)]


def report_name(results: Sequence[LabResult]) -> str:
    """Return the name of a report's files without their ending: "lab-dropout-5-epochs-10000-digits".

    The budget of the post is not named, nor is MNIST, so that a quick report or one on other digits never replaces it.
    """
    return _file_name(results[0].lab.name if len(results) == 1 else ALL, results[0].budget)


def report_files(results: Sequence[LabResult], version: str) -> Mapping[str, str]:
    """Return the report and its pictures by their names: "lab-nodes.md" and "lab-nodes.svg" beside it."""
    return {f"{report_name(results)}.md": report(results, version), **pictures(results)}


def pictures(results: Sequence[LabResult]) -> Mapping[str, str]:
    """Return the curves of each lab as SVG, by the name that the report has them by."""
    return {_picture_name(result): curves_svg(result) for result in results}


def report(results: Sequence[LabResult], version: str) -> str:
    """Return the labs as a Markdown report; `version` is this program's."""
    on = results[0].budget.data
    title = "The seven experiments of the post" if on.is_mnist else f"Seven labs on {on.name}"
    blocks = [f"# {title}"] if len(results) > 1 else []
    depth = "##" if len(results) > 1 else "#"
    for result in results:
        blocks += _lab_blocks(result, depth)
    what = "labs like this one" if len(results) == 1 else "sets of labs like this one"
    blocks += [METHOD.format(what=what), _format_machine(results, version)]
    return "\n\n".join(blocks) + "\n"


def _incomplete_lines(result: LabResult) -> list[str]:
    """Return a line if the lab is incomplete, and one for each run left out of the figures."""
    there, all_of_it = sum(len(each.runs) for each in result.groups), result.budget.repeats * len(result.groups)
    begun = [f"this lab is not complete: {there} of its {all_of_it} runs are there"] if there < all_of_it else []
    return begun + lost_lines(result)


def curves_svg(result: LabResult) -> str:
    """Return the loss curves of each group as SVG, with a band from lowest to highest repeat."""
    groups = []
    for each in result.groups:
        histories = [run.epochs for run in each.runs]
        count = len(each.runs)
        groups.append(
            Curves(
                f"{each.label} ({format_count(count, 'run')})",
                band_of(histories, lambda epoch: epoch.val_loss),
                band_of(histories, lambda epoch: epoch.clean_loss),
            )
        )
    notes = [
        "line: validation loss, mean",
        "band: lowest to highest repeat",
        "dotted: clean training loss, mean",
        *result.budget.caveats,
    ]
    title = f"{result.lab.name}: {result.lab.question}"
    return loss_svg(title, format_lab_change(result.lab), groups, notes)


def _lab_blocks(result: LabResult, depth: str) -> list[str]:
    facts = [
        f"- **Changed:** {format_lab_change(result.lab)}",
        f"- **The same in all groups:** {format_held(result.lab, result.budget)}",
    ]
    if result.budget.caveat:
        facts.append(f"- **{'Not as in the post' if result.has_post else 'Budget'}:** {result.budget.caveat}")
    if not result.has_post:
        facts.append(f"- **Digits:** {result.budget.data.text}, which are not MNIST")
    lost, losses = _incomplete_lines(result), losses_table(result)
    return [
        f"{depth} {result.lab.name}: {result.lab.question}",
        "\n".join(facts),
        *(["\n".join(_markdown_lines(losses))] if losses.rows else []),
        "\n".join(_markdown_lines(report_table(result))),
        *(["\n".join(f"- {line}" for line in lost)] if lost else []),
        "**Answer**",
        "\n".join(f"{line[: -len(line.lstrip())]}- {line.lstrip()}" for line in answer_lines(result)),
        f"![Validation loss of each group over the epochs, and clean training loss]({_picture_name(result)})",
    ]


def _picture_name(result: LabResult) -> str:
    return f"{_file_name(result.lab.name, result.budget)}.svg"


def _file_name(what: str, budget: Budget) -> str:
    parts = ["lab", what]
    if budget.epochs != BASELINE.spec.epochs:
        parts.append(format_count(budget.epochs, "epoch").replace(" ", "-"))
    if budget.train_size is not None:
        parts.append(f"{budget.train_size}-digits")
    if not budget.data.is_mnist:
        parts += ["on", re.sub(r"[^\w.]+", "-", budget.data.name), budget.data.sha256[:6]]
    return "-".join(parts)


def _text_lines(table: Table, text_table: TextTable) -> list[str]:
    return text_table(table.headings, table.rows, table.right)


def _markdown_lines(table: Table) -> list[str]:
    return markdown_table(table.headings, table.rows, table.right)


def _format_machine(results: Sequence[LabResult], version: str) -> str:
    runs = {run.id: run for result in results for group in result.groups for run in group.runs}
    found = {
        f"{format_device(on.device, on.threads)}, Keras {on.keras}, TensorFlow {on.tensorflow}, "
        f"Python {on.python}": None
        for run in runs.values()
        if (on := run.environment) is not None
    }
    data = ", ".join(sorted({f"{run.data.name} ({run.data.sha256[:12]})" for run in runs.values()}))
    counted = format_count(len(runs), "run")
    trained = f" trained on {'; '.join(found)}" if found else ""
    return f"MNIST Lab {version}: {counted}{trained}; digits: {data or 'none'}."
