"""Reads the value behind the operator of a condition: numbers, shares, times, dates, choices and texts."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from mnist_lab.domain.filters.fields import FilterField, Takes
from mnist_lab.domain.filters.operands import Nothing, OneOf, Operand, Operator, Span, TextOperand
from mnist_lab.domain.formatting.text_cleaning import shortened
from mnist_lab.domain.runs.run import YEARS

SAME = 1e-6
"""Measured figures closer than this share of themselves are the same: Keras counts in single precision."""
NONE = "none"
LONGEST_NUMBER = 24
_NUMBER = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?)([km]?)(%?)", re.ASCII | re.IGNORECASE)
_BEGUN_NUMBER = re.compile(r"[+-]?\d*\.?\d*(?:e[+-]?)?", re.ASCII | re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+", re.ASCII)
_PART_OF_TIME = re.compile(r"(\d+(?:\.\d+)?|\.\d+)(h|min|m|s)", re.ASCII)
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[t ](\d\d):(\d\d))?)?)?", re.ASCII | re.IGNORECASE)
_BEGUN_DATE = re.compile(r"[\d:t -]{0,16}", re.ASCII | re.IGNORECASE)
_SECONDS = {"h": 3600, "min": 60, "m": 60, "s": 1}
_YES_AND_NO = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}
_DAYS = {"today": 0, "yesterday": 1}


class ValueUnreadable(ValueError):
    """The text is not a value of its field; the message is a sentence. `is_begun` if more text may make it one."""

    def __init__(self, sentence: str, *, is_begun: bool) -> None:
        super().__init__(sentence)
        self.is_begun = is_begun


def read_operand(field: FilterField, operator: Operator, text: str, now: datetime, *, is_quoted: bool) -> Operand:
    """Return the value typed for the field, ready to compare.

    Raises:
        ValueUnreadable: with a sentence that names the field, the text and what the field takes.
    """
    if operator.is_order() and not field.takes.is_ordered():
        raise ValueUnreadable(
            f"{field.key} has no order: it takes “:”, “=” or “!=”, not “{operator.value}”.", is_begun=False
        )
    typed = text.strip()
    off = field.setting.setting.off.lower() if field.setting is not None and field.has_off else NONE
    if field.can_lack and not is_quoted and typed.lower() in {NONE, off}:
        return _none(field, operator, typed)
    found = _READERS.get(field.takes, _number)(field, operator, typed, now)
    if found is None:
        begun = [NONE, off, *_begun_by(field)]
        is_begun = any(each.startswith(joined(typed)) for each in begun) or _begun_figure(field, typed)
        sentence = f"{field.key} takes {field.expected}, not “{shortened(typed)}”."
        raise ValueUnreadable(sentence, is_begun=is_begun and not is_quoted)
    return found


def values_of(field: FilterField) -> tuple[str, ...]:
    """Return the possible values of the field, as far as they can be listed."""
    off = (field.setting.setting.off,) if field.setting is not None and field.has_off else ()
    if field.takes is Takes.CHOICE:
        return tuple(each.replace(" ", "-") for each in field.choices or ())
    return {Takes.SWITCH: ("yes", "no"), Takes.MOMENT: tuple(_DAYS)}.get(field.takes, off)


def _none(field: FilterField, operator: Operator, typed: str) -> Operand:
    if field.takes is Takes.SWITCH:
        return OneOf(frozenset({False}))
    if field.setting is not None and not field.setting.optional and field.setting.setting.off_at_zero:
        return Span(0.0, 0.0)
    if operator.is_order():
        raise ValueUnreadable(f"{field.key}: “{typed}” is neither more nor less than a number.", is_begun=False)
    return Nothing()


def _number(field: FilterField, operator: Operator, typed: str, _: datetime) -> Operand | None:
    text = typed.replace("−", "-")
    if field.takes is Takes.COUNT and field.setting is None and _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    match = _NUMBER.fullmatch(text)
    if match is None or len(text) > LONGEST_NUMBER:
        return None
    digits, thousands, percent = match.groups()
    factor = Decimal({"": 1, "k": 1000, "m": 1_000_000}[thousands.lower()])
    if percent:
        factor /= 100
    elif field.takes is Takes.SHARE and abs(Decimal(digits) * factor) > 1:
        factor /= 100  # as the table shows it: no share is more than 1
    return _span(field, operator, Decimal(digits), factor)


def _span(field: FilterField, operator: Operator, typed: Decimal, factor: Decimal) -> Span | None:
    """Return the number typed in units of `factor`, with what counts as equal to it."""
    value = float(typed * factor)
    if not math.isfinite(value):
        return None
    exponent = typed.as_tuple().exponent
    assert isinstance(exponent, int)  # it is finite
    reach = 0.0 if field.is_exact else abs(value) * SAME
    if operator is Operator.LIKE and field.setting is None:
        reach += float(factor.scaleb(exponent)) / 2
    return Span(value - reach, value + reach)


def _time(field: FilterField, operator: Operator, typed: str, now: datetime) -> Operand | None:
    text = typed.lower().replace(" ", "")
    parts = list(_PART_OF_TIME.finditer(text))
    units = [_SECONDS[part[2]] for part in parts]
    is_time = "".join(part.group() for part in parts) == text and units == sorted(set(units), reverse=True)
    if not (parts and is_time and len(text) <= LONGEST_NUMBER):
        return _number(field, operator, typed, now)
    last = units[-1]
    amounts = (Decimal(part[1]) * (unit // last) for part, unit in zip(parts, units, strict=True))
    return _span(field, operator, sum(amounts, Decimal(0)), Decimal(last))


def _moment(_: FilterField, __: Operator, typed: str, now: datetime) -> Operand | None:
    """Return the day, month, year or minute, from its first moment to its last, in local time."""
    today = now.astimezone().replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    match = _DATE.fullmatch(typed)
    try:
        if typed.lower() in _DAYS:
            begin = today - timedelta(days=_DAYS[typed.lower()])
            end = begin + timedelta(days=1)
        elif match is not None:
            year, month, day, hour, minute = (int(part) if part else None for part in match.groups())
            begin = datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0)
            if begin.year not in YEARS:
                return None
            if hour is not None:
                end = begin + timedelta(minutes=1)
            elif day is not None:
                end = begin + timedelta(days=1)
            else:
                end = begin.replace(year=begin.year + (month in {None, 12}), month=(month or 12) % 12 + 1)
        else:
            return None
        return Span(begin.astimezone().timestamp(), math.nextafter(end.astimezone().timestamp(), 0))
    except (ValueError, OverflowError, OSError):  # no such day
        return None


def _choice(field: FilterField, operator: Operator, typed: str, _: datetime) -> Operand | None:
    asked = joined(typed)
    named = [(name, {saved}) for saved, shown in (field.choices or {}).items() for name in (saved, shown)]
    earlier = [(word, {*values}) for word, values in field.earlier.items()]
    of_name = [(joined(name), values) for name, values in (*named, *earlier)]
    found = {value for name, values in of_name if name == asked for value in values}
    if not found and operator is Operator.LIKE and asked:
        found = {value for name, values in of_name if name.startswith(asked) for value in values}
    return OneOf(frozenset(found)) if found else None


def _switch(_: FilterField, __: Operator, typed: str, ___: datetime) -> Operand | None:
    lower = typed.lower()
    return OneOf(frozenset({_YES_AND_NO[lower]})) if lower in _YES_AND_NO else None


def _text(field: FilterField, _: Operator, typed: str, __: datetime) -> Operand:
    return TextOperand(typed.casefold(), begins=field.takes is Takes.BEGINNING)


_READERS: dict[Takes, Callable[[FilterField, Operator, str, datetime], Operand | None]] = {
    Takes.SECONDS: _time,
    Takes.MOMENT: _moment,
    Takes.CHOICE: _choice,
    Takes.SWITCH: _switch,
    Takes.TEXT: _text,
    Takes.BEGINNING: _text,
}


def _begun_by(field: FilterField) -> list[str]:
    shown = [joined(each) for each in (field.choices or {}).values()]
    return [
        *map(joined, (*values_of(field), *field.earlier)),
        *shown,
        *(_YES_AND_NO if field.takes is Takes.SWITCH else ()),
    ]


def _begun_figure(field: FilterField, typed: str) -> bool:
    if field.takes is Takes.MOMENT:
        return _BEGUN_DATE.fullmatch(typed) is not None and not _DATE.fullmatch(typed)
    return field.takes.is_ordered() and _BEGUN_NUMBER.fullmatch(typed.replace("−", "-")) is not None


def joined(text: str) -> str:
    """Return a choice however it is written: "he normal", "he_normal" and "HE-normal" are the same."""
    return text.strip().lower().replace("_", "-").replace(" ", "-")
