"""The keys of the configuration, flat: `palette`, `thresholds.risen_loss`, `keys.app.theme`."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_origin

from mnist_lab.config.configuration import Configuration
from mnist_lab.domain.formatting.text_cleaning import shortened
from mnist_lab.util.records.declarations import Bounds, Declared, Explained
from mnist_lab.util.records.record import Record

Scalar = bool | int | float | str
SWITCHES: Mapping[str, bool] = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
KEYS_TABLE = "keys"


@dataclass(frozen=True, slots=True)
class ConfigurationKey:
    """A key as declared: its name in the file with its table, its default, and what it takes.

    `choices` are the values of a word that is one of a few; `low` and `high` the bounds of a number, included.
    """

    name: str
    explanation: str
    default: Scalar
    kind: type[Scalar]
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    expects: str = ""

    @property
    def expected(self) -> str:
        """Return what the key takes, in words: "a whole number from 1 to 1000"."""
        if self.choices:
            return " or ".join(f'"{choice}"' for choice in self.choices)
        if self.kind is bool:
            return "true or false"
        if self.kind is str:
            return self.expects or "a text"
        number = "a whole number" if self.kind is int else "a number"
        return f"{number} from {self.low:g} to {self.high:g}"

    def read(self, text: str) -> Scalar:
        """Return typed text as a value of the key's type, to be validated; text that is none stays as it is."""
        word = text.strip()
        if self.kind is bool:
            return SWITCHES.get(word.lower(), word)
        if self.kind in {int, float}:
            for kind in (int, float):
                try:
                    return kind(word)
                except ValueError:
                    continue
        return word


@cache
def configuration_keys() -> Mapping[str, ConfigurationKey]:
    """Return the keys that take one value, by name, in the order of their declaration: all but those of `keys`."""
    return types.MappingProxyType({key.name: key for key in _keys_of(Configuration, "")})


def value_at(configuration: Configuration, name: str) -> Scalar | None:
    """Return the value of the key of that name; None for one of `keys` that is not set."""
    table, _, rest = name.partition(".")
    if table == KEYS_TABLE:
        return configuration.keys.get(rest)
    value: Any = configuration
    for part in name.split("."):
        value = getattr(value, part)
    found: Scalar = value
    return found


def format_value(value: object) -> str:
    """Return the value as the file has it, cut if it is long."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, str):
        return f'"{shortened(value)}"'
    if isinstance(value, Mapping):
        return "a table"
    return "a list" if isinstance(value, list) else shortened(str(value))


def _keys_of(model: type[Record], table: str) -> Iterator[ConfigurationKey]:
    for name, field in model.model_fields.items():
        kind = field.kind
        if isinstance(kind, type) and issubclass(kind, Record):
            yield from _keys_of(kind, f"{table}{name}.")
        elif field.choices:
            yield ConfigurationKey(table + name, _explanation(field).text, field.default, str, choices=field.choices)
        elif get_origin(kind) is None:
            bounds = field.note(Bounds) or Bounds()
            yield ConfigurationKey(
                table + name,
                _explanation(field).text,
                field.default,
                kind,
                low=bounds.low,
                high=bounds.high,
                expects=_explanation(field).expects,
            )


def _explanation(field: Declared) -> Explained:
    explained = field.note(Explained)
    assert explained is not None
    return explained
