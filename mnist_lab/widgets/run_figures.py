"""A run in figures and words: how far it is, its losses, and what may be said of its fit."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain import events
from mnist_lab.domain.run import Run, RunState
from mnist_lab.domain.words import duration_words, loss_words, percent_words

GAP = "   "


class RunFigures(Widget):
    """The newest losses, both best epochs, and the progress or, once it ended, the test accuracies."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "run-figures--label",
        "run-figures--training",
        "run-figures--clean",
        "run-figures--validation",
        "run-figures--bar",
        "run-figures--bar-rest",
        "run-figures--error",
    }

    run: reactive[Run | None] = reactive(None)

    def render(self) -> Text:
        """Draw three lines."""
        if self.run is None:
            return Text()
        lines = Text("\n", no_wrap=True, overflow="ellipsis").join(
            [self._losses(self.run), self._best(self.run), self._progress_or_test(self.run)]
        )
        lines.no_wrap, lines.overflow = True, "ellipsis"
        return lines

    def _losses(self, run: Run) -> Text:
        last = run.last
        training = run.stage.loss if isinstance(run.stage, events.Progress) else last.loss if last else None
        line = Text()
        self._figure(line, "training", loss_words(training), "training")
        self._figure(line, "clean", loss_words(last.clean_loss if last else None), "clean")
        self._figure(line, "validation", loss_words(last.val_loss if last else None), "validation")
        self._figure(line, "accuracy", percent_words(last.val_accuracy if last else None), "")
        return line

    def _best(self, run: Run) -> Text:
        line = Text()
        best, accurate = run.best, run.best_accuracy
        if best is not None and accurate is not None:
            self._figure(line, "▾ lowest validation loss", f"{loss_words(best.val_loss)}, epoch {best.epoch}", "")
            words = f"{percent_words(accurate.val_accuracy)}, epoch {accurate.epoch}"
            self._figure(line, "▴ best accuracy", words, "")
        return line

    def _progress_or_test(self, run: Run) -> Text:
        if run.state is RunState.FAILED:
            return Text(run.error or "failed", style=self._look("error"))
        if run.state.is_active():
            return self._progress(run)
        line = Text()
        if run.test_accuracy is not None:
            self._figure(line, "test accuracy", f"{percent_words(run.test_accuracy)} as kept", "")
            self._figure(line, "last epoch", percent_words(run.test_accuracy_last), "")
            self._figure(line, "untrained", percent_words(run.test_accuracy_before), "")
        else:
            line.append(
                "No weights were kept: no validation loss was measured as a finite number.", self._look("label")
            )
        return line

    def _progress(self, run: Run) -> Text:
        line = Text()
        width = max(10, min(40, self.size.width - 50))
        full = round(width * run.epochs_done / run.spec.epochs)
        line.append("█" * full, self._look("bar"))
        line.append("░" * (width - full), self._look("bar-rest"))
        line.append(f"  epoch {run.epochs_done:4.1f} of {run.spec.epochs}")
        pace, left = run.seconds_per_epoch, run.seconds_left
        if pace is not None:
            line.append(f"{GAP}{duration_words(pace)} an epoch", self._look("label"))
        if left is not None:
            line.append(f", {duration_words(left)} left", self._look("label"))
        return line

    def _figure(self, line: Text, label: str, figure: str, look: str) -> None:
        line.append(f"{label} ", self._look("label"))
        line.append(figure, self._look(look) if look else "")
        line.append(GAP)

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"run-figures--{name}", partial=True)
