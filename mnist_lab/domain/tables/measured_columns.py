"""The columns of what was measured of a run, and of what is known of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache, partial

from mnist_lab.domain.formatting.units import format_duration
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.tables.column import Column
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.tables.run_summary import Summary

PRUNED = "pruned"
"""What the state of a run is called that a sweep has ended early."""


def _loss(get: Callable[[Summary], float | None], signed: bool, summary: Summary) -> str:
    value = get(summary)
    if value is None:
        return ""
    if not math.isfinite(value):
        return "–"
    sign, digits = "+" if signed else "", ".4f" if abs(value) < 1000 else ".3g"
    return f"{value:{sign}{digits}}"


def _percent(get: Callable[[Summary], float | None], summary: Summary) -> str:
    value = get(summary)
    return "" if value is None else f"{value * 100:.2f}" if math.isfinite(value) else "–"


def _ratio(get: Callable[[Summary], float | None], summary: Summary) -> str:
    value = get(summary)
    return "" if value is None else f"{value:.2f}" if math.isfinite(value) else "–"


def _whole(get: Callable[[Summary], int | None], summary: Summary) -> str:
    value = get(summary)
    return "" if value is None else f"{value:,}"


def _seconds(get: Callable[[Summary], float | None], summary: Summary) -> str:
    value = get(summary)
    return "" if value is None else format_duration(value)


def _figure(name: str, choice: FigureChoice) -> Callable[[Summary], float | None]:
    return lambda summary: summary.figure(name, choice)


def _of_run(name: str) -> Callable[[Summary], float | None]:
    return lambda summary: getattr(summary.run, name)


def _epoch(summary: Summary, choice: FigureChoice) -> Epoch | None:
    """Return the epoch of which gaps are shown: a gap between figures of several epochs would be no gap of the run."""
    return summary.kept if choice is FigureChoice.KEPT else summary.last


def _of_epoch(name: str, choice: FigureChoice) -> Callable[[Summary], float | None]:
    return lambda summary: getattr(_epoch(summary, choice), name, None)


def _clean_gap(choice: FigureChoice) -> Callable[[Summary], float | None]:
    def gap(summary: Summary) -> float | None:
        epoch = _epoch(summary, choice)
        return epoch.val_loss - epoch.clean_loss if epoch is not None and epoch.clean_loss is not None else None

    return gap


def _post_gap(choice: FigureChoice) -> Callable[[Summary], float | None]:
    def gap(summary: Summary) -> float | None:
        epoch = _epoch(summary, choice)
        return epoch.val_loss - epoch.loss if epoch is not None else None

    return gap


def _state(summary: Summary) -> str:
    return PRUNED if summary.run.pruned else summary.run.state.value


def _seconds_per_epoch(summary: Summary) -> float | None:
    return summary.last.seconds if summary.last is not None else None


def _loss_column(
    key: str, heading: str, get: Callable[[Summary], float | None], explanation: str, *, signed: bool = False
) -> Column:
    width = 7 if signed else 6
    return Column(key, heading, partial(_loss, get, signed), get, width=width, explanation=explanation)


def _percent_column(key: str, heading: str, get: Callable[[Summary], float | None], explanation: str) -> Column:
    return Column(key, heading, partial(_percent, get), get, width=6, explanation=explanation)


def _whole_column(key: str, heading: str, get: Callable[[Summary], int | None], explanation: str) -> Column:
    return Column(key, heading, partial(_whole, get), get, explanation=explanation)


_LOSSES = (
    (
        "loss", "train loss",
        "Training loss {of}, as Keras prints it: a mean over the epoch, with dropout on. Compare the clean loss with "
        "the validation loss, not this one.",
    ),
    (
        "clean_loss", "clean loss",
        "Clean loss {of}: the loss on the training digits, measured after the epoch with dropout off.",
    ),
    (
        "val_loss", "val loss",
        "Validation loss {of}: the loss on the digits held out from training. Lower is better.",
    ),
)  # fmt: skip
_ACCURACIES = (
    (
        "accuracy", "train acc",
        "Training accuracy {of}, in per cent, as Keras prints it: a mean over the epoch, with dropout on.",
    ),
    (
        "clean_accuracy", "clean acc",
        "Accuracy on the training digits {of}, in per cent, measured after the epoch with dropout off.",
    ),
    (
        "val_accuracy", "val acc",
        "Validation accuracy {of}, in per cent: how many of the held-out digits it gets right.",
    ),
)  # fmt: skip
_CLEAN_GAP = "Validation loss minus clean loss {of}: how much worse it does on digits it has not seen."
_POST_GAP = (
    "Validation loss minus printed training loss {of}: negative if training loss is above. The post reads the fit from "
    "it."
)


@cache
def measured_columns(choice: FigureChoice = FigureChoice.LAST) -> tuple[Column, ...]:
    """Return the columns for a run's results, and for what else is known about it."""
    of, of_gaps = choice.of_a_run, (choice if choice is FigureChoice.KEPT else FigureChoice.LAST).of_a_run
    return (
        *(_loss_column(key, heading, _figure(key, choice), words.format(of=of)) for key, heading, words in _LOSSES),
        _loss_column("clean_gap", "clean gap", _clean_gap(choice), _CLEAN_GAP.format(of=of_gaps), signed=True),
        _loss_column("post_gap", "post's gap", _post_gap(choice), _POST_GAP.format(of=of_gaps), signed=True),
        *(
            _percent_column(key, heading, _figure(key, choice), words.format(of=of))
            for key, heading, words in _ACCURACIES
        ),
        _loss_column(
            "refined_val_loss", "refined val loss", _of_epoch("refined_val_loss", choice),
            f"Validation loss {of_gaps}, once the temperature is applied: what is wrong apart from the certainty.",
        ),
        Column(
            "temperature", "temperature", partial(_ratio, _of_epoch("temperature", choice)),
            _of_epoch("temperature", choice), width=6,
            explanation=f"The temperature that fits the validation digits best {of_gaps}. Above 1 the network is too "
            "certain, below 1 not certain enough.",
        ),
        *_OF_ANY_CHOICE,
    )  # fmt: skip


_OF_ANY_CHOICE: tuple[Column, ...] = (
    _loss_column(
        "best_val_loss", "lowest val loss", lambda s: s.best.val_loss if s.best else None,
        "The lowest validation loss of all epochs, marked ▾ in the chart. The weights of that epoch are kept, "
        "unless “keep weights of” names another.",
    ),
    _whole_column(
        "best_epoch", "best epoch", lambda s: s.best.epoch if s.best else None,
        "The epoch with the lowest validation loss. If it is long before the last, the run over-fits or could be "
        "shorter.",
    ),
    _whole_column(
        "best_accuracy_epoch", "best acc epoch", lambda s: s.best_accuracy_epoch,
        "The epoch with the highest validation accuracy, marked ▴ in the chart.",
    ),
    _whole_column(
        "best_refined_epoch", "best refined epoch", lambda s: s.best_refined_epoch,
        "The epoch with the lowest refined validation loss, marked ▿ in the chart.",
    ),
    _percent_column(
        "test_accuracy", "test acc kept", _of_run("test_accuracy"),
        "Test accuracy in per cent: how many of the test digits it gets right with the kept weights: “keep "
        "weights of” says which epoch's. It is measured once, at the end.",
    ),
    _percent_column(
        "test_accuracy_last", "test acc last", _of_run("test_accuracy_last"),
        "Test accuracy in per cent with the weights after the last epoch, instead of the kept ones.",
    ),
    _loss_column("test_loss", "test loss", _of_run("test_loss"), "The loss on the test digits with the kept weights."),
    _whole_column("epochs_done", "epochs done", lambda s: s.epochs_done, "How many epochs have been trained."),
    Column(
        "seconds", "time", partial(_seconds, _of_run("seconds")), _of_run("seconds"), width=6,
        explanation="How long training took, without pauses.",
    ),
    Column(
        "seconds_per_epoch", "time/epoch", partial(_seconds, _seconds_per_epoch), _seconds_per_epoch, width=6,
        explanation="How long the last epoch took.",
    ),
    _whole_column(
        "parameters", "parameters", lambda s: s.run.parameters,
        "The number of weights that training adjusts.",
    ),
    Column(
        "state", "state", _state, _state, right=False, width=8,
        explanation="Whether the run waits, is in training or has ended, and how it ended; pruned: by its "
        "sweep, early.",
    ),
    Column(
        "created",
        "started",
        lambda s: f"{s.run.created.astimezone():%d %b %H:%M}",
        lambda s: s.run.created.timestamp(),
        width=12,
        explanation="When the run was started or queued, in local time.",
    ),
    Column(
        "tags", "tags", lambda s: " ".join(s.run.tags), lambda s: " ".join(s.run.tags) or None, right=False,
        explanation="The words that you gave the run, to find it by.",
    ),
    Column(
        "sweep", "sweep", lambda s: s.run.trial.sweep if s.run.trial else "",
        lambda s: s.run.trial.sweep if s.run.trial else None, right=False,
        explanation="The sweep that the run is part of.",
    ),
    _whole_column(
        "trial", "trial", lambda s: s.run.trial.number if s.run.trial else None,
        "The number of the trial in its sweep. Its repeats, and its runs with fresh seeds, have the same number.",
    ),
    Column(
        "data", "data", lambda s: s.run.data.name, lambda s: s.run.data.name, right=False,
        explanation="The digits that it was trained on. Only runs on the same digits can be compared.",
    ),
    Column(
        "id", "id", lambda s: s.id, lambda s: s.id, right=False,
        explanation="The name of the run on the command line; its beginning is enough.",
    ),
)  # fmt: skip
"""The columns that are the same whichever epoch the figures are of."""
