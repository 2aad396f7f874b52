"""What the post concluded of a variation, compared with what runs here say of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mnist_lab.domain.experiments.catalog import BASELINE, EXPERIMENTS, Change
from mnist_lab.domain.fit.post_reading import format_sides
from mnist_lab.domain.labs.analysis import GroupResult
from mnist_lab.domain.tables.metrics import USUAL

SHARP_FALL = max(
    BASELINE.post.test_accuracy - variation.post.test_accuracy
    for lab in EXPERIMENTS
    for variation in lab.variations
    if variation.post.test_accuracy is not None and BASELINE.post.test_accuracy is not None
)
"""A sharp fall is more than any that the post only calls "down": 6.41 points, from 97.97 to 91.56 %."""


class Status(StrEnum):
    """What runs here say of a conclusion."""

    HOLDS = "confirmed"
    FAILS = "not confirmed"
    OPEN = "no evidence"


@dataclass(frozen=True, slots=True)
class Claim:
    """A conclusion of the post in its words, and whether it holds; `remark` goes with it."""

    quote: str
    status: Status
    remark: str = ""

    @property
    def text(self) -> str:
        """Return the claim and whether it holds: "accuracy down: confirmed"."""
        return f"{self.quote}: {self.status.value}{f' ({self.remark})' if self.remark else ''}"


def claims_of(result: GroupResult) -> tuple[Claim, ...]:
    """Return the post's conclusions about this group, in its order: accuracy, then fit."""
    post = result.variation.post
    conclusions = post.concludes.split(", ")
    found = []
    if post.accuracy is not None:
        found.append(_of_accuracy(conclusions[0], post.accuracy, result))
    if post.fit is not None:
        found.append(_of_fit(conclusions[-1], post.fit, result))
    return tuple(found)


def _of_accuracy(quote: str, claimed: Change, result: GroupResult) -> Claim:
    """Return whether the evidence shows an accuracy up or down, or sharply down if it fell further than any other."""
    evidence = result.evidence
    if evidence is None or not evidence.conclusive:
        return Claim(quote, Status.OPEN)
    if (evidence.difference > 0) != (claimed is Change.UP):
        return Claim(quote, Status.FAILS)
    if claimed is Change.SHARPLY_DOWN and -evidence.difference <= SHARP_FALL:
        fall, sharp = USUAL.size(evidence.difference), f"{SHARP_FALL * 100:.1f} points"
        remark = f"the drop of {fall} is real, but not sharp: the post calls even {sharp} just “down”"
        return Claim(quote, Status.FAILS, remark)
    return Claim(quote, Status.HOLDS)


def _of_fit(quote: str, claimed: str, result: GroupResult) -> Claim:
    """Return whether the post's reading of our mean losses agrees; the verdict is shown beside it.

    A single run on either side is no evidence, as for the accuracy.
    """
    if result.reading is None or result.reading.relative is None or result.verdict is None:
        return Claim(quote, Status.OPEN)
    remark = f"{format_sides(result.reading)}; our verdict: {result.verdict.verdict.text}"
    if result.evidence is not None and min(result.evidence.counts) < 2:
        return Claim(quote, Status.OPEN, remark)
    return Claim(quote, Status.HOLDS if result.reading.relative == claimed else Status.FAILS, remark)
