"""Changes that would change a verdict: in words, and as changed settings of a spec."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from mnist_lab.domain.runs.choices import KERAS_LEARNING_RATES, Initializer, Keep, Optimizer, ValidationFrom
from mnist_lab.domain.runs.history import Epoch, best_epoch
from mnist_lab.domain.runs.setting_fields import Value, field_named
from mnist_lab.domain.runs.spec import RunSpec

ROUNDING = 1 + 1e-9
HIGHEST_RATE = 1.0
"""No higher learning rate is suggested."""
SCALES_ITS_STEPS = frozenset({"rmsprop", "adam", "adamax", "nadam"})
"""Optimizers that are seldom slow at their own rate, and never get a higher one suggested."""
TIMES_TOO_HIGH = 10
"""A rate so many times an optimizer's own lets those that scale their steps bounce: 20 times made RMSprop unstable."""
TIMES_TOO_LOW = 100
"""A rate so many times under an optimizer's own hardly moves the weights."""
FEWEST_NODES = 16
"""Smaller layers can be too small to learn anything at all."""
LEAST_PATIENCE = 2
"""One epoch without a new low does not mean that the lowest is over."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An experiment to try next: in words, and as changed settings."""

    text: str
    changes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remedy:
    """A kind of change in words, and the concrete suggestion for a spec; None if it makes no sense there."""

    text: str
    suggest: Callable[[RunSpec], Suggestion | None]


def _more_dropout(spec: RunSpec) -> Suggestion | None:
    dropout = round(min(spec.dropout + 0.2, _most("dropout")), 2)
    if spec.hidden_layers == 0 or dropout <= spec.dropout:
        return None
    return Suggestion(f"dropout {dropout:.2f}", {"dropout": dropout})


def _no_dropout(spec: RunSpec) -> Suggestion | None:
    return Suggestion("no dropout", {"dropout": 0.0}) if spec.dropout > 0 and spec.hidden_layers else None


def _fewer_nodes(spec: RunSpec) -> Suggestion | None:
    if spec.hidden_layers == 0 or spec.units < 32:
        return None
    units = _near_power_of_two(spec.units / 4)
    return Suggestion(f"{units} nodes", {"units": units})


def _more_nodes(spec: RunSpec) -> Suggestion | None:
    if spec.hidden_layers == 0:
        return Suggestion("two hidden layers", {"hidden_layers": 2})
    units = min(_near_power_of_two(max(spec.units * 4, 64)), int(_most("units")))
    return Suggestion(f"{units} nodes", {"units": units}) if units > spec.units else None


def _enough_nodes(spec: RunSpec) -> Suggestion | None:
    return _more_nodes(spec) if spec.hidden_layers and spec.units < FEWEST_NODES else None


def _no_max_norm(spec: RunSpec) -> Suggestion | None:
    return None if spec.max_norm is None or not spec.hidden_layers else Suggestion("no max-norm", {"max_norm": None})


def _more_epochs(spec: RunSpec) -> Suggestion | None:
    epochs = min(max(spec.epochs * 2, 10), int(_most("epochs")))
    return Suggestion(f"{epochs} epochs", {"epochs": epochs}) if epochs > spec.epochs else None


def fewer_epochs(epochs: Sequence[Epoch]) -> Remedy | None:
    """Return early stopping with a patience that lets this history reach its best epoch but not its end.

    Return None if there is no such patience.
    """
    best, patience = best_epoch(epochs), patience_to_the_best(epochs)
    if best is None or epochs.index(best) + patience >= len(epochs) - 1:
        return None

    def stop_early(spec: RunSpec) -> Suggestion | None:
        if spec.early_stopping is not None:
            return None
        return Suggestion(f"early stopping after {patience}", {"early_stopping": patience})

    return Remedy(f"fewer epochs (validation loss was lowest in epoch {best.epoch})", stop_early)


def patience_to_the_best(epochs: Sequence[Epoch]) -> int:
    """Return the smallest patience that survives every stretch without a new low up to the lowest validation loss."""
    patience, lowest, since = LEAST_PATIENCE, math.inf, 0
    for epoch in epochs:
        since += 1
        if epoch.val_loss < lowest:
            patience, lowest, since = max(patience, since), epoch.val_loss, 0
    return patience


def _keep_refined(spec: RunSpec) -> Suggestion | None:
    """Return the lowest refined loss instead of the lowest loss, whose epoch comes early if the network is too sure."""
    if spec.keep != Keep.LOSS:
        return None
    return Suggestion("weights of the lowest refined loss", {"keep": Keep.REFINED.value})


def _no_early_stop(spec: RunSpec) -> Suggestion | None:
    return None if spec.early_stopping is None else Suggestion("no early stopping", {"early_stopping": None})


def _lower_rate(spec: RunSpec) -> Suggestion | None:
    own = KERAS_LEARNING_RATES[spec.optimizer]
    return _rate(own if spec.learning_rate > own else spec.learning_rate / 10)


def _higher_rate(spec: RunSpec) -> Suggestion | None:
    own = KERAS_LEARNING_RATES[spec.optimizer]
    if spec.learning_rate >= own and spec.optimizer in SCALES_ITS_STEPS:
        return None  # RMSprop at 5 times its own rate trains worse
    rate = own if spec.learning_rate < own else spec.learning_rate * 5
    return _rate(rate) if rate <= HIGHEST_RATE else None


def _other_rate(spec: RunSpec) -> Suggestion | None:
    """Return the optimizer's own rate, or a higher one if this is its own or lower."""
    is_above = spec.learning_rate > KERAS_LEARNING_RATES[spec.optimizer]
    return _lower_rate(spec) if is_above else _higher_rate(spec)


def _own_rate(spec: RunSpec) -> Suggestion | None:
    """Return the optimizer's own rate if this one is higher, and the steps may be too long."""
    own = KERAS_LEARNING_RATES[spec.optimizer]
    return _rate(own) if spec.learning_rate > own and spec.optimizer in SCALES_ITS_STEPS else None


def _rate_far_off(spec: RunSpec) -> Suggestion | None:
    """Return the optimizer's own rate if this one is so far from it that training breaks.

    Optimizers that do not scale their steps are used at rates of up to 1, with the momentum counted in.
    """
    own = KERAS_LEARNING_RATES[spec.optimizer]
    if spec.optimizer in SCALES_ITS_STEPS:
        is_too_high = spec.learning_rate >= own * TIMES_TOO_HIGH
    else:
        momentum = spec.momentum if spec.optimizer == Optimizer.SGD else 0.0
        is_too_high = spec.learning_rate / (1 - momentum) > HIGHEST_RATE * ROUNDING
    return _rate(own) if is_too_high or spec.learning_rate * TIMES_TOO_LOW <= own else None


def _rate(rate: float) -> Suggestion | None:
    short = float(f"{rate:.3g}")
    return Suggestion(f"learning rate {short:g}", {"learning_rate": short}) if short > 0 else None


def _larger_batches(spec: RunSpec) -> Suggestion | None:
    size = min(spec.batch_size * 4, int(_most("batch_size")))
    return Suggestion(f"batch {size}", {"batch_size": size}) if size > spec.batch_size else None


def _scaled(spec: RunSpec) -> Suggestion | None:
    return None if spec.scale_pixels else Suggestion("pixels ÷ 255", {"scale_pixels": True})


def _unscaled(spec: RunSpec) -> Suggestion | None:
    return Suggestion("pixels as they are", {"scale_pixels": False}) if spec.scale_pixels else None


def _shuffled(spec: RunSpec) -> Suggestion | None:
    if spec.validation_from == ValidationFrom.SHUFFLED:
        return None
    return Suggestion("held out: shuffled", {"validation_from": ValidationFrom.SHUFFLED.value})


def _all_digits(spec: RunSpec) -> Suggestion | None:
    return None if spec.train_size is None else Suggestion("all training digits", {"train_size": None})


def _few_digits(spec: RunSpec) -> Suggestion | None:
    return Suggestion("1000 training digits", {"train_size": 1000}) if spec.train_size is None else None


def _relu(spec: RunSpec) -> Suggestion | None:
    return None if spec.activation == "relu" or not spec.hidden_layers else Suggestion("ReLU", {"activation": "relu"})


def _usual_weights(spec: RunSpec) -> Suggestion | None:
    usual = field_named(RunSpec, "kernel_initializer").default
    return (
        None
        if spec.kernel_initializer == usual
        else Suggestion("Glorot uniform weights", {"kernel_initializer": usual})
    )


def _unlike_weights(spec: RunSpec) -> Suggestion | None:
    """Return the usual weights if all are zero: nodes that begin alike stay alike."""
    is_zero = spec.kernel_initializer == Initializer.ZERO and spec.hidden_layers > 0
    return _usual_weights(spec) if is_zero else None


def _near_power_of_two(number: float) -> int:
    """Return a number of nodes that does not look like a slip of the pen."""
    return 1 << round(math.log2(number))


def _most(name: str) -> float:
    high = field_named(RunSpec, name).high
    assert high is not None
    return high


MORE_DROPOUT = Remedy("more dropout", _more_dropout)
NO_DROPOUT = Remedy("no dropout", _no_dropout)
FEWER_NODES = Remedy("fewer nodes", _fewer_nodes)
MORE_NODES = Remedy("more nodes or layers", _more_nodes)
ENOUGH_NODES = Remedy("more nodes", _enough_nodes)
KEEP_REFINED = Remedy("the weights of the lowest refined loss (for the score alone)", _keep_refined)
NO_MAX_NORM = Remedy("no max-norm", _no_max_norm)
OWN_RATE = Remedy("a lower learning rate", _own_rate)
MORE_EPOCHS = Remedy("more epochs", _more_epochs)
NO_EARLY_STOP = Remedy("no early stopping", _no_early_stop)
LOWER_RATE = Remedy("a lower learning rate", _lower_rate)
HIGHER_RATE = Remedy("a higher learning rate", _higher_rate)
OTHER_RATE = Remedy("another learning rate", _other_rate)
LARGER_BATCHES = Remedy("larger batches", _larger_batches)
SCALED = Remedy("pixels divided by 255", _scaled)
UNSCALED = Remedy("pixels not divided by 255", _unscaled)
SHUFFLED = Remedy("held out: shuffled", _shuffled)
ALL_DIGITS = Remedy("more training digits", _all_digits)
FEW_DIGITS = Remedy("fewer training digits", _few_digits)
RELU = Remedy("a bend between the layers (ReLU)", _relu)
USUAL_WEIGHTS = Remedy("other initial weights", _usual_weights)
UNLIKE_WEIGHTS = Remedy("other initial weights", _unlike_weights)
RATE_FAR_OFF = Remedy("the optimizer's own learning rate", _rate_far_off)
