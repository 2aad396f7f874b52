"""The settings of a run, as a paragraph: those unlike the baseline's are bold."""

from __future__ import annotations

from collections.abc import Callable

from rich.style import Style
from rich.text import Text

from mnist_lab.domain.runs.idle_settings import idle_reason
from mnist_lab.domain.runs.setting_fields import grouped
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.widgets.paragraphs import Paragraph
from mnist_lab.tui.widgets.run_paragraphs import SETTINGS
from mnist_lab.tui.widgets.wrapping import NO_BREAK

UNNAMED = frozenset({"seed", "device"})
"""The seed is beside the name of the run; the device changes no figure."""


def settings_paragraph(spec: RunSpec, look: Callable[[str], Style], *, only_changed: bool = False) -> Paragraph:
    """Return all settings that have an effect, in the order of the form and below a blank line.

    With `only_changed` those that are as in the baseline are left out. `look` returns the style of a name.
    """
    unlike = spec.differences(RunSpec())
    words = Text("\n").append("settings  ", look("dim"))
    named = [
        (f"{field.setting.label} {field.text(spec.value(name))}", name in unlike)
        for fields in grouped(RunSpec).values()
        for field in fields
        for name in [field.name]
        if name not in UNNAMED and idle_reason(RunSpec, name, spec.value) is None
        if name in unlike or not only_changed
    ]
    if not named:
        words.append("as in the baseline", look("dim"))
    for place, (text, is_unlike) in enumerate(named):
        words.append(", " if place else "", look("dim"))
        words.append(text.replace(" ", NO_BREAK), "bold" if is_unlike else look("dim"))
    return Paragraph(words, SETTINGS)
