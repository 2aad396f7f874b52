"""The filter language: what it finds, how it names what is wrong, and what it does with half a filter."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mnist_lab.domain.filters.fields import field_named, filter_fields
from mnist_lab.domain.filters.query import FilterInvalid, filter_of, parse
from mnist_lab.domain.runs.run import Dataset, RunState
from mnist_lab.domain.runs.setting_fields import fields_of
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.columns import columns_of
from mnist_lab.domain.tables.run_summary import Summary
from support.fakes import ENVIRONMENT, a_history, an_epoch
from support.run_examples import BEGAN, a_summary

RISEN = a_history([0.1, 0.09, 0.1, 0.1, 0.1])
HERE = ENVIRONMENT.model_copy(update={"host": "lab-one", "device": "GPU: GeForce"})


@pytest.fixture
def wide() -> Summary:
    """A finished run, over-confident, with every figure that filters ask for."""
    return a_summary(
        1,
        RISEN,
        RunSpec(units=2048, dropout=0.25, max_norm=3.0, kernel_initializer="he_normal", validation_split=0.25, seed=7),
        name="Wide and (odd)",
        tags=("lab3", "Second try"),
        note="As the post says,\nonly wider",
        pinned_at=BEGAN,
        seconds=190.0,
        test_accuracy=0.9782999753952026,  # as Keras counts 97.83 %, in single precision
        environment=HERE,
        data=Dataset(name="mnist", sha256="ab12"),
    )


@pytest.fixture
def bare() -> Summary:
    """A run that failed before its first epoch: nothing measured, written or pinned."""
    return a_summary(2, spec=RunSpec(dropout=0, optimizer="sgd", scale_pixels=False), state=RunState.FAILED)


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
        "loss:.06",
        "val_loss<.11",
        "valid=.1",
        "clean_gap>0",
        "clean_gap:+.06",
        "best_epoch=2",
        "epochs_done=5",
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
def test_what_is_so_is_found(wide: Summary, bare: Summary, text: str) -> None:
    now = wide.run.created + timedelta(minutes=1)
    assert wide in filter_of(text, now=now).chosen((bare, wide))


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
def test_what_is_not_so_is_left_out(wide: Summary, text: str) -> None:
    assert filter_of(text, now=wide.run.created + timedelta(minutes=1)).chosen([wide]) == ()


@pytest.mark.parametrize("operator", [":", "=", "!=", "<", "<=", ">", ">="])
@pytest.mark.parametrize("held", [None, math.nan, math.inf])
def test_a_figure_that_is_missing_or_not_finite_meets_no_comparison(operator: str, held: float | None) -> None:
    run = a_summary(1, test_accuracy=held)
    assert not filter_of(f"test_acc{operator}.5").matches(run)
    assert filter_of(f"-test_acc{operator}.5").matches(run)
    assert filter_of("test_acc=none").matches(run)


def test_a_run_without_an_epoch_has_no_verdict_and_no_losses(bare: Summary) -> None:
    for text in ("verdict:over", "verdict!=good", "val_loss>0", "clean_gap!=1"):
        assert not filter_of(text).matches(bare)
    for text in ("verdict=none", "-verdict=good", "val_loss:none", "note=none", "tags:none", "host=none"):
        assert filter_of(text).matches(bare)


def test_off_is_a_value_as_the_table_reads(bare: Summary, wide: Summary) -> None:
    for text in ("dropout=off", "dropout:none", "dropout=0", "dropout<.1", "max_norm=off", "max_norm!=3"):
        assert filter_of(text).chosen((bare, wide)) == (bare,), text


def test_a_quoted_none_is_the_word(wide: Summary) -> None:
    tagged = a_summary(3, tags=("none",))
    assert filter_of('tag="none"').chosen((wide, tagged)) == (tagged,)


def test_a_name_that_the_table_makes_is_found_too() -> None:
    assert filter_of('"dropout off"').matches(a_summary(1, spec=RunSpec(dropout=0)))


def test_a_diverged_run_is_found_by_its_verdict() -> None:
    run = a_summary(1, (an_epoch(1, math.nan),))
    assert filter_of("verdict=diverged").matches(run)
    assert not filter_of("val_loss>0").matches(run)


@pytest.mark.parametrize(
    ("text", "sentence", "piece"),
    [
        ("vall_acc>.9", "There is no field “vall_acc” to filter by; did you mean val_acc?", "vall_acc"),
        ("wide -drop_out=0", "There is no field “drop_out” to filter by; did you mean dropout?", "drop_out"),
        ("xyzzy=1", "There is no field “xyzzy” to filter by; put a text to search for in quotes.", "xyzzy"),
        ("val>1", "“val” could be val_loss, val_accuracy, validation_split or validation_from.", "val"),
        ("val_acc>abc x", "val_accuracy takes a share such as .979 or 97.9%, not “abc”.", "val_acc>abc"),
        ("units=64,128", "units takes a whole number such as 512 or 60k, not “64,128”.", "units=64,128"),
        ("dropout>nan", "dropout takes a number such as .12 or 1e-3, or off, not “nan”.", "dropout>nan"),
        ("loss<1e999", "loss takes a number such as .12 or 1e-3, not “1e999”.", "loss<1e999"),
        ("optimizer:lion", "optimizer takes one of rmsprop, sgd, adam", "optimizer:lion"),
        ("verdict=over ", "verdict takes one of diverged, too short", "verdict=over"),
        ("pinned=perhaps", "pinned takes yes or no, not “perhaps”.", "pinned=perhaps"),
        ("created>2026-13-01", "created takes a date such as 2026-11-24, or today", "created>2026-13-01"),
        ("created>0001-01-01", "created takes a date", "created>0001-01-01"),
        ("seconds>3s2h", "seconds takes a time such as 27s or 3min, not “3s2h”.", "seconds>3s2h"),
        ("name<x", "name has no order: it takes “:”, “=” or “!=”, not “<”.", "name<x"),
        ("max_norm>off", "max_norm: “off” is neither more nor less than a number.", "max_norm>off"),
        (">5 wide", "“>5” needs a field", ">5"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, sentence: str, piece: str) -> None:
    parsed = parse(text)
    assert parsed.problem is not None
    assert sentence in parsed.problem.sentence
    assert not parsed.is_half_typed
    assert text[parsed.problem.start : parsed.problem.end] == piece
    with pytest.raises(FilterInvalid) as refused:
        filter_of(text)
    assert str(refused.value) == parsed.problem.sentence


@pytest.mark.parametrize(
    "half",
    [
        "val_acc>",
        "val_acc> ",
        "val_acc!",
        "-val_acc<=",
        "val_acc>.",
        "val_acc>1e-",
        "clean_gap<-",
        "optimizer=rm",
        "scale_pixels=y",
        "dropout=o",
        "created>2026-1",
        "created>2026-11-",
        "created>tod",
        '"open',
        "name:'open",
        "|",
        "-",
        "pinned | -",
    ],
)
def test_what_is_half_typed_is_left_out_and_the_rest_holds(wide: Summary, bare: Summary, half: str) -> None:
    parsed = parse(f"dropout=.25 {half}")
    assert parsed.is_half_typed
    assert parsed.filter.chosen((wide, bare)) == (wide,)
    alone = parse(half)
    assert alone.is_half_typed
    assert wide in alone.filter.chosen((wide, bare))
    with pytest.raises(FilterInvalid):
        filter_of(half)


def test_half_of_a_word_waits_for_the_rest_until_a_space_ends_it() -> None:
    for begun in ("val_ac", "-drop", "p", "batch"):
        assert parse(begun).is_half_typed
        assert not parse(begun).filter
        assert parse(begun + " ").filter
        assert parse(begun + " ").problem is None
        assert filter_of(begun)
    assert parse("zebra").filter
    assert parse("pinned").filter


def test_a_value_still_missing_in_the_middle_does_not_swallow_what_follows(wide: Summary, bare: Summary) -> None:
    parsed = parse("val_acc> dropout=.25")
    assert parsed.is_half_typed
    assert parsed.filter.chosen((wide, bare)) == (wide,)


def test_what_is_wrong_weighs_more_than_what_is_half_typed_and_the_first_is_told() -> None:
    parsed = parse("val_acc> | vall_acc>1 drop_out=1")
    assert parsed.problem is not None
    assert (parsed.is_half_typed, parsed.problem.start) == (False, 11)


def test_a_filter_is_a_value() -> None:
    assert filter_of("val_acc>.9 | tag:a") == filter_of("val_accuracy > 90%|tags:A")
    assert hash(filter_of("dropout=0"))
    assert not filter_of(" ")


def test_every_setting_and_every_column_is_a_word_by_its_key() -> None:
    keys = {field.name for field in fields_of(RunSpec)} | {column.key for column in columns_of()}
    assert keys <= set(filter_fields())
    assert all(field_named(key).key == key for key in keys)
    assert all(field_named(key.replace("_", "-").upper()).key == key for key in keys)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("val_acc", "val_accuracy"),
        ("test_acc", "test_accuracy"),
        ("test_accuracy_l", "test_accuracy_last"),
        ("lr", "learning_rate"),
        ("nodes", "units"),
        ("layers", "hidden_layers"),
        ("batch", "batch_size"),
        ("epoch", "epochs"),
        ("opt", "optimizer"),
        ("train", "loss"),
        ("tag", "tags"),
        ("status", "state"),
        ("fit", "verdict"),
    ],
)
def test_words_may_be_begun_or_called_as_the_table_does(text: str, key: str) -> None:
    assert field_named(text).key == key


def test_today_is_the_day_of_this_place() -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC).astimezone().replace(hour=12)
    runs: list[Any] = [a_summary(hours, created=noon - timedelta(hours=hours)) for hours in (0, 11, 13, 25, 37)]
    assert filter_of("created:today", now=noon).chosen(runs) == tuple(runs[:2])
    assert filter_of("created:yesterday", now=noon).chosen(runs) == tuple(runs[2:4])


def test_whatever_is_typed_is_read_or_told_and_nothing_else_happens(wide: Summary, bare: Summary) -> None:
    chance = random.Random(1)
    parts = [
        *filter_fields(), *":=<>!|-\"'()%.,", " ", "  ", "!=", "<=", ">=", "97.9%", ".", "1e999", "1e-3", "-1", "60k",
        "\n", "2026-11-24", "9998-12-31", "9999-12-31", "2026-02-30", "today", "off", "none", "yes", "rms", "٣",
        "²", "\x00", "é", "数", "\ud800", "1" * 400, "3min", "1h", "𝟙", "\u202e", "ß", "İ",
    ]  # fmt: skip
    for _ in range(4000):
        text = "".join(chance.choices(parts, k=chance.randint(0, 9)))
        for is_typing in (True, False):
            parsed = parse(text, is_typing=is_typing)
            assert isinstance(parsed.filter.matches(wide), bool)
            assert isinstance(parsed.filter.matches(bare), bool)
            if parsed.problem is not None:
                assert 0 <= parsed.problem.start < parsed.problem.end <= len(text)
                assert len(parsed.problem.sentence.splitlines()) == 1
