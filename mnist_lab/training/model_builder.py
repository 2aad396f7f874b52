"""The Keras model and optimizer of a spec. Loads Keras: imported only once TensorFlow is in memory."""

from __future__ import annotations

from typing import Any

import keras

from mnist_lab.domain.runs.spec import RunSpec

CLASSES = 10
SIDE = 28
LAYERS_SEEDED_APART = 64


def build_model(spec: RunSpec) -> Any:
    """Return the compiled network of the spec: takes (N, 28, 28), pixels 0–1, or 0–255 without `scale_pixels`.

    As in the notebook: Flatten, then Dense and Dropout for each hidden layer, then ten outputs with softmax. Labels are
    class numbers, whose cross-entropy is that of the notebook's one-hot labels.
    """
    layers = [keras.Input((SIDE, SIDE)), keras.layers.Flatten()]
    for place in range(spec.hidden_layers):
        layers.append(
            keras.layers.Dense(
                spec.units,
                activation=spec.activation,
                kernel_initializer=_initializer(spec, place),
                kernel_constraint=keras.constraints.MaxNorm(spec.max_norm) if spec.max_norm is not None else None,
            )
        )
        if spec.dropout > 0:
            layers.append(keras.layers.Dropout(spec.dropout, seed=spec.seed + place))
    layers.append(
        keras.layers.Dense(CLASSES, activation="softmax", kernel_initializer=_initializer(spec, spec.hidden_layers))
    )
    model = keras.Sequential(layers)
    model.compile(build_optimizer(spec), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.optimizer.build(model.trainable_variables)
    return model


def build_optimizer(spec: RunSpec) -> Any:
    """Return the spec's optimizer with its learning rate, everything else as Keras has it."""
    settings: dict[str, Any] = {"learning_rate": spec.learning_rate}
    if spec.momentum:
        settings["momentum"] = spec.momentum
    return keras.optimizers.get({"class_name": spec.optimizer, "config": settings})


def _initializer(spec: RunSpec, place: int) -> Any:
    """Return a seed for each layer, so that equal shapes do not start with equal weights."""
    initializer = keras.initializers.get(spec.kernel_initializer)
    config = initializer.get_config()
    if "seed" in config:
        config["seed"] = spec.seed * LAYERS_SEEDED_APART + place
    return type(initializer).from_config(config)


def state_of(model: Any) -> list[Any]:
    """Return all that training changes: the variables of the model and of its optimizer."""
    return [*model.variables, *model.optimizer.variables]
