"""What the digits of a run are like after the split, as far as it decides what the figures of the run mean."""

from __future__ import annotations

from typing import Annotated

from mnist_lab.util.records.declarations import Bounds
from mnist_lab.util.records.record import Record

USUAL_CHANCE = 0.1
"""What always giving one answer gets right of ten classes of equal size."""
HIGH_CHANCE = 0.15
"""A largest class of this share is no accident of ten classes of about equal size: MNIST's has 11 %."""
USUAL_LARGEST_PIXEL = 255
FAINT = 128
"""Pictures without a pixel as bright as this were probably scaled before: divided by 255 they are nearly black."""

Share = Annotated[float, Bounds(0, 1)]


class SplitFacts(Record):
    """The facts of a split.

    `largest_class` is the share of the training digits in their largest class, which is what always giving that class
    gets right. `missing_classes` are the classes of held-out or test digits that no training digit has, and
    `held_out_missing` and `test_missing` the shares of the held-out and of the test digits in them.
    """

    largest_class: Share = USUAL_CHANCE
    largest_pixel: Annotated[int, Bounds(0, 255)] = USUAL_LARGEST_PIXEL
    missing_classes: tuple[Annotated[int, Bounds(0, 9)], ...] = ()
    held_out_missing: Share = 0.0
    test_missing: Share = 0.0

    @property
    def chance(self) -> float:
        """Return the accuracy that chance reaches: 0.1, unless one class is clearly larger than the others."""
        return self.largest_class if self.largest_class >= HIGH_CHANCE else USUAL_CHANCE

    @property
    def is_faint(self) -> bool:
        """Return whether no pixel is half as bright as pixels can be."""
        return self.largest_pixel < FAINT

    @property
    def missing_text(self) -> str:
        """Return the classes without a training digit in words: "class 8", "classes 7, 8 and 9"."""
        *others, last = map(str, self.missing_classes)
        return f"classes {', '.join(others)} and {last}" if others else f"class {last}"


USUAL_FACTS = SplitFacts()
"""Ten classes of about equal size, all of them in every part, with pixels up to 255."""
