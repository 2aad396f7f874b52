"""Settings that have no effect beside the others, and why."""

from __future__ import annotations

from collections.abc import Callable

from mnist_lab.domain.runs.setting_fields import Value, field_named
from mnist_lab.util.records.record import Record


def idle_reason(model: type[Record], name: str, value_of: Callable[[str], Value]) -> str | None:
    """Return why a setting has no effect: "SGD only", "no hidden layers"; None if it has one.

    `value_of` gives the values of the other settings.
    """
    setting = field_named(model, name).setting
    if setting.only_with is not None:
        other, needed = setting.only_with
        if value_of(other) != needed:
            return f"{field_named(model, other).text(needed)} only"
    if setting.needs is not None and value_of(setting.needs) == 0:
        return f"no {field_named(model, setting.needs).setting.label}"
    return None
