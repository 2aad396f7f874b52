"""What is said about a run, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text

from mnist_lab.domain.advice.digit_remarks import digit_remarks
from mnist_lab.domain.advice.explanation import Explanation, explain_run, so_far
from mnist_lab.domain.advice.post_words import post_line, post_line_in_brief
from mnist_lab.domain.evidence.baseline import Baseline
from mnist_lab.domain.experiments.step_keys import StepKeys
from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.runs.progress_words import format_progress
from mnist_lab.domain.runs.reproducibility import compare_rerun
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.tui.widgets.paragraphs import Paragraph
from mnist_lab.tui.widgets.run_styles import VERDICT_LOOKS

if TYPE_CHECKING:
    from mnist_lab.domain.evidence.follow_up import FollowUp

SETTINGS, NOTE, TAGS, POST, DIGITS, RERUN, AGAINST, STEP, VERDICT, STATE, ERROR = range(11)
"""The weights, the least important first."""


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A run with what it is compared with: the baseline on its digits, and the run that it repeats exactly, if any.

    `follow_up` is what follows from this run or another.
    """

    run: Run
    baseline: Baseline | None
    thresholds: Thresholds
    first: Run | None = None
    follow_up: FollowUp | None = None


@dataclass(frozen=True, slots=True)
class HintKeys:
    """The keys that are named: for the rule behind a verdict, to resume a run, and for the next step."""

    verdict: str
    resume: str
    step: StepKeys


class RunParagraphs:
    """Makes the paragraphs about a run; `look` returns the style of a name."""

    def __init__(self, facts: RunFacts, keys: HintKeys, look: Callable[[str], Style]) -> None:
        self._facts = facts
        self._run = facts.run
        self._keys = keys
        self._look = look

    def all(self) -> Iterator[Paragraph]:
        """Yield them in the order in which they are shown."""
        if self._run.state.is_active():
            yield from self._so_far()
        else:
            yield from self._ended()
        if self._run.tags:
            yield Paragraph(self._dim("tags  ").append(" · ".join(self._run.tags)), TAGS)
        if self._run.note:
            yield Paragraph(self._dim("note  ").append(self._run.note), NOTE, is_open=True)

    def _so_far(self) -> Iterator[Paragraph]:
        run = self._run
        if run.holder is not None:
            does = "Waits in the queue of" if run.state is RunState.QUEUED else "Trained by"
            yield Paragraph(self._dim(f"{does} {run.holder}"), STATE)
        yield Paragraph(Text(so_far(run.epochs)), VERDICT)
        yield from self._digits(digit_remarks(run.split, run.spec))

    def _ended(self) -> Iterator[Paragraph]:
        run, first = self._run, self._facts.first
        if first is not None and run.rerun_of == first.id:
            yield Paragraph(self._dim("rerun").append(f"  {compare_rerun(first, run).in_short}"), RERUN)
        if run.error is not None:
            yield Paragraph(Text(run.error, self._look("error")), ERROR)
        if run.pruned:
            yield Paragraph(Text(run.pruned), STATE)
        elif run.state.can_be_resumed():
            yield Paragraph(self._ended_early(), STATE)
        if run.epochs:
            explained = explain_run(run, self._facts.baseline, self._facts.thresholds)
            yield self._verdict(explained)
            yield from self._digits(explained.digits)
            words = post_line(explained.post)
            if words:
                yield Paragraph(self._dim(words), POST, self._dim(post_line_in_brief(explained.post)))
        if self._facts.follow_up is not None and self._facts.follow_up.run_id == run.id:
            yield from self._follow_up(self._facts.follow_up)

    def _follow_up(self, follow_up: FollowUp) -> Iterator[Paragraph]:
        against, step = follow_up.against, follow_up.step
        if against is not None:
            yield Paragraph(Text(against.sentence), AGAINST, Text(against.short))
        if step is not None:
            yield Paragraph(Text(step.sentence(self._keys.step)), STEP, Text(step.short(self._keys.step)))

    def _ended_early(self) -> Text:
        run = self._run
        words = format_progress(run.state, len(run.epochs), run.spec.epochs)
        does = "continues it" if run.epochs else "trains it again"
        return Text.assemble((f"{words} · ", self._look("dim")), self._keys.resume, (f" {does}", self._look("dim")))

    def _verdict(self, explained: Explanation) -> Paragraph:
        look = self._look(VERDICT_LOOKS.get(explained.verdict.label, "unsettled"))
        words, short = (
            Text.assemble((explained.verdict.text, look), f"  {meaning}")
            for meaning in (explained.in_short, explained.meaning)
        )
        return Paragraph(words, VERDICT, short, hint=self._dim(f" {self._keys.verdict} shows the rule."))

    def _digits(self, remarks: tuple[str, ...]) -> Iterator[Paragraph]:
        for remark in remarks:
            yield Paragraph(self._dim(remark), DIGITS)

    def _dim(self, words: str) -> Text:
        return Text.assemble((words, self._look("dim")))
