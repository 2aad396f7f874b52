"""A verdict for beginners: what it means, what the post would say, what would change it, what to try next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mnist_lab.domain.advice.digit_remarks import digit_remarks
from mnist_lab.domain.advice.remedy_choice import chosen_remedies
from mnist_lab.domain.advice.temperature import temperature_sentences
from mnist_lab.domain.evidence.baseline import Baseline
from mnist_lab.domain.evidence.post_beside import NOTHING, PostBeside, post_beside
from mnist_lab.domain.fit.remedies import Remedy, Suggestion
from mnist_lab.domain.fit.rule import Course, Label
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.fit.verdict import Verdict, judge, rules_of
from mnist_lab.domain.formatting.units import format_count, format_loss
from mnist_lab.domain.runs.history import Epoch, best_epoch, is_finite
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.runs.split_facts import SplitFacts


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict in sentences, with the experiments it suggests.

    `meaning` says what was seen of the fit, in a sentence, `plainly` what that means; `course` and `course_plainly` say
    the same of the course, and are empty if the history says nothing of it. `digits` has a sentence for each thing that
    is unusual about the digits. `temperature` says how much of an over-confident network's loss is certainty alone;
    empty if that is not known.
    """

    verdict: Verdict
    meaning: str
    plainly: str
    post: PostBeside
    change: str
    suggestions: tuple[Suggestion, ...]
    course: str = ""
    course_plainly: str = ""
    digits: tuple[str, ...] = ()
    temperature: str = ""

    @property
    def in_short(self) -> str:
        """Return what was seen of the fit, and of the course unless it is steady."""
        return self.meaning if self.verdict.course_word in {None, Course.STEADY} else f"{self.meaning} {self.course}"


def explain_run(run: Run, baseline: Baseline | None, thresholds: Thresholds = THRESHOLDS) -> Explanation:
    """Return the verdict on a run, with the post's reading beside the baseline if the two can be compared."""
    beside = post_beside(run, run.last, baseline)
    return explain(run.epochs, run.spec, beside, thresholds, facts=run.split)


def explain(
    epochs: Sequence[Epoch],
    spec: RunSpec,
    beside: PostBeside = NOTHING,
    thresholds: Thresholds = THRESHOLDS,
    *,
    facts: SplitFacts | None = None,
) -> Explanation:
    """Return the verdict on a history of this spec, on digits with these facts, in sentences."""
    verdict = judge(epochs, thresholds, facts=facts)
    rule, course = rules_of(epochs, thresholds, facts=facts)
    broken, others = chosen_remedies(rule, course, epochs, spec, facts)
    return Explanation(
        verdict=verdict,
        meaning=rule.meaning,
        plainly=rule.plainly,
        post=beside,
        change=_format_changes(verdict, broken, others),
        suggestions=tuple(s for remedy in (*broken, *others) if (s := remedy.suggest(spec)) is not None),
        course=course.meaning if course is not None else "",
        course_plainly=course.plainly if course is not None else "",
        digits=digit_remarks(facts, spec),
        temperature=temperature_sentences(verdict.label, epochs),
    )


def so_far(epochs: Sequence[Epoch]) -> str:
    """Return how a history looks while it still grows, in one sentence."""
    if not epochs:
        return "The verdict appears after training."
    if not is_finite(epochs[-1]):
        return "A loss is not finite: training ends here."
    best = best_epoch(epochs)
    assert best is not None
    if len(epochs) == 1:
        return f"So far: validation loss {format_loss(best.val_loss)} after the first epoch."
    training = "falls" if epochs[-1].loss < epochs[-2].loss else "rises"
    since = len(epochs) - 1 - epochs.index(best)
    if not since:
        return f"So far: training loss {training}, validation loss is at its lowest."
    count = format_count(since, "epoch")
    return f"So far: training loss {training}, validation loss has had no new low for {count}."


def _format_changes(verdict: Verdict, broken: Sequence[Remedy], others: Sequence[Remedy]) -> str:
    """Return what would change a verdict; a good one that is steady needs nothing, unless a setting is broken."""
    is_well = verdict.label is Label.GOOD and verdict.course_word in {None, Course.STEADY}
    if not is_well:
        words = [remedy.text for remedy in (*broken, *others)]
        return f"{', '.join(words)}." if words else "no single setting of the form."
    if broken:
        return f"{', '.join(remedy.text for remedy in broken)}: better results are likely."
    words = [remedy.text for remedy in others]
    return f"nothing needs to; {' or '.join(words)} would show over-fitting." if words else "nothing needs to."
