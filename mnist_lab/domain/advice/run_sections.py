"""Everything known about a run in sections, which the page of the run and the command `show` share."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mnist_lab.domain.advice.explanation import explain_run
from mnist_lab.domain.advice.post_words import format_post_reading
from mnist_lab.domain.evidence.baseline import Baseline
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.formatting.markdown import Table
from mnist_lab.domain.formatting.program import USUAL_PROGRAM, Program
from mnist_lab.domain.formatting.units import format_count, format_device, format_duration, format_loss, format_percent
from mnist_lab.domain.runs.choices import Keep
from mnist_lab.domain.runs.history import BEST, LOWEST, REFINED, Epoch
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.setting_fields import fields_of
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.runs.spec_options import options_of

Align = Callable[[Sequence[Sequence[str]], Sequence[bool]], list[str]]
"""Makes lines of rows, given which columns are aligned to the right."""
CHANGED = "•"
"""The sign of a setting that is not as in the post."""
NO_EPOCH = "No epoch was finished."
EPOCH_HEADINGS = ("epoch", "training", "clean", "validation", "train %", "clean %", "valid %", "seconds", "")
REFINED_PLACE, REFINED_HEADINGS = 4, ("refined", "T")
"""Behind the validation loss: it once the temperature is applied, and that temperature."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of what is known about a run: a title, and a table, whose headings may be empty, or sentences.

    `marked` has the places of the rows to be seen first. The columns in `spare` give way one after another if
    there is no room. What `is_literal` is there to be copied.
    """

    title: str
    table: Table | None = None
    lines: tuple[str, ...] = ()
    marked: frozenset[int] = frozenset()
    spare: tuple[int, ...] = ()
    is_literal: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a run is shown beside: the baseline, the thresholds of verdicts, the folder of the store, and the program.

    `outcome` says how the run compares with the one that it repeats.
    """

    baseline: Baseline | None = None
    thresholds: Thresholds = THRESHOLDS
    folder: str = ""
    program: Program = USUAL_PROGRAM
    outcome: str = ""


def run_sections(run: Run, beside: Surroundings) -> tuple[Section, ...]:
    """Return everything known about the run: results, settings, epochs, environment, files and commands."""
    return (
        _labelled("results", _results(run, beside)),
        settings_section(run.spec),
        epochs_section(run),
        _labelled("environment", _environment(run)),
        _labelled("files", _files(run, beside.folder), is_literal=True),
        _labelled("commands", _commands(run, beside), is_literal=True),
    )


def section_lines(section: Section, align: Align) -> list[str]:
    """Return what is below the title of a section as lines of text."""
    if section.table is None:
        return list(section.lines)
    headings = [section.table.headings] if any(section.table.headings) else []
    return [*section.lines, *align([*headings, *section.table.rows], section.table.right)]


def page_text(run: Run, sections: Sequence[Section], align: Align) -> str:
    """Return all sections of a run as text, as `show` prints them."""
    parts = ["\n".join([each.title, *(f"  {line}" for line in section_lines(each, align))]) for each in sections]
    return "\n\n".join([run.whole_title, *parts]) + "\n"


def settings_section(spec: RunSpec) -> Section:
    """Return a row for each setting in the order of the form; those not as in the post are marked."""
    post = type(spec)()
    changed = set(spec.differences(post))
    rows = [
        (
            f"{CHANGED if field.name in changed else ' '} {field.setting.label}",
            field.text(spec.value(field.name)),
            f"(post {field.text(post.value(field.name))})" if field.name in changed else "",
        )
        for field in fields_of(type(spec))
    ]
    marked = frozenset(place for place, row in enumerate(rows) if row[0].startswith(CHANGED))
    title = f"settings ({CHANGED} not as in the post)" if marked else "settings (as in the post)"
    return Section(title, Table(("", "", ""), tuple(rows), (False,) * 3), marked=marked)


def epochs_section(run: Run) -> Section:
    """Return a row for each epoch; the lowest losses and the best validation accuracy are marked.

    A run of an earlier version has no refined losses, and no columns for them.
    """
    if not run.epochs:
        return Section("epochs", lines=(NO_EPOCH,))
    rows = tuple(_epoch_row(run, epoch) for epoch in run.epochs)
    marked = frozenset(place for place, row in enumerate(rows) if row[-1])
    headings: tuple[str, ...] = EPOCH_HEADINGS
    spare: tuple[int, ...] = (4, 5, 7)
    if run.best_refined is not None:
        headings = (*headings[:REFINED_PLACE], *REFINED_HEADINGS, *headings[REFINED_PLACE:])
        spare = (6, 7, 9)
    right = (*(True for _ in headings[:-1]), False)
    return Section(f"epochs ({_signs_explained(run)})", Table(headings, rows, right), marked=marked, spare=spare)


def _signs_explained(run: Run) -> str:
    """Return what the signs in the table mean, and which epoch's weights are kept."""
    signs = (
        (LOWEST, "lowest validation loss", run.best, Keep.LOSS),
        (BEST, "best accuracy", run.best_accuracy, Keep.ACCURACY),
        (REFINED, "lowest refined loss", run.best_refined, Keep.REFINED),
    )
    shown = [each for each in signs if each[2] is not None]
    rules = [keep for _, _, epoch, keep in shown if keep == run.spec.keep and epoch == run.kept]
    known = [f"{sign} {words}{': its weights are kept' if keep in rules else ''}" for sign, words, _, keep in shown]
    if not rules and run.kept is not None:
        known.append(f"weights of epoch {run.kept.epoch} are kept")
    return "; ".join(known)


def _epoch_row(run: Run, epoch: Epoch) -> tuple[str, ...]:
    signs = ((LOWEST, run.best), (BEST, run.best_accuracy), (REFINED, run.best_refined))
    marks = "".join(sign for sign, marked in signs if epoch == marked)
    refined = (format_loss(epoch.refined_val_loss), _ratio(epoch.temperature)) if run.best_refined is not None else ()
    losses = (epoch.loss, epoch.clean_loss, epoch.val_loss)
    shares = (epoch.accuracy, epoch.clean_accuracy, epoch.val_accuracy)
    return (
        f"{epoch.epoch}",
        *map(format_loss, losses),
        *refined,
        *(format_percent(share).removesuffix(" %") for share in shares),
        f"{epoch.seconds:.1f}",
        marks,
    )


def _ratio(figure: float | None) -> str:
    return f"{figure:.2f}" if figure is not None and math.isfinite(figure) else "–"


def _labelled(title: str, pairs: Sequence[tuple[str, str]], *, is_literal: bool = False) -> Section:
    rows = tuple((label, words) for label, words in pairs if words)
    return Section(title, Table(("", ""), rows, (False, False)), is_literal=is_literal)


def _results(run: Run, beside: Surroundings) -> list[tuple[str, str]]:
    done = f"after {format_duration(run.seconds)}"
    state = f"{run.state.value}{'' if run.state is RunState.QUEUED else f' {done}'}"
    pairs = [("state", state), ("error", run.error or ""), ("pruned", run.pruned or "")]
    if run.test_accuracy is not None and run.kept is not None:
        kept = f"{format_percent(run.test_accuracy)} as kept (epoch {run.kept.epoch})"
        last = f"{format_percent(run.test_accuracy_last)} after the last epoch"
        pairs.append(("test accuracy", f"{kept}, {last}, {format_percent(run.test_accuracy_before)} untrained"))
    if run.epochs:
        explained = explain_run(run, beside.baseline, beside.thresholds)
        pairs += [
            ("verdict", f"{explained.verdict.text}: {explained.in_short}"),
            ("temperature", explained.temperature),
            ("rule", explained.verdict.rule),
            ("rule of the course", explained.verdict.course.rule if explained.verdict.course is not None else ""),
            ("post's reading", format_post_reading(explained.post)),
            *(("remark", sentence) for sentence in explained.digits),
        ]
    again = f"{run.rerun_of}: {beside.outcome}" if run.rerun_of and beside.outcome else run.rerun_of or ""
    pairs += [("rerun of", again), ("tags", ", ".join(run.tags)), ("note", run.note)]
    return [*pairs, ("pinned", "the baseline that other runs are compared with" if run.pinned_at else "")]


def _environment(run: Run) -> list[tuple[str, str]]:
    holder = "waits in" if run.state is RunState.QUEUED else "trained by"
    pace = f", {run.seconds_per_epoch:.1f} s an epoch" if run.seconds_per_epoch is not None else ""
    on = run.environment
    known = (
        (
            ("device", f"{format_device(on.device, on.threads)}, compiled: {on.compiled}"),
            ("host", on.host),
            ("versions", f"Keras {on.keras}, TensorFlow {on.tensorflow}, Python {on.python}"),
        )
        if on is not None
        else ()
    )
    return [
        ("created", f"{run.created.astimezone():%d %B %Y, %H:%M:%S}"),
        ("took", f"{format_duration(run.seconds)}{pace}" if run.has_begun else ""),
        *known,
        (holder, run.holder or ""),
        ("digits", run.data.text),
        ("network", format_count(run.parameters, "parameter")),
    ]


def _files(run: Run, folder: str) -> list[tuple[str, str]]:
    root = f"{folder.rstrip('/')}/" if folder else ""
    begun = run.has_begun and run.state is not RunState.FINISHED
    return [
        ("id", run.id),
        ("folder", f"{root}runs/{run.id}"),
        ("weights", f"{root}{run.weights}" if run.weights else ""),
        ("to resume", f"{root}runs/{run.id}/checkpoints" if begun else ""),
    ]


def _commands(run: Run, beside: Surroundings) -> list[tuple[str, str]]:
    line, baseline = beside.program.line, beside.baseline
    others = [run_id for run_id in baseline.run_ids if run_id != run.id] if baseline is not None else []
    return [
        ("show", line("show", run.id)),
        ("verdict", line("verdict", run.id)),
        ("train again", line("rerun", run.id) if run.epochs else ""),
        ("same settings", line("train", *options_of(run.spec), *_data_option(run))),
        ("resume", line("resume", run.id) if run.state.can_be_resumed() else ""),
        ("compare", line("compare", others[0], run.id) if others else ""),
    ]


def _data_option(run: Run) -> list[str]:
    """Return the option that names the digits; a run knows their name, but not where their file lies."""
    return [] if run.data.is_mnist else ["--data", f"{run.data.name}.npz"]
