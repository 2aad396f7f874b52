"""over-confident: over-fitting in the loss alone, while accuracy stays."""

from __future__ import annotations

from functools import partial

from mnist_lab.domain.fit.remedies import FEWER_NODES, KEEP_REFINED, MORE_DROPOUT
from mnist_lab.domain.fit.rule import Label, Rule
from mnist_lab.domain.fit.shared_checks import rise_and_accuracy_numbers, risen_checks, risen_sentence

OVER_CONFIDENT = Rule(
    word=Label.OVER_CONFIDENT,
    conditions=partial(risen_checks, fallen=False),
    sentence=partial(risen_sentence, fallen=False),
    numbers=rise_and_accuracy_numbers,
    meaning="Over-fitting that shows in the loss alone: validation loss has risen, accuracy has not fallen.",
    plainly="On digits it has not seen it makes no more mistakes, but it is more certain of those it makes.",
    remedies=(MORE_DROPOUT, FEWER_NODES, KEEP_REFINED),
    helped_by_fewer_epochs=True,
)
