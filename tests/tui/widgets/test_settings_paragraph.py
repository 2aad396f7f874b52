"""The settings of a run in words."""

from __future__ import annotations

import pytest
from rich.style import Style

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.widgets.settings_paragraph import settings_paragraph
from mnist_lab.tui.widgets.wrapping import NO_BREAK


def words(spec: RunSpec, *, only_changed: bool) -> str:
    text = settings_paragraph(spec, lambda _: Style(), only_changed=only_changed).text.plain
    return text.replace(NO_BREAK, " ").strip()


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({}, "settings  as in the baseline"),
        ({"seed": 2, "device": "cpu"}, "settings  as in the baseline"),
        ({"epochs": 3, "units": 64}, "settings  nodes per layer 64, epochs 3"),
        ({"scale_pixels": False, "dropout": 0.5}, "settings  dropout 0.50, ÷ 255 no"),
        ({"hidden_layers": 0, "units": 64}, "settings  hidden layers 0"),
    ],
    ids=str,
)
def test_changed_settings_are_in_the_order_of_the_form(values: dict[str, object], text: str) -> None:
    assert words(RunSpec.of(values), only_changed=True) == text


def test_all_settings_that_have_an_effect_are_named() -> None:
    text = words(RunSpec(units=64), only_changed=False)
    assert text.startswith("settings  hidden layers 2, nodes per layer 64, activation ReLU, dropout 0.20,")
    assert "seed" not in text
    assert "momentum" not in text
