"""The base of frozen records, whose fields are checked when they are made.

Written by hand, because importing a library that does it takes as long as Textual's first frame.
"""

from __future__ import annotations

import types
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar, NoReturn, Self, dataclass_transform, get_origin, get_type_hints

from mnist_lab.util.records.checks import Check, Strictness, check_for
from mnist_lab.util.records.declarations import REQUIRED, Declared, Unsaved, declared
from mnist_lab.util.records.faults import Fault, RecordInvalid, refused

PLAIN = frozenset({str, int, float, bool, type(None)})


class RecordType(type):
    """The type of the classes of records."""

    @property
    def model_fields(cls) -> Mapping[str, Declared]:
        """Return the fields by name, in the order of their declaration."""
        assert issubclass(cls, Record)
        return layout_of(cls).fields


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Record(metaclass=RecordType):
    """A frozen value whose fields are declared by annotations, as those of a dataclass.

    A subclass may be `closed`, which refuses names that are no fields, and may say how strictly values are taken.
    """

    _closed: ClassVar[bool] = False
    _strictness: ClassVar[Strictness] = Strictness()
    _layout: ClassVar[_Layout | None] = None

    def __init_subclass__(cls, *, closed: bool | None = None, strictness: Strictness | None = None) -> None:
        cls._layout = None
        if closed is not None:
            cls._closed = closed
        if strictness is not None:
            cls._strictness = strictness

    def __init__(self, **values: Any) -> None:
        vars(self).update(_checked(type(self), values))
        self._raise_faults()

    @classmethod
    def model_validate(cls, values: object) -> Self:
        """Return the record of these values; a record of the class as it is.

        Raises:
            RecordInvalid: with everything that is wrong with them.
        """
        if isinstance(values, cls):
            return values
        if not isinstance(values, Mapping):
            raise refused("must be a table", values)
        made = cls.__new__(cls)
        vars(made).update(_checked(cls, values))
        made._raise_faults()
        return made

    def model_copy(self, *, update: Mapping[str, Any] | None = None) -> Self:
        """Return the record with these fields changed; their values are not checked."""
        made = self.__new__(type(self))
        vars(made).update(vars(self))
        if update:
            vars(made).update(update)
        return made

    def model_dump(
        self, *, mode: str = "python", exclude: Collection[str] = (), exclude_none: bool = False
    ) -> dict[str, Any]:
        """Return the saved fields by name; with the mode "json" as plain JSON values."""
        return {
            name: value if type(value) in PLAIN else _dumped(value, mode)
            for name, value in vars(self).items()
            if name in layout_of(type(self)).saved and name not in exclude and not (exclude_none and value is None)
        }

    @classmethod
    def prepared(cls, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the values to check in the place of these."""
        return values

    def faults(self) -> Iterable[Fault]:
        """Yield what is wrong with the fields together, each of which is right."""
        return ()

    def _raise_faults(self) -> None:
        if faults := tuple(self.faults()):
            raise RecordInvalid(faults)

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other) if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen")


@dataclass(frozen=True, slots=True)
class _Layout:
    """The fields of a class, and what it takes to check and to save them."""

    fields: Mapping[str, Declared]
    checks: tuple[tuple[str, Check, Any], ...]
    saved: frozenset[str]


def layout_of(record: type[Record]) -> _Layout:
    """Return the layout of the class; its annotations are evaluated when it is first asked for."""
    if record._layout is None:
        record._layout = _layout(record)
    return record._layout


def _layout(record: type[Record]) -> _Layout:
    fields = {
        name: declared(name, annotation, getattr(record, name, REQUIRED))
        for name, annotation in get_type_hints(record, include_extras=True).items()
        if get_origin(annotation) is not ClassVar
    }
    checks = {name: check_for(field.annotation, record._strictness) for name, field in fields.items()}
    return _Layout(
        types.MappingProxyType(fields),
        tuple(
            (name, checks[name], REQUIRED if field.default is REQUIRED else checks[name](field.default))
            for name, field in fields.items()
        ),
        frozenset(name for name, field in fields.items() if field.note(Unsaved) is None),
    )


def _checked(record: type[Record], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of each field, in the order of their declaration."""
    layout = layout_of(record)
    values = record.prepared(given)
    checked: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, check, default in layout.checks:
        if name in values:
            try:
                checked[name] = check(values[name])
            except RecordInvalid as error:
                faults += error.below(name)
        elif default is REQUIRED:
            faults.append(Fault("is missing", path=(name,)))
        else:
            checked[name] = default
    if record._closed:
        faults += (Fault("is not a field", values[name], (str(name),)) for name in values if name not in layout.fields)
    if faults:
        raise RecordInvalid(faults)
    return checked


def _dumped(value: Any, mode: str) -> Any:
    if isinstance(value, Record):
        return value.model_dump(mode=mode)
    if isinstance(value, Mapping):
        return {key: _dumped(inner, mode) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        items = [_dumped(item, mode) for item in value]
        return items if mode == "json" else tuple(items)
    return _as_json(value) if mode == "json" else value


def _as_json(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
