"""Reads the configuration file: what is right in it is used, and what is not becomes a sentence."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import platformdirs

from mnist_lab.config.configuration import DEFAULTS, Configuration
from mnist_lab.config.configuration_keys import KEYS_TABLE, configuration_keys, format_value
from mnist_lab.domain.formatting.text_cleaning import clean_line, shortened
from mnist_lab.util.records.faults import RecordInvalid

FILE_NAME = "mnist-lab.toml"
VARIABLE = "MNIST_LAB_CONFIG"
MOST_BYTES = 100_000
MOST_PROBLEMS = 20
SHOWN_PROBLEMS = 2


@dataclass(frozen=True, slots=True)
class LoadedConfiguration:
    """The configuration, its file, the keys that the file decides, and a sentence for each thing wrong in it.

    `file` is None if there is no folder that it could be in.
    """

    file: Path | None = None
    configuration: Configuration = DEFAULTS
    given: frozenset[str] = frozenset()
    problems: tuple[str, ...] = ()

    @property
    def warning(self) -> str:
        """Return what is wrong, in few words if it is much; empty if nothing is."""
        if len(self.problems) <= 1:
            return f"{self.file}: {format_problems(self.problems)}" if self.problems else ""
        count = len(self.problems)
        return f"{self.file}: {count} keys cannot be used and have their defaults; `mnist-lab doctor` lists them."


class FileUnusable(Exception):
    """The file cannot be read as TOML; the message is one sentence that begins with "it"."""


def format_problems(problems: Sequence[str]) -> str:
    """Return what is wrong in a file, and what is done about it, in one sentence."""
    shown = "; ".join(problem.removesuffix(".") for problem in problems[:SHOWN_PROBLEMS])
    more = len(problems) - SHOWN_PROBLEMS
    rest = f"; and {more} more, which `mnist-lab doctor` lists" if more > 0 else ""
    return f"{shown}{rest}. The default is used instead."


def usual_file(environment: Mapping[str, str]) -> Path | None:
    """Return the file that `$MNIST_LAB_CONFIG` names, else the one in the platform's user configuration folder.

    Return None if the user has no such folder.
    """
    named = environment.get(VARIABLE)
    if named:
        return Path(os.path.expanduser(named))  # noqa: PTH111  pathlib raises RuntimeError for a user without a home
    try:
        folder = platformdirs.user_config_path("mnist-lab")
    except RuntimeError:
        return None
    return None if str(folder).startswith("~") else folder / FILE_NAME


def load_configuration(environment: Mapping[str, str]) -> LoadedConfiguration:
    """Return the configuration of the usual file; a file named by the environment that is missing is a problem."""
    file = usual_file(environment)
    if file is None:
        return LoadedConfiguration()
    loaded = read_configuration(file)
    if environment.get(VARIABLE) and not os.path.lexists(file):
        return LoadedConfiguration(file, problems=(f"${VARIABLE} names this file, and it is missing.",))
    return loaded


def read_configuration(file: Path) -> LoadedConfiguration:
    """Return the configuration of the file; of a file that is missing, the defaults."""
    try:
        document = tomllib.loads(read_text(file))
    except FileUnusable as error:
        return LoadedConfiguration(file, problems=(str(error),))
    except RecursionError:
        return LoadedConfiguration(file, problems=("It is not valid TOML: it is nested too deeply.",))
    except ValueError as error:
        reason = clean_line(str(error))
        return LoadedConfiguration(file, problems=(f"It is not valid TOML: {reason[:1].lower()}{reason[1:]}.",))
    values: dict[str, Any] = {}
    problems: list[str] = []
    for name, value in flat_values(document):
        if len(problems) > MOST_PROBLEMS:
            break
        problem = problem_of(name, value)
        if problem:
            problems.append(problem)
        else:
            values[name] = value
    return LoadedConfiguration(file, _configuration(values), frozenset(values), tuple(problems))


def read_text(file: Path) -> str:
    """Return what is in the file; nothing if it is missing, or the null device.

    Raises:
        FileUnusable: if it is no file, too large, not UTF-8, or cannot be read.
    """
    if file == Path(os.devnull):
        return ""
    try:
        content = _content(file)
    except FileNotFoundError:
        if file.is_symlink():
            raise FileUnusable("It is a link to a file that is missing.") from None
        return ""
    except OSError as error:
        raise FileUnusable(f"It cannot be read: {error.strerror or error}.") from None
    if len(content) > MOST_BYTES:
        raise FileUnusable(f"It is larger than {MOST_BYTES // 1000} kB.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileUnusable("It is not UTF-8 text.") from None


def problem_of(name: str, value: object) -> str:
    """Return what is wrong with a key of the file in a sentence; empty if it can be used."""
    table, _, rest = name.partition(".")
    if table == KEYS_TABLE and rest:
        is_text = isinstance(value, str) and bool(value.strip())
        return "" if is_text else f'{shortened(name)} takes names of keys such as "f6,t", not {format_value(value)}.'
    key = configuration_keys().get(name)
    if key is None:
        return _unknown(name, value)
    try:
        _configuration({name: value})
    except RecordInvalid:
        return f"{name} takes {key.expected}, not {format_value(value)}."
    return ""


def flat_values(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the keys with their tables; tables inside `keys` belong to the name, as in `runs.verdict = "V"`."""
    for name, value in document.items():
        if not isinstance(value, Mapping) or name not in _tables():
            yield name, value
        elif name == KEYS_TABLE:
            yield from _dotted(name, value)
        else:
            yield from ((f"{name}.{key}", each) for key, each in value.items())


def _configuration(values: Mapping[str, Any]) -> Configuration:
    document: dict[str, Any] = {}
    for name, value in values.items():
        table, _, rest = name.partition(".")
        if rest:
            document.setdefault(table, {})[rest] = value
        else:
            document[name] = value
    return Configuration.model_validate(document)


def _dotted(name: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _dotted(f"{name}.{key}", value)
        else:
            yield f"{name}.{key}", value


def _tables() -> set[str]:
    return {KEYS_TABLE, *(name.partition(".")[0] for name in configuration_keys() if "." in name)}


def _unknown(name: str, value: object) -> str:
    tables = _tables()
    if name in tables:
        return f"{name} is a table, [{name}], not {format_value(value)}."
    alike = get_close_matches(name[:100], [*configuration_keys(), *tables], 1) or [
        known for known in configuration_keys() if known.rpartition(".")[2] == name.rpartition(".")[2]
    ]
    advice = f"did you mean {alike[0]}?" if alike else "`mnist-lab config` lists the keys"
    return f"{shortened(name) or '“”'} is no key ({advice})."


def _content(file: Path) -> bytes:
    # not blocking: a pipe in its place must not hold anybody up
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise FileUnusable("It is not a file.")
        with os.fdopen(descriptor, "rb", closefd=False) as opened:
            return opened.read(MOST_BYTES + 1)
    finally:
        os.close(descriptor)
