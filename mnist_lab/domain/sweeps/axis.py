"""One axis of a sweep: the values of a setting that a search may use, as a list, in steps, or anywhere in a range."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from mnist_lab.domain.runs.setting_fields import Kind, SettingField, SettingsInvalid, Value, field_named
from mnist_lab.domain.runs.spec import RunSpec

LOG = "log"
MOST_VALUES = 1000
"""The most values that one axis may list."""
FEWEST_IN_A_GRID = 2
SIGNIFICANT_DIGITS = 4
"""Of a value drawn from a range, so that it can be read and typed again."""
EXAMPLES: Mapping[str, tuple[str, str]] = {
    "hidden_layers": ("1,2,4", "1:5:2"),
    "units": ("64,128,256", "100:500:100"),
    "dropout": ("0,0.2,0.5", "0:0.5:0.1"),
    "max_norm": ("2,3,4", "1:5:0.5"),
    "learning_rate": ("0.001,0.01", "log:1e-4:1e-1"),
    "momentum": ("0,0.5,0.9", "0:0.9:0.1"),
    "batch_size": ("32,64,128", "50:250:50"),
    "epochs": ("5,10,20", "5:20:5"),
    "early_stopping": ("2,3,5", "1:5:1"),
    "validation_split": ("0.1,0.2,0.3", "0.1:0.5:0.1"),
    "train_size": ("5000,10000,20000", "10000:40000:10000"),
}
"""For each numeric setting a list, and steps or a range."""


class AxisInvalid(ValueError):
    """Values that a setting cannot have; the message is one sentence, without its full stop."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The values of one setting: those of `values`, or, if it has none, all from `low` to `high`, evenly or by ratio.

    `text` is how it is written: "64,518", "0:0.5:0.1", "log:1e-4:1e-1". `count` is how many values of a range a grid
    takes.
    """

    name: str
    text: str
    values: tuple[Value, ...] = ()
    low: float = 0.0
    high: float = 0.0
    is_log: bool = False
    count: int | None = None

    @property
    def field(self) -> SettingField:
        """Return the setting."""
        return field_named(RunSpec, self.name)

    @property
    def is_range(self) -> bool:
        """Return whether any value from `low` to `high` may be used."""
        return not self.values

    @property
    def is_numeric(self) -> bool:
        """Return whether the values have an order and a distance."""
        return self.is_range or (
            self.field.kind in {Kind.WHOLE, Kind.REAL} and all(value is not None for value in self.values)
        )

    @property
    def grid_values(self) -> tuple[Value, ...]:
        """Return the values that a grid uses, each once.

        Raises:
            AxisInvalid: if a range does not say how many.
        """
        if not self.is_range:
            return self.values
        if self.count is None:
            raise AxisInvalid(f"a grid needs a step for {self.field.setting.label}, such as {_with_step(self)}")
        shares = [place / (self.count - 1) for place in range(self.count)]
        return tuple(dict.fromkeys(self.at(share) for share in shares))

    @property
    def listed(self) -> Axis:
        """Return the axis with the values that a grid uses as a list."""
        return replace(self, values=self.grid_values)

    def at(self, share: float) -> Value:
        """Return the value at this share of the axis, 0 to 1: of a list, one of its values; of a range, a rounded one.

        A share of 1 is the last value of a list and the end of a range.
        """
        if not self.is_range:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        if self.is_log:
            value = math.exp(math.log(self.low) + share * (math.log(self.high) - math.log(self.low)))
        else:
            value = self.low + share * (self.high - self.low)
        return self.rounded(value)

    def rounded(self, value: float) -> Value:
        """Return a value of the range with few enough digits to be typed again, inside the range."""
        if self.field.kind is Kind.WHOLE:
            return int(min(max(round(value), math.ceil(self.low)), math.floor(self.high)))
        return min(max(float(f"{value:.{SIGNIFICANT_DIGITS}g}"), self.low), self.high)


@lru_cache(maxsize=1024)
def axis_of(name: str, text: str) -> Axis:
    """Return the axis written in `text`: values with commas, LOW:HIGH[:STEP], or log:LOW:HIGH[:COUNT].

    Raises:
        AxisInvalid: if it cannot be read, or a value is out of the range of the setting.
    """
    field = field_named(RunSpec, name)
    words = text.strip()
    if ":" in words and field.kind in {Kind.WHOLE, Kind.REAL}:
        return _range(field, words)
    listed = words.removesuffix(",").split(",")  # the last comma is there while one types
    if not any(word.strip() for word in listed):
        raise AxisInvalid(f"{field.setting.label} has no values")
    if not all(word.strip() for word in listed):
        raise AxisInvalid(f"{field.setting.label} has no value between two commas of {words}")
    values = [_checked(field, word) for word in listed]
    _check_values(field, values)
    return Axis(name, ",".join(written(field, value) for value in values), tuple(values))


def is_axis(field: SettingField, text: str) -> bool:
    """Return whether a text is written as more than one value of the setting."""
    words = text.strip()
    return "," in words or (":" in words and field.kind in {Kind.WHOLE, Kind.REAL})


def written(field: SettingField, value: Value) -> str:
    """Return a value as it is written in an axis: 0.1, off, relu."""
    if value is None:
        return "off" if field.setting.off == "off" else field.setting.off
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _range(field: SettingField, text: str) -> Axis:
    parts = [part.strip() for part in text.split(":")]
    is_log = parts[0].lower() == LOG
    ends, rest = (parts[1:3], parts[3:]) if is_log else (parts[:2], parts[2:])
    if len(ends) < 2 or len(rest) > 1 or not all((*ends, *rest)):
        raise AxisInvalid(f"“{text}” is not {'log:LOW:HIGH' if is_log else 'LOW:HIGH:STEP'}")
    low, high = (_number(field, end) for end in ends)
    if not low < high:
        raise AxisInvalid(f"the range {text} of {field.setting.label} must begin below its end")
    if is_log and low <= 0:
        raise AxisInvalid(f"a log range of {field.setting.label} must begin over 0, not at {low:g}")
    if not is_log and rest:
        values = _steps(field, low, high, rest[0])
        return Axis(field.name, f"{_short(low)}:{_short(high)}:{rest[0]}", values)
    ends_text = f"{_short(low)}:{_short(high)}"
    if not is_log:
        return Axis(field.name, ends_text, low=low, high=high)
    count = _count(field, rest[0]) if rest else max(FEWEST_IN_A_GRID, round(math.log10(high / low)) + 1)
    written_count = f":{count}" if rest else ""
    return Axis(field.name, f"{LOG}:{ends_text}{written_count}", low=low, high=high, is_log=True, count=count)


def _steps(field: SettingField, low: float, high: float, word: str) -> tuple[Value, ...]:
    """Return the values from `low` on in these steps, as decimal numbers, so that 0.1 · 3 is 0.3."""
    try:
        step = Decimal(word)
    except InvalidOperation:
        raise AxisInvalid(f"the step of {field.setting.label} is no number: “{word}”") from None
    if not step.is_finite() or step <= 0:
        raise AxisInvalid(f"the step of {field.setting.label} must be over 0, not {word}")
    first, last = Decimal(_short(low)), Decimal(_short(high))
    count = int((last - first) / step) + 1
    if count > MOST_VALUES:
        raise AxisInvalid(f"{field.setting.label} would have {count:,} values, and {MOST_VALUES:,} are the most")
    values = [_checked(field, str(first + place * step)) for place in range(count)]
    _check_values(field, values)
    return tuple(values)


def _count(field: SettingField, word: str) -> int:
    if not word.isdecimal() or not FEWEST_IN_A_GRID <= int(word) <= MOST_VALUES:
        sentence = f"{field.setting.label} takes {FEWEST_IN_A_GRID} to {MOST_VALUES:,} values of its range, not {word}"
        raise AxisInvalid(sentence)
    return int(word)


def _number(field: SettingField, word: str) -> float:
    return float(_checked(field, word) or 0)


def _checked(field: SettingField, word: str) -> Value:
    """Return the value that the word stands for.

    Raises:
        AxisInvalid: if the setting cannot have it.
    """
    given = {field.name: field.read(word)}
    if field.setting.only_with is not None:
        other, needed = field.setting.only_with
        given[other] = needed
    try:
        value: Value = RunSpec.of(given).value(field.name)
    except SettingsInvalid as invalid:
        raise AxisInvalid(str(invalid)) from None
    return value


def _check_values(field: SettingField, values: list[Value]) -> None:
    if len(values) > MOST_VALUES:
        raise AxisInvalid(f"{field.setting.label} has {len(values):,} values, and {MOST_VALUES:,} are the most")
    twice = next((value for place, value in enumerate(values) if value in values[:place]), None)
    if twice is not None:
        raise AxisInvalid(f"{field.setting.label} has the value {written(field, twice)} twice")


def _with_step(axis: Axis) -> str:
    step = (axis.high - axis.low) / 4
    words = f"{max(1, round(step))}" if axis.field.kind is Kind.WHOLE else f"{step:.3g}"
    return f"{axis.text}:{words}"


def _short(number: float) -> str:
    return f"{number:.12g}"
