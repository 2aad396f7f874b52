"""The settings of a run, as a paragraph: those unlike the baseline's are brighter than the others."""

from __future__ import annotations

from collections.abc import Callable

from rich.style import Style
from rich.text import Text

from mnist_lab.domain.runs.idle_settings import idle_reason
from mnist_lab.domain.runs.setting_fields import field_named
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.widgets.paragraphs import Paragraph
from mnist_lab.tui.widgets.run_paragraphs import SETTINGS

UNNAMED = frozenset({"seed", "device"})
"""The seed is beside the name of the run; the device changes no figure."""


def settings_paragraph(spec: RunSpec, look: Callable[[str], Style]) -> Paragraph:
    """Return all settings that have an effect, below a blank line; `look` returns the style of a name."""
    unlike = spec.differences(RunSpec())
    words = Text("\n").append("settings  ", look("dim"))
    named = [
        (f"{field.setting.label} {field.text(spec.value(name))}", name in unlike)
        for name in RunSpec.model_fields
        if name not in UNNAMED and idle_reason(RunSpec, name, spec.value) is None
        for field in [field_named(RunSpec, name)]
    ]
    for place, (text, is_unlike) in enumerate(named):
        words.append(", " if place else "", look("dim")).append(text, "" if is_unlike else look("dim"))
    return Paragraph(words, SETTINGS)
