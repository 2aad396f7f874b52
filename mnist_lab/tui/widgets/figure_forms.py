"""The lines of figures of a run, each in several forms: the longest that fits is shown, so that none is cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from mnist_lab.domain.formatting.units import format_loss, format_percent
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.history import BEST, LOWEST, REFINED, Epoch
from mnist_lab.domain.runs.run import Run, RunState

LOSS_CELLS, PERCENT_CELLS = len("0.1000"), len("97.00 %")
"""The cells kept for figures that are not there yet, so that nothing moves when they come."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure after its label; `look` names the style of the figure."""

    label: str
    value: str = ""
    look: str = ""

    @property
    def text(self) -> str:
        """Return label and figure."""
        return f"{self.label} {self.value}" if self.value else self.label


@dataclass(frozen=True, slots=True)
class FigureLine:
    """Figures side by side, with this many blanks between them."""

    figures: tuple[Figure, ...]
    gap: int = 3

    @property
    def width(self) -> int:
        """Return the cells that the line takes."""
        return sum(cell_len(figure.text) for figure in self.figures) + self.gap * max(len(self.figures) - 1, 0)


def first_that_fits(forms: Iterable[FigureLine], width: int) -> FigureLine:
    """Return the first form that fits, the last if none does."""
    form = FigureLine(())
    for form in forms:
        if form.width <= width:
            break
    return form


def loss_forms(run: Run) -> Iterator[FigureLine]:
    """Yield the newest losses, and the newest validation accuracy."""
    last = run.last
    training = run.stage.loss if isinstance(run.stage, events.Progress) else last.loss if last else None
    losses = (
        (format_loss(training).ljust(LOSS_CELLS), "training"),
        (format_loss(last.clean_loss if last else None).ljust(LOSS_CELLS), "clean"),
        (format_loss(last.val_loss if last else None).ljust(LOSS_CELLS), "validation"),
    )
    percent = format_percent(last.val_accuracy if last else None).ljust(PERCENT_CELLS)
    accuracy = Figure("validation accuracy", percent)

    def named(*names: str) -> tuple[Figure, ...]:
        pairs = zip(names, losses, strict=True)
        return tuple(Figure(name, figure, look) for name, (figure, look) in pairs)

    yield FigureLine((*named("training loss", "clean loss", "validation loss"), accuracy))
    long = named("training", "clean", "validation")
    yield from _at_gaps((*long, accuracy))
    yield from _at_gaps(long)
    short = named("train", "clean", "valid")
    yield from _at_gaps(short, 2, 1)
    yield from _at_gaps(named("t", "c", "v"), 2, 1)
    yield from _at_gaps((short[0], short[2]), 2, 1)
    yield FigureLine((short[2],))


def best_forms(run: Run) -> Iterator[FigureLine]:
    """Yield the lowest validation loss and the best validation accuracy, with their epochs.

    Then the lowest refined loss, where all three can be named in full.
    """
    best, accurate = run.best, run.best_accuracy
    if best is None or accurate is None:
        return
    loss, accuracy = format_loss(best.val_loss), format_percent(accurate.val_accuracy)

    def named(of_loss: str, of_accuracy: str, at: str) -> tuple[Figure, ...]:
        return (
            Figure(of_loss, f"{loss}{at} {best.epoch}"),
            Figure(of_accuracy, f"{accuracy}{at} {accurate.epoch}"),
        )

    whole = named(f"{LOWEST} lowest validation loss", f"{BEST} best validation accuracy", ", epoch")
    if run.best_refined is not None:
        refined = f"{format_loss(run.best_refined.refined_val_loss)}, epoch {run.best_refined.epoch}"
        yield from _at_gaps((*whole, Figure(f"{REFINED} lowest refined loss", refined)))
    yield from _at_gaps(whole)
    yield from _at_gaps(
        (Figure("validation:"), *named(f"{LOWEST} lowest loss", f"{BEST} best accuracy", ", epoch")), 2, 1
    )
    yield from _at_gaps(named(f"{LOWEST} lowest", f"{BEST} best", ", epoch"), 2)
    short = named(LOWEST, BEST, " at")
    yield FigureLine(short, 2)
    yield FigureLine((named(f"{LOWEST} lowest", BEST, " at")[0],))
    yield FigureLine(short[:1])


def score_forms(run: Run) -> Iterator[FigureLine]:
    """Yield the test accuracy of the kept weights, after the last epoch, and before training; or why there is none."""
    if run.test_accuracy is not None:
        yield from _scored(run, run.test_accuracy)
    elif not run.epochs or run.state is RunState.FAILED:
        return
    elif run.best is None:
        yield from _sentences("No weights were kept: no validation loss was finite.", "No weights were kept.")
    else:
        yield from _sentences("Not scored on the test digits.", "Not scored.")


def _scored(run: Run, accuracy: float) -> Iterator[FigureLine]:
    score, kept, last = format_percent(accuracy), run.kept, run.last
    before = _known("before training", run.test_accuracy_before)
    of_last = _known("last epoch", run.test_accuracy_last)
    if _are_one(kept, last):
        others = before
        of_which = (f" (weights of epoch {last.epoch}, the last)", " (last epoch)") if last is not None else ("", "")
    else:
        others = (*of_last, *before)
        of_which = (f" (weights of epoch {kept.epoch})", f" (epoch {kept.epoch})") if kept is not None else ("", "")
    for which in of_which:
        yield from _at_gaps((Figure("test accuracy", score + which), *others))
    fewer = () if others == before else of_last
    yield from _at_gaps((Figure("test accuracy", score + of_which[1]), *fewer))
    yield from _at_gaps((Figure("test", score + of_which[1]), *fewer), 2)
    yield FigureLine((Figure("test", score + of_which[1]),))
    yield FigureLine((Figure("test", score),))


def _known(label: str, accuracy: float | None) -> tuple[Figure, ...]:
    """Return the figure of an accuracy, none if it was not measured."""
    return () if accuracy is None else (Figure(label, format_percent(accuracy)),)


def _are_one(kept: Epoch | None, last: Epoch | None) -> bool:
    return kept is not None and last is not None and kept.epoch == last.epoch


def _at_gaps(figures: Sequence[Figure], *gaps: int) -> Iterator[FigureLine]:
    for gap in gaps or (3, 2):
        yield FigureLine(tuple(figures), gap)


def _sentences(*sentences: str) -> Iterator[FigureLine]:
    for sentence in sentences:
        yield FigureLine((Figure(sentence),))
