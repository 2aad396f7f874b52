"""Records: each field is taken as declared or refused, and everything wrong is found at once."""

from __future__ import annotations

import copy
import math
import pickle
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest

from mnist_lab.util.records.checks import Strictness
from mnist_lab.util.records.declarations import Bounds, Cleaned, Explained, Pattern, Unsaved
from mnist_lab.util.records.faults import Fault, RecordInvalid
from mnist_lab.util.records.record import Record


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Inner(Record):
    share: Annotated[float, Bounds(0, 1, high_included=False)] = 0.5


class Outer(Record):
    number: Annotated[int, Bounds(1, 9)]
    real: float = 1.0
    switch: bool = False
    text: Annotated[str, Cleaned(str.strip)] = ""
    word: Annotated[str, Pattern("[a-z]+")] = "a"
    colour: Colour = Colour.RED
    mode: Literal["best", "none"] = "best"
    moment: datetime | None = None
    inner: Inner = Inner()
    items: tuple[Inner, ...] = ()
    table: Mapping[str, float] = {}
    hidden: Annotated[str | None, Unsaved()] = None


class Exact(Record, closed=True, strictness=Strictness(is_exact=True, is_finite=True, has_plain_choices=True)):
    number: Annotated[int, Explained("How many.")] = 1
    real: float = 1.0
    switch: bool = False
    colour: Colour = Colour.RED


class Both(Record):
    low: int = 0
    high: int = 1

    @classmethod
    def prepared(cls, values: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"high": values.get("low", 0), **values}

    def faults(self) -> Iterable[Fault]:
        if self.low > self.high:
            yield Fault("low is over high", self.low, ("low",), is_sentence=True)


@pytest.mark.parametrize(
    ("name", "given", "taken"),
    [
        ("number", 2, 2),
        ("number", 2.0, 2),
        ("number", " 2 ", 2),
        ("real", 2, 2.0),
        ("real", "2e-1", 0.2),
        ("real", math.inf, math.inf),
        ("switch", "Yes", True),
        ("switch", 0, False),
        ("text", " a ", "a"),
        ("colour", "blue", Colour.BLUE),
        ("colour", Colour.BLUE, Colour.BLUE),
        ("mode", "none", "none"),
        ("moment", "2026-11-24T10:31:00Z", datetime(2026, 11, 24, 10, 31, tzinfo=UTC)),
        ("moment", None, None),
        ("inner", {"share": 0}, Inner(share=0.0)),
        ("inner", {"share": 0, "of a later version": 1}, Inner(share=0.0)),
        ("items", [{"share": 0.1}], (Inner(share=0.1),)),
        ("table", {"a": 1}, {"a": 1.0}),
        ("hidden", "h", "h"),
    ],
    ids=str,
)
def test_a_value_is_taken_as_its_field_has_it(name: str, given: object, taken: object) -> None:
    value = getattr(Outer.model_validate({"number": 1, name: given}), name)
    assert (value, type(value)) == (taken, type(taken))


@pytest.mark.parametrize(
    ("name", "given", "path"),
    [
        ("number", 0, "number"),
        ("number", 10, "number"),
        ("number", 2.5, "number"),
        ("number", math.nan, "number"),
        ("number", True, "number"),
        ("number", None, "number"),
        ("number", "9" * 5000, "number"),
        ("number", "２", "number"),
        ("real", "low", "real"),
        ("real", True, "real"),
        ("real", 10**400, "real"),
        ("real", [], "real"),
        ("switch", "perhaps", "switch"),
        ("switch", 2, "switch"),
        ("switch", [], "switch"),
        ("text", 1, "text"),
        ("word", "A", "word"),
        ("word", "a\n", "word"),
        ("colour", "green", "colour"),
        ("colour", {}, "colour"),
        ("mode", "all", "mode"),
        ("moment", "2026-11-24T10:31:00", "moment"),
        ("moment", "today", "moment"),
        ("moment", 1, "moment"),
        ("inner", {"share": 1}, "inner.share"),
        ("inner", {"share": math.nan}, "inner.share"),
        ("inner", None, "inner"),
        ("items", [{}, {"share": -1}], "items.1.share"),
        ("items", {"share": 1}, "items"),
        ("items", "ab", "items"),
        ("table", {"a": "b"}, "table.a"),
        ("table", [], "table"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_a_value_that_is_none_is_refused_with_its_place(name: str, given: object, path: str) -> None:
    with pytest.raises(RecordInvalid) as caught:
        Outer.model_validate({"number": 1, name: given})
    (fault,) = caught.value.faults
    assert fault.text.startswith(f"{path} must be ") or fault.text == f"{path} is not as it should be"


@pytest.mark.parametrize("document", [None, [], "a", 1])
def test_what_is_no_table_is_no_record(document: object) -> None:
    with pytest.raises(RecordInvalid):
        Outer.model_validate(document)


def test_everything_wrong_is_found_at_once() -> None:
    with pytest.raises(RecordInvalid) as caught:
        Outer.model_validate({"real": "x", "inner": {"share": 7}, "word": "1"})
    assert {fault.path for fault in caught.value.faults} == {("number",), ("real",), ("inner", "share"), ("word",)}
    assert [fault.given for fault in caught.value.faults if fault.path == ("inner", "share")] == [7]


@pytest.mark.parametrize(
    "values",
    [
        {"number": "1"},
        {"number": 1.0},
        {"real": "1"},
        {"real": math.nan},
        {"switch": 1},
        {"switch": "yes"},
        {"more": 1},
    ],
    ids=str,
)
def test_an_exact_record_takes_nothing_else_for_it(values: dict[str, object]) -> None:
    with pytest.raises(RecordInvalid):
        Exact.model_validate(values)


def test_plain_choices_are_values_also_by_default() -> None:
    assert {type(Exact().colour), type(Exact(colour=Colour.BLUE).colour)} == {str}


def test_fields_can_be_wrong_together_and_follow_each_other() -> None:
    assert Both(low=3).high == 3
    with pytest.raises(RecordInvalid, match=r"^low is over high$"):
        Both(low=3, high=2)


def test_a_record_is_frozen_and_equal_to_one_of_the_same_values() -> None:
    one, other = Outer(number=1, text=" a"), Outer(number=1, text="a")
    assert one == other
    assert one != one.model_copy(update={"number": 2})
    assert hash(Inner()) == hash(Inner(share=0.5))
    assert Exact() != Inner()
    with pytest.raises(AttributeError):
        one.number = 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del one.number
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one


def test_the_document_has_plain_values_and_reads_back() -> None:
    outer = Outer(
        number=1,
        colour=Colour.BLUE,
        moment=datetime(2026, 11, 24, 10, 31, tzinfo=UTC),
        items=(Inner(),),
        table={"a": 1},
        hidden="h",
    )
    document = outer.model_dump(mode="json")
    assert document["moment"] == "2026-11-24T10:31:00Z"
    assert document["items"] == [{"share": 0.5}]
    assert type(document["colour"]) is str
    assert "hidden" not in document
    assert Outer.model_validate(document) == outer.model_copy(update={"hidden": None})
    assert "moment" not in Outer(number=1).model_dump(exclude_none=True)
    assert "table" not in outer.model_dump(exclude={"table"})


def test_fields_are_those_of_the_class_and_its_bases_in_order() -> None:
    class Wider(Inner):
        more: Annotated[int | None, Bounds(1)] = None

    assert list(Wider.model_fields) == ["share", "more"]
    field = Wider.model_fields["more"]
    assert (field.kind, field.is_optional, field.default, field.note(Bounds)) == (int, True, None, Bounds(1))
    assert Outer.model_fields["colour"].choices == ("red", "blue")


def test_an_annotation_without_a_check_is_told_to_the_programmer() -> None:
    class Odd(Record):
        letters: list[str]

    with pytest.raises(TypeError, match="list"):
        Odd(letters=[])
