"""A spec as the options of `train`."""

from __future__ import annotations

from mnist_lab.domain.runs.setting_fields import Kind, fields_of
from mnist_lab.domain.runs.spec import RunSpec


def options_of(spec: RunSpec) -> list[str]:
    """Return the options that make this spec, without those at their default."""
    words: list[str] = []
    for field in fields_of(type(spec)):
        value = spec.value(field.name)
        is_usual = spec.has_own_rate() if field.name == "learning_rate" else value == field.default
        if is_usual:
            continue
        if field.kind is Kind.SWITCH:
            words.append(field.option if value else f"--no-{field.option.removeprefix('--')}")
        else:
            words += [field.option, field.setting.off if value is None else str(value).removesuffix(".0")]
    return words
