"""What is unusual about the digits of a run, in a sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mnist_lab.domain.formatting.units import format_percent
from mnist_lab.domain.runs.choices import ValidationFrom
from mnist_lab.domain.runs.cost_estimate import split_sizes
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.runs.split_facts import USUAL_CHANCE, SplitFacts


def digit_remarks(facts: SplitFacts | None, spec: RunSpec) -> tuple[str, ...]:
    """Return a sentence for each fact that the user should know before training with these settings."""
    return tuple(_remarks(facts, spec)) if facts is not None else ()


def remarks_on(runs: Iterable[Run]) -> tuple[str, ...]:
    """Return what the user should know of the digits of these runs, each sentence once."""
    return tuple(
        dict.fromkeys(sentence for run in runs for sentence in (*_sizes(run), *digit_remarks(run.split, run.spec)))
    )


def _sizes(run: Run) -> Iterator[str]:
    """Yield that fewer digits train than were asked for; only of MNIST is their number known here."""
    asked, left = run.spec.train_size, split_sizes(run.spec)[0]
    if run.data.is_mnist and asked is not None and asked > left:
        yield (
            f"{asked:,} training digits were asked for, but {left:,} are left beside the held-out ones: "
            "all of them train."
        )


def _remarks(facts: SplitFacts, spec: RunSpec) -> Iterator[str]:
    if facts.missing_classes:
        yield _missing(facts, spec)
    if facts.chance != USUAL_CHANCE:
        share = format_percent(facts.largest_class)
        yield f"The largest class has {share} of the training digits: that accuracy is chance here, not 10 %."
    if facts.is_faint and spec.scale_pixels:
        yield (
            f"The largest pixel is {facts.largest_pixel}, not 255: divided by 255, the pictures are nearly black. "
            "“÷ 255” set to no leaves them as they are."
        )


def _missing(facts: SplitFacts, spec: RunSpec) -> str:
    parts = {"held-out": facts.held_out_missing, "test": facts.test_missing}
    where = " and ".join(f"{format_percent(share)} of the {part} digits" for part, share in parts.items() if share)
    is_mendable = facts.held_out_missing and spec.validation_from == ValidationFrom.LAST
    advice = "; “held out” set to shuffled mixes the classes" if is_mendable else ""
    return f"No training digit is of {facts.missing_text}, but {where} are{advice}."
