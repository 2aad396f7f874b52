"""The sweep that a command line asks for: a preset, a kept one, or settings with several values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import click

from mnist_lab.cli.context import CliContext
from mnist_lab.cli.remote_control import LAST
from mnist_lab.cli.setting_options import option_sentence
from mnist_lab.data.digits import Digits
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.runs.cost_estimate import TRAINING_DIGITS
from mnist_lab.domain.runs.run_request import MOST_REPEATS
from mnist_lab.domain.runs.setting_fields import SettingField, SettingsInvalid, Value, fields_of
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.axis import is_axis
from mnist_lab.domain.sweeps.presets import PRESETS
from mnist_lab.domain.sweeps.pruning import check_pruning
from mnist_lab.domain.sweeps.sweep import MOST_TRIALS, Sweep, SweepInvalid, sweep_of
from mnist_lab.domain.tables.column_names import OLD_NAMES
from mnist_lab_store.run_store import RunStore

WHOLE: Mapping[str, tuple[int, int]] = {
    "trials": (1, MOST_TRIALS), "repeats": (1, MOST_REPEATS), "confirm": (0, MOST_REPEATS),
}  # fmt: skip
"""The options that take whole numbers, with the least and the most."""
MINUTES = "a number of minutes over 0"
CAN_CHANGE = frozenset({"trials", "repeats", "confirm", "name", "keeps_weights"})
"""What may be said of a kept sweep: it is still the same one."""


@dataclass(frozen=True, slots=True)
class AskedSweep:
    """What a command line says: `what` is a preset or a kept sweep, `settings` are as typed, by name.

    `options` are those of `Sweep` that were given, `grid` the words of --grid.
    """

    what: str | None
    settings: Mapping[str, str]
    grid: Sequence[str]
    options: Mapping[str, Any]

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is asked for."""
        return self.what is None and not (self.settings or self.grid or self.options)


def sweep_asked(ctx: CliContext, store: RunStore, digits: Digits, asked: AskedSweep) -> Sweep:
    """Return the sweep.

    Raises:
        click.UsageError: with a sentence, if there is no such sweep or it cannot be made.
        StoreError: if the kept sweeps cannot be read.
    """
    try:
        kept = _kept(store, asked)
        sweep = kept if kept is not None else _new(ctx, digits, asked)
        check_pruning(sweep)
    except SweepInvalid as invalid:
        raise click.UsageError(_option_words(str(invalid))) from None
    except SettingsInvalid as invalid:
        raise click.UsageError(option_sentence(invalid)) from None
    return sweep


def setting_named(word: str) -> SettingField:
    """Return the setting of that name, option or label.

    Raises:
        click.UsageError: if there is none.
    """
    name = OLD_NAMES.get(word.lower(), word.lower())
    for field in fields_of(RunSpec):
        if name in {field.name, field.option.removeprefix("--"), field.setting.label, field.setting.short}:
            return field
    names = ", ".join(field.name for field in fields_of(RunSpec))
    raise click.UsageError(f"--grid: there is no setting “{word}”; the settings are {names}.")


def _option_words(invalid: str) -> str:
    """Return what is wrong, said of an option instead of the form's label if it is about one setting."""
    for field in fields_of(RunSpec):
        if invalid.startswith(f"{field.setting.label} "):
            return f"{field.option}{invalid.removeprefix(field.setting.label)}."
    return f"{invalid[:1].upper()}{invalid[1:]}."


def _kept(store: RunStore, asked: AskedSweep) -> Sweep | None:
    """Return the newest kept sweep of that id or name, of all for "last", with the changes asked for.

    None if a preset is asked for, or none.
    """
    if asked.what is None or asked.what in PRESETS:
        return None
    sweep = next((each for each in store.sweeps.all() if asked.what in {each.id, each.name, LAST}), None)
    if sweep is None:
        raise SweepInvalid(f"There is no preset and no kept sweep “{asked.what}”; the presets are {', '.join(PRESETS)}")
    fixed = [name for name in asked.options if name not in CAN_CHANGE]
    if asked.settings or asked.grid or fixed:
        raise SweepInvalid(
            f"The kept sweep {sweep.id} stays as it is: "
            "only --trials, --repeats, --confirm, --name and --weights can change"
        )
    return sweep.model_copy(update=_checked_options(asked.options))


def _new(ctx: CliContext, digits: Digits, asked: AskedSweep) -> Sweep:
    given, axes = _settings(asked)
    options = _checked_options(asked.options)
    options.setdefault("repeats", ctx.configuration.repeats if asked.what is not None else 1)
    now, data = datetime.now(UTC), digits.dataset
    base = _within(RunSpec.of(given), digits)
    if asked.what is None:
        return sweep_of(now, data, base, axes, **options)
    preset = PRESETS[asked.what].sweep(now, Budget(data=data), **options)
    changes = {**{name: base.value(name) for name in given}, **axes}
    own = [name for name in changes if name in preset.axes or preset.base.value(name) != RunSpec().value(name)]
    if own:
        (field, *_) = [field for field in fields_of(RunSpec) if field.name in own]
        raise SweepInvalid(f"{field.option} is already set by the preset {asked.what}")
    fixed = {**preset.base.model_dump(), **given, "train_size": base.train_size}
    return sweep_of(now, data, RunSpec.of(fixed), {**preset.axes, **axes}, **{"name": preset.name, **options})


def _settings(asked: AskedSweep) -> tuple[dict[str, Value], dict[str, str]]:
    """Return the settings with one value, and those with several as text."""
    given: dict[str, Value] = {}
    axes: dict[str, str] = {}
    for field in fields_of(RunSpec):
        text = asked.settings.get(field.name)
        if text is not None and is_axis(field, text):
            axes[field.name] = text
        elif text is not None:
            given[field.name] = field.read(text)
    for word in asked.grid:
        name, equals, values = word.partition("=")
        if not equals or not values:
            raise click.UsageError(f"--grid: “{word}” is not a setting with its values, such as units=16,64,256.")
        field = setting_named(name.strip())
        if field.name in axes or field.name in given:
            raise click.UsageError(f"--grid: {field.setting.label} is named twice.")
        axes[field.name] = values
    for field in fields_of(RunSpec):  # a momentum beside several optimizers is that of those that have one
        needs = field.setting.only_with
        if needs is not None and needs[0] in axes and field.name in given:
            del given[field.name]
            axes[field.name] = asked.settings[field.name]
    return given, axes


def _within(spec: RunSpec, digits: Digits) -> RunSpec:
    """Return the spec, with all digits if it asks for more than there are."""
    budget = Budget(train_size=spec.train_size).within(max(digits.count, TRAINING_DIGITS))
    return spec.model_copy(update={"train_size": budget.train_size})


def _checked_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options with whole numbers in the place of words."""
    found = dict(options)
    for name, (least, most) in WHOLE.items():
        if name in found:
            found[name] = _whole(name, found[name], least, most)
    return found


def _whole(name: str, word: str, least: int, most: int) -> int:
    if not word.isdecimal() or not least <= int(word) <= most:
        raise click.UsageError(f"--{name} takes {whole_words(name)}, not “{word}”.")
    return int(word)


def whole_words(name: str) -> str:
    """Return what an option takes: "a whole number from 1 to 1000"."""
    least, most = WHOLE[name]
    return f"a whole number from {least} to {most}"


def minutes_of(word: str) -> float:
    """Return the minutes that the word stands for.

    Raises:
        click.UsageError: if it is no number over 0.
    """
    try:
        minutes = float(word)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes < math.inf:
        raise click.UsageError(f"--minutes takes {MINUTES}, not “{word}”.")
    return minutes
