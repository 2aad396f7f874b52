"""How much a lab or a sweep may train."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from mnist_lab.domain.experiments.catalog import BASELINE, Variation
from mnist_lab.domain.formatting.text_cleaning import shortened
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.runs.cost_estimate import split_sizes
from mnist_lab.domain.runs.run import MNIST, Dataset
from mnist_lab.domain.runs.run_request import MOST_REPEATS
from mnist_lab.domain.runs.setting_fields import SettingsInvalid
from mnist_lab.domain.runs.spec import RunSpec

USUAL_REPEATS = 5
FORMER_REPEATS = 3
"""The default of budgets that were remembered without one."""
LONGEST_DIGITS = 20
"""The most characters for the name of the digits, which are also named elsewhere."""
QUICK_EPOCHS = 5
QUICK_TRAIN_SIZE = 10_000
"""Enough for a verdict, which needs four epochs, in a tenth of the time."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a lab or a sweep may train: the repeats of each group, the epochs and the training digits of a run.

    `train_size` is None for all digits that are not held out. The repeats have the seeds `seed`, `seed` + 1, ….
    `data` are the digits: only on MNIST can the post's figures be expected.
    """

    repeats: int = USUAL_REPEATS
    epochs: int = BASELINE.spec.epochs
    train_size: int | None = None
    seed: int = BASELINE.spec.seed
    data: Dataset = MNIST

    def spec(self, variation: Variation) -> RunSpec:
        """Return all settings of the variation at this budget, with the first seed.

        Raises:
            SettingsInvalid: if epochs or digits are out of their range.
        """
        budget = {"epochs": self.epochs, "train_size": self.train_size, "seed": self.seed}
        return RunSpec.of({**budget, **variation.changes})

    def on(self, data: Dataset) -> Budget:
        """Return the same budget on these digits."""
        return replace(self, data=data)

    def within(self, digits: int) -> Budget:
        """Return this budget if there are `digits` digits: to ask for more than can be trained on means all of them."""
        most = split_sizes(BASELINE.spec, digits)[0]
        return self if self.train_size is None or self.train_size < most else replace(self, train_size=None)

    @property
    def is_quick(self) -> bool:
        """Return whether the epochs or the digits are not those of the post, so that its figures cannot be expected."""
        return bool(self.caveats)

    @property
    def is_short(self) -> bool:
        """Return whether runs train less than the post's: in fewer epochs, or on fewer digits."""
        return self.epochs < BASELINE.spec.epochs or self.train_size is not None

    def quick(self) -> Budget:
        """Return the same repeats for a first look: few epochs on few digits."""
        return replace(self, epochs=QUICK_EPOCHS, train_size=QUICK_TRAIN_SIZE)

    def as_the_post(self) -> Budget:
        """Return the same repeats with the epochs of the post and all digits."""
        return replace(self, epochs=BASELINE.spec.epochs, train_size=None)

    def document(self, usual_repeats: int = USUAL_REPEATS) -> dict[str, int | None]:
        """Return the budget as plain JSON values, to be remembered with the default number of repeats of the time."""
        budget = {"repeats": self.repeats, "epochs": self.epochs, "train_size": self.train_size}
        return {**budget, "usual_repeats": usual_repeats}

    @property
    def text(self) -> str:
        """Return the budget in words: "3 repeats, 10 epochs, all training digits"."""
        return f"{self.repeats_text}, {self.extent}"

    @property
    def repeats_text(self) -> str:
        """Return the number of repeats in words: "3 repeats"."""
        return format_count(self.repeats, "repeat")

    @property
    def extent(self) -> str:
        """Return epochs and digits in words: "10 epochs, all training digits"; digits other than MNIST are named."""
        digits = "all training digits" if self.train_size is None else f"{self.train_size:,} training digits"
        of_which = "" if self.data.is_mnist else f" of {shortened(self.data.name, LONGEST_DIGITS)}"
        return f"{format_count(self.epochs, 'epoch')}, {digits}{of_which}"

    def limits(self, without: Collection[str] = ()) -> tuple[str, ...]:
        """Return what is less than in the post, in words: "5 epochs"; `without` names settings that do not apply."""
        limits = {}
        if self.epochs != BASELINE.spec.epochs:
            limits["epochs"] = format_count(self.epochs, "epoch")
        if self.train_size is not None:
            limits["train_size"] = f"{self.train_size:,} training digits"
        return tuple(words for name, words in limits.items() if name not in without)

    @property
    def caveat(self) -> str:
        """Return what differs from the post, in words: "2 epochs (the post: 10)"; empty if nothing does.

        On other digits than the post's, return the same without the post.
        """
        return " and ".join(self.caveats)

    @property
    def caveats(self) -> tuple[str, ...]:
        """Return each difference from the post, in words; on other digits, each limit alone."""
        if not self.data.is_mnist:
            return self.limits()
        differing = []
        if self.epochs != BASELINE.spec.epochs:
            differing.append(f"{format_count(self.epochs, 'epoch')} (the post: {BASELINE.spec.epochs})")
        if self.train_size is not None:
            differing.append(f"{self.train_size:,} training digits (the post: {split_sizes(BASELINE.spec)[0]:,})")
        return tuple(differing)


def budget_from(remembered: object, usual_repeats: int = USUAL_REPEATS) -> Budget:
    """Return the budget that was remembered, or the usual one with these repeats.

    Repeats that were the default when the budget was remembered are no choice: they follow the default.
    """
    document = remembered if isinstance(remembered, dict) else {}
    repeats = document.get("repeats")
    try:
        spec = RunSpec.of({name: document[name] for name in ("epochs", "train_size") if name in document})
    except SettingsInvalid:
        return Budget(usual_repeats)
    is_chosen = repeats != document.get("usual_repeats", FORMER_REPEATS)
    if not (is_chosen and isinstance(repeats, int) and 1 <= repeats <= MOST_REPEATS):
        repeats = usual_repeats
    return Budget(repeats, spec.epochs, spec.train_size)
