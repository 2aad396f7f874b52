"""Labs: the experiments of the post, as they are run here."""

from __future__ import annotations

from collections.abc import Mapping

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import BASELINE, EXPERIMENTS, Experiment, Variation
from mnist_lab.domain.runs.setting_explanations import EXPLANATIONS, OF_THE_POST
from mnist_lab.domain.runs.setting_fields import field_named
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP, RunSpec

ALL = "all"
"""The word for all labs together: the whole post."""


LABS: Mapping[str, tuple[Experiment, ...]] = {lab.name: (lab,) for lab in EXPERIMENTS} | {ALL: EXPERIMENTS}
"""Which labs each word of the command line means."""


def groups_in(labs: tuple[Experiment, ...]) -> tuple[Variation, ...]:
    """Return the groups that these labs compare: the baseline, which they share, then all variations."""
    return (BASELINE, *(variation for lab in labs for variation in lab.variations))


def titled(name: str) -> str:
    """Return what a lab is called in lists: its number in the post and its name, "1 nodes"; of all labs, the word."""
    labs = LABS[name]
    return f"{labs[0].number} {name}" if len(labs) == 1 else name


def question_of(labs: tuple[Experiment, ...]) -> str:
    """Return what is asked."""
    return labs[0].question if len(labs) == 1 else "Which of the post's conclusions hold?"


def quick_warning(labs: tuple[Experiment, ...], budget: Budget) -> str:
    """Return what these labs cannot show if they train less than the post; empty if they train as much or lose
    nothing.
    """
    spoiled = [lab for lab in labs if lab.needs] if budget.is_short else []
    if not spoiled:
        return ""
    if len(labs) == 1:
        return f"Quick runs spoil this lesson: {labs[0].needs}."
    *first, last = [str(lab.number) for lab in spoiled]
    return f"Quick runs spoil part of labs {', '.join(first)} and {last}: each says what it needs."


def changed_in(labs: tuple[Experiment, ...]) -> str:
    """Return what will change, in one lab or in all of them."""
    return format_lab_change(labs[0]) if len(labs) == 1 else "all seven, with one baseline"


def format_lab_change(lab: Experiment) -> str:
    """Return what will change: "nodes per layer: 518 → 64, 2048"."""
    (name,) = lab.variations[0].changes
    return f"{field_named(RunSpec, name).setting.label}: {_format_values(lab)}"


def taught_in(labs: tuple[Experiment, ...]) -> str:
    """Return what the setting is that one lab changes, without what the post found; empty for several labs."""
    if len(labs) != 1:
        return ""
    (name,) = labs[0].variations[0].changes
    label = field_named(RunSpec, name).setting.label
    return f"{label}: {' '.join(line for line in EXPLANATIONS[name] if not line.startswith(OF_THE_POST))}"


def values_in(labs: tuple[Experiment, ...]) -> str:
    """Return the values alone, for little room: "518 → 64, 2048"."""
    return _format_values(labs[0]) if len(labs) == 1 else "all seven"


def _format_values(lab: Experiment) -> str:
    (name,) = lab.variations[0].changes
    field = field_named(RunSpec, name)
    values = ", ".join(field.text(variation.changes[name]) for variation in lab.variations)
    return f"{field.text(BASELINE.spec.value(name))} → {values}"


def format_held(lab: Experiment, budget: Budget) -> str:
    """Return what is the same in all groups: every other setting as in the baseline, and the seeds."""
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


_SAID = {
    "hidden_layers", "units", "activation", "dropout", "optimizer", "learning_rate", "batch_size", "epochs",
    "scale_pixels",
}  # fmt: skip
"""The settings to name if they are the same in all groups; the others are not mentioned."""
