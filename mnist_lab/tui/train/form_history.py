"""What was done to the form, so that it can be undone."""

from __future__ import annotations

from dataclasses import dataclass

from mnist_lab.domain.runs.setting_fields import SettingField
from mnist_lab.tui.train.form_values import FormValues

MOST_STEPS = 200
MOST_NAMED = 2
"""The number of changed settings that a step names; it counts the others."""


@dataclass(frozen=True, slots=True)
class FormStep:
    """A change of the form."""

    before: FormValues
    after: FormValues

    @property
    def changed(self) -> tuple[SettingField, ...]:
        """Return the settings that the user changed, without those that only followed."""
        return tuple(one for one in self.after.rows if self.before.given(one) != self.after.given(one))

    @property
    def text(self) -> str:
        """Return what was changed: "dropout 0.20 → 0.50 and 3 more"."""
        changes = [
            f"{one.setting.label} {_shown(self.before, one)} → {_shown(self.after, one)}" for one in self.changed
        ]
        named = changes if len(changes) <= MOST_NAMED else changes[: MOST_NAMED - 1]
        more = len(changes) - len(named)
        return ", ".join(named) + (f" and {more} more" if more else "")


class FormHistory:
    """The steps that can be undone and done again. Steps of one run, such as ←→ on a row, count as one."""

    def __init__(self) -> None:
        self._done: list[FormStep] = []
        self._undone: list[FormStep] = []
        self._run = ""

    def record(self, step: FormStep, run: str = "") -> None:
        """Keep a step; one of the same run as the last goes on with that. Nothing is kept if nothing changed."""
        if run and run == self._run and self._done:
            step = FormStep(self._done.pop().before, step.after)
        self._run = run
        if step.changed:
            self._undone.clear()
            self._done = [*self._done, step][-MOST_STEPS:]

    def end_run(self) -> None:
        """Let the next step be one of its own."""
        self._run = ""

    def undo(self) -> FormStep | None:
        """Return the last step, which is undone now; None if there is none."""
        return self._turn(self._done, self._undone)

    def redo(self) -> FormStep | None:
        """Return the step that was undone last and is done again now; None if there is none."""
        return self._turn(self._undone, self._done)

    def _turn(self, there: list[FormStep], here: list[FormStep]) -> FormStep | None:
        self.end_run()
        if not there:
            return None
        here.append(there.pop())
        return here[-1]


def _shown(values: FormValues, one: SettingField) -> str:
    _, refused = values.given(one)
    return values.former_text(one.name) if refused is None else f"“{refused}”"
