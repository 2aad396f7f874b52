"""Which runs a filter finds."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.domain.filters.fields import Takes, filter_fields
from mnist_lab.domain.filters.operands import Operator
from mnist_lab.domain.filters.query import filter_of
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.tables.run_summary import Summary
from support.fakes import a_history, an_epoch
from support.filter_examples import BARE, WIDE
from support.run_examples import a_summary


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "wide",
        "WIDE",
        "lab3",
        "post",
        '"second try"',
        "'the post says'",
        "-narrow",
        "--wide",
        '-"wide and narrow"',
        "name:wide",
        'name="wide and (odd)"',
        "name!=wide",
        "tag:lab",
        "tag=LAB3",
        "tags:sec",
        "-tag:try",
        "tag!=lab4",
        "tag!=none",
        "note:wider",
        "note!=none",
        "id:run-",
        "id=run-1",
        "data:mnist",
        "data:ab",
        "host:lab",
        "device:geforce",
        "device:auto",
        "-device=gpu",
        "pinned",
        "pinned=yes",
        "-pinned:no",
        "state:fin",
        "status=finished",
        "state!=failed",
        "-status:failed",
        "verdict:over",
        "verdict=over-confident",
        "verdict:steady",
        "course:steady",
        "course=steady",
        "course!=unstable",
        "verdict!=unstable",
        "verdict:OVER_C",
        "fit!=good",
        "units=2048",
        "nodes:2048",
        "units>2k",
        "units<2.1k",
        "units>=2048",
        "units<=2048",
        "nodes != 64",
        "dropout=.25",
        "dropout=25%",
        "dropout>.2",
        "dropout > .2",
        "dropout> .2 units=2048",
        "max_norm>=3",
        "max-norm!=off",
        "early_stopping=off",
        "patience=none",
        "train_size=all",
        "early_stopping!=3",
        "lr=1e-3",
        "learning_rate:.001",
        "momentum=off",
        "optimizer:rms",
        "optimizer=RMSprop",
        "kernel_initializer:he",
        'init="he normal"',
        "init=he-normal",
        "activation=relu",
        "scale_pixels=yes",
        "scale_pixels:TRUE",
        "scale_pixels",
        "validation_split=25%",
        "validation_split=25",
        "validation_split=.25",
        "val_acc=.97",
        "val_acc=97%",
        "val_acc>96.9",
        "val_acc>.969 val_acc<.971",
        "test_acc=97.83%",
        "test_accuracy=.9783",
        "test_acc>=97.83",
        "test_acc:97.8%",
        "test_acc:98",
        "loss:.043",
        "val_loss<.11",
        "valid=.1",
        "clean_gap>0",
        "clean_gap:+.071",
        "best_epoch=2",
        "epochs_done=7",
        "parameters=680,662",
        "parameters:681k",
        "parameters>.5M",
        "seconds>3min",
        "time<4m",
        "seconds:3min",
        "seconds:3min10s",
        'seconds="3 min 10 s"',
        "seconds>=190",
        "seconds<.1h",
        "created>2026-11-01",
        "created=2026-11-24",
        "created:2026-11",
        "created:2026",
        "created<2026-11-25",
        "created<=2026-11-24",
        "created>=2026-11-24",
        "started=today",
        "created>yesterday",
        "created!=yesterday",
        "dropout=0 | wide",
        "dropout=0|wide",
        "nothing | nowhere | pinned",
        "val_acc>.96 dropout=.25 optimizer:rms verdict:over tag:lab3 -status:failed | nothing",
    ],
)
def test_a_run_that_meets_the_filter_is_found(text: str) -> None:
    now = WIDE.run.created + timedelta(minutes=1)
    assert WIDE in filter_of(text, now=now).chosen((BARE, WIDE))


@pytest.mark.parametrize(
    "text",
    [
        "narrow",
        "-wide",
        "name=wide",
        "name!='wide and (odd)'",
        "tag=lab",
        "tag:try",
        "tag!=lab3",
        "tag=none",
        "-pinned",
        "pinned=no",
        "state:fa",
        "verdict:under",
        "verdict!=over-confident",
        "units!=2048",
        "units>2048",
        "max_norm=off",
        "max_norm<3",
        "early_stopping<5",
        "early_stopping>5",
        "train_size>100",
        "optimizer=sgd",
        "scale_pixels=off",
        "test_acc>97.83%",
        "test_acc<97.83%",
        "test_acc!=97.83%",
        "test_acc:97%",
        "test_acc=98%",
        "test_loss<100",
        "test_loss>0",
        "test_loss!=1",
        "test_loss!=none",
        "created>2026-11-24",
        "created<2026-11-24",
        "created!=today",
        "wide dropout=0",
        "nothing | nowhere",
        "-pinned | -wide",
    ],
)
def test_a_run_that_fails_the_filter_is_left_out(text: str) -> None:
    assert filter_of(text, now=WIDE.run.created + timedelta(minutes=1)).chosen([WIDE]) == ()


@pytest.mark.parametrize("operator", [":", "=", "!=", "<", "<=", ">", ">="])
@pytest.mark.parametrize("held", [None, math.nan, math.inf])
def test_a_missing_or_infinite_figure_meets_no_comparison(operator: str, held: float | None) -> None:
    run = a_summary(1, test_accuracy=held)
    assert not filter_of(f"test_acc{operator}.5").matches(run)
    assert filter_of(f"-test_acc{operator}.5").matches(run)
    assert filter_of("test_acc=none").matches(run)


def test_a_run_without_an_epoch_has_no_verdict_and_no_losses() -> None:
    for text in ("verdict:over", "verdict!=good", "val_loss>0", "clean_gap!=1"):
        assert not filter_of(text).matches(BARE)
    for text in ("verdict=none", "-verdict=good", "val_loss:none", "note=none", "tags:none", "host=none"):
        assert filter_of(text).matches(BARE)


def test_off_and_none_find_settings_that_are_off() -> None:
    for text in ("dropout=off", "dropout:none", "dropout=0", "dropout<.1", "max_norm=off", "max_norm!=3"):
        assert filter_of(text).chosen((BARE, WIDE)) == (BARE,), text


def test_none_in_quotes_is_text() -> None:
    tagged = a_summary(3, tags=("none",))
    assert filter_of('tag="none"').chosen((WIDE, tagged)) == (tagged,)


def test_a_generated_name_is_searched_too() -> None:
    assert filter_of('"dropout off"').matches(a_summary(1, spec=RunSpec(dropout=0)))


def test_a_diverged_run_is_found_by_its_verdict() -> None:
    run = a_summary(1, (an_epoch(1, math.nan),))
    assert filter_of("verdict=diverged").matches(run)
    assert not filter_of("val_loss>0").matches(run)


def test_equal_filters_compare_equal() -> None:
    assert filter_of("val_acc>.9 | tag:a") == filter_of("val_accuracy > 90%|tags:A")
    assert hash(filter_of("dropout=0"))
    assert not filter_of(" ")


@pytest.mark.parametrize(
    ("spaced", "joined"),
    [
        ("val loss<.1", "val_loss<.1"),
        ("wide val loss<.1 units>2", "wide val_loss<.1 units>2"),
        ("-batch size=32 | nodes per layer = 64", "-batch_size=32 | units=64"),
        ("test acc kept>98", "test_accuracy>98"),
    ],
)
def test_a_name_with_blanks_is_that_of_its_field(spaced: str, joined: str) -> None:
    assert filter_of(spaced).alternatives == filter_of(joined).alternatives


@pytest.mark.parametrize("text", ['"val" loss<.1', "val -loss<.1", "val | loss<.1"])
def test_a_word_that_is_not_joined_to_a_condition_is_searched(text: str) -> None:
    fields = {condition.field.key for each in filter_of(text).alternatives for condition in each}
    assert "loss" in fields
    assert "val_loss" not in fields


def test_losses_are_those_that_the_table_shows() -> None:
    run = a_summary(1, (an_epoch(1, 0.3), an_epoch(2, 0.1), an_epoch(3, 0.2)))
    found = [each for each in FigureChoice if filter_of("val_loss=.1", figures=each).matches(run)]
    assert found == [FigureChoice.KEPT, FigureChoice.BEST, FigureChoice.MIN]


def test_today_is_the_local_day() -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC).astimezone().replace(hour=12)
    runs: list[Any] = [a_summary(hours, created=noon - timedelta(hours=hours)) for hours in (0, 11, 13, 25, 37)]
    assert filter_of("created:today", now=noon).chosen(runs) == tuple(runs[:2])
    assert filter_of("created:yesterday", now=noon).chosen(runs) == tuple(runs[2:4])


NUMBERS = st.sampled_from(["0", ".1", "97.83%", "2048", "1e-3"])
VALUES = {
    Takes.COUNT: NUMBERS,
    Takes.NUMBER: NUMBERS,
    Takes.SHARE: NUMBERS,
    Takes.SECONDS: st.sampled_from(["190", "3min", "1h30min"]),
    Takes.MOMENT: st.sampled_from(["2026-11-24", "2026", "yesterday"]),
    Takes.SWITCH: st.sampled_from(["yes", "no"]),
    Takes.TEXT: st.sampled_from(["wide", "none", "lab-one"]),
    Takes.BEGINNING: st.sampled_from(["lab3", "none", "run-1", "mnist"]),
}


@st.composite
def conditions(draw: st.DrawFn) -> str:
    """Return a correct condition on any field."""
    field = draw(st.sampled_from(list(filter_fields().values())))
    operators = [each.value for each in Operator if field.takes.is_ordered() or not each.is_order()]
    value = draw(st.sampled_from(sorted(field.choices)) if field.choices is not None else VALUES[field.takes])
    return f'{field.key}{draw(st.sampled_from(operators))}"{value}"'


@given(conditions())
@settings(max_examples=150, deadline=None)
def test_a_minus_inverts_every_condition(condition: str) -> None:
    for run in (WIDE, BARE):
        assert filter_of(condition).matches(run) is not filter_of(f"-{condition}").matches(run)


IMPROVING = a_summary(11, a_history([0.5, 0.4, 0.3, 0.2]))
JUMPING = a_summary(12, a_history([0.3, 0.2, 0.3, 0.2, 0.3, 0.2]))
LEFT = a_summary(13, [an_epoch(n, loss, clean_loss=0.05) for n, loss in enumerate([0.2] * 4 + [0.3] * 4, start=1)])
DIVERGED = a_summary(14, a_history([math.nan]))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("verdict:unfinished", [IMPROVING]),
        ("verdict:unfin", [IMPROVING]),
        ("verdict=unfinished", [IMPROVING]),
        ("fit:unfinished", [IMPROVING]),
        ("course:unfinished", [IMPROVING]),
        ("course:still", [IMPROVING]),
        ('course="still improving"', [IMPROVING]),
        ("course:still improving", [IMPROVING]),
        ("course=still improving fit:good", [IMPROVING]),
        ("fit:good course:left its best", [LEFT]),
        ("-course:still improving fit:good", [JUMPING, LEFT]),
        ("course:left its | course:still impr", [IMPROVING, LEFT]),
        ("verdict:still improving", [IMPROVING]),
        ("verdict:unstable", [JUMPING, LEFT]),
        ("verdict=unstable", [JUMPING, LEFT]),
        ("-verdict:unstable -verdict:unfinished", [DIVERGED]),
        ("course:unstable", [JUMPING]),
        ("course:left", [LEFT]),
        ("verdict:left", [LEFT]),
        ("fit:good", [IMPROVING, JUMPING, LEFT]),
        ("fit:good course:un", [IMPROVING, JUMPING]),
        ("course=none", [DIVERGED]),
        ("verdict!=unfinished", [JUMPING, LEFT, DIVERGED]),
    ],
)
def test_fit_and_course_are_found_by_their_words_and_by_earlier_ones(text: str, found: list[Summary]) -> None:
    assert list(filter_of(text).chosen((IMPROVING, JUMPING, LEFT, DIVERGED))) == found
