"""What the temperature of a run says about a network that is too certain."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mnist_lab.domain.fit.rule import Label
from mnist_lab.domain.formatting.units import format_loss
from mnist_lab.domain.runs.history import Epoch

OF_USE = 0.001
"""The least fall of the loss, in nats, that is worth a sentence."""


def temperature_sentences(label: Label, epochs: Sequence[Epoch]) -> str:
    """Return what temperature alone would do for an over-confident network, and what that is.

    Empty with another verdict, and if the last epoch has no temperature above 1 that would lower its loss.
    """
    last = epochs[-1] if epochs else None
    if label is not Label.OVER_CONFIDENT or last is None:
        return ""
    temperature, refined = last.temperature, last.refined_val_loss
    if temperature is None or refined is None or not all(map(math.isfinite, (temperature, refined, last.val_loss))):
        return ""
    if temperature <= 1 or last.val_loss - refined < OF_USE:
        return ""
    return (
        f"With T = {temperature:.2f}, temperature alone would take the validation loss from "
        f"{format_loss(last.val_loss)} to {format_loss(refined)}. Dividing what the network says by T before softmax "
        "makes it less certain and changes no answer."
    )
