"""The values of a form while it is filled in, some of them wrong, and the spec they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from mnist_lab.domain.runs.setting_fields import SettingField, SettingsInvalid, Value, field_named, fields_of
from mnist_lab.domain.runs.spec import RunSpec


@dataclass(frozen=True, slots=True)
class FormValues:
    """The values of a form. A setting that follows another holds None until the user gives it a value.

    Wrong text is kept as typed, so that it can be shown with its error.
    """

    values: Mapping[str, Value] = field(default_factory=dict)

    @classmethod
    def of(cls, spec: RunSpec) -> Self:
        """Return the form filled in with this spec."""
        form = cls({one.name: spec.value(one.name) for one in fields_of(RunSpec)})
        followers = [one for one in fields_of(RunSpec) if one.setting.follows]
        loose = form._without(*(one.name for one in followers))
        followed = loose.spec
        return loose if followed == spec else form

    @property
    def spec(self) -> RunSpec | None:
        """Return the spec that these values make; None while one is wrong."""
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
            loose = self._without(*self.problems).spec
            return loose.value(name) if loose is not None else one.default
        return given

    def text(self, name: str) -> str:
        """Return the value as the user reads it; "SGD only" if it has no effect."""
        one = field_named(RunSpec, name)
        if self.is_idle(name):
            other, needed = one.setting.only_with or ("", "")
            return f"{field_named(RunSpec, other).text(needed)} only"
        value = self.value(name)
        return value if isinstance(value, str) and not one.choices else one.text(value)

    def is_idle(self, name: str) -> bool:
        """Return whether the setting has no effect beside the others."""
        needs = field_named(RunSpec, name).setting.only_with
        return needs is not None and self.value(needs[0]) != needs[1]

    def is_changed(self, name: str) -> bool:
        """Return whether the setting is not as in the baseline."""
        return not self.is_idle(name) and self.value(name) != getattr(RunSpec(), name)

    def typed(self, name: str, text: str) -> Self:
        """Return the form with typed text read as a value of that setting; an empty text makes it follow again."""
        one = field_named(RunSpec, name)
        if one.setting.follows and not text.strip():
            return self._without(name)
        read = one.read(text)
        changed = replace(self, values={**self.values, name: read})
        spec = changed.spec or changed._without(*(n for n in changed.problems if n != name)).spec
        return replace(changed, values={**changed.values, name: spec.value(name)}) if spec is not None else changed

    def nudged(self, name: str, by: int) -> Self:
        """Return the form with that setting one step up or down; unchanged if it is idle or wrong."""
        if self.is_idle(name) or name in self.problems:
            return self
        one = field_named(RunSpec, name)
        return replace(self, values={**self.values, name: one.nudged(self.value(name), by)})

    def with_changes(self, changes: Mapping[str, Value]) -> Self:
        """Return the form with these values."""
        return replace(self, values={**self.values, **changes})

    def _effective(self) -> dict[str, Value]:
        given = {name: value for name, value in self.values.items() if value is not None or self._field(name).optional}
        idle = [
            one.name
            for one in fields_of(RunSpec)
            if one.setting.only_with
            and given.get(one.setting.only_with[0], self._field(one.setting.only_with[0]).default)
            != one.setting.only_with[1]
        ]
        return {name: value for name, value in given.items() if name not in idle}

    def _without(self, *names: str) -> Self:
        return replace(self, values={name: value for name, value in self.values.items() if name not in names})

    def _field(self, name: str) -> SettingField:
        return field_named(RunSpec, name)
