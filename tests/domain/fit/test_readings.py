"""The verdicts on histories of real runs, compared with what a careful reader says."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable

import pytest

from mnist_lab.domain.evidence.groups import group_verdict
from mnist_lab.domain.experiments.catalog import BASELINE, EXPERIMENTS
from mnist_lab.domain.fit.fit_features import fit_features
from mnist_lab.domain.fit.rules import RULES
from mnist_lab.domain.fit.thresholds import THRESHOLDS
from mnist_lab.domain.fit.verdict import Label, judge, verdict_document, verdict_of_document
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.spec import RunSpec
from support.read_histories import HISTORIES, real
from support.run_examples import a_summary

POST = {variation.label for experiment in EXPERIMENTS for variation in experiment.variations} | {BASELINE.label}


KNOWN = [name for name, history in HISTORIES.items() if not history.is_new]
NEW = [name for name, history in HISTORIES.items() if history.is_new]
LEAST_AGREEMENT = 0.95
"""The share of the cases beyond doubt in which reader and rule must say the same of the fit."""
LEAST_AGREEMENT_ON_THE_COURSE = 0.95
"""Of the course it is less: whether a loss jumps or has settled is often a matter of taste."""


@pytest.mark.parametrize("name", KNOWN)
def test_a_real_history_gets_the_label_of_its_reader(name: str) -> None:
    assert judge(real(name)).label in HISTORIES[name].labels, HISTORIES[name].why


@pytest.mark.parametrize("names", [KNOWN, NEW], ids=["known", "new"])
def test_the_rules_agree_with_the_reader_where_the_fit_is_beyond_doubt(names: list[str]) -> None:
    certain = [name for name in names if len(HISTORIES[name].labels) == 1]
    differing = {
        name: judge(real(name)).label for name in certain if judge(real(name)).label not in HISTORIES[name].labels
    }
    assert len(differing) <= (1 - LEAST_AGREEMENT) * len(certain), differing


@pytest.mark.parametrize("names", [KNOWN, NEW], ids=["known", "new"])
def test_the_rules_agree_with_the_reader_where_the_course_is_beyond_doubt(names: list[str]) -> None:
    certain = [name for name in names if len(HISTORIES[name].courses) <= 1]
    courses = {name: judge(real(name)).course_word for name in certain}
    differing = {
        name: course for name, course in courses.items() if tuple(filter(None, [course])) != HISTORIES[name].courses
    }
    assert len(differing) <= (1 - LEAST_AGREEMENT_ON_THE_COURSE) * len(certain), differing


@pytest.mark.parametrize("name", HISTORIES)
def test_every_reading_has_a_reason_and_a_history_of_full_length(name: str) -> None:
    history = HISTORIES[name]
    assert len(history.why.split()) > 1
    assert history.why.endswith(".")
    may_end_sooner = history.spec.early_stopping is not None or Label.DIVERGED in history.labels
    assert 0 < len(history.epochs) <= history.spec.epochs
    assert len(history.epochs) == history.spec.epochs or may_end_sooner


def test_every_label_has_several_histories_that_are_beyond_doubt() -> None:
    certain = Counter(history.labels[0] for history in HISTORIES.values() if len(history.labels) == 1)
    assert sum(certain.values()) >= 60
    assert set(certain) == set(Label) - {Label.UNSEEN_CLASSES}  # which depends on the digits and on no figure
    assert min(certain.values()) >= 5


def test_the_histories_include_every_group_of_the_post_with_three_seeds() -> None:
    seeds = defaultdict(set)
    for history in HISTORIES.values():
        if history.kind == "the-post":
            seeds[history.name.partition(", seed")[0]].add(history.spec.seed)
    assert set(seeds) == POST
    assert {len(found) for found in seeds.values()} == {3}


def test_the_histories_vary_in_length_digits_network_and_optimizer() -> None:
    specs = [history.spec for history in HISTORIES.values()]
    assert {1, 2, 3, 4, 5, 10, 20, 40} <= {len(history.epochs) for history in HISTORIES.values()}
    assert {100, 500, 1000, 6000} <= {spec.train_size for spec in specs}
    assert {1, 2, 4, 8, 518, 2048} <= {spec.units for spec in specs}
    assert {"rmsprop", "sgd", "adam", "adadelta"} <= {spec.optimizer for spec in specs}
    assert any(spec.early_stopping for spec in specs)


@pytest.mark.parametrize("name", HISTORIES)
def test_a_verdict_is_plain_json_with_its_rule_and_numbers(name: str) -> None:
    document = verdict_document(judge(real(name)))
    assert set(document) == {"label", "course", "rule", "numbers", "course_rule", "course_numbers"}
    assert document["rule"].endswith(".")
    assert document["numbers"]
    assert bool(document["course"]) is bool(document["course_rule"]) is bool(document["course_numbers"])
    assert verdict_of_document(document).text == judge(real(name)).text
    json.dumps(document, allow_nan=False)


def changed(epochs: tuple[Epoch, ...], change: Callable[[Epoch], dict[str, float | int]]) -> tuple[Epoch, ...]:
    return tuple(epoch.model_copy(update=change(epoch)) for epoch in epochs)


def in_bits(epoch: Epoch) -> dict[str, float | int]:
    return {name: getattr(epoch, name) / math.log(2) for name in ("loss", "clean_loss", "val_loss")}


@pytest.mark.parametrize("name", HISTORIES)
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda epoch: {"seconds": 1000.0 * epoch.epoch}, id="slower"),
        pytest.param(lambda epoch: {"loss": epoch.loss * 2, "accuracy": 0.5}, id="other printed figures"),
    ],
)
def test_times_and_printed_figures_do_not_matter(name: str, change: Callable[[Epoch], dict[str, float | int]]) -> None:
    assert judge(changed(real(name), change)) == judge(list(real(name)))


@pytest.mark.parametrize("name", HISTORIES)
@pytest.mark.parametrize("change", [lambda epoch: {"epoch": epoch.epoch + 7}, in_bits], ids=["renumbered", "in bits"])
def test_numbering_and_unit_do_not_change_the_label(
    name: str, change: Callable[[Epoch], dict[str, float | int]]
) -> None:
    assert judge(changed(real(name), change)).label is judge(real(name)).label


@pytest.mark.parametrize("name", HISTORIES)
@pytest.mark.parametrize("figure", ["loss", "clean_loss", "val_loss"])
@pytest.mark.parametrize("place", [0, -1])
def test_one_nan_loss_anywhere_is_diverged(name: str, figure: str, place: int) -> None:
    epochs = list(real(name))
    epochs[place] = epochs[place].model_copy(update={figure: math.nan})
    assert judge(epochs).label is Label.DIVERGED


@pytest.mark.parametrize("name", HISTORIES)
def test_the_first_rule_whose_checks_hold_gives_the_label(name: str) -> None:
    features = fit_features(real(name), THRESHOLDS.window, THRESHOLDS.unstable_epochs)
    applying = [rule.word for rule in RULES if all(check.holds for check in rule.checks(features, THRESHOLDS))]
    assert judge(real(name)).label is applying[0]


@pytest.mark.parametrize("name", HISTORIES)
def test_the_course_depends_on_the_validation_figures_alone(name: str) -> None:
    found = judge(real(name))
    other = judge(changed(real(name), lambda epoch: {"clean_loss": epoch.clean_loss + 1, "clean_accuracy": 0.99}))
    says_that_loss_rose = {Label.OVER_FITTING, Label.OVER_CONFIDENT}
    if found.course is not None and says_that_loss_rose.isdisjoint({found.label, other.label}):
        assert other.course == found.course


def groups_of_the_post() -> dict[str, list[tuple[Epoch, ...]]]:
    """Return the histories of each network of the post, all its seeds."""
    groups: dict[str, list[tuple[Epoch, ...]]] = defaultdict(list)
    for name, history in HISTORIES.items():
        network = name.partition(", seed")[0]
        if network in POST and history.kind in {"the-post", "other-seeds"}:
            groups[network].append(history.epochs)
    return groups


def test_seeds_mostly_agree_with_the_label_of_their_group() -> None:
    groups = groups_of_the_post()
    verdicts = {
        network: group_verdict(a_summary(seed, epochs, RunSpec(seed=seed)) for seed, epochs in enumerate(histories, 1))
        for network, histories in groups.items()
    }
    agreeing = {network: (found.agreeing, found.count) for network, found in verdicts.items() if found is not None}
    assert set(agreeing) == POST
    assert sum(some for some, _ in agreeing.values()) >= 0.85 * sum(count for _, count in agreeing.values()), agreeing


def test_no_seed_of_the_baseline_is_anything_but_good_or_over_confident() -> None:
    labels = {judge(epochs).label for epochs in groups_of_the_post()[BASELINE.label]}
    assert labels <= {Label.GOOD, Label.OVER_CONFIDENT}
