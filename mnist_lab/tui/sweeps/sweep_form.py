"""The form that sets up a sweep: the rows of Train's form, for one value or several, and the search."""

from __future__ import annotations

from typing import ClassVar

from mnist_lab.domain.runs.setting_fields import Kind
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.axis import LOG
from mnist_lab.tui.sweeps.sweep_values import FIRST_SETTING, SweepValues
from mnist_lab.tui.sweeps.ticked_list import TickedList
from mnist_lab.tui.train.pick_list import PickList
from mnist_lab.tui.train.spec_form import SpecForm


class SweepForm(SpecForm):
    """As the form of Train; lists and ranges may be typed into its rows, and several choices ticked."""

    LISTS: ClassVar[type[PickList]] = TickedList

    def __init__(self, values: SweepValues) -> None:
        super().__init__(values)
        several = [place for place, row in enumerate(values.rows) if values.has_several(row.name)]
        self.set_reactive(SweepForm.cursor, several[0] if several else FIRST_SETTING)

    @property
    def sweep_values(self) -> SweepValues:
        """Return the values with their type."""
        assert isinstance(self.values, SweepValues)
        return self.values

    def action_baseline(self) -> None:
        """Give every row one value: the baseline's, and the usual one of the search."""
        self.fill_in(SweepValues.of(RunSpec()))

    def _is_typed(self, character: str) -> bool:
        """Take the letter that a log range begins with, too."""
        is_number = self.field.kind in {Kind.WHOLE, Kind.REAL}
        return (is_number and character == LOG[0]) or super()._is_typed(character)
