"""The shipped digits: known without reading them, read when they are used, and checked both times."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_lab.data import digits as module
from mnist_lab.data.digits import MNIST_SHA256, SHIPPED, Digits, load_digits
from mnist_lab.data.digits_file import ARRAYS, DigitsUnreadable, read_arrays
from mnist_lab.domain.runs.run import MNIST

FACTS = ("count", "test_count", "checksums", "dataset", "largest_pixel", "largest_test_class", "classes")


def test_what_is_known_of_the_shipped_digits_is_what_they_are() -> None:
    shipped = load_digits()
    read = Digits("mnist", SHIPPED, **read_arrays(SHIPPED))
    assert {name: getattr(shipped, name) for name in FACTS} == {name: getattr(read, name) for name in FACTS}
    assert shipped.dataset == MNIST
    assert all((getattr(shipped, name) == getattr(read, name)).all() for name in ARRAYS)


def test_neither_an_array_nor_numpy_is_in_memory_before_it_is_used() -> None:
    code = """
import sys
from mnist_lab.data.digits import load_digits
digits = load_digits()
assert digits.dataset.is_mnist and digits.count == 60_000
assert "numpy" not in sys.modules and not {"x_train", "y_train"} & vars(digits).keys()
digits.read()
assert {"x_train", "x_test"} <= vars(digits).keys()
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_shipped_file_that_changes_after_the_start_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mnist.npz"
    shutil.copyfile(SHIPPED, file)
    monkeypatch.setattr(module, "SHIPPED", file)
    shipped = load_digits()
    file.write_bytes(SHIPPED.read_bytes()[:1000])
    with pytest.raises(DigitsUnreadable, match="damaged"):
        shipped.read()
    file.unlink()
    with pytest.raises(DigitsUnreadable, match="no data file"):
        load_digits()


def test_other_digits_in_the_place_of_the_shipped_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import numpy as np

    file = tmp_path / "mnist.npz"
    arrays = read_arrays(SHIPPED)
    np.savez(file, **{**arrays, "y_test": arrays["y_test"][::-1]})  # type: ignore[arg-type]
    monkeypatch.setattr(module, "SHIPPED", file)
    with pytest.raises(DigitsUnreadable, match=r"y_test differ"):
        load_digits()
    assert MNIST_SHA256.keys() == arrays.keys()
