"""A verdict told to a beginner: what it means, what the post would say, what would change it, what to try next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mnist_lab.domain.advice.glossary import terms_in
from mnist_lab.domain.advice.remedies import Remedy, Suggestion, remedies_for
from mnist_lab.domain.evidence.baseline import Baseline
from mnist_lab.domain.fit.post_reading import PostReading, post_reading
from mnist_lab.domain.fit.thresholds import THRESHOLDS
from mnist_lab.domain.fit.verdict import BY_GAP, BY_RISE, Label, Verdict, judge
from mnist_lab.domain.formatting.units import format_loss
from mnist_lab.domain.runs.history import Epoch, best_epoch, is_finite
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import RunSpec


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict in sentences, with the experiments it suggests.

    `meaning` says what was seen, in a sentence, `plainly` what that means; `terms` are the words used, each explained.
    """

    verdict: Verdict
    meaning: str
    plainly: str
    post: str
    post_in_short: str
    change: str
    suggestions: tuple[Suggestion, ...]
    budget: tuple[tuple[str, str], ...]


MEANINGS: Mapping[Label, str] = {
    Label.DIVERGED: "A loss left the numbers: the steps were too long for this network.",
    Label.TOO_SHORT: "There are too few epochs yet to say anything of the fit.",
    Label.NOT_LEARNING: "The network guesses: it is no better on the digits it trains on than chance.",
    Label.OVER_FITTING: (
        "Validation loss has risen from its best and accuracy has fallen, while training loss went on falling."
    ),
    Label.OVER_CONFIDENT: (
        "Validation loss has risen from its best while training loss went on falling; accuracy has not fallen."
    ),
    Label.UNSTABLE: "Validation loss jumps from one epoch to the next more than it gets anywhere.",
    Label.UNFINISHED: "Validation figures were still improving when training ended.",
    Label.UNDER_FITTING: "Even the digits it trains on are not learnt well.",
    Label.GOOD: "The training digits are learnt, and validation loss has stayed near its best.",
}
BY_HEART = "Far more of the training digits are right than of the validation digits, and training on brings little."
"""What over-fitting means where the distance between the two accuracies shows it."""
LEFT = "Validation loss has left its best, and training loss is no lower than it was there."
"""What unstable means where it is not the jumps that show it."""
BUT_FOR_THE_LAST = (
    "The training digits are learnt, and but for its last epoch validation loss has stayed near its best."
)
"""What good means where the very last epoch, which the median leaves out, is far above the best."""
PLAINLY: Mapping[Label, str] = {
    Label.DIVERGED: "Each step made it worse than the one before; of the fit nothing can be said.",
    Label.TOO_SHORT: "The first epochs nearly always improve, whatever comes of it.",
    Label.NOT_LEARNING: "One digit in ten is right by chance. Something keeps the steps from reaching the weights.",
    Label.OVER_FITTING: "It learns its training digits by heart, which is of no use with digits that it has not seen.",
    Label.OVER_CONFIDENT: "On digits it has not seen it makes no more mistakes, but it is surer of those it makes.",
    Label.UNSTABLE: "The steps are too long to settle: which epoch was the last one is a matter of luck.",
    Label.UNFINISHED: "What it could reach is not to be seen yet: train it longer, then judge.",
    Label.UNDER_FITTING: "The network is too small or too restrained for the task, or a setting is in its way.",
    Label.GOOD: "What it has learnt holds for digits that it has not seen.",
}


def explain_run(run: Run, baseline: Baseline | None) -> Explanation:
    """The verdict on a run, which is not compared with itself where it alone is the baseline."""
    is_alone = baseline is not None and baseline.run_ids == (run.id,)
    return explain(run.epochs, run.spec, None if is_alone else baseline)


def explain(epochs: Sequence[Epoch], spec: RunSpec, baseline: Baseline | None = None) -> Explanation:
    """The verdict on a history of this spec, told in sentences."""
    verdict = judge(epochs)
    meaning = _meaning(verdict, epochs)
    reading = post_reading(epochs, baseline.gap if baseline is not None else None)
    remedies = [remedy for remedy in remedies_for(verdict.label, epochs) if remedy.suggest(spec) is not None]
    return Explanation(
        verdict=verdict,
        meaning=meaning,
        plainly=PLAINLY[verdict.label],
        post=format_post_reading(reading, baseline),
        post_in_short=post_in_short(reading, baseline.title) if baseline is not None else post_in_short(reading),
        change=_format_changes(verdict.label, remedies),
        suggestions=tuple(s for remedy in remedies if (s := remedy.suggest(spec)) is not None),
        budget=terms_in(
            (
                meaning,
                verdict.rule,
                *(check.what for check in verdict.checks),
                "" if reading is None else "printed loss",
            )
        ),
    )


def _meaning(verdict: Verdict, epochs: Sequence[Epoch]) -> str:
    if verdict.label is Label.OVER_FITTING and BY_GAP in verdict.numbers:
        return BY_HEART
    if verdict.label is Label.UNSTABLE and BY_RISE in verdict.numbers:
        return LEFT
    best = best_epoch(epochs)
    if verdict.label is Label.GOOD and best is not None:
        is_near = epochs[-1].val_loss < (1 + THRESHOLDS.risen_loss) * best.val_loss or epochs[-1] is best
        return MEANINGS[Label.GOOD] if is_near else BUT_FOR_THE_LAST
    return MEANINGS[verdict.label]


def format_post_reading(reading: PostReading | None, baseline: Baseline | None = None) -> str:
    """The post's reading as a sentence."""
    if reading is None:
        return "nothing: there is no epoch with finite losses at the end."
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
    return f"{words}; {beside.get(reading.relative, reading.beside_the_baseline)} {baseline.gap_text}."


def post_in_short(reading: PostReading | None, whose: str = "the baseline") -> str:
    """The post's reading in half a sentence: "leaning to over-fitting, gap 0.03, no wider than the baseline's 0.06"."""
    if reading is None:
        return "nothing: there is no epoch with finite losses at the end"
    words = f"leaning to {reading.leaning}, gap {format_loss(reading.gap)}"
    if reading.relative is None:
        return words
    if reading.relative == "under-fitting":
        return f"{words}; relatively under-fitting"
    words += f", {reading.beside_the_baseline} {whose}'s {format_loss(reading.baseline_gap)}"
    return f"{words}: relatively over-fitting" if reading.relative == "over-fitting" else words


def so_far(epochs: Sequence[Epoch]) -> str:
    """How a history looks while it still grows, in one sentence."""
    if not epochs:
        return "The verdict comes with the last epoch."
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
    count = "1 epoch" if since == 1 else f"{since} epochs"
    return f"So far: training loss {training}, validation loss has had no new low for {count}."


def _format_changes(label: Label, remedies: Sequence[Remedy]) -> str:
    words = [remedy.words for remedy in remedies]
    if label is Label.GOOD:
        return f"nothing needs to; {' or '.join(words)} would show over-fitting." if words else "nothing needs to."
    return f"{', '.join(words)}." if words else "no single setting of the form."
