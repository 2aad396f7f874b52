"""The words of a verdict, explained to beginners."""

from __future__ import annotations

from collections.abc import Iterable

TERMS = {
    "loss": ("how wrong the network is; confident mistakes cost more. 0 is perfect, 2.30 is guessing among ten"),
    "accuracy": "the share of digits it gets right; a point is 1 % of the digits",
    "validation": "on digits that it was not trained on: how it does on what it has never seen",
    "clean": "on training digits once the epoch is over, dropout off, so that it compares with validation",
    "printed": (
        "the training loss that Keras prints and the post reads: a mean over the whole epoch, dropout on, so that it "
        "can be above validation loss without any under-fitting"
    ),
    "median": "the middle value of several epochs, which one odd epoch does not change",
}


def terms_in(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the words of the glossary that these texts use, each with what it means."""
    words = " ".join(texts).lower()
    return tuple((term, meaning) for term, meaning in TERMS.items() if term in words)
