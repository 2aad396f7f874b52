"""What is said if Optuna is not installed."""

from __future__ import annotations

import pytest

from mnist_lab.search.extra import ExtraMissing, ensure_installed, is_installed


def test_a_missing_library_is_told_with_the_command_that_installs_it() -> None:
    assert not is_installed("no_such_library")
    with pytest.raises(ExtraMissing, match=r"`pip install 'mnist-lab\[search\]'` installs it\.$"):
        ensure_installed("no_such_library")
    ensure_installed()
