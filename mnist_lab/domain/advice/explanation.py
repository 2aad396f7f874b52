"""A verdict for beginners: what it means, what the post would say, what would change it, what to try next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mnist_lab.domain.advice.digit_remarks import digit_remarks
from mnist_lab.domain.evidence.baseline import Baseline
from mnist_lab.domain.evidence.post_beside import NOTHING, PostBeside, post_beside
from mnist_lab.domain.fit.remedies import SCALED, UNSCALED, Remedy, Suggestion
from mnist_lab.domain.fit.rule import Label, Rule
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.fit.verdict import Verdict, judge, rule_of
from mnist_lab.domain.formatting.units import format_count, format_loss
from mnist_lab.domain.runs.history import Epoch, best_epoch, is_finite
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.runs.split_facts import SplitFacts


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict in sentences, with the experiments it suggests.

    `meaning` says what was seen, in a sentence, `plainly` what that means. `digits` has a sentence for each thing
    that is unusual about the digits.
    """

    verdict: Verdict
    meaning: str
    plainly: str
    post: PostBeside
    change: str
    suggestions: tuple[Suggestion, ...]
    digits: tuple[str, ...] = ()


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
    verdict, rule = judge(epochs, thresholds, facts=facts), rule_of(epochs, thresholds, facts=facts)
    meaning = rule.meaning(epochs, thresholds)
    remedies = [each for each in _remedies(rule, epochs, facts) if each.suggest(spec) is not None]
    return Explanation(
        verdict=verdict,
        meaning=meaning,
        plainly=rule.plainly,
        post=beside,
        change=_format_changes(verdict.label, remedies),
        suggestions=tuple(s for remedy in remedies if (s := remedy.suggest(spec)) is not None),
        digits=digit_remarks(facts, spec),
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


def _remedies(rule: Rule, epochs: Sequence[Epoch], facts: SplitFacts | None) -> list[Remedy]:
    """Return the rule's remedies; those of pixels that are too dark to be divided by 255 come first."""
    remedies = rule.remedies_for(epochs)
    if facts is None or not facts.is_faint:
        return [*remedies]
    of_pixels = [] if rule.label in {Label.GOOD, Label.UNSEEN_CLASSES} else [UNSCALED]
    return [*of_pixels, *(remedy for remedy in remedies if remedy is not SCALED)]


def _format_changes(label: Label, remedies: Sequence[Remedy]) -> str:
    words = [remedy.text for remedy in remedies]
    if label is Label.GOOD:
        return f"nothing needs to; {' or '.join(words)} would show over-fitting." if words else "nothing needs to."
    return f"{', '.join(words)}." if words else "no single setting of the form."
