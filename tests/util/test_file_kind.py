"""What a file seems to be."""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Sequence

import numpy as np
import pytest

from mnist_lab.util.file_kind import file_kind


def archive(names: Sequence[str]) -> bytes:
    """A zip archive with empty members of these names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        for name in names:
            opened.writestr(name, b"")
    return stream.getvalue()


def saved_array() -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.zeros(3))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89HDF\r\n", "HDF5"),
        (b"\x1f\x8b\x08", "gzip"),
        (saved_array(), ".npy"),
        (pickle.dumps({"loss": [1.0]}), "pickle"),
        (pickle.dumps([1.0], protocol=2), "pickle"),
        (archive(["metadata.json", "config.json", "model.weights.h5"]), ".keras"),
        (archive(["x_train.npy", "y_train.npy"]), ".npz"),
        (archive(["xl/workbook.xml"]), "Excel"),
        (archive(["letter.txt"]), "a zip archive"),
        (archive(["letter.txt"])[:30], "damaged zip"),
        (b"<!DOCTYPE html><html>", "HTML"),
        (b"<?xml version='1.0'?>", "XML"),
        (b"{'loss': [0.1]}", "Python dict"),
        (b'{"loss": [0.1', "breaks off"),
        (b"Epoch 1/10", "plain text"),
        (b"Wall time,Step,Value\n1,0,0.5\n", "Wall time, Step, Value"),
        (b"\x00\x01\x02", "binary"),
        (b"\xc3\x28", "binary"),
        (b"\x18\x00\x00\x00\x00\x00\x00\x00\xa3\x7fK\x22\tbrain.Event:2", "TensorBoard"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # an archive holds the time
)
def test_a_file_is_called_what_it_seems_to_be(data: bytes, word: str) -> None:
    assert word in file_kind(data)
