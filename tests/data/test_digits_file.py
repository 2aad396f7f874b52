"""Data files: what is read from them, what is converted, and the sentence for each that cannot be used."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mnist_lab.data.digits import load_digits
from mnist_lab.data.digits_file import ARRAYS, DigitsUnreadable, read_arrays
from support.corruptions import corrupted_data, data_file
from support.fakes import few_digits

DIGITS = few_digits()
PLAIN = {name: getattr(DIGITS, name) for name in ARRAYS}
Change = Callable[[Any], Any]


def saved(path: Path, **changes: Any) -> Path:
    """A file of few digits with some arrays changed, or left out if None."""
    arrays = {name: array for name, array in {**PLAIN, **changes}.items() if array is not None}
    np.savez_compressed(path, **arrays)
    return path


def one_hot(labels: Any) -> Any:
    return np.eye(10)[labels]


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        (lambda x: x[..., None], lambda y: y),
        (lambda x: x[:, None], lambda y: y[:, None]),
        (lambda x: x.reshape(-1, 784), lambda y: y.astype("int64")),
        (lambda x: x.astype("float64"), lambda y: y.astype("float32")),
        (lambda x: (x / 255).astype("float32"), one_hot),
        (lambda x: (x / 255).astype("float16"), lambda y: one_hot(y).astype("uint8")),
        (lambda x: x.astype("int32"), lambda y: y),
        (np.asfortranarray, lambda y: y),
    ],
    ids=["channel-last", "channel-first", "flat", "floats", "scaled", "half-precision", "integers", "column-order"],
)
def test_other_shapes_and_types_of_the_same_digits_are_read(tmp_path: Path, images: Change, labels: Change) -> None:
    changes = {name: (images if name[0] == "x" else labels)(array) for name, array in PLAIN.items()}
    read = read_arrays(saved(tmp_path / "few.npz", **changes))
    for name, array in PLAIN.items():
        assert np.array_equal(read[name], array)
        assert read[name].dtype == np.uint8
    assert load_digits(tmp_path / "few.npz").dataset.sha256 == DIGITS.dataset.sha256


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"x_train": None, "y_test": None}, ("y_train, x_test", "missing: x_train, y_test")),
        ({"x_test": PLAIN["x_test"][:, :27]}, ("x_test", "(100, 27, 28)", "(N, 28, 28)")),
        ({"x_test": np.uint8(3)}, ("x_test", "()")),
        ({"x_train": PLAIN["x_train"] / 254.0}, ("x_train", "255 * x")),
        ({"x_train": PLAIN["x_train"] / 300.0}, ("x_train", "255 * x")),
        ({"x_train": PLAIN["x_train"].astype("int16") - 1}, ("x_train", "-1", "0 to 255")),
        ({"x_train": np.full((400, 28, 28), np.nan)}, ("x_train", "nan")),
        ({"x_train": PLAIN["x_train"].astype("str")}, ("x_train", "numbers from 0 to 255")),
        ({"y_train": PLAIN["y_train"] + 1}, ("y_train", "1 to 10")),
        ({"y_train": PLAIN["y_train"] + 0.5}, ("y_train", "0 to 9")),
        ({"y_train": np.zeros((400, 10))}, ("y_train", "one-hot")),
        ({"y_train": np.zeros((400, 3), "uint8")}, ("y_train", "(400, 3)")),
        ({"y_train": PLAIN["y_train"].astype("str")}, ("y_train", "whole numbers")),
        ({"y_train": PLAIN["y_train"][:-1]}, ("400 images", "399 labels")),
        ({"x_test": PLAIN["x_test"][:0], "y_test": PLAIN["y_test"][:0]}, ("x_test", "0 images")),
        ({"x_train": PLAIN["x_train"][:99], "y_train": PLAIN["y_train"][:99]}, ("99 training digits", "200")),
        ({"x_train": np.array([{}] * 400, object)}, ("damaged or no .npz",)),
    ],
)  # fmt: skip
def test_arrays_that_cannot_be_used_are_one_sentence(tmp_path: Path, changes: dict[str, Any], parts: list[str]) -> None:
    file = saved(tmp_path / "few.npz", **changes)
    with pytest.raises(DigitsUnreadable) as refused:
        load_digits(file)
    sentence = str(refused.value)
    assert all(part in sentence for part in (str(file), *parts)), sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def whole_file() -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **PLAIN)
    return file.getvalue()


WHOLE = whole_file()


def with_header(header: bytes) -> bytes:
    """A file whose first array has this header."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as whole, zipfile.ZipFile(file, "w") as changed:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "x_train.npy":
                content = content[:8] + len(header).to_bytes(2, "little") + header
            changed.writestr(name, content)
    return file.getvalue()


def single_array() -> bytes:
    file = io.BytesIO()
    np.save(file, PLAIN["x_test"])
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a file of arrays",
        WHOLE[: len(WHOLE) // 2],
        single_array(),
        with_header(b"{'descr': '|u1', 'fortran_order': False, 'shape': (400, 28"),
        with_header(b"{'descr': '|u1', 'fortran_order': False, 'shape': (60000000000, 28, 28), }\n"),
        with_header(b"{'descr': '|O', 'fortran_order': False, 'shape': (400, 28, 28), }\n"),
        b"PK\x03\x04" + b"\x00" * 40,
    ],
    ids=["empty", "text", "half", "single-array", "open-header", "too-many", "objects", "no-archive"],
)
def test_a_damaged_file_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "damaged.npz"
    file.write_bytes(content)
    with pytest.raises(DigitsUnreadable, match=file.stem):
        load_digits(file)


def test_a_folder_or_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.npz", tmp_path / "file" / "none.npz"):
        with pytest.raises(DigitsUnreadable, match=path.name):
            load_digits(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_whatever_a_damaged_byte_does_is_the_same_digits_or_one_sentence(
    tmp_path: Path, places: list[tuple[int, int]]
) -> None:
    content = bytearray(WHOLE)
    for place, value in places:
        content[place] = value
    file = tmp_path / "damaged.npz"
    file.write_bytes(content)
    with contextlib.suppress(DigitsUnreadable):
        assert load_digits(file).dataset.sha256 == DIGITS.dataset.sha256


@pytest.mark.parametrize("name", ["x_train.npy", "y_test.npy"])
def test_a_member_that_is_no_array_is_damage(tmp_path: Path, name: str) -> None:
    file = tmp_path / "text.npz"
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as old, zipfile.ZipFile(file, "w") as new:
        for member in old.namelist():
            new.writestr(member, b"some text" if member == name else old.read(member))
    with pytest.raises(DigitsUnreadable, match="is no array"):
        load_digits(file)


def test_names_of_arrays_are_shown_on_one_line(tmp_path: Path) -> None:
    file = tmp_path / "names.npz"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a\n\x1b[31mb.npy", b"")
    with pytest.raises(DigitsUnreadable) as error:
        load_digits(file)
    assert str(error.value).isprintable()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random=st.randoms(use_true_random=False))
def test_any_corruption_of_a_data_file_is_read_or_one_sentence(tmp_path: Path, random: Random) -> None:
    file = tmp_path / "corrupted.npz"
    file.write_bytes(corrupted_data(random, (WHOLE, data_file(compressed=False))))
    with contextlib.suppress(DigitsUnreadable):  # any other exception is a fault
        assert load_digits(file).x_train.shape[1:] == (28, 28)
