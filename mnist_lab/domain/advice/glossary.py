"""The words that the screens use, explained to beginners, and where the experiments come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from mnist_lab.domain.experiments.sources import ARTICLE, NOTEBOOK, POST, Source
from mnist_lab.domain.fit.rule import Course, Label


@dataclass(frozen=True, slots=True)
class Term:
    """A word, what it means, and other words that lead to it."""

    name: str
    meaning: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """Terms that belong together."""

    title: str
    terms: tuple[Term, ...]


LOSSES = Chapter(
    "Loss and accuracy",
    (
        Term(
            "loss",
            "How wrong the network is; confident mistakes cost more. 0 is perfect, 2.30 is guessing among ten digits.",
        ),
        Term(
            "nats",
            "The unit of a loss. A digit costs the negative natural logarithm of the probability that the network gave "
            "its right answer: 0.69 nats for one half, 0 for certainty.",
            ("nat", "unit"),
        ),
        Term(
            "training loss",
            "The loss on the training digits as Keras prints it and the post reads it: the mean over the whole epoch, "
            "with dropout on. So it can be above the validation loss without any under-fitting.",
            ("printed loss", "train loss", "train"),
        ),
        Term(
            "clean loss",
            "The loss on the training digits when the epoch is over, with dropout off. Compare this one with the "
            "validation loss, not the printed training loss.",
            ("clean",),
        ),
        Term(
            "validation loss",
            "The loss on held-out digits that the network is not trained on. If it rises while training goes on, the "
            "network has begun to over-fit.",
            ("val loss", "val_loss", "valid", "held out"),
        ),
        Term(
            "clean gap",
            "Validation loss minus clean loss after the last epoch: how much worse the network does on digits that it "
            "has not seen.",
            ("gap",),
        ),
        Term(
            "post's gap",
            "Validation loss minus printed training loss after the last epoch, from which the post reads the fit: "
            "over-fitting if it is positive, under-fitting if it is negative.",
            ("gap",),
        ),
        Term(
            "temperature",
            "What the network gives for each digit before softmax is divided by the temperature T. The larger T, the "
            "less certain the network is; its answers stay the same. After each epoch the T is measured with which "
            "the validation loss would be lowest: above 1 the network is too certain, below 1 not certain enough.",
            ("T", "calibration", "softmax"),
        ),
        Term(
            "refined loss",
            "The validation loss with the best temperature: what is wrong with the network apart from its certainty. "
            "If it falls while the validation loss rises, the network still learns and is only too sure of itself.",
            ("refined val loss", "refined_val_loss", "▿ lowest refined loss"),
        ),
        Term(
            "accuracy",
            "The share of digits that the network gets right. A point is one percent of the digits.",
            ("point",),
        ),
        Term(
            "validation accuracy",
            "The accuracy on the held-out digits, measured after every epoch.",
            ("val acc", "valid %", "▴ best accuracy"),
        ),
        Term(
            "test accuracy",
            "The accuracy on the test digits, which training never uses. It is measured at the end with the kept "
            "weights, and compared between runs.",
            ("test acc", "test %"),
        ),
        Term(
            "kept weights",
            "The weights of one epoch: by default that with the lowest validation loss, marked ▾. The setting “keep "
            "weights of” can name another. They are scored on the test digits (“as kept”); “last” is the score of the "
            "weights after the last epoch.",
            ("best weights", "as kept"),
        ),
        Term("untrained", "The test accuracy before the first step, from random weights: about 10 % is chance."),
        Term("median", "The middle value of several. One odd epoch does not change it."),
    ),
)

TRAINING = Chapter(
    "Runs",
    (
        Term("run", "One training: its settings, its seed, the losses of each epoch, and its scores."),
        Term("epoch", "One pass over all training digits. The losses are measured after each."),
        Term(
            "seed",
            "The number from which all chance in a run comes: the first weights, the order of the digits, dropout. "
            "The same settings with the same seed give the same run.",
        ),
        Term("repeat", "A run with the same settings on the same digits, and another seed.", ("repeats",)),
        Term(
            "baseline",
            "What a run is compared with: the runs that you pinned; if there are none, runs with the post's settings "
            "(518 nodes, 2 hidden layers, dropout 0.20, RMSprop); before you have any, the figures that the post "
            "printed.",
            ("pin", "pinned"),
        ),
        Term("ghost", "The dotted curve: the validation loss of the baseline, to compare a run with.", ("b",)),
        Term("stopped", "A run that you ended early, marked ■. It can be resumed.", ("interrupted", "■")),
        Term("queue", "The runs that wait to be trained, one after another."),
    ),
)

VERDICTS = Chapter(
    "Verdicts on the fit",
    (
        Term(
            "verdict",
            "What the history of a run says about its fit, by rules that look at all epochs. They are this app's own, "
            "not the post's; the verdict dialog shows the rule with the run's figures.",
            ("fit",),
        ),
        Term(
            "verdict (seeds)",
            "The verdict of a group: the fit that most of its seeds get, and how many do: “good 3/4 · unstable” is 3 "
            "of 4 good. If two are as frequent, it is the more serious one.",
            ("3/4", "3 of 4 seeds"),
        ),
        Term(
            "post's reading",
            "How the post judges a run: by the training and validation loss of the last epoch only. Relatively "
            "over-fitting: the gap is clearly wider than the baseline's. Relatively under-fitting: the training loss "
            "is above the validation loss. It is given only if both ran to their end, over as many epochs and "
            "digits.",
            ("the post", "relatively over-fitting", "relatively under-fitting"),
        ),
        Term(
            Label.GOOD.value,
            "No other word for the fit applies: what the network has learnt also holds for digits it has not seen.",
        ),
        Term(
            Label.OVER_FITTING.value,
            "The network learns the training digits by heart: they get better while it does worse on held-out digits, "
            "or it gets far more training digits right than held-out ones.",
        ),
        Term(
            Label.OVER_CONFIDENT.value,
            "Over-fitting that shows in the loss alone: validation loss rises, accuracy has not fallen. The network "
            "makes no more mistakes, but is more certain of those it makes.",
        ),
        Term(
            Label.UNDER_FITTING.value,
            "Even the training digits are not learnt well: the network is too small or too restricted, or a setting "
            "holds it back. “So far” if it still improves: train it longer, then judge.",
            ("so far",),
        ),
        Term(
            Label.NOT_LEARNING.value,
            "It is hardly better than guessing: something, such as zero weights, keeps it from learning.",
        ),
        Term(Label.DIVERGED.value, "A loss became infinite or undefined: the steps were too large."),
        Term(Label.TOO_SHORT.value, "There are too few epochs to judge: the first ones nearly always improve."),
        Term(
            Label.UNSEEN_CLASSES.value,
            "Some held-out digits are of a class that no training digit has, as in a file that is sorted by class.",
        ),
        Term(
            "course",
            "How training went, by validation loss and accuracy alone: steady, still improving, unstable or left its "
            "best. It is said beside the fit, unless it is steady: “good · still improving”.",
        ),
        Term(Course.STEADY.value, "Validation loss neither jumps nor improves much any more: training has settled."),
        Term(
            Course.STILL_IMPROVING.value,
            "Validation loss or accuracy still improves when training ends: train it longer.",
            ("unfinished",),
        ),
        Term(
            Course.UNSTABLE.value,
            "Validation loss jumps up and down instead of settling, often because the learning rate is too high.",
        ),
        Term(
            Course.LEFT_ITS_BEST.value,
            "Validation loss was clearly lower before and has not come back, and over-fitting does not explain it.",
        ),
    ),
)

COMPARING = Chapter(
    "Comparing, labs and grids",
    (
        Term(
            "no evidence",
            "The seeds alone may have made the difference. There may still be one: more repeats may show it. A single "
            "run on a side is never evidence.",
        ),
        Term(
            "± sd",
            "The standard deviation: how far a single repeat typically is from the mean, as in 98.15 ±0.10. In labs "
            "the number of runs follows: 98.15 ±0.10 (3). One run has no ±: 98.15 (1). It is over seeds, and with held "
            "out digits that are shuffled over these as well; it is not over other test digits.",
            ("±", "(3)", "spread", "standard deviation"),
        ),
        Term(
            "other test digits",
            "Another 10,000 test digits would shift a test accuracy about as much as another seed does: near 98 % by "
            "0.14 points, typically. Both sides of a comparison would be shifted alike in part, so their difference by "
            "less than two figures that are measured on different digits.",
            ("binomial", "sampling error"),
        ),
        Term(
            "seeds vary by",
            "In a conclusion, such as “seeds vary by 0.24 points”: the standard deviation of a single run, pooled over "
            "the two sides that are compared. The ± of a side is of its own repeats alone. If both sides have the same "
            "seeds, what varies may be the difference of a seed.",
            ("pooled", "vary", "differences of a seed vary by"),
        ),
        Term(
            "97.5 % interval",
            "The sizes of the true difference that fit these runs. If 0 is among them, there is no evidence of a "
            "difference. 97.5 of 100 such intervals contain the true difference; of those after a later look, more.",
            ("interval", "99.35 %", "level"),
        ),
        Term(
            "planned runs",
            "The repeats that were ordered together. A difference is tested once all of them are done: “3 of 5 planned "
            "runs”. Each repeat added later is another look at it. Every look is another chance to be misled, so a "
            "later one asks more: “looked 4 times: 99.35 % interval”.",
            ("looked 4 times", "looks", "plan"),
        ),
        Term(
            "better in 23 of 25 pairs",
            "Each run of one side is held beside each run of the other, so five runs each make 25 pairs. Ties count "
            "for neither side.",
            ("pairs", "ties", "effect"),
        ),
        Term(
            "corrected",
            "Of several comparisons at once, each one must be clearer (Holm's method). If not, one of them would often "
            "show a difference that does not exist.",
            ("holm", "among 7 comparisons"),
        ),
        Term(
            "reference",
            "What all other marked runs and groups are compared with: the pinned one, or the first one marked.",
            ("compare",),
        ),
        Term(
            "more runs",
            "About how many more repeats of each side would show a difference of this size. Compare corrects for its "
            "sides, the table of runs for all its groups, so the table may ask for more.",
            ("~5 more",),
        ),
        Term(
            "Pareto front",
            "A side is on the front if no other one is as accurate in as little time. Only the means count here, even "
            "where there is no evidence of a difference.",
            ("front",),
        ),
        Term(
            "points a minute",
            "The points of test accuracy above guessing (10 %) that a minute of training gave.",
            ("points/min", "cost"),
        ),
        Term(
            "lab",
            "One of the post's experiments: the post's baseline and some variations, a few repeats of each, and what "
            "they show.",
            ("experiment",),
        ),
        Term(
            "baseline of a lab",
            "The group of a lab with the post's settings, at the lab's budget. Its variations are compared with this "
            "group, never with runs that you pinned.",
            ("baseline",),
        ),
        Term("variation", "A group of a lab with one setting changed."),
        Term("group", "The repeats of the same settings. Its verdict is the one that most of its seeds get."),
        Term(
            "budget",
            "How much a lab trains: repeats, epochs and digits. The quick budget is a first look; its results may "
            "differ from those of the full one.",
            ("quick", "full"),
        ),
    ),
)


def _source(name: str, source: Source) -> Term:
    return Term(name, f"“{source.title}” ({source.author}): {source.address}", (source.title,))


SOURCES = Chapter(
    "Sources",
    (_source("the post", POST), _source("its notebook", NOTEBOOK), _source("the grid-search article", ARTICLE)),
)

SWEEPS = Chapter(
    "Sweeps",
    (
        Term("sweep", "Trains many combinations of settings and finds the best: a grid, or a search.", ("search",)),
        Term("grid", "Every combination of the values of some settings, as in the grid-search article."),
        Term(
            "random search",
            "Combinations drawn from the values and ranges of some settings. It finds a good one sooner than a grid "
            "where few of many settings matter.",
        ),
        Term(
            "TPE",
            "A search that draws more combinations where earlier ones did well: tree-structured Parzen estimator, by "
            "Optuna.",
            ("tree-structured Parzen estimator", "Optuna"),
        ),
        Term("trial", "One combination of a sweep, trained with one seed or several.", ("trials",)),
        Term(
            "fresh seeds",
            "Seeds with which the search did not train. The best trials are trained again with them, because the best "
            "of many is partly the luckiest.",
            ("fresh seed", "winner's curse", "trained again", "confirmed"),
        ),
        Term(
            "pruning",
            "Ending trials that do badly before their last epoch: those worse than the median of the others, or by "
            "successive halving all but the best third.",
            ("pruned", "median", "halving", "successive halving"),
        ),
        Term(
            "importance",
            "How much a setting tells the best trials from the others, as a share of all settings: PED-ANOVA, by "
            "Optuna.",
            ("PED-ANOVA",),
        ),
    ),
)

GLOSSARY = (LOSSES, TRAINING, VERDICTS, COMPARING, SWEEPS, SOURCES)


def matching_chapters(query: str) -> tuple[Chapter, ...]:
    """Return the terms that have every word of the query, those by name alone if there are any."""
    words = query.lower().split()
    return _chapters(words, lambda term: " ".join((term.name, *term.also))) or _chapters(
        words, lambda term: " ".join((term.name, *term.also, term.meaning))
    )


def _chapters(words: Sequence[str], text: Callable[[Term], str]) -> tuple[Chapter, ...]:
    found = []
    for chapter in GLOSSARY:
        terms = tuple(term for term in chapter.terms if all(word in text(term).lower() for word in words))
        if terms:
            found.append(replace(chapter, terms=terms))
    return tuple(found)
