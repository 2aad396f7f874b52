"""The keys of the configuration with their values, as `config` and `doctor` print them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import click

from mnist_lab.config.config_file import LoadedConfiguration, problem_of
from mnist_lab.config.configuration_keys import (
    KEYS_TABLE,
    ConfigurationKey,
    Scalar,
    configuration_keys,
    format_value,
    value_at,
)
from mnist_lab.domain.formatting.text_cleaning import shortened

OF_DEFAULT, OF_FILE = "default", "file"
PALETTE = "palette"
KEY_NAMES = 'names of keys such as "f6" or "ctrl+t,t"'


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value, and whether that is the default or from the file."""

    name: str
    value: Scalar
    default: Scalar
    source: str
    expected: str
    explanation: str
    declared: ConfigurationKey | None = None

    @property
    def value_text(self) -> str:
        """Return the value as the file has it."""
        return format_value(self.value)

    @property
    def default_text(self) -> str:
        """Return the default as the file would have it."""
        return format_value(self.default)

    @property
    def document(self) -> dict[str, Any]:
        """Return the entry as plain JSON values; docs/commands.md has the shape."""
        return {
            "key": self.name,
            "value": self.value,
            "default": self.default,
            "from": self.source,
            "takes": self.expected,
            "explanation": self.explanation,
        }

    def read(self, text: str) -> Scalar:
        """Return what the user typed as a value, to be validated."""
        return self.declared.read(text) if self.declared is not None else text.strip()


def all_entries(loaded: LoadedConfiguration) -> list[Entry]:
    """Return an entry for each key but those of `keys`, of which there are only those that the file has."""
    entries = [_entry(key, loaded) for key in configuration_keys().values()]
    if not loaded.configuration.keys:
        return entries
    return [*entries, *(entry for entry in key_entries(loaded) if entry.source == OF_FILE)]


def entries_named(name: str, loaded: LoadedConfiguration) -> list[Entry]:
    """Return the entry of that name, or those of the table of that name.

    Raises:
        click.UsageError: if there is none, with a suggestion if there is one alike.
    """
    declared = configuration_keys()
    if name in declared:
        return [_entry(declared[name], loaded)]
    table = name.partition(".")[0]
    known = key_entries(loaded) if table == KEYS_TABLE else []
    found = [entry for entry in known if name in {entry.name, KEYS_TABLE}]
    found += [_entry(key, loaded) for key in declared.values() if key.name.startswith(f"{name}.")]
    if found:
        return found
    names = [*declared, *(entry.name for entry in known), KEYS_TABLE, *(key.partition(".")[0] for key in declared)]
    alike = get_close_matches(name[:100], names, 1)
    if not alike:
        alike = [each for each in declared if each.rpartition(".")[2] == name]
    advice = f"did you mean {alike[0]}?" if alike else "`mnist-lab config` lists them."
    raise click.UsageError(f"There is no key {shortened(name)}; {advice}")


def key_entries(loaded: LoadedConfiguration) -> list[Entry]:
    """Return an entry for each action of the app, with its keys; imports Textual and every screen."""
    from mnist_lab.tui.keymap import bound_keys, checked_keymap

    chosen = checked_keymap(loaded.configuration.keys).keys
    entries = []
    for bound in bound_keys().values():
        usual = ",".join(bound.keys)
        places = ", ".join(bound.places)
        explanation = f"{places}: {bound.text[:1].lower()}{bound.text[1:]}." if places else f"{bound.text}."
        source = OF_FILE if bound.id in chosen else OF_DEFAULT
        name = f"{KEYS_TABLE}.{bound.id}"
        entries.append(Entry(name, chosen.get(bound.id, usual), usual, source, KEY_NAMES, explanation))
    return entries


def problem_with(name: str, value: Scalar, loaded: LoadedConfiguration) -> str:
    """Return why the value cannot be set, in a sentence; empty if it can."""
    problem = problem_of(name, value)
    if not problem and name == PALETTE:
        return next(iter(palette_problems(loaded, str(value))), "")
    table, _, binding = name.partition(".")
    if problem or table != KEYS_TABLE:
        return problem
    from mnist_lab.tui.keymap import checked_keymap

    others = {each: keys for each, keys in loaded.configuration.keys.items() if each != binding}
    checked = checked_keymap({**others, binding: str(value)})
    return next((each for each in checked.problems if each.startswith(f"{name}:")), "")


def key_problems(loaded: LoadedConfiguration) -> Sequence[str]:
    """Return a sentence for each key of the app that cannot be used as the file has it."""
    if not loaded.configuration.keys:
        return ()
    from mnist_lab.tui.keymap import checked_keymap

    return checked_keymap(loaded.configuration.keys).problems


def palette_problems(loaded: LoadedConfiguration, name: str | None = None) -> Sequence[str]:
    """Return a sentence for the palette if there is none of that name, by default the configured one; and one for each
    file of a palette that cannot be used.
    """
    from mnist_lab.tui.terminal.palette_choice import PaletteChoice  # both import Textual
    from mnist_lab_themes.user_palettes import read_palettes

    own = read_palettes(loaded.file)
    choice = PaletteChoice(own.palettes, loaded.configuration.palette if name is None else name)
    return tuple(filter(None, (choice.problem, *(own.problems if name is None else ()))))


def _entry(key: ConfigurationKey, loaded: LoadedConfiguration) -> Entry:
    value = value_at(loaded.configuration, key.name)
    assert value is not None
    source = OF_FILE if key.name in loaded.given else OF_DEFAULT
    return Entry(key.name, value, key.default, source, key.expected, key.explanation, key)
