"""The command `data`: what the digits are, and where they come from."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mnist_lab.data.digits import ATTRIBUTION, MNIST_SHA256
from support.fakes import few_digits
from support.shell import Shell


def test_the_published_digits_are_described(shell: Shell) -> None:
    _, out, _ = shell("data")
    for part in ("60,000", "10,000", ATTRIBUTION, *MNIST_SHA256.values()):
        assert part in out
    assert out.count("as published") == 4


def test_other_digits_are_not_called_published(shell: Shell, tmp_path: Path) -> None:
    digits = few_digits()
    file = tmp_path / "few.npz"
    np.savez(file, x_train=digits.x_train, y_train=digits.y_train, x_test=digits.x_test, y_test=digits.y_test)
    _, out, _ = shell("data", "--data", str(file))
    for part in ("few", "400", "100", str(file), digits.dataset.sha256):
        assert part in out
    assert "as published" not in out
    assert ATTRIBUTION not in out


def test_a_missing_file_is_named(shell: Shell, tmp_path: Path) -> None:
    file = str(tmp_path / "none.npz")
    assert file in shell.refusal("data", "--data", file, status=1)
    assert file in shell.refusal("train", "--data", file, status=1)
