"""Names of keys as people write them, and as Textual knows them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

from mnist_lab.domain.formatting.text_cleaning import shortened

MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
NAMES = {key.value for key in Keys if key.value.replace("_", "").isalnum()} | set(KEY_NAME_REPLACEMENTS.values())
OTHER_NAMES = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "pgdown": "pagedown",
    "bksp": "backspace",
    "control": "ctrl",
    "option": "alt",
}

SENT_AS_ANOTHER = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+left_square_bracket": "escape"}
"""What terminals send for some keys: an action on them alone could not be reached."""

IN_WORDS = {"⏎": "enter", "⌫": "backspace"}
"""Keys whose signs are missing from common fonts."""


UNKNOWN_TO_TEXTUAL = frozenset(KEY_NAME_REPLACEMENTS.values())
"""Keys that type a character which `key_to_character` does not know."""


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keys chosen, as Textual writes them, by id of the binding; and a sentence for each that cannot be used."""

    keys: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def types_character(key: str, character: str | None) -> bool:
    """Return whether a key types a character into a text."""
    return key in UNKNOWN_TO_TEXTUAL or (character is not None and character.isprintable())


def key_named(text: str) -> str | None:
    """Return the key that the text names as Textual writes it, "ctrl+t" for "Ctrl+T"; None if there is none."""
    name = text.strip()
    if len(name) == 1:
        return _of_character(name)
    *before, last = name.split("+") if not name.endswith("++") else [*name[:-2].split("+"), "+"]
    modifiers = [_usual(modifier) for modifier in before]
    key = _of_character(last) if len(last) == 1 else _usual(last)
    if not key or not all(modifier in MODIFIERS for modifier in modifiers):
        return None
    if len(key) > 1 and key not in NAMES and key_to_character(key) is None:
        return None
    if len(key) == 1 and modifiers == ["shift"]:
        return key.upper()
    if len(key) == 1 and modifiers:
        key = key.lower()  # terminals send the same for ctrl+T and ctrl+t
    return "+".join([*sorted(set(modifiers)), key]) if (modifiers, key) != (["ctrl"], "at") else "ctrl+@"


def types_text(key: str) -> bool:
    """Return whether the key, as Textual writes it, types a character."""
    character = key_to_character(key)
    return key in KEY_NAME_REPLACEMENTS.values() or (character is not None and character.isprintable())


def in_common_signs(shown: str) -> str:
    """Return a key as users see it: enter and ctrl as words, F5 in capitals, others as Textual shows them."""
    shown = IN_WORDS.get(shown, shown)
    if len(shown) > 1 and shown[0] == "^":
        return f"ctrl+{shown[1:]}"
    return shown.upper() if shown[:1] == "f" and shown[1:].isdigit() else shown


def key_hint(app: App[Any], binding_id: str, usual: str) -> str:
    """Return how the first key of an action is written: `usual`, unless the user chose another."""
    chosen: Mapping[str, str] = getattr(app, "keymap", {})  # apps of tests have none
    key = chosen.get(binding_id, "").partition(",")[0]
    return app.get_key_display(Binding(key, "", "")) if key else usual


def named_keymap(chosen: Mapping[str, str]) -> Keymap:
    """Return the keymap without the keys whose names are wrong: what can be known before screens are imported."""
    keys: dict[str, str] = {}
    problems: list[str] = []
    for name, text in chosen.items():
        words = text.split(",") if text.strip() != "," else ["comma"]
        named = [key_named(word) for word in words]
        sent = next((key for key in named if key in SENT_AS_ANOTHER), None)
        if sent is not None:
            problems.append(f"keys.{shortened(name)}: terminals send {SENT_AS_ANOTHER[sent]} for {sent}.")
        elif all(named):
            keys[name] = ",".join(key for key in named if key)
        else:
            wrong = shortened(words[named.index(None)])
            names = "names are such as f6, ctrl+t, t or question_mark"
            problems.append(f"keys.{shortened(name)}: there is no key “{wrong}”; {names}.")
    return Keymap(keys, tuple(problems))


def _usual(name: str) -> str:
    lower = name.strip().lower()
    return OTHER_NAMES.get(lower, lower)


def _of_character(character: str) -> str | None:
    """Return Textual's name of the key that types the character."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    if not name or not (character.isprintable() or character == " "):
        return None
    return KEY_NAME_REPLACEMENTS.get(name, name)
