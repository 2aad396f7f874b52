"""The post's reading of a run: training loss compared with validation loss, in the last epoch only."""

from __future__ import annotations

import math
from typing import Any

import pytest

from mnist_lab.domain.fit.post_reading import post_reading, reading_document
from support.fakes import a_history, an_epoch


@pytest.mark.parametrize(
    ("loss", "val_loss", "baseline_gap", "expected"),
    [
        (0.0273, 0.0975, 0.0702, {"leaning": "over-fitting", "gap": 0.0702, "relative": "as the baseline"}),
        (0.1254, 0.1100, 0.0702, {"leaning": "under-fitting", "gap": 0.0154, "relative": "under-fitting"}),
        (0.0417, 0.1399, 0.0702, {"leaning": "over-fitting", "gap": 0.0982, "relative": "over-fitting"}),
        (0.0100, 0.0851, 0.0702, {"leaning": "over-fitting", "gap": 0.0751, "relative": "as the baseline"}),
        (0.0100, 0.0852, 0.0702, {"leaning": "over-fitting", "gap": 0.0752, "relative": "as the baseline"}),
        (0.0100, 0.08522, 0.0702, {"leaning": "over-fitting", "gap": 0.07522, "relative": "over-fitting"}),
        (0.0100, 0.0853, 0.0702, {"leaning": "over-fitting", "gap": 0.0753, "relative": "over-fitting"}),
        (0.0110, 0.0100, 0.0702, {"leaning": "under-fitting", "gap": 0.001, "relative": "under-fitting"}),
        (0.0100, 0.0110, 0.0702, {"leaning": "over-fitting", "gap": 0.001, "relative": "as the baseline"}),
        (0.0100, 0.0853, None, {"leaning": "over-fitting", "gap": 0.0753}),
    ],
)
def test_the_posts_reading_of_its_own_runs(
    loss: float, val_loss: float, baseline_gap: float | None, expected: dict[str, Any]
) -> None:
    document = reading_document(post_reading([an_epoch(1, val_loss, loss=loss)], baseline_gap))
    assert document is not None
    assert {**document, "gap": round(document["gap"], 6)} == expected


def test_the_post_reads_nothing_without_finite_losses() -> None:
    assert post_reading(()) is None
    assert post_reading(a_history([0.1, math.nan])) is None
    assert reading_document(None) is None
