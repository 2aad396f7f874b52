"""The values of a form while it is filled in, some of them refused, and the spec they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from mnist_lab.domain.runs.idle_settings import idle_reason
from mnist_lab.domain.runs.setting_fields import SettingField, SettingsInvalid, Value, field_named, fields_of, grouped
from mnist_lab.domain.runs.spec import RunSpec

BASELINE = RunSpec()
FIELDS = tuple(field for fields in grouped(RunSpec).values() for field in fields)
"""Every setting in the order of the rows."""


@dataclass(frozen=True, slots=True)
class FormValues:
    """The values of a form. A setting that follows another one has none until the user gives it a value.

    `refused` has text that was typed and is no value, so that it can be shown with its error; `values` keeps the value
    that the setting had before.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, spec: RunSpec) -> Self:
        """Return the form filled in with this spec."""
        form = cls({one.name: spec.value(one.name) for one in fields_of(RunSpec)})
        followers = [one.name for one in fields_of(RunSpec) if one.setting.follows]
        loose = form._without(*followers)
        return loose if all(loose.value(name) == spec.value(name) for name in followers) else form

    @property
    def rows(self) -> tuple[SettingField, ...]:
        """Return what has a row, in order."""
        return FIELDS

    def row(self, name: str) -> SettingField:
        """Return the row of that name."""
        return next(one for one in self.rows if one.name == name)

    def takes(self, row: SettingField) -> str:
        """Return what can be typed in a row, short enough for a line of the form."""
        return row.expected.removeprefix("a ")

    def has_several(self, name: str) -> bool:  # noqa: ARG002  for subclasses
        """Return whether the row has several values: such a row cannot be stepped."""
        return False

    def is_refused(self, name: str) -> bool:
        """Return whether a text was typed there that is no value."""
        return name in self.refused

    def given(self, row: SettingField) -> tuple[Value, str | None]:
        """Return what the user gave, and what was refused; None for a setting that follows another."""
        usual = None if row.setting.follows else row.default
        return self.values.get(row.name, usual), self.refused.get(row.name)

    @property
    def spec(self) -> RunSpec | None:
        """Return the spec that these values make; None while one is refused."""
        try:
            return RunSpec.of(self._effective())
        except SettingsInvalid:
            return None

    @property
    def problems(self) -> dict[str, str]:
        """Return what is wrong, one sentence a setting."""
        try:
            RunSpec.of(self._effective())
        except SettingsInvalid as invalid:
            return invalid.problems
        return {}

    def value(self, name: str) -> Value:
        """Return the value as it takes effect: given, followed, or the default."""
        given = self.values.get(name)
        one = field_named(RunSpec, name)
        if given is None and not one.optional:
            loose = replace(self._without(name), refused={}).spec if one.setting.follows else None
            return loose.value(name) if loose is not None else one.default
        return given

    def text(self, name: str) -> str:
        """Return the value as the user reads it, or why it has no effect, or the text that was refused."""
        reason = self.idle_reason(name)
        if reason is not None:
            return reason
        return self.refused.get(name, self.former_text(name))

    def former_text(self, name: str) -> str:
        """Return the value as the user reads it, as it was before a refused text was typed."""
        return field_named(RunSpec, name).text(self.value(name))

    def idle_reason(self, name: str) -> str | None:
        """Return why the setting has no effect beside the others; None if it has one."""
        return idle_reason(RunSpec, name, self.value)

    def is_idle(self, name: str) -> bool:
        """Return whether the setting has no effect beside the others."""
        return self.idle_reason(name) is not None

    def is_changed(self, name: str) -> bool:
        """Return whether the setting is not as in the baseline."""
        return not self.is_idle(name) and (name in self.refused or self.value(name) != getattr(BASELINE, name))

    @property
    def changed_names(self) -> tuple[str, ...]:
        """Return the settings that are not as in the baseline."""
        return tuple(one.name for one in fields_of(RunSpec) if self.is_changed(one.name))

    def typed(self, name: str, text: str) -> Self:
        """Return the form with typed text read as a value of that setting; an empty text makes it follow again."""
        one = field_named(RunSpec, name)
        if one.setting.follows and not text.strip():
            return self._without(name)
        read = one.read(text)
        others = replace(self._without(name), refused={})
        changed = others.with_changes({name: read})
        if name in changed.problems:
            return replace(self, refused={**self.refused, name: text})
        spec = changed.spec
        return self.with_changes({name: spec.value(name) if spec is not None else read})

    def restored(self, name: str) -> Self:
        """Return the form with the value that the setting had before a refused text was typed."""
        return replace(self, refused={key: text for key, text in self.refused.items() if key != name})

    def reset(self, name: str) -> Self:
        """Return the form with that setting as in the baseline."""
        return self._without(name)

    def nudged(self, name: str, by: int) -> Self:
        """Return the form with that setting one step up or down, from the former value if its text was refused.

        It is unchanged if the setting is idle.
        """
        if self.is_idle(name):
            return self
        one = field_named(RunSpec, name)
        return self.with_changes({name: one.nudged(self.value(name), by)})

    def with_changes(self, changes: Mapping[str, Value]) -> Self:
        """Return the form with these values."""
        refused = {name: text for name, text in self.refused.items() if name not in changes}
        return replace(self, values={**self.values, **changes}, refused=refused)

    def _effective(self) -> dict[str, Value]:
        known: dict[str, Value] = {**self.values, **self.refused}
        given = {name: value for name, value in known.items() if value is not None or self._field(name).optional}
        return {name: value for name, value in given.items() if not self.is_idle(name)}

    def _without(self, *names: str) -> Self:
        values = {name: value for name, value in self.values.items() if name not in names}
        refused = {name: text for name, text in self.refused.items() if name not in names}
        return replace(self, values=values, refused=refused)

    def _field(self, name: str) -> SettingField:
        return field_named(RunSpec, name)
