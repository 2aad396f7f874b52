"""A run in figures and words: how far it is, its losses, and what can be said about its fit."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.formatting.units import format_duration, format_loss, format_percent
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import Run
from mnist_lab.tui.widgets.cell_layout import fitted

GAP = "   "
NARROW = 64
NEXT = " · next: "
BLANKS = 2
LEAST = 20
"""Cells for a run that is named: with fewer, one would not know it again."""


class RunFigures(Widget):
    """The newest losses, both best epochs, and the progress or, once it has ended, the test accuracies.

    Its upper border, if it has one, names the run, with the seed, and the next one.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "run-figures--label",
        "run-figures--training",
        "run-figures--clean",
        "run-figures--validation",
        "run-figures--bar",
        "run-figures--bar-rest",
        "run-figures--error",
    }

    _title = ""
    run: reactive[Run | None] = reactive(None)
    next_run: reactive[Run | None] = reactive(None, repaint=False)

    def _watch_run(self) -> None:
        """Name the run of these figures."""
        self._entitle()

    def _watch_next_run(self) -> None:
        """Say what comes next."""
        self._entitle()

    def on_resize(self) -> None:
        """Say it in as much room as there is."""
        self._entitle()

    def render(self) -> Text:
        """Draw a line each for losses, best epochs, and progress or test; in short if it is narrow."""
        if self.run is None:
            return Text()
        lines = [self._losses(self.run), self._best(self.run), self._progress_or_test(self.run)]
        for line in lines:
            line.rstrip()
            line.truncate(self.size.width, overflow="ellipsis")
        return Text("\n").join(lines)

    def _entitle(self) -> None:
        """Write on the border; only if that changes it, for an active run changes often."""
        words = _whose(self.run, self.next_run, self.size.width - BLANKS)
        if words != self._title:
            self._title = words
            self.border_title = Text(f" {words} ") if words else None  # a Text, for in a str brackets are markup

    @property
    def _is_narrow(self) -> bool:
        return self.size.width < NARROW

    def _losses(self, run: Run) -> Text:
        last = run.last
        training = run.stage.loss if isinstance(run.stage, events.Progress) else last.loss if last else None
        names = ("train", "clean", "valid") if self._is_narrow else ("training", "clean", "validation")
        line = Text()
        self._figure(line, names[0], format_loss(training), "training")
        self._figure(line, names[1], format_loss(last.clean_loss if last else None), "clean")
        self._figure(line, names[2], format_loss(last.val_loss if last else None), "validation")
        if not self._is_narrow:
            self._figure(line, "accuracy", format_percent(last.val_accuracy if last else None), "")
        return line

    def _best(self, run: Run) -> Text:
        line = Text()
        best, accurate = run.best, run.best_accuracy
        if best is not None and accurate is not None:
            names = ("▾", "▴") if self._is_narrow else ("▾ lowest validation loss", "▴ best accuracy")
            at = " at" if self._is_narrow else ", epoch"
            self._figure(line, names[0], f"{format_loss(best.val_loss)}{at} {best.epoch}", "")
            self._figure(line, names[1], f"{format_percent(accurate.val_accuracy)}{at} {accurate.epoch}", "")
        return line

    def _progress_or_test(self, run: Run) -> Text:
        if run.error is not None:
            return Text(run.error, style=self._look("error"))
        if run.state.is_active():
            return self._progress(run)
        line = Text()
        if run.test_accuracy is not None:
            names = ("test", "last") if self._is_narrow else ("test accuracy", "last epoch")
            self._figure(line, names[0], f"{format_percent(run.test_accuracy)} as kept", "")
            self._figure(line, names[1], format_percent(run.test_accuracy_last), "")
            if not self._is_narrow:
                self._figure(line, "untrained", format_percent(run.test_accuracy_before), "")
        elif run.epochs:
            why = (
                "No weights were kept: no validation loss was finite."
                if run.best is None
                else "Not scored on the test digits."
            )
            line.append(why, self._look("label"))
        return line

    def _progress(self, run: Run) -> Text:
        line = Text()
        width = 10 if self._is_narrow else min(40, self.size.width - 50)
        full = round(width * run.epochs_done / run.spec.epochs)
        line.append("█" * full, self._look("bar"))
        line.append("░" * (width - full), self._look("bar-rest"))
        line.append(f"  epoch {run.epochs_done:4.1f}{'/' if self._is_narrow else ' of '}{run.spec.epochs}")
        pace, left = run.seconds_per_epoch, run.seconds_left
        if pace is not None and not self._is_narrow:
            line.append(f"{GAP}{format_duration(pace)} an epoch", self._look("label"))
        if left is not None:
            line.append(f", {format_duration(left)} left", self._look("label"))
        return line

    def _figure(self, line: Text, label: str, figure: str, look: str) -> None:
        line.append(f"{label} ", self._look("label"))
        line.append(figure, self._look(look) if look else "")
        line.append(" " if self._is_narrow else GAP)

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"run-figures--{name}", partial=True)


def _whose(run: Run | None, next_run: Run | None, room: int) -> str:
    """Return name and seed of the run, and of the next one if there is room; seeds are never cut."""
    if run is None or room <= 0:
        return ""
    words = _named(run, room)
    left = room - cell_len(words + NEXT)
    return words if next_run is None or left < LEAST else words + NEXT + _named(next_run, left)


def _named(run: Run, room: int) -> str:
    return fitted(run.title, f", seed {run.spec.seed}", room)
