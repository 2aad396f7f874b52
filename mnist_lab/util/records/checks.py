"""Checks made from annotations: each takes a value and returns it as the field has it, or refuses it."""

from __future__ import annotations

import math
import re
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import reduce
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from mnist_lab.util.records.declarations import Bounds, Cleaned, Pattern
from mnist_lab.util.records.faults import Fault, RecordInvalid, refused

Check = Callable[[Any], Any]

SWITCHES: Mapping[object, bool] = {
    **dict.fromkeys((1, "1", "true", "t", "yes", "y", "on"), True),
    **dict.fromkeys((0, "0", "false", "f", "no", "n", "off"), False),
}
"""What is taken for a boolean, in small letters."""
WHOLE = re.compile(r"[+-]?[0-9]{1,400}")


@dataclass(frozen=True, slots=True)
class Strictness:
    """How values are taken: `is_exact` takes no text for a number, `is_finite` neither NaN nor infinity.

    With `has_plain_choices` a member of an enumeration becomes its value.
    """

    is_exact: bool = False
    is_finite: bool = False
    has_plain_choices: bool = False


def check_for(annotation: Any, how: Strictness) -> Check:
    """Return the check for the values of an annotation.

    Raises:
        TypeError: if there is none for such annotations.
    """
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return reduce(_refined, inside[1:], check_for(inside[0], how))
    if origin in {Union, types.UnionType}:
        return _union(tuple(each for each in inside if each is not type(None)), how, is_optional=type(None) in inside)
    if origin is Literal:
        return _choice({value: value for value in inside})
    if origin is tuple:
        return _items(check_for(inside[0], how))
    if origin in {dict, Mapping}:
        return _table(check_for(inside[0], how), check_for(inside[1], how))
    return _plain(annotation, how)


def _plain(kind: Any, how: Strictness) -> Check:
    checks: Mapping[Any, Check] = {
        Any: _anything,
        str: _text,
        datetime: _moment,
        float: _real(how),
        int: _exact_whole if how.is_exact else _whole,
        bool: _exact_switch if how.is_exact else _switch,
    }
    if kind in checks:
        return checks[kind]
    if not isinstance(kind, type):
        raise TypeError(f"There is no check for {kind!r}")
    if issubclass(kind, Enum):
        return _choice({member.value: member.value if how.has_plain_choices else member for member in kind})
    check: Check = getattr(kind, "model_validate", _instance((kind,)))  # of a record inside a record
    return check


def _anything(value: Any) -> Any:
    return value


def _refined(check: Check, note: object) -> Check:
    if isinstance(note, Bounds):
        return _within(check, note)
    if isinstance(note, Pattern):
        return _matching(check, re.compile(note.expression))
    if isinstance(note, Cleaned):
        return _cleaned(check, note.by)
    return check


def _union(kinds: Sequence[Any], how: Strictness, *, is_optional: bool) -> Check:
    check = check_for(kinds[0], how) if len(kinds) == 1 else _instance(tuple(kinds))
    return (lambda value: None if value is None else check(value)) if is_optional else check


def _instance(kinds: tuple[type, ...]) -> Check:
    def check(value: Any) -> Any:
        if isinstance(value, kinds):
            return value
        raise refused(f"must be {' or '.join(kind.__name__ for kind in kinds)}", value)

    return check


def _real(how: Strictness) -> Check:
    kinds, is_finite = (int, float) if how.is_exact else (int, float, str), how.is_finite

    def check(value: Any) -> float:
        number: float = value
        if type(value) is float and not is_finite:
            return number
        if type(value) is not float:
            if isinstance(value, bool) or not isinstance(value, kinds):
                raise refused("must be a number", value)
            try:
                number = float(value)
            except (ValueError, OverflowError):
                raise refused("must be a number", value) from None
        if is_finite and not math.isfinite(number):
            raise refused("must be a finite number", value)
        return number

    return check


def _exact_whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise refused("must be a whole number", value)


def _whole(value: Any) -> int:
    if type(value) is int:
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and WHOLE.fullmatch(value.strip()):
        return int(value)
    return _exact_whole(value)


def _exact_switch(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise refused("must be true or false", value)


def _switch(value: Any) -> bool:
    if value is True or value is False:
        return value
    is_on = SWITCHES.get(value.strip().lower() if isinstance(value, str) else value) if _is_word(value) else None
    return _exact_switch(value if is_on is None else is_on)


def _is_word(value: object) -> bool:
    return isinstance(value, str | int | float)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise refused("must be a text", value)


def _moment(value: Any) -> datetime:
    moment = value
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise refused("must be a date and time", value) from None
    if isinstance(moment, datetime) and moment.utcoffset() is not None:
        return moment
    raise refused("must be a date and time with its time zone", value)


def _choice(values: Mapping[Any, Any]) -> Check:
    def check(value: Any) -> Any:
        if isinstance(value, str) and value in values:
            return values[value]
        raise refused(f"must be one of {', '.join(map(str, values))}", value)

    return check


def _items(check_item: Check) -> Check:
    def check(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise refused("must be a list", value)
        items: list[Any] = []
        faults: list[Fault] = []
        for place, item in enumerate(value):
            try:
                items.append(check_item(item))
            except RecordInvalid as error:
                faults += error.below(place)
        if faults:
            raise RecordInvalid(faults)
        return tuple(items)

    return check


def _table(check_key: Check, check_item: Check) -> Check:
    def check(value: Any) -> dict[Any, Any]:
        if not isinstance(value, Mapping):
            raise refused("must be a table", value)
        items: dict[Any, Any] = {}
        faults: list[Fault] = []
        for key, item in value.items():
            try:
                items[check_key(key)] = check_item(item)
            except RecordInvalid as error:
                faults += error.below(str(key))
        if faults:
            raise RecordInvalid(faults)
        return items

    return check


def _within(check_number: Check, bounds: Bounds) -> Check:
    low = -math.inf if bounds.low is None else bounds.low
    high = math.inf if bounds.high is None else bounds.high
    low_included = bounds.low_included or bounds.low is None
    high_included = bounds.high_included or bounds.high is None

    def check(value: Any) -> Any:
        number = check_number(value)
        if number is None or low < number < high:  # as nearly all are
            return number
        if (number == low and low_included) or (number == high and high_included):
            return number
        raise refused(_range_words(bounds), value)

    return check


def _range_words(bounds: Bounds) -> str:
    low = "" if bounds.low is None else f"{'at least' if bounds.low_included else 'over'} {bounds.low:g}"
    high = "" if bounds.high is None else f"{'at most' if bounds.high_included else 'below'} {bounds.high:g}"
    return f"must be {' and '.join(filter(None, (low, high)))}"


def _matching(check_text: Check, pattern: re.Pattern[str]) -> Check:
    def check(value: Any) -> Any:
        text = check_text(value)
        if text is None or pattern.fullmatch(text):
            return text
        raise refused("is not as it should be", value)

    return check


def _cleaned(check_value: Check, clean: Check) -> Check:
    def check(value: Any) -> Any:
        checked = check_value(value)
        try:
            return None if checked is None else clean(checked)
        except ValueError as error:
            raise refused(str(error), value) from None

    return check
