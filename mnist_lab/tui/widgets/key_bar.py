"""The line at the bottom: the keys that work where the focus is, and the one that shows them all."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import ActiveBinding
from textual.screen import Screen

from mnist_lab.tui.widgets.clickable_line import ClickableLine, Part, width_of
from mnist_lab.tui.widgets.hints import HELP, HidesHints, Hint, LeadsElsewhere, NamesSooner, hints_for, names_hints

GAP = "   "


class KeyBar(ClickableLine):
    """Names the keys of what has the focus, the most useful first: as many as have room, and always `?`.

    A click on a key does what the key does.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--words"}

    def __init__(self) -> None:
        super().__init__()
        self._active: dict[str, ActiveBinding] = {}
        self._sooner: frozenset[str] = frozenset()

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)
        self._changed(self.screen)

    def _changed(self, screen: Screen[object]) -> None:
        hidden = screen.hidden_hints if isinstance(screen, HidesHints) else frozenset()
        self._active = {name: active for name, active in first_keys(screen).items() if name not in hidden}
        self._sooner = screen.sooner_hints if isinstance(screen, NamesSooner) else frozenset()
        self.refresh_if_changed()

    def left(self) -> list[Part]:
        """Return the hints that have room, whole."""
        parts = [Part(" ")]
        room = self.size.width - width_of(parts) - width_of(self.right()) - len(GAP)
        leading = self.screen.leads_to if isinstance(self.screen, LeadsElsewhere) else ()
        for hint in hints_for(self._active, self._words, self._sooner, leading):
            gap = [Part(GAP)] if len(parts) > 1 else []
            for form in self._forms(hint):
                named = [*gap, *self._named(form)]
                if width_of(named) <= room:
                    room -= width_of(named)
                    parts += named
                    break
        return parts

    def right(self) -> list[Part]:
        """Return the key that shows all others."""
        return [*self._named(Hint((HELP,), "keys")), Part(" ")] if HELP in self._active else []

    async def action_press(self, binding_id: str) -> None:
        """Do what the key of this binding does."""
        active = first_keys(self.screen).get(binding_id)
        if active is not None:
            await self.app.run_action(active.binding.action, active.node)

    def _named(self, hint: Hint) -> list[Part]:
        """Return the keys, each of which can be clicked, and what they do: a click there presses the last one."""
        parts: list[Part] = []
        keys = self._keys(hint)
        for name, key in zip(hint.ids, keys, strict=True):
            if parts and max(map(len, keys)) > 1:
                parts.append(Part(" "))
            parts.append(Part(key, "key-bar--key", f"press('{name}')"))
        return [*parts, Part(f" {hint.words}", "key-bar--words", f"press('{hint.ids[-1]}')")]

    def _forms(self, hint: Hint) -> tuple[Hint, ...]:
        """Return the hint, and what is enough of it where there is less room: the first key, or words up to a colon."""
        if ":" in hint.words:
            return hint, Hint(hint.ids, hint.words.partition(":")[0])
        return (hint, Hint(hint.ids[:1], hint.words)) if self._can_be_shortened(hint) else (hint,)

    def _can_be_shortened(self, hint: Hint) -> bool:
        """Return whether the first key can be named alone: not if its keys are a pair such as "←→"."""
        return max(map(len, self._keys(hint))) > 1

    def _keys(self, hint: Hint) -> list[str]:
        return [self.app.get_key_display(self._active[name].binding) for name in hint.ids]

    def _words(self, hint: Hint) -> str:
        """Return what the keys of a hint do now."""
        active = self._active[hint.ids[0]]
        for node in (active.node, self.screen):
            words = node.hint_words(hint.ids[0]) if names_hints(node) else ""
            if words:
                return words
        description = active.binding.description
        return hint.words or description[:1].lower() + description[1:]


def first_keys(screen: Screen[object]) -> dict[str, ActiveBinding]:
    """Return the bindings that work now by their ids: of an action with several keys, the first."""
    found: dict[str, ActiveBinding] = {}
    for active in screen.active_bindings.values():
        if active.enabled and active.binding.id:
            found.setdefault(active.binding.id, active)
    return found
