"""The thresholds of the verdict's rules: one declaration each, with its range and what it means."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
LossShare = Annotated[float, Field(ge=0, le=10)]
Epochs = Annotated[int, Field(ge=1, le=1000)]


class Thresholds(BaseModel):
    """The thresholds of the rules: shares of 1, except for numbers of epochs and `unstable_ways`."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    fewest_epochs: int = Field(
        default=4, ge=0, le=1000, description="A history of fewer epochs is “too short” to judge."
    )
    unseen_share: Share = Field(
        default=0.01,
        description="“Unseen classes” if this share of the held-out digits is of classes that no training digit has.",
    )
    chance_accuracy: Share = Field(
        default=0.20,
        description=(
            "“Not learning” if clean and validation accuracy are under this share; guessing reaches 0.1. If one "
            "class is far larger than the others, guessing reaches more, and this bound rises with it."
        ),
    )
    risen_loss: LossShare = Field(
        default=0.10,
        description=(
            "Validation loss has risen if it is at least this share above its lowest: needed for “over-fitting” and "
            "“over-confident”."
        ),
    )
    fallen_accuracy: Share = Field(
        default=0.003,
        description=(
            "“Over-fitting” if validation accuracy is at least this share below its best (0.003 are 0.3 points); "
            "“over-confident” if it is less."
        ),
    )
    wide_gap: Share = Field(
        default=0.04,
        description=(
            "“Over-fitting” too if validation accuracy is at least this share below training accuracy, and more "
            "training brings little."
        ),
    )
    unstable_epochs: int = Field(
        default=5, ge=2, le=1000, description="How many of the last epochs show whether validation loss jumps."
    )
    unstable_change: LossShare = Field(
        default=0.08,
        description="“Unstable” needs a mean change from epoch to epoch of more than this share of validation loss.",
    )
    unstable_ways: float = Field(
        default=2.0,
        ge=0,
        le=1000,
        description="“Unstable” needs changes that add up to more than this many times the distance covered.",
    )
    unstable_rises: LossShare = Field(
        default=0.25, description="“Unstable” needs rises of validation loss of at least this share of its falls."
    )
    newest_epochs: Epochs = Field(
        default=2, description="“Unfinished” needs the best epoch to be one of this many last ones."
    )
    unfinished_fall: Share = Field(
        default=0.05, description="“Unfinished” needs a validation loss that is still falling by at least this share."
    )
    unfinished_accuracy: Share = Field(
        default=0.02, description="“Unfinished” too if validation accuracy is still rising by at least this share."
    )
    learnt_accuracy: Share = Field(
        default=0.95, description="“Under-fitting” if training accuracy on the clean digits is under this share."
    )
    window: Epochs = Field(default=3, description="How many epochs make “last” and “before”, which are medians.")


THRESHOLDS = Thresholds()
