"""The values of the form that sets up a sweep: the settings of a run, any of them with several values, and options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from mnist_lab.domain.runs.run import Dataset
from mnist_lab.domain.runs.setting_fields import Kind, SettingField, SettingsInvalid, Value, field_named, fields_of
from mnist_lab.domain.runs.spec import NO_PART_OF_A_GROUP, RunSpec
from mnist_lab.domain.sweeps.axis import EXAMPLES, AxisInvalid, axis_of, is_axis
from mnist_lab.domain.sweeps.options import SweepOptions
from mnist_lab.domain.sweeps.pruning import check_pruning
from mnist_lab.domain.sweeps.sweep import Sweep, SweepInvalid, sweep_of
from mnist_lab.tui.train.form_values import FIELDS, FormValues

OPTIONS = fields_of(SweepOptions)
OPTION_NAMES = frozenset(option.name for option in OPTIONS)
ROWS = (*OPTIONS, *FIELDS)
FIRST_SETTING = len(OPTIONS)
NO_AXIS = "{label} has one value in a sweep: repeats train several seeds"
NO_VARIATION = (
    "Nothing is varied yet. Type several values into a row, such as 64,518,2048, steps such as 0:0.5:0.1, or a range "
    "such as log:1e-4:1e-1."
)


@dataclass(frozen=True, slots=True)
class SweepValues(FormValues):
    """A form whose rows may have several values: `axes` has them as text, and `values` one of each.

    `options` has what the user gave of the rows for the search. `wrong` has the texts that were typed and are neither.
    """

    axes: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Value] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_sweep(cls, sweep: Sweep) -> SweepValues:
        """Return the form filled in with a sweep."""
        options = SweepOptions.of_sweep(sweep)
        filled = cls.of(sweep.base).with_axes(sweep.axes)
        return replace(filled, options={option.name: getattr(options, option.name) for option in OPTIONS})

    def with_axes(self, axes: Mapping[str, str]) -> SweepValues:
        """Return the form with these values, as they are written in a sweep."""
        filled = self
        for name, text in axes.items():
            filled = filled.typed(name, text)
        return filled

    @property
    def rows(self) -> tuple[SettingField, ...]:
        """Return the options of the search, then the settings."""
        return ROWS

    def has_several(self, name: str) -> bool:
        """Return whether the row has several values."""
        return name in self.axes

    def is_refused(self, name: str) -> bool:
        """Return whether a text was typed there that is neither one value nor several."""
        return name in self.wrong

    def takes(self, row: SettingField) -> str:
        """Return what can be typed, with how to write several values."""
        base = FormValues.takes(self, row)
        if row.name in OPTION_NAMES or row.name in NO_PART_OF_A_GROUP:
            return base
        if row.kind not in {Kind.WHOLE, Kind.REAL}:
            return "one, or several with commas"
        return " or ".join(EXAMPLES[row.name])

    def given(self, row: SettingField) -> tuple[Value, str | None]:
        """Return what the user gave: several values as their text."""
        if row.name in OPTION_NAMES:
            return self.options.get(row.name, row.default), self.wrong.get(row.name)
        value, _ = FormValues.given(self, row)
        return self.axes.get(row.name, value), self.wrong.get(row.name)

    @property
    def spec(self) -> RunSpec | None:
        """Return the settings that are not varied; None while a row is wrong."""
        return None if self.wrong else FormValues.spec.fget(self)  # type: ignore[attr-defined]

    @property
    def problems(self) -> dict[str, str]:
        """Return what is wrong, one sentence a row."""
        found: dict[str, str] = FormValues.problems.fget(self)  # type: ignore[attr-defined]
        return {**found, **{name: self._problem(name, text) for name, text in self.wrong.items()}}

    def value(self, name: str) -> Value:
        """Return the value of an option, or that of a setting; of several, the one that the others go by."""
        if name in OPTION_NAMES:
            return self.options.get(name, field_named(SweepOptions, name).default)
        return FormValues.value(self, name)

    def text(self, name: str) -> str:
        """Return the values as the user reads them."""
        if name in self.wrong:
            return self.wrong[name]
        if name in self.axes:
            axis, row = axis_of(name, self.axes[name]), self.row(name)
            return axis.text if axis.is_numeric else ", ".join(row.text(value) for value in axis.values)
        return self.former_text(name) if name in OPTION_NAMES else FormValues.text(self, name)

    def former_text(self, name: str) -> str:
        """Return the value as it was before a refused text was typed."""
        if name in OPTION_NAMES:
            return field_named(SweepOptions, name).text(self.value(name)) or "none"
        return self.axes.get(name) or FormValues.former_text(self, name)

    def idle_reason(self, name: str) -> str | None:
        """Return why a setting has no effect with any of the values of the others."""
        if name in OPTION_NAMES:
            return None
        setting = field_named(RunSpec, name).setting
        needed = setting.only_with
        if setting.needs in self.axes or (needed is not None and needed[1] in self._values_on(needed[0])):
            return None
        return FormValues.idle_reason(self, name)

    def is_changed(self, name: str) -> bool:
        """Return whether a row is not as at first."""
        if name in OPTION_NAMES:
            return name in self.wrong or self.value(name) != field_named(SweepOptions, name).default
        return name in self.axes or name in self.wrong or FormValues.is_changed(self, name)

    def typed(self, name: str, text: str) -> SweepValues:
        """Return the form with typed text read as one value or several."""
        row, right = self.row(name), self.restored(name)
        if name in OPTION_NAMES:
            given = "" if name == "name" and text.strip() == "none" else row.read(text)
            try:
                value = getattr(SweepOptions.of({name: given}), name)
            except SettingsInvalid:
                return replace(self, wrong={**self.wrong, name: text})
            return replace(right, options={**self.options, name: value})
        if is_axis(row, text):
            return right._with_axis(name, text) if not self._problem(name, text) else self._refusing(name, text)
        base = FormValues.typed(right._without_axis(name), name, text)
        if name in base.refused:
            return self._refusing(name, text)
        return base

    def restored(self, name: str) -> Self:
        """Return the form with the values from before a refused text."""
        return replace(self, wrong={key: text for key, text in self.wrong.items() if key != name})

    def reset(self, name: str) -> Self:
        """Return the form with one value in a row that has several, else with the baseline's."""
        if name in OPTION_NAMES:
            options = {key: value for key, value in self.options.items() if key != name}
            return replace(self.restored(name), options=options)
        if name in self.axes or name in self.wrong:
            return self.restored(name)._without_axis(name)
        return FormValues.reset(self, name)

    def nudged(self, name: str, by: int) -> Self:
        """Return the form with a row one step up or down; unchanged if it has several values."""
        if name in self.axes:
            return self
        if name in OPTION_NAMES:
            value = field_named(SweepOptions, name).nudged(self.value(name), by)
            return replace(self.restored(name), options={**self.options, name: value})
        return FormValues.nudged(self.restored(name), name, by)

    def sweep(self, now: datetime, data: Dataset) -> Sweep:
        """Return the sweep that the form makes.

        Raises:
            SweepInvalid: with a sentence for the user if it makes none.
        """
        if self.problems:
            raise SweepInvalid("Correct the row marked !")
        if not self.axes:
            raise SweepInvalid(NO_VARIATION)
        spec = self.spec
        assert spec is not None
        try:
            made = sweep_of(now, data, spec, self.axes, **SweepOptions.of(dict(self.options)).of_the_sweep)
            check_pruning(made)
        except SweepInvalid as invalid:
            sentence = str(invalid)
            raise SweepInvalid(f"{sentence[:1].upper()}{sentence[1:]}.") from None
        return made

    def _problem(self, name: str, text: str) -> str:
        """Return what is wrong with a text; empty if nothing is."""
        row = self.row(name)
        try:
            if name in OPTION_NAMES:
                SweepOptions.of({name: row.read(text)})
            elif not is_axis(row, text):
                FormValues.of(RunSpec.of({name: row.read(text)}))
            elif name in NO_PART_OF_A_GROUP:
                return NO_AXIS.format(label=row.setting.label)
            else:
                axis_of(name, text)
        except SettingsInvalid as invalid:
            return invalid.problems.get(name, "")
        except AxisInvalid as invalid:
            return str(invalid)
        return ""

    def _with_axis(self, name: str, text: str) -> Self:
        """Return the form with several values in a row; the value before stays below them, and in the sweep's id."""
        axis = axis_of(name, text)
        if len(axis.values) == 1:
            return self._without_axis(name).with_changes({name: axis.values[0]})
        return replace(self, axes={**self.axes, name: axis.text})

    def _without_axis(self, name: str) -> Self:
        return replace(self, axes={key: text for key, text in self.axes.items() if key != name})

    def _refusing(self, name: str, text: str) -> Self:
        return replace(self, wrong={**self.wrong, name: text})

    def _values_on(self, name: str) -> tuple[Value, ...]:
        return axis_of(name, self.axes[name]).values if name in self.axes else ()
