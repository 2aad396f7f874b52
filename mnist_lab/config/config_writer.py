"""Changes the configuration file: one key at a time, with its comments, as a whole or not at all."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from mnist_lab.config.config_file import FileUnusable, flat_values, read_text
from mnist_lab.config.configuration_keys import KEYS_TABLE, Scalar
from mnist_lab.util.atomic_write import whole_file

FOLDER_MODE = 0o700
HAND = "Change it with an editor."


def set_value(file: Path, name: str, value: Scalar) -> None:
    """Write a key with a valid value into the file, which is made if it is missing.

    Raises:
        FileUnusable: if the file cannot be read as TOML, or changed; it is as it was.
        OSError: if it cannot be written; it is as it was.
    """

    def change(document: Any) -> None:
        table, key = _place(document, name)
        table[key] = value

    _rewrite(file, change, {name: value})


def remove_values(file: Path, names: Iterable[str]) -> None:
    """Remove keys from the file, so that they have their defaults again; keys that it lacks are ignored.

    Raises:
        FileUnusable, OSError: as `set_value`.
    """
    gone = tuple(names)

    def change(document: Any) -> None:
        for name in gone:
            table, key = _place(document, name)
            if key in table:
                del table[key]

    if file.exists():
        _rewrite(file, change, dict.fromkeys(gone))


def _rewrite(file: Path, change: Callable[[Any], None], wanted: dict[str, Scalar | None]) -> None:
    before = read_text(file)
    if file.exists() and not stat.S_ISREG(file.stat().st_mode):
        raise FileUnusable("It is not a file.")
    try:
        old = dict(flat_values(tomllib.loads(before)))
        document = tomlkit.parse(before)
        change(document)
        after = tomlkit.dumps(document)
        new = dict(flat_values(tomllib.loads(after)))
    except RecursionError:
        raise FileUnusable("It is not valid TOML: it is nested too deeply.") from None
    except (ValueError, TOMLKitError) as error:
        raise FileUnusable(f"It is not valid TOML: {error}.") from None
    expected = {name: value for name, value in {**old, **wanted}.items() if value is not None}
    if _written(new) != _written(expected):  # its layout is beyond the library
        raise FileUnusable(f"Its layout is too unusual to change it here. {HAND}")
    target = file.resolve()  # a link stays a link
    target.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    with whole_file(target, target.with_name(f".{target.name}.{os.getpid()}.partial")) as partial:
        partial.touch(mode=0o600, exist_ok=False)
        partial.write_text(after, encoding="utf-8")


def _written(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: repr(value) for name, value in values.items()}  # NaN is not NaN, and 1 is true


def _place(document: MutableMapping[str, Any], name: str) -> tuple[MutableMapping[str, Any], str]:
    """Return the table that has the key, or is to have it, and what the key is called there."""
    table, _, rest = name.partition(".")
    if not rest:
        return document, name
    if table not in document:
        document[table] = tomlkit.table()
    inside: MutableMapping[str, Any] = document[table]
    if table != KEYS_TABLE or rest in inside:
        return inside, rest
    *outer, last = rest.split(".")  # as runs.verdict = "V", without quotation marks
    for part in outer:
        inside = inside.get(part, {})
    return (inside, last) if last in inside else (document[table], rest)
