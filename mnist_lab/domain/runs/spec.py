"""All settings of a run, each declared once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from mnist_lab.domain.runs.choices import (
    KERAS_LEARNING_RATES,
    OPTIMIZER_NAMES,
    Activation,
    Initializer,
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

NO_PART_OF_A_GROUP = frozenset({"seed", "device"})
"""Runs that differ only in these fields, on the same data, are repeats."""


class RunSpec(BaseModel):
    """All settings of a run together. The defaults are the post's baseline, with seed 1."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, use_enum_values=True, validate_default=True
    )

    hidden_layers: Annotated[
        int,
        Field(ge=0, le=8),
        Setting(
            SettingGroup.MODEL,
            "hidden layers",
            "layers",
            (
                "The number of hidden layers between the pixels and the ten outputs.",
                "More layers can represent more, and over-fit sooner; 0 leaves a plain linear classifier.",
                "The post: 4 layers leaned to over-fitting; 0 to under-fitting, at 92.5 % on the test digits.",
            ),
        ),
    ] = 2
    units: Annotated[
        int,
        Field(ge=1, le=4096),
        Setting(
            SettingGroup.MODEL,
            "nodes per layer",
            "nodes",
            (
                "How many nodes each hidden layer has.",
                "More nodes fit the training digits better and take longer; time grows with their square.",
                "The post: 64 leaned to under-fitting, 2048 to over-fitting.",
            ),
            notches=(1, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096),
        ),
    ] = 518
    activation: Annotated[
        Activation,
        Setting(
            SettingGroup.MODEL,
            "activation",
            "activation",
            (
                "The function after each hidden layer; “linear” means none.",
                "Without a bend between them, layers add up to a single linear one, however many there are.",
                "The post: without ReLU the accuracy fell to 91.6 %.",
            ),
            names={"relu": "ReLU", "hard_sigmoid": "hard sigmoid"},
        ),
    ] = Activation.RELU
    dropout: Annotated[
        float,
        Field(ge=0, le=0.9),
        Setting(
            SettingGroup.MODEL,
            "dropout",
            "dropout",
            (
                "The share of each hidden layer's outputs that is set to 0 at random in every training step.",
                "It keeps nodes from relying on each other; the printed training loss is measured with it on.",
                "The post: without dropout the gap between training and validation loss doubled.",
            ),
            notches=(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
            off_at_zero=True,
            decimals=2,
        ),
    ] = 0.2
    max_norm: Annotated[
        float | None,
        Field(gt=0),
        Setting(
            SettingGroup.MODEL,
            "max-norm",
            "max-norm",
            (
                "The longest that the weights into one hidden node may grow, as a vector.",
                "After each step longer ones are scaled back; often used together with dropout.",
                "The grid-search article tries 1 to 5.",
            ),
            notches=(None, 1.0, 2.0, 3.0, 4.0, 5.0),
        ),
    ] = None
    kernel_initializer: Annotated[
        Initializer,
        Setting(
            SettingGroup.MODEL,
            "initial weights",
            "init",
            (
                "How the weights are drawn before the first step.",
                "Glorot, He and LeCun scale them to the layer's width; “zero” leaves all nodes alike for ever.",
                "Keras's own choice, and the post's, is Glorot uniform.",
            ),
            names={name: name.replace("_", " ") for name in Initializer},
        ),
    ] = Initializer.GLOROT_UNIFORM
    optimizer: Annotated[
        Optimizer,
        Setting(
            SettingGroup.TRAINING,
            "optimizer",
            "optimizer",
            (
                "The rule that turns gradients into steps.",
                "All but SGD adapt the step to each weight; the learning rate follows the optimizer until edited.",
                "The post: RMSprop reached 97.97 %, SGD 93.34 % in ten epochs.",
            ),
            names=OPTIMIZER_NAMES,
        ),
    ] = Optimizer.RMSPROP
    learning_rate: Annotated[
        float,
        Field(gt=0),
        Setting(
            SettingGroup.TRAINING,
            "learning rate",
            "rate",
            (
                "How long a step is.",
                "Too small and training is not done when it ends; too large and the loss jumps, or leaves the numbers.",
                "Keras's own: 0.01 for SGD, 0.001 for the others.",
            ),
            notches=(1e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0),
            follows="optimizer",
        ),
    ] = KERAS_LEARNING_RATES[Optimizer.RMSPROP]
    momentum: Annotated[
        float,
        Field(ge=0, lt=1),
        Setting(
            SettingGroup.TRAINING,
            "momentum",
            "momentum",
            (
                "How much of the last step is kept in the next one; for SGD alone.",
                "It carries SGD through flat stretches and evens out zigzags.",
                "The grid-search article tries 0.0 to 0.9.",
            ),
            notches=(0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99),
            off_at_zero=True,
            decimals=2,
            only_with=("optimizer", "sgd"),
        ),
    ] = 0.0
    batch_size: Annotated[
        int,
        Field(ge=1, le=60000),
        Setting(
            SettingGroup.TRAINING,
            "batch size",
            "batch",
            (
                "How many digits go into one step.",
                "Small batches make more, noisier steps an epoch and take longer; large ones fewer and steadier.",
                "The post: 32 gave 97.59 %, 512 gave 98.01 %, from one run each.",
            ),
            notches=(1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 60000),
        ),
    ] = 128
    epochs: Annotated[
        int,
        Field(ge=1, le=1000),
        Setting(
            SettingGroup.TRAINING,
            "epochs",
            "epochs",
            (
                "How many times training goes through all its digits.",
                "More epochs can finish what is unfinished, and give over-fitting the time to show.",
                "The weights of the epoch with the lowest validation loss are the ones kept.",
            ),
            notches=(1, 2, 3, 5, 10, 15, 20, 30, 40, 50, 100, 200, 500, 1000),
        ),
    ] = 10
    early_stopping: Annotated[
        int | None,
        Field(ge=1, le=1000),
        Setting(
            SettingGroup.TRAINING,
            "early stopping",
            "patience",
            (
                "How many epochs without a new low of validation loss end training early.",
                "It saves time once over-fitting has set in; the kept weights are the same.",
                "The post trains all its epochs: off.",
            ),
            notches=(None, 1, 2, 3, 5, 10, 20),
        ),
    ] = None
    seed: Annotated[
        int,
        Field(ge=0, le=2**31 - 1),
        Setting(
            SettingGroup.TRAINING,
            "seed",
            "seed",
            (
                "The source of all chance in a run: first weights, order of the digits, dropout.",
                "The same seed gives the same run; other seeds show how much chance alone does.",
                "The post ran each experiment once, with an unknown seed.",
            ),
        ),
    ] = 1
    device: Annotated[
        str,
        Field(pattern=r"^(auto|cpu|gpu:\d{1,3})$"),
        Setting(
            SettingGroup.TRAINING,
            "device",
            "device",
            (
                "Where to train: auto takes the first GPU that TensorFlow sees, else the CPU.",
                "cpu stays off the GPU; gpu:0, gpu:1 … name one of several.",
                "On the CPU the same seed gives the same figures to the last bit.",
            ),
            notches=("auto", "cpu", "gpu:0", "gpu:1"),
            expects="auto, cpu or gpu:N",
        ),
    ] = "auto"
    scale_pixels: Annotated[
        bool,
        Setting(
            SettingGroup.DATA,
            "÷ 255",
            "÷ 255",
            (
                "Whether the pixels, 0 to 255, are divided by 255 before training.",
                "Without it the first steps are hundreds of times too long for the first layer.",
                "The post: without it the accuracy “drops sharply”. Try it here.",
            ),
        ),
    ] = True
    validation_split: Annotated[
        float,
        Field(ge=0.05, le=0.5),
        Setting(
            SettingGroup.DATA,
            "validation",
            "valid. share",
            (
                "The share of the training digits kept to validate each epoch.",
                "A larger one measures more exactly and leaves less to train on.",
                "The post: 20 %, which are 12,000 of 60,000 digits.",
            ),
            notches=(0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5),
            percent=True,
            expects="5 % to 50 % (0.05 to 0.5)",
        ),
    ] = 0.2
    validation_from: Annotated[
        ValidationFrom,
        Setting(
            SettingGroup.DATA,
            "held out",
            "held out",
            (
                "Which digits validate: the last ones of the file, or some shuffled out by the seed.",
                "The last ones are the same in every run; the shuffled ones change with the seed.",
                "The post: the last, as Keras's validation_split does it.",
            ),
        ),
    ] = ValidationFrom.LAST
    train_size: Annotated[
        int | None,
        Field(ge=100),
        Setting(
            SettingGroup.DATA,
            "training digits",
            "digits",
            (
                "How many digits to train on; “all” takes all that are not kept for validation.",
                "Few digits are learnt by heart: the surest way to see over-fitting, and a quick one.",
                "The validation digits stay the same however few are trained on.",
            ),
            notches=(None, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 40000),
            off="all",
        ),
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _resolve_learning_rate(cls, values: Any) -> Any:
        if isinstance(values, Mapping) and values.get("learning_rate") is None:
            optimizer = str(values.get("optimizer", Optimizer.RMSPROP))
            return {**values, "learning_rate": KERAS_LEARNING_RATES.get(optimizer, 0.001)}
        return values

    @model_validator(mode="after")
    def _check_effects(self) -> Self:
        """Reject settings that have no effect with the value of another one."""
        for name in conditional_names(type(self)):
            one = field_named(type(self), name)
            assert one.setting.only_with is not None
            other, needed = one.setting.only_with
            if self.value(name) != one.default and self.value(other) != needed:
                other_field = field_named(type(self), other)
                error = ValueError(
                    f"{one.setting.label} works with {other_field.text(needed)} alone: "
                    f"with {other_field.text(self.value(other))} it must be {one.text(one.default)}"
                )
                told = PydanticCustomError("value_error", "{error}", {"error": error})
                fault = InitErrorDetails(type=told, loc=(name,), input=self.value(name))
                raise ValidationError.from_exception_data(type(self).__name__, [fault])
        return self

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Return the spec with these values, the others by default.

        Raises:
            SettingsInvalid: with a sentence for each field at fault.
        """
        try:
            return cls.model_validate(dict(values))
        except ValidationError as error:
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

    def described(self, baseline: RunSpec | None = None) -> str:
        """Return what differs from the baseline in a few words: "dropout off, batch 32"; "baseline" if nothing does."""
        baseline = baseline or _usual(type(self))
        differing = set(self.differences(baseline, ignoring=NO_PART_OF_A_GROUP))
        if "optimizer" in differing:
            differing.discard("learning_rate")
            differing |= set() if self.has_own_rate() else {"learning_rate"}
        if not differing:
            return "baseline"
        return ", ".join(self._phrase(one) for one in fields_of(type(self)) if one.name in differing)

    def has_own_rate(self) -> bool:
        """Return whether the learning rate is the optimizer's own, which goes without saying."""
        return self.learning_rate == KERAS_LEARNING_RATES[self.optimizer]

    def _phrase(self, one: SettingField) -> str:
        text = one.text(self.value(one.name))
        return text if one.choices and one.name != "validation_from" else f"{one.setting.short} {text}"


@cache
def _usual(model: type[RunSpec]) -> RunSpec:
    """Return the settings that go without saying."""
    return model()
