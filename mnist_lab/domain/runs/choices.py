"""The choices of the settings that have some."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Activation(StrEnum):
    """The activation after each hidden layer; the eight of the grid-search article."""

    RELU = "relu"
    TANH = "tanh"
    SIGMOID = "sigmoid"
    HARD_SIGMOID = "hard_sigmoid"
    SOFTPLUS = "softplus"
    SOFTSIGN = "softsign"
    SOFTMAX = "softmax"
    LINEAR = "linear"


class Initializer(StrEnum):
    """How the weights are drawn before training; the eight of the grid-search article."""

    GLOROT_UNIFORM = "glorot_uniform"
    GLOROT_NORMAL = "glorot_normal"
    HE_UNIFORM = "he_uniform"
    HE_NORMAL = "he_normal"
    LECUN_UNIFORM = "lecun_uniform"
    UNIFORM = "uniform"
    NORMAL = "normal"
    ZERO = "zero"


class Optimizer(StrEnum):
    """The rule that turns gradients into steps; the seven of the grid-search article."""

    RMSPROP = "rmsprop"
    SGD = "sgd"
    ADAM = "adam"
    ADAMAX = "adamax"
    NADAM = "nadam"
    ADAGRAD = "adagrad"
    ADADELTA = "adadelta"


class ValidationFrom(StrEnum):
    """Which training digits are kept for validation."""

    LAST = "last"
    SHUFFLED = "shuffled"


class Keep(StrEnum):
    """The epoch whose weights a run keeps and scores on the test digits."""

    LOSS = "loss"
    ACCURACY = "accuracy"
    REFINED = "refined"
    LAST = "last"


KEEP_NAMES = {
    "loss": "lowest loss",
    "accuracy": "best accuracy",
    "refined": "refined loss",
    "last": "last epoch",
}

KERAS_LEARNING_RATES: Mapping[str, float] = {name: 0.01 if name is Optimizer.SGD else 0.001 for name in Optimizer}
"""Each optimizer's own learning rate in Keras."""

OPTIMIZER_NAMES = {
    "rmsprop": "RMSprop",
    "sgd": "SGD",
    "adam": "Adam",
    "adamax": "Adamax",
    "nadam": "Nadam",
    "adagrad": "Adagrad",
    "adadelta": "Adadelta",
}
