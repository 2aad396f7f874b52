"""All settings of a run, each declared once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Annotated, Any, Self

from mnist_lab.domain.runs.choices import (
    KEEP_NAMES,
    KERAS_LEARNING_RATES,
    OPTIMIZER_NAMES,
    Activation,
    Initializer,
    Keep,
    Optimizer,
    ValidationFrom,
)
from mnist_lab.domain.runs.setting_fields import (
    Setting,
    SettingField,
    SettingGroup,
    SettingsInvalid,
    conditional_names,
    field_named,
    fields_of,
    problems,
)
from mnist_lab.util.records.checks import Strictness
from mnist_lab.util.records.declarations import Bounds, Pattern
from mnist_lab.util.records.faults import Fault, RecordInvalid
from mnist_lab.util.records.record import Record

NO_PART_OF_A_GROUP = frozenset({"seed", "device"})
"""Runs that differ only in these fields, on the same data, are repeats."""
NAMED_IN_PHRASES = frozenset({"validation_from", "keep"})
"""The choices whose value alone would not say what is chosen: "last"."""


class RunSpec(Record, closed=True, strictness=Strictness(is_finite=True, has_plain_choices=True)):
    """All settings of a run together. The defaults are the post's baseline, with seed 1."""

    hidden_layers: Annotated[
        int,
        Bounds(0, 8),
        Setting(SettingGroup.MODEL, "hidden layers", "layers"),
    ] = 2
    units: Annotated[
        int,
        Bounds(1, 4096),
        Setting(
            SettingGroup.MODEL,
            "nodes per layer",
            "nodes",
            notches=(1, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096),
            needs="hidden_layers",
        ),
    ] = 518
    activation: Annotated[
        Activation,
        Setting(
            SettingGroup.MODEL,
            "activation",
            "activation",
            names={"relu": "ReLU", "hard_sigmoid": "hard sigmoid"},
            needs="hidden_layers",
        ),
    ] = Activation.RELU
    dropout: Annotated[
        float,
        Bounds(0, 0.9),
        Setting(
            SettingGroup.MODEL,
            "dropout",
            "dropout",
            notches=(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
            off_at_zero=True,
            decimals=2,
            needs="hidden_layers",
        ),
    ] = 0.2
    max_norm: Annotated[
        float | None,
        Bounds(0, low_included=False),
        Setting(
            SettingGroup.MODEL, "max-norm", "max-norm", notches=(None, 1.0, 2.0, 3.0, 4.0, 5.0), needs="hidden_layers"
        ),
    ] = None
    kernel_initializer: Annotated[
        Initializer,
        Setting(
            SettingGroup.MODEL, "initial weights", "init", names={name: name.replace("_", " ") for name in Initializer}
        ),
    ] = Initializer.GLOROT_UNIFORM
    optimizer: Annotated[
        Optimizer,
        Setting(SettingGroup.TRAINING, "optimizer", "optimizer", names=OPTIMIZER_NAMES),
    ] = Optimizer.RMSPROP
    learning_rate: Annotated[
        float,
        Bounds(0, low_included=False),
        Setting(
            SettingGroup.TRAINING,
            "learning rate",
            "rate",
            notches=(1e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0),
            follows="optimizer",
        ),
    ] = KERAS_LEARNING_RATES[Optimizer.RMSPROP]
    momentum: Annotated[
        float,
        Bounds(0, 1, high_included=False),
        Setting(
            SettingGroup.TRAINING,
            "momentum",
            "momentum",
            notches=(0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99),
            off_at_zero=True,
            decimals=2,
            only_with=("optimizer", "sgd"),
        ),
    ] = 0.0
    batch_size: Annotated[
        int,
        Bounds(1, 60000),
        Setting(
            SettingGroup.TRAINING,
            "batch size",
            "batch",
            notches=(1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 60000),
        ),
    ] = 128
    epochs: Annotated[
        int,
        Bounds(1, 1000),
        Setting(
            SettingGroup.TRAINING, "epochs", "epochs", notches=(1, 2, 3, 5, 10, 15, 20, 30, 40, 50, 100, 200, 500, 1000)
        ),
    ] = 10
    early_stopping: Annotated[
        int | None,
        Bounds(1, 1000),
        Setting(SettingGroup.TRAINING, "early stopping", "early stopping", notches=(None, 1, 2, 3, 5, 10, 20)),
    ] = None
    keep: Annotated[
        Keep,
        Setting(SettingGroup.TRAINING, "keep weights of", "keep", names=KEEP_NAMES),
    ] = Keep.LOSS
    seed: Annotated[
        int,
        Bounds(0, 2**31 - 1),
        Setting(SettingGroup.TRAINING, "seed", "seed"),
    ] = 1
    device: Annotated[
        str,
        Pattern(r"auto|cpu|gpu:[0-9]{1,3}"),
        Setting(
            SettingGroup.TRAINING,
            "device",
            "device",
            notches=("auto", "cpu", "gpu:0", "gpu:1"),
            expects="auto, cpu or gpu:N",
        ),
    ] = "auto"
    scale_pixels: Annotated[
        bool,
        Setting(SettingGroup.DATA, "÷ 255", "÷ 255"),
    ] = True
    validation_split: Annotated[
        float,
        Bounds(0.05, 0.5),
        Setting(
            SettingGroup.DATA,
            "validation",
            "valid. share",
            notches=(0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5),
            percent=True,
            expects="5 % to 50 % (0.05 to 0.5)",
        ),
    ] = 0.2
    validation_from: Annotated[
        ValidationFrom,
        Setting(SettingGroup.DATA, "held out", "held out"),
    ] = ValidationFrom.LAST
    train_size: Annotated[
        int | None,
        Bounds(100),
        Setting(
            SettingGroup.DATA,
            "training digits",
            "digits",
            notches=(None, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 40000),
            off="all",
        ),
    ] = None

    @classmethod
    def prepared(cls, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the values with the optimizer's own learning rate if there is none."""
        if values.get("learning_rate") is None:
            optimizer = str(values.get("optimizer", Optimizer.RMSPROP))
            return {**values, "learning_rate": KERAS_LEARNING_RATES.get(optimizer, 0.001)}
        return values

    def faults(self) -> Iterable[Fault]:
        """Yield the settings that have no effect with the value of another one."""
        for name in conditional_names(type(self)):
            one = field_named(type(self), name)
            assert one.setting.only_with is not None
            other, needed = one.setting.only_with
            if self.value(name) != one.default and self.value(other) != needed:
                other_field = field_named(type(self), other)
                reason = (
                    f"{one.setting.label} works with {other_field.text(needed)} only: "
                    f"with {other_field.text(self.value(other))} it must be {one.text(one.default)}"
                )
                yield Fault(reason, self.value(name), (name,), is_sentence=True)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Return the spec with these values, the others by default.

        Raises:
            SettingsInvalid: with a sentence for each field at fault.
        """
        try:
            return cls.model_validate(dict(values))
        except RecordInvalid as error:
            raise SettingsInvalid(problems(error, cls)) from None

    def value(self, name: str) -> Any:
        """Return the value of the setting of that name."""
        return getattr(self, name)

    def differences(self, other: RunSpec, *, ignoring: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Return the names of the settings in which this spec is not as the other."""
        mine, others = vars(self), vars(other)  # a look at each by its name costs a table of unnamed runs its time
        return tuple(
            one.name
            for one in fields_of(type(self))
            if mine[one.name] != others.get(one.name, one.default) and one.name not in ignoring
        )

    def is_like(self, other: RunSpec, *, ignoring: frozenset[str] = frozenset()) -> bool:
        """Return whether this spec is as the other; the first setting in which it is not ends the search."""
        mine, others = vars(self), vars(other)
        return not any(
            mine[one.name] != others.get(one.name, one.default) and one.name not in ignoring
            for one in fields_of(type(self))
        )

    def described(self, baseline: RunSpec | None = None) -> str:
        """Return what differs from the baseline in a few words: "dropout off, batch 32"; "baseline" if nothing does."""
        if baseline is None:
            return _described(type(self), tuple(vars(self).values()))[1]
        return ", ".join(self._described_by_name(baseline).values()) or "baseline"

    def described_by_name(self, baseline: RunSpec | None = None) -> dict[str, str]:
        """Return what differs from the baseline, each setting in a few words; an optimizer's own rate is left out."""
        if baseline is None:
            return dict(_described(type(self), tuple(vars(self).values()))[0])
        return self._described_by_name(baseline)

    def _described_by_name(self, baseline: RunSpec) -> dict[str, str]:
        differing = set(self.differences(baseline, ignoring=NO_PART_OF_A_GROUP))
        if "optimizer" in differing:
            differing.discard("learning_rate")
            differing |= set() if self.has_own_rate() else {"learning_rate"}
        return {one.name: self.phrase(one) for one in fields_of(type(self)) if one.name in differing}

    def has_own_rate(self) -> bool:
        """Return whether the learning rate is the optimizer's own, which goes without saying."""
        return self.learning_rate == KERAS_LEARNING_RATES[self.optimizer]

    def phrase(self, one: SettingField) -> str:
        """Return a setting in a few words: "dropout off", "Adam"."""
        text = one.text(self.value(one.name))
        return text if one.choices and one.name not in NAMED_IN_PHRASES else f"{one.setting.short} {text}"


@lru_cache(maxsize=20_000)
def _described(model: type[RunSpec], values: tuple[Any, ...]) -> tuple[Mapping[str, str], str]:
    """Return what differs from the baseline with these values, by name and as one text.

    Remembered, because a table of ten thousand unnamed runs asks for it at every key.
    """
    spec = _usual(model).model_copy(update=dict(zip(model.model_fields, values, strict=True)))
    phrases = spec._described_by_name(_usual(model))
    return phrases, ", ".join(phrases.values()) or "baseline"


@cache
def _usual(model: type[RunSpec]) -> RunSpec:
    """Return the settings that go without saying."""
    return model()
