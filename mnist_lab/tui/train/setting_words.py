"""What F1 says of a setting, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from mnist_lab.domain.runs.setting_explanations import EXPLANATIONS, OF_THE_POST
from mnist_lab.domain.runs.setting_fields import Kind, SettingField


@dataclass(frozen=True, slots=True)
class Explanation:
    """A setting explained: its label, the sentences with the most important first, and what it takes."""

    title: str
    sentences: tuple[str, ...]
    facts: str


def explain_setting(
    field: SettingField, *, of_mnist: bool = True, idle_reason: str | None = None, fewest_epochs: int = 0
) -> Explanation:
    """Explain a setting; on digits other than MNIST without what the post found.

    `idle_reason` says why it has no effect beside the others. A verdict takes `fewest_epochs`.
    """
    told = [line for line in EXPLANATIONS[field.name] if of_mnist or not line.startswith(OF_THE_POST)]
    if field.name == "epochs" and fewest_epochs > 1:
        told[0] += f" A verdict needs at least {fewest_epochs} epochs."  # the first sentence is shown in any room
    idle = [f"It has no effect now: {idle_reason}."] if idle_reason else []
    takes = field.expected
    if field.kind is Kind.CHOICE:
        takes = "one of " + ", ".join(map(field.text, field.choices))  # as in the list of the form
    facts = f"Takes {takes}. Baseline: {field.text(field.default)}."
    return Explanation(field.setting.label, (*idle, *told), facts)
