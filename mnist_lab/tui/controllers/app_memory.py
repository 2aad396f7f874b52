"""What the app remembers from one start to the next, besides views."""

from __future__ import annotations

from mnist_lab.domain.runs.setting_fields import SettingsInvalid
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.queued_preferences import QueuedPreferences

FORM, PALETTE = "form", "theme"
"""The keys that the store remembers them under."""


class AppMemory:
    """Keeps the form and the palette."""

    def __init__(self, preferences: QueuedPreferences) -> None:
        self._preferences = preferences

    @property
    def form(self) -> RunSpec:
        """Return what the form held when the app was last used, or the baseline."""
        recalled = self._preferences.recall(FORM)
        try:
            return RunSpec.of(recalled if isinstance(recalled, dict) else {})
        except SettingsInvalid:
            return RunSpec()

    def keep_form(self, spec: RunSpec) -> None:
        """Keep what the form holds."""
        self._preferences.remember(FORM, spec.model_dump(mode="json"))

    @property
    def palette(self) -> object:
        """Return the name of the palette last chosen, as it was kept."""
        return self._preferences.recall(PALETTE)

    def keep_palette(self, name: str) -> None:
        """Keep the name of the chosen palette."""
        self._preferences.remember(PALETTE, name)
