"""A sweep as text: the trials as a table, the settings' effects, notes, a Markdown report and JSON values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mnist_lab.domain.evidence.contrast import level_document
from mnist_lab.domain.evidence.groups import Average
from mnist_lab.domain.formatting.markdown import Table, markdown_table
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.serialization import plain
from mnist_lab.domain.runs.setting_fields import field_named
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.effects import Effect, HeatMap
from mnist_lab.domain.sweeps.result import SLACK, SweepResult
from mnist_lab.domain.sweeps.status import SweepStatus
from mnist_lab.domain.sweeps.sweep import Pruning, Search, Sweep
from mnist_lab.domain.sweeps.trials import Trial, TrialState
from mnist_lab.domain.tables.columns import columns_by_key
from mnist_lab.domain.tables.metrics import USUAL

ONE_CLASS = (
    "One class: the test accuracy is at most {share:.2f} %, and always answering the largest class would reach "
    "{largest:.2f} %. The mark is based on the accuracy alone."
)
NOT_BY_TEST = "Trials are ranked by the validation digits alone; the test digits choose nothing."


def format_search(sweep: Sweep) -> str:
    """Return how the sweep searches, in words: "random search, 40 trials, 2 repeats, pruned by the median"."""
    names = {Search.GRID: "grid", Search.RANDOM: "random search", Search.TPE: "TPE search"}
    words = [names[sweep.search], f"{format_count(sweep.repeats, 'repeat')}"]
    if sweep.prune is not Pruning.OFF:
        words.append(f"pruned by {'the median' if sweep.prune is Pruning.MEDIAN else 'successive halving'}")
    words.append(f"ranked by {sweep.ranked_by.label}")
    return ", ".join(words)


def sweep_table(result: SweepResult) -> Table:
    """Return the trials, the best first, with what is unusual about each; those without a figure last."""
    names, metric = tuple(result.sweep.axes), result.sweep.ranked_by
    settings = columns_by_key()
    has_fresh = any(trial.fresh for trial in result.chosen)
    headings = (
        "trial", *(field_named(RunSpec, name).setting.short for name in names),
        replace(metric, label=settings[metric.key].heading).heading,
        *(("fresh seeds",) if has_fresh else ()), "note", "test %",
    )  # fmt: skip
    rows = tuple(
        (
            str(trial.number),
            *(field_named(RunSpec, name).text(value) for name, value in trial.point.values.items()),
            result.figure_text(result.average(trial)),
            *(
                (result.figure_text(result.fresh_average(trial) if trial in result.chosen else None),)
                if has_fresh
                else ()
            ),
            note_on(result, trial),
            _test(trial, is_fresh=has_fresh and trial in result.chosen),
        )
        for trial in shown_first(result)
    )
    right = (True, *(settings[name].right for name in names), True, *((True,) if has_fresh else ()), False, True)
    return Table(headings, rows, right)


def shown_first(result: SweepResult) -> tuple[Trial, ...]:
    """Return all trials: the confirmed ones in their order, then by the search, then those without a figure."""
    confirmed = {trial.number for trial in result.confirmed}
    others = (trial for trial in (*result.ranked, *result.others) if trial.number not in confirmed)
    return (*result.confirmed, *others)


def note_on(result: SweepResult, trial: Trial) -> str:
    """Return what is to be said of one trial: the best, trained again, or what is unusual."""
    notes = []
    if result.best is not None and trial.number == result.best.number:
        notes.append("best" if result.is_confirmed else "best so far")
    elif trial.number in {each.number for each in result.confirmed}:
        notes.append("trained again")
    flags = result.flags[trial.number].text
    return ", ".join(filter(None, (*notes, flags)))


def effects_table(effects: Sequence[Effect], result: SweepResult) -> Table:
    """Return the mean of each part of each axis with its interval, and the importance of the setting."""
    metric = result.sweep.ranked_by
    has_importance = any(effect.importance is not None for effect in effects)
    headings = (
        "setting", "value", metric.heading, "95 % interval", "n", *(("importance",) if has_importance else ()),
    )  # fmt: skip
    rows = []
    for effect in effects:
        for place, part in enumerate(effect.parts):
            interval = (
                "–" if part.low is None or part.high is None else f"{metric.text(part.low)} to {metric.text(part.high)}"
            )
            share = "" if effect.importance is None or place else f"{effect.importance * 100:.0f} %"
            label = effect.label if not place else ""
            row = (label, part.label, metric.text(part.average.mean), interval, str(part.average.count))
            rows.append((*row, share) if has_importance else row)
    return Table(headings, tuple(rows), (False, False, True, True, True, *((True,) if has_importance else ())))


def heat_table(heat: HeatMap, result: SweepResult) -> Table:
    """Return the heat map as a table of means."""
    metric = result.sweep.ranked_by
    corner = f"{heat.down.field.setting.short} ↓ {heat.across.field.setting.short} →"
    rows = tuple(
        (label, *(metric.text(cell.mean) if cell is not None else "–" for cell in row))
        for label, row in zip(heat.rows, heat.cells, strict=True)
    )
    return Table((corner, *heat.columns), rows, (False, *(True for _ in heat.columns)))


def sweep_notes(status: SweepStatus, largest_class: float) -> tuple[str, ...]:
    """Return what is to be said below the table."""
    result = status.result
    notes = [*result.sentences, *(effect.sentence(result.sweep.ranked_by) for effect in result.effects)]
    if not result.ranked:
        notes = [*result.sentences]
    if any(flags.one_class for flags in result.flags.values()):
        notes.append(ONE_CLASS.format(share=(largest_class + SLACK) * 100, largest=largest_class * 100))
    pruned = [trial for trial in result.trials if trial.state is TrialState.PRUNED]
    if pruned:
        notes.append(f"Trial {pruned[0].number}: {pruned[0].why_pruned}")
    if status.off:
        notes.append(status.off)
    return (*notes, NOT_BY_TEST)


def sweep_markdown(status: SweepStatus, largest_class: float, version: str, picture: str = "") -> str:
    """Return the report; `version` is this program's, `picture` the file of its picture beside it."""
    sweep, result = status.sweep, status.result
    axes = [f"- **{field_named(RunSpec, name).setting.label}:** {text}" for name, text in sweep.axes.items()]
    blocks = [f"# Sweep {sweep.title}", "\n".join([*axes, f"- **Otherwise:** {sweep.shared}"])]
    blocks.append(f"{format_search(sweep)}. {status.text}.")
    blocks.append("\n".join(f"- {note}" for note in sweep_notes(status, largest_class)))
    if picture:
        blocks.append(f"![{sweep.ranked_by.label} by the settings of the sweep]({picture})")
    tables = [("Trials", sweep_table(result))]
    if result.ranked:
        tables.append(("What each setting does", effects_table(result.effects, result)))
    if result.heat_map is not None:
        tables.append(("Two settings together", heat_table(result.heat_map, result)))
    for title, table in tables:
        blocks += [f"## {title}", "\n".join(markdown_table(table.headings, table.rows, table.right))]
    blocks.append(f"MNIST Lab {version}; sweep {sweep.id}; digits: {sweep.data.text}.")
    return "\n\n".join(blocks) + "\n"


def sweep_document(status: SweepStatus) -> dict[str, Any]:
    """Return the sweep as plain JSON values: figures are in the unit of the runs' own, accuracies shares of 1."""
    sweep, result = status.sweep, status.result
    document = {
        "id": sweep.id,
        "name": sweep.name,
        "axes": dict(sweep.axes),
        "base": sweep.base.model_dump(mode="json"),
        "search": sweep.search.value,
        "repeats": sweep.repeats,
        "confirm": sweep.confirm,
        "metric": sweep.metric,
        "prune": sweep.prune.value,
        "data": sweep.data.model_dump(mode="json"),
        "state": status.state_text,
        "done": status.done,
        "count": status.count,
        "seconds_left": status.left.seconds,
        "best": result.best.number if result.best is not None else None,
        "confirmed": result.is_confirmed,
        "sentences": list(result.sentences),
        "trials": [_trial_document(result, trial) for trial in result.trials],
        "contrasts": [each.document for each in result.contrasts],
        "effects": [_effect_document(effect) for effect in result.effects],
    }
    found: dict[str, Any] = plain(document)
    return found


def _trial_document(result: SweepResult, trial: Trial) -> dict[str, Any]:
    flags = result.flags[trial.number]
    return {
        "number": trial.number,
        "settings": dict(trial.point.values),
        "state": trial.state.value,
        "runs": [summary.id for summary in trial.runs.values()],
        **_average_document(result.average(trial)),
        "fresh": {
            "runs": [summary.id for summary in trial.fresh.values()],
            **_average_document(result.fresh_average(trial)),
        },
        "pruned": trial.why_pruned or None,
        "one_class": flags.one_class,
        "diverged": flags.diverged,
    }


def _average_document(average: Average | None) -> dict[str, Any]:
    if average is None:
        return {"mean": None, "sd": None, "n": 0}
    return {"mean": average.mean, "sd": average.sd, "n": average.count}


def _effect_document(effect: Effect) -> dict[str, Any]:
    found = effect.evidence
    return {
        "setting": effect.axis.name,
        "parts": [
            {"value": part.label, **_average_document(part.average), "low": part.low, "high": part.high}
            for part in effect.parts
        ],
        "best": effect.best.label if effect.best is not None else None,
        "worst": effect.worst.label if effect.worst is not None else None,
        "difference": found.difference if found is not None else None,
        "low": found.low if found is not None else None,
        "high": found.high if found is not None else None,
        **level_document(found),
        "importance": effect.importance,
    }


def _test(trial: Trial, *, is_fresh: bool) -> str:
    """Return the test accuracy of a trial, of one that was trained again with fresh seeds that of these."""
    group = trial.fresh_group if is_fresh and trial.fresh else trial.group
    average = group.average(USUAL) if trial.runs else None
    return f"{average.text(USUAL)} ({average.count})" if average is not None else "–"
