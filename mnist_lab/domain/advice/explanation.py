"""A verdict for beginners: what it means, what the post would say, what would change it, what to try next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mnist_lab.domain.advice.digit_remarks import digit_remarks
from mnist_lab.domain.evidence.baseline import Baseline, gap_of
from mnist_lab.domain.fit.post_reading import PostReading, post_reading
from mnist_lab.domain.fit.remedies import SCALED, UNSCALED, Remedy, Suggestion
from mnist_lab.domain.fit.rule import Label, Rule
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.fit.verdict import Verdict, judge, rule_of
from mnist_lab.domain.formatting.units import format_count, format_gap, format_loss
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
    post: str
    post_in_short: str
    post_in_brief: str
    change: str
    suggestions: tuple[Suggestion, ...]
    digits: tuple[str, ...] = ()


def explain_run(run: Run, baseline: Baseline | None, thresholds: Thresholds = THRESHOLDS) -> Explanation:
    """Return the verdict on a run; it is not compared with itself if it is the only run of the baseline."""
    is_alone = baseline is not None and baseline.run_ids == (run.id,)
    return explain(run.epochs, run.spec, None if is_alone else baseline, thresholds, facts=run.split)


def explain(
    epochs: Sequence[Epoch],
    spec: RunSpec,
    baseline: Baseline | None = None,
    thresholds: Thresholds = THRESHOLDS,
    *,
    facts: SplitFacts | None = None,
) -> Explanation:
    """Return the verdict on a history of this spec, on digits with these facts, in sentences."""
    verdict, rule = judge(epochs, thresholds, facts=facts), rule_of(epochs, thresholds, facts=facts)
    meaning = rule.meaning(epochs, thresholds)
    reading = post_reading(epochs, gap_of(baseline))
    whose, after = baseline.title if baseline is not None else "", _after(epochs, baseline)
    remedies = [each for each in _remedies(rule, epochs, facts) if each.suggest(spec) is not None]
    return Explanation(
        verdict=verdict,
        meaning=meaning,
        plainly=rule.plainly,
        post=format_post_reading(reading, baseline, after),
        post_in_short=post_in_short(reading, whose, after),
        post_in_brief=post_in_brief(reading, whose, after),
        change=_format_changes(verdict.label, remedies),
        suggestions=tuple(s for remedy in remedies if (s := remedy.suggest(spec)) is not None),
        digits=digit_remarks(facts, spec),
    )


def format_post_reading(reading: PostReading | None, baseline: Baseline | None = None, after: str = "") -> str:
    """Return the post's reading as a sentence; `after` says when the baseline's gap was measured."""
    if reading is None:
        return "nothing, since it did not end with finite losses."
    side = "below" if reading.training < reading.validation else "above"
    words = (
        f"training {format_loss(reading.training)} {side} validation {format_loss(reading.validation)}, "
        f"gap {format_loss(reading.gap)}: leaning to {reading.leaning}"
    )
    if reading.relative is None or baseline is None:
        return words + "."
    beside = {
        "over-fitting": "relatively over-fitting, wider than",
        "under-fitting": "relatively under-fitting, beside",
    }
    return f"{words}; {beside.get(reading.relative, reading.beside_the_baseline)} {baseline.gap_text(after)}."


def post_in_short(
    reading: PostReading | None, whose: str = "the baseline", after: str = "", *, signed: bool = False
) -> str:
    """Return the post's reading in short: "leaning to over-fitting, gap 0.03, no wider than the baseline's 0.06"; or
    `signed`, where gaps have a sign.
    """
    if reading is None:
        return "nothing, since it did not end with finite losses"
    gap = format_gap(reading.signed_gap) if signed else format_loss(reading.gap)
    words = f"leaning to {reading.leaning}, gap {gap}"
    if reading.relative is None:
        return words
    if reading.relative == "under-fitting":
        return f"{words}, training above validation loss: relatively under-fitting"
    of_baseline = format_gap(reading.signed_baseline_gap) if signed else format_loss(reading.baseline_gap)
    words += f", {reading.beside_the_baseline} {whose}'s {of_baseline}{after}"
    return f"{words}: relatively over-fitting" if reading.relative == "over-fitting" else words


def post_in_brief(reading: PostReading | None, whose: str = "the baseline", after: str = "") -> str:
    """Return the post's reading for little room: "over-fitting, gap 0.0800 (the baseline's: 0.0608)".

    A run that is not relatively over-fitting is not called so: "gap 0.0300, no wider than the baseline's 0.0608".
    """
    if reading is None:
        return "nothing, for want of finite losses"
    if reading.relative == "as the baseline":
        beside = f"{reading.beside_the_baseline} {whose}'s {format_loss(reading.baseline_gap)}{after}"
        return f"gap {format_loss(reading.gap)}, {beside}"
    words = f"{reading.leaning}, gap {format_loss(reading.gap)}"
    if reading.baseline_gap is None:
        return words
    return f"{words} ({whose}'s: {format_loss(reading.baseline_gap)}{after})"


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


def _after(epochs: Sequence[Epoch], baseline: Baseline | None) -> str:
    """Return after how many epochs the gap of the baseline was measured; nothing if these are as many."""
    if baseline is None or len(epochs) == baseline.spec.epochs:
        return ""
    return f" after {format_count(baseline.spec.epochs, 'epoch')}"


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
