"""The command `data`: what the digits are, and where they come from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mnist_lab.data.data_split import facts_of
from mnist_lab.data.digits import ATTRIBUTION, MNIST_SHA256, Digits
from mnist_lab.domain.advice.digit_remarks import digit_remarks
from mnist_lab.domain.runs.spec import RunSpec
from support.fakes import few_digits
from support.odd_digits import faint_digits, saved, sorted_digits, uneven_digits
from support.shell import Shell, mnist


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


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        (sorted_digits(), "classes 8 and 9"),
        (uneven_digits(), "80.00 %"),
        (faint_digits(), "pixels from 0 to 1"),
        (uneven_digits(), "classes 0, 4, 9"),
    ],
)
def test_what_is_unusual_about_digits_is_said(shell: Shell, tmp_path: Path, digits: Digits, words: str) -> None:
    _, out, _ = shell("data", "--data", saved(digits, tmp_path / "odd.npz"))
    assert words in out
    for sentence in digit_remarks(facts_of(RunSpec(), digits), RunSpec()):
        assert sentence in out


def test_of_mnist_nothing_is_unusual() -> None:
    assert digit_remarks(facts_of(RunSpec(), mnist()), RunSpec()) == ()
