"""The settings in which two groups differ; a group may have runs of several specs."""

from __future__ import annotations

from mnist_lab.domain.evidence.groups import Group, settings_key
from mnist_lab.domain.evidence.spec_diff import changed, changed_by_hand, format_change
from mnist_lab.domain.runs.setting_fields import Value, field_named
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP


def has_one_spec(group: Group) -> bool:
    """Return whether the runs of a group are repeats of one another."""
    return len({settings_key(summary.run.spec) for summary in group.summaries}) == 1


def differing(a: Group, b: Group) -> tuple[str, ...]:
    """Return the settings of which the groups do not have the same values, apart from seed and device."""
    if has_one_spec(a) and has_one_spec(b):
        return changed(a.spec, b.spec)
    names = (name for name in type(a.spec).model_fields if name not in NO_PART_OF_A_GROUP)
    return tuple(name for name in names if set(values_of(a, name)) != set(values_of(b, name)))


def differing_by_hand(a: Group, b: Group) -> tuple[str, ...]:
    """Return the same without settings that followed another, such as the learning rate of another optimizer."""
    return changed_by_hand(a.spec, b.spec) if has_one_spec(a) and has_one_spec(b) else differing(a, b)


def format_group_change(a: Group, b: Group) -> str:
    """Return each setting that differs, with the values of both groups: "dropout 0.20 → off, batch size 128 → 32"."""
    if has_one_spec(a) and has_one_spec(b):
        return format_change(a.spec, b.spec)
    names = differing(a, b)
    labels = (field_named(type(a.spec), name).setting.label for name in names)
    changes = (f"{values_text(a, name)} → {values_text(b, name)}" for name in names)
    return ", ".join(f"{label} {change}" for label, change in zip(labels, changes, strict=True))


def values_of(group: Group, name: str) -> list[Value]:
    """Return the values of a setting in the runs of a group, each once, in order."""
    values = {summary.run.spec.value(name) for summary in group.summaries}
    return sorted(values, key=lambda value: (isinstance(value, str), value is not None, value))


def values_text(group: Group, name: str) -> str:
    """Return these values as the user reads them."""
    field = field_named(type(group.spec), name)
    return ", ".join(map(field.text, values_of(group, name)))
