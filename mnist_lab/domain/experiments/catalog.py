"""The seven experiments of the post, with the figures it printed: one run each, of unknown seeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mnist_lab.domain.runs.setting_fields import Value
from mnist_lab.domain.runs.spec import RunSpec


class Change(StrEnum):
    """What the post says that a variation does to the test accuracy."""

    UP = "up"
    DOWN = "down"
    SHARPLY_DOWN = "sharply down"


@dataclass(frozen=True, slots=True)
class PostFigures:
    """What the post printed about one run: losses in nats a digit, accuracy as a share of 1; None if it gives none.

    `concludes` quotes it; `accuracy` and `fit` are what it claims, compared with the baseline: a change of the test
    accuracy, and "over-fitting" or "under-fitting".
    """

    training_loss: float | None = None
    validation_loss: float | None = None
    test_accuracy: float | None = None
    concludes: str = ""
    accuracy: Change | None = None
    fit: str | None = None

    @property
    def gap(self) -> float | None:
        """Return the distance between the two losses, which the post reads the fit from."""
        return abs(self.signed_gap) if self.signed_gap is not None else None

    @property
    def signed_gap(self) -> float | None:
        """Return the same, negative if training loss is above validation loss."""
        if self.training_loss is None or self.validation_loss is None:
            return None
        return self.validation_loss - self.training_loss


@dataclass(frozen=True, slots=True)
class Variation:
    """The baseline with some settings changed, and what the post printed of it."""

    label: str
    changes: Mapping[str, Value]
    post: PostFigures = field(default_factory=PostFigures)

    @property
    def spec(self) -> RunSpec:
        """Return all settings of the variation."""
        return RunSpec.of(self.changes)


@dataclass(frozen=True, slots=True)
class Experiment:
    """One of the post's experiments: what it changes, and the question it asks.

    `needs` is what only shows with as many epochs and digits as in the post. Five quick runs of each group (5 epochs,
    10,000 digits) and five full ones say so: docs/labs.md has both.
    """

    number: int
    name: str
    question: str
    variations: tuple[Variation, ...]
    needs: str = ""


OVER, UNDER = "over-fitting", "under-fitting"

BASELINE = Variation("baseline", {}, PostFigures(0.0273, 0.0975, 0.9797))
"""Row 0: 518 nodes, 2 hidden layers, 2 dropouts, RMSprop, batch 128."""

EXPERIMENTS = (
    Experiment(
        1,
        "nodes",
        "What do fewer or more nodes per layer do?",
        (
            Variation(
                "64 nodes",
                {"units": 64},
                PostFigures(0.1254, 0.1100, None, "relatively under-fitting", fit=UNDER),
            ),
            Variation(
                "2048 nodes",
                {"units": 2048},
                PostFigures(0.0417, 0.1399, None, "relatively over-fitting", fit=OVER),
            ),
        ),
        "with 2048 nodes, validation loss rises again only after more training",
    ),
    Experiment(
        2,
        "layers",
        "What do more or no hidden layers do?",
        (
            Variation(
                "4 layers",
                {"hidden_layers": 4},
                PostFigures(0.0735, 0.1569, 0.9806, "accuracy up, relatively over-fitting", Change.UP, OVER),
            ),
            Variation(
                "no hidden layer",
                {"hidden_layers": 0},
                PostFigures(0.2688, 0.2663, 0.9251, "accuracy down, relatively under-fitting", Change.DOWN, UNDER),
            ),
        ),
        "the gap of 4 layers is wider than the baseline's at first, and no longer after ten epochs",
    ),
    Experiment(
        3,
        "dropout",
        "What does dropout do?",
        (
            Variation(
                "no dropout",
                {"dropout": 0.0},
                PostFigures(0.0102, 0.1480, 0.9791, "accuracy down, relatively over-fitting", Change.DOWN, OVER),
            ),
        ),
        "without dropout, over-fitting shows only after more training",
    ),
    Experiment(
        4,
        "relu",
        "What does the ReLU between the layers do?",
        (
            Variation(
                "no ReLU",
                {"activation": "linear"},
                PostFigures(0.3206, 0.2985, 0.9156, "accuracy down, relatively under-fitting", Change.DOWN, UNDER),
            ),
        ),
        "without ReLU, loss jumps at first and under-fitting shows only later",
    ),
    Experiment(
        5,
        "scaling",
        "What does dividing the pixels by 255 do?",
        (
            Variation(
                "no ÷ 255",
                {"scale_pixels": False},
                PostFigures(concludes="accuracy drops sharply", accuracy=Change.SHARPLY_DOWN),
            ),
        ),
        "without ÷ 255, validation loss rises again only after more training",
    ),
    Experiment(
        6,
        "optimizer",
        "What does the optimizer do?",
        (
            Variation(
                "SGD",
                {"optimizer": "sgd"},
                PostFigures(None, None, 0.9334, "RMSprop is the more accurate", Change.DOWN),
            ),
        ),
    ),
    Experiment(
        7,
        "batch",
        "What does the batch size do?",
        (
            Variation("batch 512", {"batch_size": 512}, PostFigures(None, None, 0.9801)),
            Variation("batch 32", {"batch_size": 32}, PostFigures(None, None, 0.9759)),
        ),
        "fewer digits make fewer steps, which costs large batches most",
    ),
)
