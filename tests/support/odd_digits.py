"""Digits that are unusual in one way each, made up or saved as a data file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from mnist_lab.data.digits import Digits
from mnist_lab.data.digits_file import ARRAYS
from support.fakes import few_digits


def even_digits() -> Digits:
    """Forty training and ten test digits of each class, with pixels up to 249."""
    usual = few_digits()
    return replace(usual, y_train=(np.arange(400) % 10).astype(np.uint8), y_test=(np.arange(100) % 10).astype(np.uint8))


def sorted_digits() -> Digits:
    """Sorted by class: the last fifth are the classes 8 and 9."""
    usual = even_digits()
    order = np.argsort(usual.y_train, kind="stable")
    return replace(usual, x_train=usual.x_train[order], y_train=usual.y_train[order])


def uneven_digits() -> Digits:
    """Eight of ten digits are zeros, the others 4 and 9."""
    usual = even_digits()
    train, test = (np.where(labels % 5 < 4, 0, labels).astype(np.uint8) for labels in (usual.y_train, usual.y_test))
    return replace(usual, y_train=train, y_test=test)


def faint_digits() -> Digits:
    """Pixels of 0 and 1."""
    usual = even_digits()
    return replace(usual, x_train=usual.x_train // 200, x_test=usual.x_test // 200)


def saved(digits: Digits, file: Path) -> str:
    """Save the digits as a data file; return its path."""
    arrays: dict[str, Any] = {name: getattr(digits, name) for name in ARRAYS}
    np.savez_compressed(file, **arrays)
    return str(file)
