"""Labs: the post's experiments, each with the terms on which it is run here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from mnist_lab.domain.experiments.catalog import BASELINE, EXPERIMENTS, Experiment, Variation
from mnist_lab.domain.runs.cost_estimate import split_sizes
from mnist_lab.domain.runs.run_request import MOST_REPEATS
from mnist_lab.domain.runs.setting_fields import SettingsInvalid, field_named
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP, RunSpec

ALL = "all"
"""The word for all labs together: the whole post."""
USUAL_REPEATS = 3
QUICK_EPOCHS = 5
QUICK_TRAIN_SIZE = 10_000
"""Enough for a verdict, which needs four epochs, in a tenth of the time."""


@dataclass(frozen=True, slots=True)
class Budget:
    """On what terms a lab or a sweep is run: how often each group, and for how long and on how many digits.

    `train_size` is None for all digits that are not held out. The repeats take the seeds from `seed` on.
    """

    repeats: int = USUAL_REPEATS
    epochs: int = BASELINE.spec.epochs
    train_size: int | None = None
    seed: int = BASELINE.spec.seed

    def spec(self, variation: Variation) -> RunSpec:
        """All settings of the variation on these terms, with the first seed.

        Raises:
            SettingsInvalid: where epochs or digits are out of their range.
        """
        budget = {"epochs": self.epochs, "train_size": self.train_size, "seed": self.seed}
        return RunSpec.of({**budget, **variation.changes})

    def within(self, digits: int) -> Budget:
        """The same where there are so many digits: to ask for more than train is to ask for all of them."""
        most = split_sizes(BASELINE.spec, digits)[0]
        return self if self.train_size is None or self.train_size < most else replace(self, train_size=None)

    @property
    def is_quick(self) -> bool:
        """Whether a lab on these terms shows a tendency and not the post's figures."""
        return bool(self.caveats)

    def quick(self) -> Budget:
        """The same for a first look: few epochs on few digits."""
        return replace(self, epochs=QUICK_EPOCHS, train_size=QUICK_TRAIN_SIZE)

    def as_the_post(self) -> Budget:
        """The same with the post's epochs and all digits."""
        return replace(self, epochs=BASELINE.spec.epochs, train_size=None)

    @property
    def document(self) -> dict[str, int | None]:
        """The terms as plain JSON values, to be remembered."""
        return {"repeats": self.repeats, "epochs": self.epochs, "train_size": self.train_size}

    @property
    def words(self) -> str:
        """The terms in words: "3 repeats, 10 epochs, all training digits"."""
        return f"{self.repeats_text}, {self.extent}"

    @property
    def repeats_text(self) -> str:
        """How many repeats: "3 repeats"."""
        return _counted(self.repeats, "repeat")

    @property
    def extent(self) -> str:
        """How long each run is trained and on how much: "10 epochs, all training digits"."""
        digits = "all training digits" if self.train_size is None else f"{self.train_size:,} training digits"
        return f"{_counted(self.epochs, 'epoch')}, {digits}"

    def limits(self, without: Collection[str] = ()) -> tuple[str, ...]:
        """In what these terms are shorter than the usual: "5 epochs"; `without` names settings that do not apply."""
        limits = {}
        if self.epochs != BASELINE.spec.epochs:
            limits["epochs"] = _counted(self.epochs, "epoch")
        if self.train_size is not None:
            limits["train_size"] = f"{self.train_size:,} training digits"
        return tuple(words for name, words in limits.items() if name not in without)

    @property
    def caveat(self) -> str:
        """In what these terms are not the post's: "2 epochs (the post: 10)"; empty where they are."""
        return " and ".join(self.caveats)

    @property
    def caveats(self) -> tuple[str, ...]:
        """The same, one by one."""
        differing = []
        if self.epochs != BASELINE.spec.epochs:
            differing.append(f"{_counted(self.epochs, 'epoch')} (the post: {BASELINE.spec.epochs})")
        if self.train_size is not None:
            differing.append(f"{self.train_size:,} training digits (the post: {split_sizes(BASELINE.spec)[0]:,})")
        return tuple(differing)


LABS: Mapping[str, tuple[Experiment, ...]] = {lab.name: (lab,) for lab in EXPERIMENTS} | {ALL: EXPERIMENTS}
"""Which labs each word of the command line means."""


def budget_from(remembered: object) -> Budget:
    """The terms that were remembered; the usual ones where that is none."""
    document = remembered if isinstance(remembered, dict) else {}
    repeats = document.get("repeats")
    try:
        spec = RunSpec.of({name: document[name] for name in ("epochs", "train_size") if name in document})
    except SettingsInvalid:
        return Budget()
    if not (isinstance(repeats, int) and 1 <= repeats <= MOST_REPEATS):
        repeats = USUAL_REPEATS
    return Budget(repeats, spec.epochs, spec.train_size)


def groups_in(labs: tuple[Experiment, ...]) -> tuple[Variation, ...]:
    """The groups of runs that these labs compare: the baseline first, which they share, then their variations."""
    return (BASELINE, *(variation for lab in labs for variation in lab.variations))


def question_of(labs: tuple[Experiment, ...]) -> str:
    """What is asked."""
    return labs[0].question if len(labs) == 1 else "The whole post."


def changed_in(labs: tuple[Experiment, ...]) -> str:
    """What will change, in one lab or in all of them."""
    return format_lab_change(labs[0]) if len(labs) == 1 else "each of these, with one baseline for all"


def format_lab_change(lab: Experiment) -> str:
    """What will change: "nodes per layer: 518 → 64, 2048"."""
    (name,) = lab.variations[0].changes
    field = field_named(RunSpec, name)
    values = ", ".join(field.text(variation.changes[name]) for variation in lab.variations)
    return f"{field.setting.label}: {field.text(BASELINE.spec.value(name))} → {values}"


def format_held(lab: Experiment, budget: Budget) -> str:
    """What is held: every other setting as in the baseline, and the seeds."""
    changed = {*lab.variations[0].changes}
    if "optimizer" in changed:
        changed.add("learning_rate")
    spec = budget.spec(BASELINE)
    held = [
        f"{field.setting.label} {spec.train_size:,}"
        if name == "train_size" and spec.train_size is not None
        else f"{field.setting.label} {field.text(spec.value(name))}"
        for name in RunSpec.model_fields
        if name not in NO_PART_OF_A_GROUP | changed
        for field in [field_named(RunSpec, name)]
        if name in _SAID or name in spec.differences(BASELINE.spec)
    ]
    last = budget.seed + budget.repeats - 1
    seeds = f"seed {budget.seed}" if budget.repeats == 1 else f"seeds {budget.seed} to {last}"
    return f"{', '.join(held)}, and all other settings; {seeds} in every group"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun if count == 1 else f'{noun}s'}"


_SAID = {
    "hidden_layers", "units", "activation", "dropout", "optimizer", "learning_rate", "batch_size", "epochs",
    "scale_pixels",
}  # fmt: skip
"""The settings worth naming where they are held; the others go without saying."""
