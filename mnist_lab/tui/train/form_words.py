"""The sentences of the form."""

from __future__ import annotations

from mnist_lab.domain.runs.setting_fields import SettingField
from mnist_lab.tui.controllers.ports import KeyHint
from mnist_lab.tui.train.form_values import FormValues


def format_problems(values: FormValues, key: KeyHint) -> dict[str, str]:
    """Return what is wrong with each setting, and the keys that lead out of it, to be read on from its label."""
    return {
        name: f"{problem.removeprefix(f'{values.row(name).setting.label} ')}. {format_way_out(values, name, key)}"
        for name, problem in values.problems.items()
    }


def format_way_out(values: FormValues, name: str, key: KeyHint) -> str:
    """Return which key gives the former value back, and which the baseline's if that is another."""
    former, usual = values.former_text(name), values.reset(name).former_text(name)
    back = f"{key('form.restore', 'esc')}: back to {former}"
    return back if former == usual else f"{back}, {key('form.reset', 'backspace')}: {usual}"


def format_idle(values: FormValues, name: str) -> str:
    """Return that a setting has no effect, and why."""
    label = values.row(name).setting.label
    return f"{label[:1].upper()}{label[1:]} has no effect now: {values.idle_reason(name)}."


def format_choice(field: SettingField, key: KeyHint) -> str:
    """Return that a value is picked and not typed."""
    label = field.setting.label
    return f"{label[:1].upper()}{label[1:]} takes no number: {key('form.edit', 'enter')} lists its values."


def format_refused(values: FormValues, key: KeyHint) -> str:
    """Return which settings must be corrected before training."""
    names = ", ".join(f"“{values.row(name).setting.label}”" for name in values.problems)
    restore, reset = key("form.restore", "esc"), key("form.reset", "backspace")
    return f"Correct {names} first: {restore} gives the former value back, {reset} the baseline's."
