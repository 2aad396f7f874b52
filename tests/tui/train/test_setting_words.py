"""What F1 says of a setting."""

from __future__ import annotations

import pytest

from mnist_lab.domain.runs.setting_fields import field_named
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.train.setting_words import OF_THE_POST, explain_setting

UNITS = field_named(RunSpec, "units")


@pytest.mark.parametrize("of_mnist", [True, False])
def test_what_the_post_found_is_told_only_on_its_own_digits(of_mnist: bool) -> None:
    explained = explain_setting(UNITS, of_mnist=of_mnist)
    assert any(sentence.startswith(OF_THE_POST) for sentence in explained.sentences) is of_mnist


def test_a_setting_without_effect_says_so_first() -> None:
    explained = explain_setting(UNITS, idle_reason="no hidden layers")
    assert "no hidden layers" in explained.sentences[0]
    assert explain_setting(UNITS).sentences == explained.sentences[1:]


def test_the_facts_are_the_range_and_the_baseline() -> None:
    assert explain_setting(UNITS).facts == "Takes a whole number from 1 to 4096. Baseline: 518."


def test_epochs_say_how_many_a_verdict_needs_first_and_only_if_there_is_such_a_limit() -> None:
    epochs = field_named(RunSpec, "epochs")
    assert "at least 7 epochs" in explain_setting(epochs, fewest_epochs=7).sentences[0]
    assert "verdict" not in "".join(explain_setting(epochs, fewest_epochs=1).sentences)
    assert explain_setting(UNITS, fewest_epochs=7) == explain_setting(UNITS)
