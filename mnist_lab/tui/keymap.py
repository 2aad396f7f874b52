"""Which keys do what: every binding of the app by its id, and the keys that users chose instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widgets import OptionList

from mnist_lab import tui
from mnist_lab.domain.formatting.text_cleaning import shortened
from mnist_lab.tui.key_names import Keymap, named_keymap, types_text

SHARED_FOLDERS = frozenset({"batches", "charts", "widgets"})
"""Their widgets may be on any screen; those of another folder are on its screens and dialogs."""


@dataclass(frozen=True, slots=True)
class BoundKeys:
    """An action that keys can be given to: its id, its keys without configuration, what it does, and where it works."""

    id: str
    keys: tuple[str, ...]
    text: str
    places: tuple[str, ...]
    is_priority: bool


@cache
def bound_keys() -> Mapping[str, BoundKeys]:
    """Return all actions by id, in the order of their places; imports every screen."""
    found: dict[str, BoundKeys] = {}
    for owner in _owners():
        for binding in own_bindings(owner):
            keys = tuple(key.strip() for key in binding.key.split(","))
            text = binding.description[:1].upper() + binding.description[1:]
            known = found.get(str(binding.id), BoundKeys(str(binding.id), keys, text, (), binding.priority))
            places = dict.fromkeys((*known.places, *filter(None, [owner.BINDING_GROUP_TITLE])))
            found[known.id] = replace(known, places=tuple(places))
    return dict(sorted(found.items(), key=lambda item: item[0].partition(".")[0] != "app"))


def own_bindings(owner: type[DOMNode]) -> Iterator[Binding]:
    """Yield the bindings of a screen or widget that users can change, its own before inherited ones."""
    for each in owner.__mro__:
        for binding in vars(each).get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id:
                yield binding


def checked_keymap(chosen: Mapping[str, str]) -> Keymap:
    """Return the keymap without what cannot work: wrong names, unknown ids, keys that are taken.

    Imports every screen.
    """
    named = named_keymap(chosen)
    known = bound_keys()
    places = _places()
    problems = [*named.problems]
    keys: dict[str, str] = {}
    for name, text in named.keys.items():
        if name not in known:
            alike = get_close_matches(name, known, 1)
            advice = f"did you mean {alike[0]}?" if alike else "`mnist-lab config keys` lists them"
            problems.append(f"keys.{shortened(name)}: there is no such action ({advice}).")
        elif known[name].is_priority and any(map(types_text, text.split(","))):
            problems.append(f"keys.{name}: it works while you type, so its key cannot be one that types text.")
        else:
            keys[name] = text
    while clash := _clash(keys, known, places):
        name, other, key = clash
        taken = (
            f"is the key of {other} there ({known[other].text.lower()})" if other else "already does something there"
        )
        problems.append(f"keys.{name}: {key} {taken}.")
        del keys[name]
    return Keymap(keys, tuple(problems))


def _clash(
    chosen: Mapping[str, str], known: Mapping[str, BoundKeys], places: Sequence[_Place]
) -> tuple[str, str, str] | None:
    """Return the last chosen entry whose key is taken where it works, by what, and the key; None if there is none.

    What takes it is an id, or empty if the key cannot be changed, such as one that moves the cursor in a field. Two
    actions may share a key if they share one without configuration: then the nearer one, such as the chart's, works.
    """
    for name in reversed([*chosen]):
        usual = frozenset(known[name].keys)
        for key in chosen[name].split(","):
            for place in places:
                if key in usual or name not in place.ids:
                    continue
                if key in place.reserved:
                    return name, "", key
                others = (each for each in place.ids if each != name and usual.isdisjoint(known[each].keys))
                for other in others:
                    if key in chosen.get(other, ",".join(known[other].keys)).split(","):
                        return name, other, key
    return None


@dataclass(frozen=True, slots=True)
class _Place:
    """The ids of actions that work at the same time, and the keys there that cannot be changed."""

    ids: frozenset[str]
    reserved: frozenset[str]


@cache
def _places() -> Sequence[_Place]:
    owners = _owners()
    screens = [owner for owner in owners if issubclass(owner, Screen) and not issubclass(owner, ModalScreen)]
    dialogs = [owner for owner in owners if issubclass(owner, ModalScreen)]
    panes = [owner for owner in owners if not issubclass(owner, Screen) and _folder(owner) != "app"]
    everywhere = [owner for owner in owners if _folder(owner) == "app"]
    places = [_place([screen, *everywhere]) for screen in screens]
    places += [
        _place([pane, screen, *everywhere])
        for screen in screens
        for pane in panes
        if _folder(pane) in SHARED_FOLDERS | {_folder(screen)}
    ]
    places += [_place([dialog, *everywhere], OptionList, only_priority=everywhere) for dialog in dialogs]
    places += [
        _place([pane, dialog, *everywhere], only_priority=everywhere)
        for dialog in dialogs
        for pane in panes
        if _folder(pane) == "dialogs" or _folder(pane) == _folder(dialog)
    ]
    return places


def _place(
    owners: Iterable[type[DOMNode]], *widgets: type[DOMNode], only_priority: Sequence[type[DOMNode]] = ()
) -> _Place:
    ids: set[str] = set()
    reserved = {key for widget in widgets for key in _fixed_keys(widget)}
    for owner in owners:
        bindings = [each for each in own_bindings(owner) if each.priority or owner not in only_priority]
        ids |= {str(binding.id) for binding in bindings}
        reserved |= set(_fixed_keys(owner))
    return _Place(frozenset(ids), frozenset(reserved))


def _fixed_keys(owner: type[DOMNode]) -> Iterator[str]:
    """Yield the keys that a widget or screen has from Textual, such as those that move the cursor in a field."""
    for each in owner.__mro__:
        if not each.__module__.startswith(tui.__name__):
            for binding in vars(each).get("BINDINGS", ()):
                keys = binding.key if isinstance(binding, Binding) else binding[0]
                yield from (key.strip() for key in keys.split(","))


@cache
def _owners() -> Sequence[type[DOMNode]]:
    """Return every screen, widget and app of this package that has keys."""
    for module in walk_packages(tui.__path__, f"{tui.__name__}."):
        import_module(module.name)
    ours = {each for each in _subclasses(DOMNode) if each.__module__.startswith(f"{tui.__name__}.")}
    with_keys = [each for each in ours if any(own_bindings(each))]
    return sorted(with_keys, key=lambda each: (each.__module__, each.__qualname__))


def _subclasses(base: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for each in base.__subclasses__():
        yield each
        yield from _subclasses(each)


def _folder(owner: type[DOMNode]) -> str:
    return owner.__module__.split(".")[2]
