"""The settings in which two specs differ, and the runs that would show which of them matters."""

from __future__ import annotations

from collections.abc import Iterable

from mnist_lab.domain.runs.setting_fields import SettingsInvalid, field_named
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP, RunSpec
from mnist_lab.domain.tables.run_summary import Summary


def changed(a: RunSpec, b: RunSpec) -> tuple[str, ...]:
    """Return the settings in which two groups differ, apart from seed and device."""
    return b.differences(a, ignoring=NO_PART_OF_A_GROUP)


def changed_by_hand(a: RunSpec, b: RunSpec) -> tuple[str, ...]:
    """Return the same without settings that followed another, such as the learning rate of another optimizer."""
    names = changed(a, b)
    follows = a.has_own_rate() and b.has_own_rate() and "optimizer" in names
    return tuple(name for name in names if not (follows and name == "learning_rate"))


def one_change_specs(a: RunSpec, b: RunSpec) -> tuple[RunSpec, ...]:
    """Return A with one setting at a time as in B, if more than one differs: together they show which one matters.

    A setting that cannot change alone, such as momentum without SGD, is left out.
    """
    names = changed_by_hand(a, b)
    found = (_with(a, b, name) for name in names) if len(names) > 1 else ()
    return tuple(spec for spec in found if spec is not None)


def missing_specs(specs: Iterable[RunSpec], summaries: Iterable[Summary], sha256: str) -> tuple[RunSpec, ...]:
    """Return those of these specs that no run on these digits has."""
    kept = [summary.run.spec for summary in summaries if summary.run.data.sha256 == sha256]
    return tuple(spec for spec in specs if all(changed(spec, each) for each in kept))


def guard(a: RunSpec, b: RunSpec) -> str | None:
    """Return a warning if several settings differ; None for one."""
    return format_guard(len(changed_by_hand(a, b)))


def format_guard(count: int) -> str | None:
    """Return the warning that this many settings differ, and so cannot be told apart; None for one."""
    return f"{count} settings differ: this cannot tell which did it" if count > 1 else None


def format_change(a: RunSpec, b: RunSpec) -> str:
    """Return each setting that differs with both values: "dropout 0.20 → off, batch size 128 → 32"."""
    fields = (field_named(type(b), name) for name in changed(a, b))
    return ", ".join(
        f"{field.setting.label} {field.text(getattr(a, field.name, field.default))} → {field.text(b.value(field.name))}"
        for field in fields
    )


def _with(a: RunSpec, b: RunSpec, name: str) -> RunSpec | None:
    """Return a with this setting as in B, and with what follows it; None if that makes no spec."""
    values = {**vars(a), name: b.value(name)}
    if name == "optimizer" and "learning_rate" not in changed_by_hand(a, b):
        values["learning_rate"] = b.learning_rate
    try:
        return type(b).of(values)
    except SettingsInvalid:
        return None
