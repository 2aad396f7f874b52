"""What there is room for on Train, by the size of the screen."""

from __future__ import annotations

from collections.abc import Mapping

from textual.geometry import Size

NARROW_WIDTH = 100
"""Where it is narrower, the form folds away beside the chart."""
ROOMY_WIDTH = 76
"""Where it is narrow, the width from which the explanation is beside the form."""
SHORT_HEIGHT = 30
TINY_HEIGHT = 24
TALL_HEIGHT, TALLEST_HEIGHT = 36, 46
"""The heights from which the explanation is below the form, while no run waits and while some do."""


def room_classes(size: Size, *, has_queue: bool) -> Mapping[str, bool]:
    """Return which classes of the stylesheet a screen of that size has."""
    return {
        "narrow": size.width < NARROW_WIDTH,
        "roomy": ROOMY_WIDTH <= size.width < NARROW_WIDTH,
        "short": size.height < SHORT_HEIGHT,
        "tiny": size.height < TINY_HEIGHT,
        "tall": size.height >= (TALLEST_HEIGHT if has_queue else TALL_HEIGHT),
    }
