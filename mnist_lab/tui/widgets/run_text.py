"""What can be said about a run, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from rich.text import Text
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.evidence.baseline import Baseline
from mnist_lab.domain.experiments.step_keys import StepKeys
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.runs.run import Run
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.widgets.paragraphs import Paragraph, fitted, lines_needed
from mnist_lab.tui.widgets.run_paragraphs import HintKeys, RunFacts, RunParagraphs
from mnist_lab.tui.widgets.settings_paragraph import settings_paragraph
from mnist_lab.tui.widgets.wrapping import line_count, wrapped

if TYPE_CHECKING:
    from mnist_lab.domain.evidence.follow_up import FollowUp


class RunText(Widget):
    """The verdict and the post's reading of a run, or how it looks while it trains; then its tags and its note.

    It is as high as it needs to be, within what its style allows; what has no room there is left out, whole.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "run-words--good",
        "run-words--over",
        "run-words--under",
        "run-words--unsettled",
        "run-words--confident",
        "run-words--dim",
        "run-words--error",
    }

    run: reactive[Run | None] = reactive(None)
    baseline: reactive[Baseline | None] = reactive(None)
    thresholds: reactive[Thresholds] = reactive(THRESHOLDS)
    first: reactive[Run | None] = reactive(None)
    """The run that `run` repeats, if it is a rerun and that one is kept."""
    follow_up: reactive[FollowUp | None] = reactive(None)
    """What follows from a run that has ended; shown with that run only."""
    form_is_folded: reactive[bool] = reactive(False)
    """Whether a key has to open the form before a setting can be typed."""

    def __init__(self, verdict_action: str, resume_action: str, *, names_settings: bool = False) -> None:
        """The actions are the ids of the bindings that show the rule and resume the run.

        With `names_settings` the settings follow, or the changed ones alone, if there is room below all the rest.
        """
        super().__init__()
        self._verdict_action = verdict_action
        self._resume_action = resume_action
        self._names_settings = names_settings

    _height_needed = 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the lines that all paragraphs take."""
        self._height_needed = self._needed(width)
        return self._height_needed

    def _watch_run(self) -> None:
        self._fit()

    def _watch_baseline(self) -> None:
        self._fit()

    def _watch_first(self) -> None:
        self._fit()

    def _watch_follow_up(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """Lay the screen out again, if another height is needed: an active run changes often."""
        if self.is_mounted and self._needed(self.size.width) != self._height_needed:
            self.refresh(layout=True)

    def _needed(self, width: int) -> int:
        return lines_needed(self._paragraphs(), lambda text: line_count(text, width)) if width else 0

    def render(self) -> Text:
        """Draw the paragraphs that fit."""
        width, height = self.size

        def lines_of(text: Text) -> int:
            return line_count(text, width)

        paragraphs = self._paragraphs()
        if self.run is not None and self._names_settings:
            for only_changed in (False, True):
                settings = settings_paragraph(self.run.spec, self._look, only_changed=only_changed)
                if lines_needed([*paragraphs, settings], lines_of) <= height:
                    paragraphs = [*paragraphs, settings]
                    break
        return Text("\n").join(line for text in fitted(paragraphs, height, lines_of) for line in wrapped(text, width))

    def _paragraphs(self) -> list[Paragraph]:
        if self.run is None:
            return []
        facts = RunFacts(self.run, self.baseline, self.thresholds, self.first, self.follow_up)
        keys = HintKeys(
            key_hint(self.app, self._verdict_action, "v"),
            key_hint(self.app, self._resume_action, "r"),
            StepKeys(
                key_hint(self.app, "train.start", "F5"),
                key_hint(self.app, "form.baseline", "F8"),
                key_hint(self.app, "app.labs_anywhere", "alt+4"),
                key_hint(self.app, "panes.next", "tab") if self.form_is_folded else "",
            ),
        )
        return [*RunParagraphs(facts, keys, self._look).all()]

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"run-words--{name}", partial=True)
