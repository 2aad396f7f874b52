"""The grids of the grid-search article that the post points to next, on the post's network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.runs.choices import Activation, Initializer, Optimizer
from mnist_lab.domain.runs.setting_fields import Value, field_named
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.sweep import Sweep, sweep_of


@dataclass(frozen=True, slots=True)
class Preset:
    """One step of the article: its word, what it asks, the values of each setting, and settings that it fixes."""

    name: str
    question: str
    axes: Mapping[str, str]
    fixed: Mapping[str, Value] = field(default_factory=dict)

    @property
    def changes(self) -> str:
        """Return the settings that the grid varies: "batch size × epochs"."""
        return " × ".join(field_named(RunSpec, name).setting.label for name in self.axes)

    def sweep(self, now: datetime, budget: Budget, **options: Any) -> Sweep:
        """Return the grid as a sweep at this budget; epochs that the grid sets win over the budget's.

        Raises:
            SweepInvalid: if it cannot be made with these options.
        """
        usual = {"epochs": budget.epochs, "train_size": budget.train_size, "seed": budget.seed}
        base = RunSpec.of({**usual, **self.fixed})
        return sweep_of(now, budget.data, base, self.axes, **{"repeats": budget.repeats, "name": self.name, **options})


def _listed(choices: Iterable[str]) -> str:
    return ",".join(choices)


PRESETS: Mapping[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            "batch-epochs",
            "Which batch size, and how many epochs?",
            {"batch_size": "10,20,40,60,80,100", "epochs": "10,50,100"},
        ),
        Preset("optimizer", "Which optimizer?", {"optimizer": "sgd,rmsprop,adagrad,adadelta,adam,adamax,nadam"}),
        Preset(
            "rate-momentum",
            "Which learning rate and momentum for SGD?",
            {"learning_rate": "0.001,0.01,0.1,0.2,0.3", "momentum": "0,0.2,0.4,0.6,0.8,0.9"},
            {"optimizer": Optimizer.SGD.value},
        ),
        Preset("initializer", "Which initial weights?", {"kernel_initializer": _listed(Initializer)}),
        Preset("activation", "Which activation?", {"activation": _listed(Activation)}),
        Preset(
            "dropout-maxnorm",
            "How much dropout, with which max-norm?",
            {"dropout": "0:0.9:0.1", "max_norm": "1,2,3,4,5"},
        ),
        Preset("nodes", "How many nodes per layer?", {"units": "1,5,10,15,20,25,30"}),
    )
}
"""The article tunes one step after another, each with the best of the steps before, by 3-fold cross-validation."""

NO_FOLDS = (
    "The article's 3-fold cross-validation is not rebuilt: in its place each combination is trained with several seeds "
    "on the same digits, and the spread is that of the seeds."
)
