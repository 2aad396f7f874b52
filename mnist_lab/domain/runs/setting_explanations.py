"""What F1 says of each setting: what it is, what it does, and what the post or the grid-search article did with it."""

from __future__ import annotations

from collections.abc import Mapping

OF_THE_POST = "The post:"
"""How a line begins that says what the post found on MNIST."""

EXPLANATIONS: Mapping[str, tuple[str, str, str]] = {
    "hidden_layers": (
        "The number of hidden layers between the pixels and the ten outputs.",
        "More layers can represent more, and over-fit sooner; 0 leaves a plain linear classifier.",
        "The post: 4 layers leaned to over-fitting; 0 to under-fitting, at 92.5 % on the test digits.",
    ),
    "units": (
        "How many nodes each hidden layer has.",
        "More nodes fit the training digits better and take longer; time grows with their square.",
        "The post: 64 leaned to under-fitting, 2048 to over-fitting.",
    ),
    "activation": (
        "The function after each hidden layer; “linear” means none.",
        "Without a bend between them, layers add up to a single linear one, however many there are.",
        "The post: without ReLU the accuracy fell to 91.6 %.",
    ),
    "dropout": (
        "The share of each hidden layer's outputs that is set to 0 at random in every training step.",
        "It keeps nodes from relying on each other; the printed training loss is measured with it on.",
        "The post: without dropout the gap between training and validation loss doubled.",
    ),
    "max_norm": (
        "The largest norm that the weights into one hidden node may have.",
        "After each step larger ones are scaled down; often used together with dropout.",
        "The grid-search article tries 1 to 5.",
    ),
    "kernel_initializer": (
        "How the weights are drawn before the first step.",
        "Glorot, He and LeCun scale them to the layer's width; with “zero” all nodes of a layer stay the same.",
        "Keras's own choice, and the post's, is Glorot uniform.",
    ),
    "optimizer": (
        "The rule that turns gradients into steps.",
        "All but SGD adapt the step to each weight; the learning rate follows the optimizer until edited.",
        "The post: RMSprop reached 97.97 %, SGD 93.34 % in ten epochs.",
    ),
    "learning_rate": (
        "The step size of each weight update.",
        "Too small and training is not done when it ends; too large and the loss jumps, or becomes infinite.",
        "Keras's own: 0.01 for SGD, 0.001 for the others.",
    ),
    "momentum": (
        "How much of the last step is kept in the next one; for SGD only.",
        "It carries SGD through flat stretches and evens out zigzags.",
        "The grid-search article tries 0.0 to 0.9.",
    ),
    "batch_size": (
        "How many digits go into one step.",
        "Small batches make more, noisier steps an epoch and take longer; large ones fewer and steadier.",
        "The post: 32 gave 97.59 %, 512 gave 98.01 %, from one run each.",
    ),
    "epochs": (
        "How many times training goes through all its digits.",
        "More epochs help what is still improving, and give over-fitting the time to show.",
        "Which epoch's weights are kept is a setting of its own.",
    ),
    "early_stopping": (
        "How many epochs without a new low of validation loss end training early.",
        "It saves time once over-fitting has set in; it looks at validation loss, whichever weights are kept.",
        "The post trains all its epochs: off.",
    ),
    "keep": (
        "Which epoch's weights are kept and scored on the test digits. Training is the same.",
        "Choose refined loss if only right answers count: it ignores certainty (glossary: temperature). "
        "Else choose lowest loss.",
        "The post: those of the lowest validation loss.",
    ),
    "seed": (
        "The source of everything random in a run: first weights, order of the digits, dropout.",
        "The same seed gives the same run; other seeds show how much chance alone does.",
        "The post ran each experiment once, with an unknown seed.",
    ),
    "device": (
        "Where to train: auto takes the first GPU that works, else the CPU.",
        "cpu stays off the GPU; gpu:0, gpu:1 … name one of several.",
        "On the CPU the same seed gives the same figures to the last bit.",
    ),
    "scale_pixels": (
        "Whether the pixels, 0 to 255, are divided by 255 before training.",
        "Without it the first steps are hundreds of times too long for the first layer.",
        "The post: without it the accuracy “drops sharply”. Try it here.",
    ),
    "validation_split": (
        "The share of the training digits kept to validate each epoch.",
        "A larger one measures more exactly and leaves less to train on.",
        "The post: 20 %, which are 12,000 of 60,000 digits.",
    ),
    "validation_from": (
        "Which digits validate: the last ones of the file, or some shuffled out by the seed.",
        "The last ones are the same in every run; the shuffled ones change with the seed.",
        "The post: the last, as Keras's validation_split does it.",
    ),
    "train_size": (
        "How many digits to train on; “all” takes all that are not kept for validation.",
        "A network memorises few digits: the surest way to see over-fitting, and a quick one.",
        "The validation digits stay the same however few are trained on.",
    ),
}
"""Three lines a setting, by the name of its field in `RunSpec`."""
