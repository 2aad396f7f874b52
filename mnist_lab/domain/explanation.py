"""A verdict told to a beginner: what it means, what the post would say, what would change it, what to try next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from mnist_lab.domain.baseline import Baseline
from mnist_lab.domain.history import Epoch, best_epoch, is_finite
from mnist_lab.domain.reading import PostReading, post_reading
from mnist_lab.domain.settings import Value
from mnist_lab.domain.spec import KERAS_LEARNING_RATES, RunSpec
from mnist_lab.domain.verdict import Label, Verdict, judge
from mnist_lab.domain.words import loss_words


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An experiment to try next: in words, and as changed settings."""

    words: str
    changes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict in sentences, with the experiments it suggests."""

    verdict: Verdict
    meaning: str
    post: str
    post_in_short: str
    change: str
    suggestions: tuple[Suggestion, ...]


MEANINGS: Mapping[Label, str] = {
    Label.DIVERGED: "A loss left the numbers: the steps were too long for this network.",
    Label.TOO_SHORT: "There are too few epochs yet to say anything of the fit.",
    Label.NOT_LEARNING: "The network guesses: it is no better on the digits it trains on than chance.",
    Label.OVER_FITTING: (
        "Validation loss has risen from its best and accuracy has fallen, while training loss went on falling."
    ),
    Label.OVER_CONFIDENT: (
        "Validation loss has risen from its best while training loss went on falling; accuracy has not fallen."
    ),
    Label.UNSTABLE: "Validation loss jumps from one epoch to the next more than it gets anywhere.",
    Label.UNFINISHED: "Validation loss was still falling when training ended.",
    Label.UNDER_FITTING: "Even the digits it trains on are not learnt well.",
    Label.GOOD: "The training digits are learnt, and validation loss has stayed near its best.",
}

CHANGES: Mapping[Label, str] = {
    Label.DIVERGED: "a lower learning rate, or pixels divided by 255.",
    Label.TOO_SHORT: "more epochs.",
    Label.NOT_LEARNING: "another learning rate, other initial weights, less dropout.",
    Label.OVER_FITTING: "fewer epochs, more dropout, fewer nodes, more training digits.",
    Label.OVER_CONFIDENT: "fewer epochs, more dropout, fewer nodes.",
    Label.UNSTABLE: "a lower learning rate, larger batches.",
    Label.UNFINISHED: "more epochs, a higher learning rate.",
    Label.UNDER_FITTING: "more nodes or layers, a bend between the layers, less dropout, more epochs.",
    Label.GOOD: "nothing needs to; fewer digits or no dropout would show over-fitting.",
}


def explain(epochs: Sequence[Epoch], spec: RunSpec, baseline: Baseline | None = None) -> Explanation:
    """The verdict on a history of this spec, told in sentences."""
    verdict = judge(epochs)
    reading = post_reading(epochs, baseline.gap if baseline is not None else None)
    return Explanation(
        verdict=verdict,
        meaning=MEANINGS[verdict.label],
        post=post_words(reading, baseline),
        post_in_short=post_in_short(reading),
        change=_kept_words(verdict.label, epochs) + CHANGES[verdict.label],
        suggestions=tuple(s for suggest in _SUGGESTIONS[verdict.label] if (s := suggest(spec)) is not None),
    )


def post_words(reading: PostReading | None, baseline: Baseline | None = None) -> str:
    """The post's reading as a sentence."""
    if reading is None:
        return "nothing, for the losses are not finite."
    side = "below" if reading.training < reading.validation else "above"
    words = (
        f"training {loss_words(reading.training)} {side} validation {loss_words(reading.validation)}, "
        f"gap {loss_words(reading.gap)}: leaning to {reading.leaning}"
    )
    if reading.relative is None or baseline is None:
        return words + "."
    relative = {
        "over-fitting": "relatively over-fitting, wider than",
        "under-fitting": "relatively under-fitting, beside",
    }
    return f"{words}; {relative.get(reading.relative, 'about as')} {baseline.gap_words}."


def post_in_short(reading: PostReading | None) -> str:
    """The post's reading in half a sentence: "leaning to over-fitting, gap 0.0702; as the baseline"."""
    if reading is None:
        return "nothing, for the losses are not finite"
    relative = {None: "", "as the baseline": "; as the baseline"}.get(
        reading.relative, f"; relatively {reading.relative}"
    )
    return f"leaning to {reading.leaning}, gap {loss_words(reading.gap)}{relative}"


def so_far(epochs: Sequence[Epoch]) -> str:
    """How a history looks while it still grows, in one sentence."""
    if not epochs:
        return "The verdict comes with the last epoch."
    if not is_finite(epochs[-1]):
        return "A loss is not finite: training ends here."
    best = best_epoch(epochs)
    assert best is not None
    if len(epochs) == 1:
        return f"So far: validation loss {loss_words(best.val_loss)} after the first epoch."
    training = "falls" if epochs[-1].loss < epochs[-2].loss else "rises"
    since = len(epochs) - best.epoch
    if not since:
        return f"So far: training loss {training}, validation loss is at its lowest."
    count = "1 epoch" if since == 1 else f"{since} epochs"
    return f"So far: training loss {training}, validation loss has had no new low for {count}."


def _kept_words(label: Label, epochs: Sequence[Epoch]) -> str:
    best = best_epoch(epochs)
    if best is None or label not in {Label.OVER_FITTING, Label.OVER_CONFIDENT, Label.UNSTABLE}:
        return ""
    return f"the weights of epoch {best.epoch} are the ones kept; "


def _more_dropout(spec: RunSpec) -> Suggestion | None:
    if spec.hidden_layers == 0 or spec.dropout >= 0.8:
        return None
    dropout = round(spec.dropout + 0.2, 2)
    return Suggestion(f"dropout {dropout:.2f}", {"dropout": dropout})


def _less_dropout(spec: RunSpec) -> Suggestion | None:
    return Suggestion("no dropout", {"dropout": 0.0}) if spec.dropout > 0 and spec.hidden_layers else None


def _fewer_nodes(spec: RunSpec) -> Suggestion | None:
    if spec.hidden_layers == 0 or spec.units < 32:
        return None
    return Suggestion(f"{spec.units // 4} nodes", {"units": spec.units // 4})


def _more_nodes(spec: RunSpec) -> Suggestion | None:
    if spec.hidden_layers == 0:
        return Suggestion("two hidden layers", {"hidden_layers": 2})
    units = min(max(spec.units * 4, 64), 4096)
    return Suggestion(f"{units} nodes", {"units": units}) if units > spec.units else None


def _more_epochs(spec: RunSpec) -> Suggestion | None:
    epochs = min(max(spec.epochs * 2, 10), 1000)
    return Suggestion(f"{epochs} epochs", {"epochs": epochs}) if epochs > spec.epochs else None


def _stop_early(spec: RunSpec) -> Suggestion | None:
    return Suggestion("early stopping after 2", {"early_stopping": 2}) if spec.early_stopping is None else None


def _lower_rate(spec: RunSpec) -> Suggestion | None:
    usual = KERAS_LEARNING_RATES[spec.optimizer]
    rate = usual if spec.learning_rate > usual else float(f"{spec.learning_rate / 10:.3g}")
    return Suggestion(f"learning rate {rate:g}", {"learning_rate": rate}) if rate > 0 else None


def _higher_rate(spec: RunSpec) -> Suggestion | None:
    rate = float(f"{spec.learning_rate * 5:.3g}")
    return Suggestion(f"learning rate {rate:g}", {"learning_rate": rate}) if rate <= 1 else None


def _scaled(spec: RunSpec) -> Suggestion | None:
    return None if spec.scale_pixels else Suggestion("pixels ÷ 255", {"scale_pixels": True})


def _all_digits(spec: RunSpec) -> Suggestion | None:
    return None if spec.train_size is None else Suggestion("all training digits", {"train_size": None})


def _bend(spec: RunSpec) -> Suggestion | None:
    return None if spec.activation == "relu" or not spec.hidden_layers else Suggestion("ReLU", {"activation": "relu"})


def _usual_weights(spec: RunSpec) -> Suggestion | None:
    usual = spec.kernel_initializer == "glorot_uniform"
    return None if usual else Suggestion("Glorot uniform weights", {"kernel_initializer": "glorot_uniform"})


def _few_digits(spec: RunSpec) -> Suggestion | None:
    return Suggestion("1000 training digits", {"train_size": 1000}) if spec.train_size is None else None


_SUGGESTIONS: Mapping[Label, tuple[Callable[[RunSpec], Suggestion | None], ...]] = {
    Label.DIVERGED: (_scaled, _lower_rate),
    Label.TOO_SHORT: (_more_epochs,),
    Label.NOT_LEARNING: (_usual_weights, _scaled, _bend, _less_dropout, _higher_rate),
    Label.OVER_FITTING: (_all_digits, _more_dropout, _fewer_nodes, _stop_early),
    Label.OVER_CONFIDENT: (_more_dropout, _fewer_nodes, _stop_early),
    Label.UNSTABLE: (_lower_rate, _scaled),
    Label.UNFINISHED: (_more_epochs, _higher_rate),
    Label.UNDER_FITTING: (_bend, _more_nodes, _less_dropout, _more_epochs),
    Label.GOOD: (_few_digits, _less_dropout),
}
