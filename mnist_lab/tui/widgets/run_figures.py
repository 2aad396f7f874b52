"""A run in figures: its losses, its best epochs, and how far it is or how it scored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.widgets.cell_layout import fitted
from mnist_lab.tui.widgets.figure_forms import FigureLine, best_forms, first_that_fits, loss_forms, score_forms
from mnist_lab.tui.widgets.progress_forms import ProgressKeys, ProgressWords, bar_width, progress_forms

NEXT = "next: "
BLANKS = 2
LEAST = 20
"""Cells for a run that is named: with fewer, one would not know it again."""


class RunFigures(Widget):
    """The newest losses, both best epochs, and the progress or, once it has ended, the test accuracies.

    Its upper border, if it has one, names the next run, or the day of this one, whose name is above its chart.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "run-figures--label",
        "run-figures--training",
        "run-figures--clean",
        "run-figures--validation",
        "run-figures--bar",
        "run-figures--bar-paused",
        "run-figures--bar-rest",
    }

    _title = ""
    run: reactive[Run | None] = reactive(None)
    next_run: reactive[Run | None] = reactive(None, repaint=False)
    trained: reactive[str] = reactive("", repaint=False)
    """The day on which a run was trained, if that is to be said: "yesterday"."""

    def __init__(self, *, pauses_here: bool = True) -> None:
        """With `pauses_here`, the key that resumes the run works on this screen, otherwise on Train."""
        super().__init__()
        self._pauses_here = pauses_here

    def _watch_next_run(self) -> None:
        """Say what comes next."""
        self._entitle()

    def _watch_trained(self) -> None:
        """Say when it was trained."""
        self._entitle()

    def on_resize(self) -> None:
        """Say it in as much room as there is."""
        self._entitle()

    def render(self) -> Text:
        """Draw a line each for losses, best epochs, and progress or test, each as long as there is room."""
        run = self.run
        if run is None:
            return Text()
        last = self._progress(run) if run.state.is_active() else self._line(score_forms(run))
        return Text("\n").join([self._line(loss_forms(run)), self._line(best_forms(run)), last])

    def _entitle(self) -> None:
        """Write on the border; only if that changes it, for an active run changes often."""
        words = _next(self.next_run, self.trained, self.size.width - BLANKS)
        if words != self._title:
            self._title = words
            self.border_title = Text(f" {words} ") if words else None  # a Text, for in a str brackets are markup

    def _line(self, forms: Iterable[FigureLine]) -> Text:
        form, line = first_that_fits(forms, self.size.width), Text()
        for place, figure in enumerate(form.figures):
            line.append(" " * form.gap if place else "").append(figure.label, self._look("label"))
            if figure.value:
                line.append(" ").append(figure.value, self._look(figure.look) if figure.look else "")
        return line

    def _progress(self, run: Run) -> Text:
        pause = key_hint(self.app, "live.pause", "space")
        if not self._pauses_here:
            pause = f"{key_hint(self.app, 'app.train', '1')} then {pause}"
        keys = ProgressKeys(pause, key_hint(self.app, "live.stop_after_epoch", "."))
        line = Text()
        if run.state is not RunState.QUEUED:
            width = bar_width(self.size.width)
            full = round(width * run.epochs_done / run.spec.epochs)
            line.append("█" * full, self._look("bar-paused" if run.state is RunState.PAUSED else "bar"))
            line.append("░" * (width - full), self._look("bar-rest")).append("  ")
        room, words = self.size.width - line.cell_len, ProgressWords("")
        for words in progress_forms(run, keys):
            if cell_len(words.text) <= room:
                break
        return line.append(words.first).append(words.others, self._look("label"))

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"run-figures--{name}", partial=True)


def _next(run: Run | None, trained: str, room: int) -> str:
    """Return name and seed of the next run, if there is room; the seed is never cut. Without one return the day."""
    left = room - cell_len(NEXT)
    if run is not None and left >= LEAST:
        return NEXT + fitted(run.title, f", seed {run.spec.seed}", left)
    return f"trained {trained}" if trained else ""
