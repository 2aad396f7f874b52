"""The post's reading of a run in words: each says one thing once."""

from __future__ import annotations

from mnist_lab.domain.evidence.post_beside import PostBeside
from mnist_lab.domain.fit.post_reading import PostReading
from mnist_lab.domain.formatting.units import format_gap, format_loss

BY_THE_POST, NONE = "By the post's reading:", "No reading by the post"


def format_post_reading(beside: PostBeside) -> str:
    """Return the reading with both losses and what the baseline's gap rests on, or why there is none; empty if there is
    nothing to say.
    """
    reading, baseline = beside.reading, beside.baseline
    if beside.why_not:
        return f"none: {beside.why_not}."
    if reading is None or baseline is None:
        return ""
    losses = f"training {format_loss(reading.training)}, validation {format_loss(reading.validation)}"
    if reading.relative == "under-fitting":
        return f"{post_in_short(reading)} ({losses}); {baseline.gap_text}."
    gap = format_gap(reading.signed_gap)
    is_wider = "relatively over-fitting: " if reading.relative == "over-fitting" else ""
    return f"{is_wider}gap {gap} ({losses}), {reading.beside_the_baseline} {baseline.gap_text}."


def post_sentence(beside: PostBeside) -> str:
    """Return the same as a sentence of its own."""
    words = format_post_reading(beside)
    return f"{NONE}: {beside.why_not}." if beside.why_not else words and f"{BY_THE_POST} {words}"


def format_alone(reading: PostReading | None) -> str:
    """Return the reading of a history that is compared with nothing."""
    if reading is None:
        return "none: the last losses are not finite."
    losses = f"training {format_loss(reading.training)}, validation {format_loss(reading.validation)}"
    return f"leaning to {reading.leaning}, gap {format_gap(reading.signed_gap)} ({losses})."


def post_in_short(reading: PostReading, whose: str = "the baseline") -> str:
    """Return the reading in short: "relatively over-fitting, gap +0.0982, the baseline's +0.0608"; without a baseline
    the gap alone.
    """
    gap, theirs = f"gap {format_gap(reading.signed_gap)}", f"{whose}'s {format_gap(reading.signed_baseline_gap)}"
    if reading.relative is None:
        return gap
    if reading.relative == "under-fitting":
        return f"relatively under-fitting, training above validation loss, {gap}"
    if reading.relative == "over-fitting":
        return f"relatively over-fitting, {gap}, {theirs}"
    return f"{gap}, {reading.beside_the_baseline} {theirs}"


def post_line(beside: PostBeside) -> str:
    """Return the line about a run that ended: its reading, or that its epochs or digits allow none; empty if that is
    obvious.
    """
    if beside.reading is not None and beside.baseline is not None:
        return f"{BY_THE_POST} {post_in_short(beside.reading, beside.baseline.title)}."
    return f"{NONE}: {beside.why_not}." if beside.is_of_other_terms else ""


def post_line_in_brief(beside: PostBeside) -> str:
    """Return the same for little room."""
    reading, baseline = beside.reading, beside.baseline
    if reading is None or baseline is None:
        return post_line(beside)
    word = "" if reading.relative == "as the baseline" else f"{reading.relative}, "
    theirs = f"{baseline.title}'s: {format_gap(baseline.gap)}"
    return f"Post's reading: {word}gap {format_gap(reading.signed_gap)} ({theirs})."
