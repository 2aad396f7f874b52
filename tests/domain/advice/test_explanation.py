"""A verdict told to a beginner, and what to try next."""

from __future__ import annotations

import math

import pytest

from mnist_lab.domain.advice.explanation import (
    explain,
    explain_run,
    format_post_reading,
    post_in_short,
    so_far,
)
from mnist_lab.domain.advice.glossary import TERMS
from mnist_lab.domain.evidence.baseline import Baseline, choose_baseline
from mnist_lab.domain.fit.post_reading import post_reading
from mnist_lab.domain.fit.remedies import fewer_epochs, patience_to_the_best
from mnist_lab.domain.fit.rule import Label
from mnist_lab.domain.fit.rules import RULES
from mnist_lab.domain.fit.rules.good import ALL_BUT_THE_LAST, MEANING
from mnist_lab.domain.fit.rules.over_fitting import ACCURACIES_APART, ACCURACY_FELL
from mnist_lab.domain.fit.rules.unstable import JUMPS, LEFT_ITS_BEST
from mnist_lab.domain.fit.verdict import judge
from mnist_lab.domain.runs.spec import RunSpec
from support.fakes import a_history, an_epoch
from support.read_histories import HISTORIES, real
from support.store_examples import example_run

REMEDIES = {rule.label: rule.remedies for rule in RULES}


@pytest.mark.parametrize("name", HISTORIES)
def test_every_verdict_has_its_meaning_its_checks_and_suggestions_that_make_a_spec(name: str) -> None:
    spec = RunSpec()
    explained = explain(real(name), spec)
    assert explained.meaning.endswith(".")
    assert explained.verdict.checks
    assert explained.suggestions
    for suggestion in explained.suggestions:
        assert RunSpec.of({**spec.model_dump(), **suggestion.changes}) != spec


@pytest.mark.parametrize(
    ("name", "spec", "first"),
    [
        ("no dropout, seed 1", RunSpec(dropout=0), {"dropout": 0.2}),
        ("no hidden layer", RunSpec(hidden_layers=0), {"hidden_layers": 2}),
        ("no ReLU, seed 1", RunSpec(activation="linear"), {"activation": "relu"}),
        ("SGD, 64 nodes, 10 epochs", RunSpec(units=64, optimizer="sgd"), {"epochs": 20}),
        ("diverging", RunSpec(optimizer="sgd", learning_rate=1000, scale_pixels=False), {"scale_pixels": True}),
        ("500 digits, no dropout, 30 epochs", RunSpec(train_size=500, epochs=30), {"train_size": None}),
        ("zero weights", RunSpec(kernel_initializer="zero"), {"kernel_initializer": "glorot_uniform"}),
    ],
)
def test_the_first_suggestion_undoes_what_a_reader_would_undo(
    name: str, spec: RunSpec, first: dict[str, object]
) -> None:
    assert explain(real(name), spec).suggestions[0].changes == first


@pytest.mark.parametrize("name", HISTORIES)
def test_every_real_run_gets_something_to_try_that_its_own_spec_allows(name: str) -> None:
    spec = HISTORIES[name].spec
    for suggestion in explain(real(name), spec).suggestions:
        changed = RunSpec.of({**spec.model_dump(), **suggestion.changes})
        assert changed.differences(spec) == tuple(suggestion.changes)
    assert explain(real(name), spec).suggestions or judge(real(name)).label is Label.GOOD


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("early stop at once", {"early_stopping": None}),
        ("one node", {"units": 64}),
        ("dead: 8 sigmoid layers", {"activation": "relu"}),
        ("Adam, rate 0.03", {"learning_rate": 0.001}),
        ("500 digits, 20 epochs", {"train_size": None}),
        ("no ÷ 255, no hidden layer", {"scale_pixels": True}),
        ("rate 0.01", {"learning_rate": 0.001}),
    ],
)
def test_a_real_run_is_told_to_undo_what_ails_it(name: str, first: dict[str, object]) -> None:
    assert explain(real(name), HISTORIES[name].spec).suggestions[0].changes == first


@pytest.mark.parametrize("name", HISTORIES)
def test_every_word_of_the_trade_in_a_verdict_is_explained_beside_it(name: str) -> None:
    explained = explain(real(name), HISTORIES[name].spec)
    used = f"{explained.meaning} {explained.verdict.rule}".lower()
    assert {term for term in TERMS if term in used} <= {term for term, _ in explained.terms}


def test_over_fitting_is_told_by_what_showed_it() -> None:
    by_gap = explain(real("500 digits, 20 epochs"), RunSpec())
    by_loss = explain(
        [an_epoch(n, 0.1 if n < 4 else 0.2, val_accuracy=0.98 if n < 4 else 0.97) for n in range(1, 8)], RunSpec()
    )
    assert by_gap.verdict.label is by_loss.verdict.label is Label.OVER_FITTING
    assert by_gap.meaning == ACCURACIES_APART.meaning(())
    assert by_loss.meaning == ACCURACY_FELL.meaning(())
    assert by_gap.plainly == by_loss.plainly


def test_unstable_is_told_by_what_showed_it() -> None:
    by_jumps = explain([an_epoch(n, loss) for n, loss in enumerate((0.3, 0.2, 0.29, 0.2), start=1)], RunSpec())
    losses = enumerate((0.2, 0.22, 0.24, 0.26), start=1)
    by_rise = explain([an_epoch(n, loss, clean_loss=0.05) for n, loss in losses], RunSpec())
    assert by_jumps.verdict.label is by_rise.verdict.label is Label.UNSTABLE
    assert by_jumps.meaning == JUMPS.meaning(())
    assert by_rise.meaning == LEFT_ITS_BEST.meaning(())


@pytest.mark.parametrize(("last", "meaning"), [(0.1, MEANING), (0.109, MEANING), (0.12, ALL_BUT_THE_LAST)])
def test_a_good_run_whose_last_epoch_is_an_odd_one_is_said_to_be_good_but_for_it(last: float, meaning: str) -> None:
    explained = explain([an_epoch(n, 0.1) for n in range(1, 8)] + [an_epoch(8, last)], RunSpec())
    assert (explained.verdict.label, explained.meaning) == (Label.GOOD, meaning)


NARROW = {"hidden_layers": 0, "units": 1, "dropout": 0, "batch_size": 60000, "epochs": 1000, "early_stopping": 1}
WIDE = {"hidden_layers": 8, "units": 4096, "dropout": 0.9, "batch_size": 1, "epochs": 1, "train_size": 100}


@pytest.mark.parametrize("label", list(Label))
@pytest.mark.parametrize(
    "values",
    [
        {},
        NARROW,
        WIDE,
        {"dropout": 0.75},
        {"dropout": 0.89},
        {"learning_rate": 1e-12},
        {"learning_rate": 1e6, "optimizer": "sgd", "scale_pixels": False},
        {"activation": "tanh", "kernel_initializer": "zero", "units": 3000},
    ],
    ids=str,
)
def test_whatever_the_spec_a_suggestion_changes_it_within_its_bounds(label: Label, values: dict[str, object]) -> None:
    spec = RunSpec.of(values)
    found = [suggestion for remedy in REMEDIES[label] if (suggestion := remedy.suggest(spec)) is not None]
    for suggestion in found:
        changed = RunSpec.of({**spec.model_dump(), **suggestion.changes})
        assert changed.differences(spec) == tuple(suggestion.changes)
    assert len({suggestion.words for suggestion in found}) == len(found)


@pytest.mark.parametrize(
    ("name", "spec", "words"),
    [
        (
            "baseline, seed 1",
            RunSpec(),
            "more dropout, fewer nodes, fewer epochs (the weights of epoch 5 are the ones kept).",
        ),
        ("baseline, seed 1", RunSpec(dropout=0.9, early_stopping=5), "fewer nodes."),
        ("baseline, seed 1", RunSpec(hidden_layers=0, early_stopping=5), "no single setting of the form."),
        ("diverging", RunSpec(optimizer="sgd", learning_rate=1000), "a lower learning rate."),
        ("four nodes", RunSpec(units=4), "more nodes or layers, no dropout, more epochs."),
        ("three epochs", RunSpec(epochs=3), "more epochs."),
        ("three epochs", RunSpec(epochs=10, early_stopping=1), "no early stopping, more epochs."),
        ("early stop", RunSpec(), "nothing needs to; fewer training digits or no dropout would show over-fitting."),
        ("early stop", RunSpec(train_size=500, dropout=0), "nothing needs to."),
    ],
)
def test_what_would_change_a_verdict_is_said_only_where_the_spec_leaves_room(
    name: str, spec: RunSpec, words: str
) -> None:
    assert explain(real(name), spec).change == words


@pytest.mark.parametrize(
    ("label", "units", "suggested"),
    [
        (Label.OVER_CONFIDENT, 518, 128),
        (Label.OVER_CONFIDENT, 2048, 512),
        (Label.OVER_CONFIDENT, 100, 32),
        (Label.OVER_CONFIDENT, 32, 8),
        (Label.OVER_CONFIDENT, 31, None),
        (Label.UNDER_FITTING, 4, 64),
        (Label.UNDER_FITTING, 100, 512),
        (Label.UNDER_FITTING, 518, 2048),
        (Label.UNDER_FITTING, 4096, None),
    ],
)
def test_nodes_are_suggested_in_powers_of_two(label: Label, units: int, suggested: int | None) -> None:
    made = [suggestion for remedy in REMEDIES[label] if (suggestion := remedy.suggest(RunSpec(units=units)))]
    nodes = [suggestion for suggestion in made if "units" in suggestion.changes]
    assert [suggestion.changes["units"] for suggestion in nodes] == ([] if suggested is None else [suggested])
    assert all(suggestion.words == f"{suggested} nodes" for suggestion in nodes)


@pytest.mark.parametrize(
    ("losses", "patience", "suggested"),
    [
        ((0.3, 0.2, 0.25, 0.25, 0.25), 2, 2),
        ((0.3, 0.2, 0.25, 0.25), 2, None),
        ((0.3, 0.31, 0.32, 0.2, 0.25, 0.25, 0.25, 0.25), 3, 3),
        ((0.3, 0.31, 0.32, 0.2, 0.25, 0.25, 0.25), 3, None),
        ((0.3, 0.31, 0.32, 0.33, 0.2, 0.19, 0.25, 0.25, 0.25, 0.25, 0.25), 4, 4),
        ((0.1, 0.2, 0.2, 0.2), 2, 2),
        ((math.nan, math.nan), 2, None),
        ((), 2, None),
    ],
)
def test_a_patience_is_suggested_that_comes_to_the_best_epoch_and_not_to_the_end(
    losses: tuple[float, ...], patience: int, suggested: int | None
) -> None:
    epochs = a_history(losses)
    assert patience_to_the_best(epochs) == patience
    remedy = fewer_epochs(epochs)
    suggestion = remedy.suggest(RunSpec()) if remedy is not None else None
    assert (suggestion.changes["early_stopping"] if suggestion is not None else None) == suggested


@pytest.mark.parametrize("name", HISTORIES)
def test_a_suggested_patience_keeps_the_weights_that_a_real_run_kept(name: str) -> None:
    epochs = real(name)
    remedy = fewer_epochs(epochs)
    suggestion = remedy.suggest(RunSpec()) if remedy is not None else None
    if suggestion is None:
        return
    lowest, stopped = 0, None
    for place, epoch in enumerate(epochs):
        lowest = place if epoch.val_loss < epochs[lowest].val_loss else lowest
        if stopped is None and place - lowest >= suggestion.changes["early_stopping"]:
            stopped = place
    assert stopped is not None
    assert lowest < stopped < len(epochs) - 1


@pytest.mark.parametrize(
    ("optimizer", "rate", "label", "suggested"),
    [
        ("sgd", 1000.0, Label.DIVERGED, 0.01),
        ("rmsprop", 0.001, Label.DIVERGED, 0.0001),
        ("rmsprop", 0.02, Label.UNSTABLE, 0.001),
        ("sgd", 0.01, Label.UNFINISHED, 0.05),
        ("sgd", 0.0001, Label.UNFINISHED, 0.01),
        ("sgd", 0.2, Label.UNFINISHED, 1.0),
        ("sgd", 0.5, Label.UNFINISHED, None),
        ("rmsprop", 0.01, Label.UNFINISHED, None),
        ("adadelta", 0.01, Label.UNFINISHED, 0.05),
        ("adam", 0.03, Label.UNDER_FITTING, 0.001),
        ("adam", 0.0001, Label.UNDER_FITTING, None),
        ("adam", 0.9, Label.NOT_LEARNING, 0.001),
        ("adam", 0.001, Label.NOT_LEARNING, 0.005),
        ("adam", 1e-7, Label.NOT_LEARNING, 0.001),
    ],
)
def test_another_learning_rate_is_the_optimizers_own_or_beyond_it(
    optimizer: str, rate: float, label: Label, suggested: float | None
) -> None:
    spec = RunSpec.of({"optimizer": optimizer, "learning_rate": rate})
    made = [suggestion.changes for remedy in REMEDIES[label] if (suggestion := remedy.suggest(spec)) is not None]
    assert [changes["learning_rate"] for changes in made if "learning_rate" in changes] == (
        [] if suggested is None else [suggested]
    )


@pytest.mark.parametrize(
    ("figures", "baseline_gap", "words"),
    [
        ((0.0273, 0.0975), None, "training 0.0273 below validation 0.0975, gap 0.0702: leaning to over-fitting."),
        (
            (0.0273, 0.0975),
            0.0702,
            "training 0.0273 below validation 0.0975, gap 0.0702: leaning to over-fitting; "
            "no wider than the post's 0.0702 (one run, its seed unknown).",
        ),
        (
            (0.1254, 0.1100),
            0.0702,
            "training 0.1254 above validation 0.1100, gap 0.0154: leaning to under-fitting; "
            "relatively under-fitting, beside the post's 0.0702 (one run, its seed unknown).",
        ),
    ],
)
def test_the_posts_sentence_without_runs_rests_on_the_posts_own_row(
    figures: tuple[float, float], baseline_gap: float | None, words: str
) -> None:
    epochs = [an_epoch(1, figures[1], loss=figures[0])]
    baseline = None if baseline_gap is None else choose_baseline(())
    assert format_post_reading(post_reading(epochs, baseline_gap), baseline) == words


def test_the_posts_sentence_compares_with_the_baseline_and_says_what_that_rests_on() -> None:
    reading = post_reading([an_epoch(1, 0.14, loss=0.04)], 0.07)
    words = format_post_reading(reading, Baseline("the baseline", 0.07, RunSpec(), ("a", "b", "c")))
    assert words == (
        "training 0.0400 below validation 0.1400, gap 0.1000: leaning to over-fitting; "
        "relatively over-fitting, wider than the baseline's 0.0700 (median of 3 runs)."
    )


@pytest.mark.parametrize(
    ("loss", "val_loss", "words"),
    [
        (0.04, 0.0744, "leaning to over-fitting, gap 0.0344, no wider than the baseline's 0.0639"),
        (0.04, 0.1050, "leaning to over-fitting, gap 0.0650, not clearly wider than the baseline's 0.0639"),
        (
            0.04,
            0.1400,
            "leaning to over-fitting, gap 0.1000, wider than the baseline's 0.0639: relatively over-fitting",
        ),
        (0.14, 0.0400, "leaning to under-fitting, gap 0.1000; relatively under-fitting"),
    ],
)
def test_the_posts_reading_in_short_says_how_the_gap_stands_to_the_baselines(
    loss: float, val_loss: float, words: str
) -> None:
    epochs = [an_epoch(1, val_loss, loss=loss)]
    assert post_in_short(post_reading(epochs, 0.0639)) == words
    explained = explain(epochs, RunSpec(), Baseline("the pinned baseline", 0.0639, RunSpec(), ("a",)))
    assert explained.post_in_short == words.replace("the baseline", "the pinned baseline")


def test_a_run_that_alone_is_the_baseline_is_not_compared_with_itself() -> None:
    run = example_run(epochs=0).model_copy(update={"epochs": (an_epoch(1, 0.14, loss=0.04),)})
    alone = explain_run(run, Baseline("the baseline", 0.1, run.spec, (run.id,)))
    assert alone.post_in_short == "leaning to over-fitting, gap 0.1000"
    assert alone.post.endswith(": leaning to over-fitting.")
    repeated = explain_run(run, Baseline("the baseline", 0.1, run.spec, (run.id, "other")))
    assert repeated.post_in_short.endswith("no wider than the baseline's 0.1000")


@pytest.mark.parametrize(
    ("losses", "words"),
    [
        ([], "The verdict comes with the last epoch."),
        ([0.3], "So far: validation loss 0.3000 after the first epoch."),
        ([0.3, 0.2], "So far: training loss falls, validation loss is at its lowest."),
        ([0.3, 0.2, 0.21], "So far: training loss falls, validation loss has had no new low for 1 epoch."),
        ([0.3, 0.2, 0.21, 0.2], "So far: training loss falls, validation loss has had no new low for 2 epochs."),
        ([0.3, math.nan], "A loss is not finite: training ends here."),
        ([0.2, 0.2], "So far: training loss falls, validation loss has had no new low for 1 epoch."),
    ],
)
def test_how_a_run_looks_so_far(losses: list[float], words: str) -> None:
    assert so_far(a_history(losses)) == words


def test_a_training_loss_that_rises_is_said_to_rise() -> None:
    epochs = [an_epoch(7, 0.3, loss=0.1), an_epoch(8, 0.2, loss=0.2)]
    assert so_far(epochs) == "So far: training loss rises, validation loss is at its lowest."
