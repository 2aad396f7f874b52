"""What the bytes of a file seem to be, for a sentence about one that cannot be read."""

from __future__ import annotations

import io
import re
import zipfile

_MAGIC = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF"),
    (b"\x89HDF", "an HDF5 file, as Keras's .h5"),
    (b"\x93NUMPY", "a NumPy array (.npy)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
)
_PICKLE = re.compile(rb"\x80[\x02-\x05][\x95}\](c]")
_MARKUP = re.compile(r"\s*<(!doctype|[?]xml|html|head|body|svg|[a-z]+[ >])", re.IGNORECASE)
_PYTHON_DICT = re.compile(r"\s*[{\[].*'\w+'\s*:", re.DOTALL)
_ARCHIVES = (
    ("model.weights.h5", "a .keras file, which holds weights and no history"),
    ("word/document.xml", "a Word document"),
    ("xl/workbook.xml", "an Excel workbook"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
MOST_COLUMNS = 8
LONGEST_READ = 100_000
"""Bytes that are looked at, except in an archive."""


def file_kind(data: bytes) -> str:
    """Return what the bytes seem to be, with its article: "a PNG picture", "an empty file", "plain text"."""
    if not data.strip():
        return "an empty file"
    if data.startswith(b"PK"):
        return _archive_kind(data)
    named = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if named is not None:
        return named
    if _PICKLE.match(data):
        return "a Python pickle"
    if b"brain.Event" in data[:200]:
        return "a TensorBoard event file"
    return _text_kind(data[:LONGEST_READ])


def _archive_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "a damaged zip archive"
    if names and all(name.endswith(".npy") for name in names):
        return "NumPy arrays (.npz)"
    return next((kind for member, kind in _ARCHIVES if member in names), "a zip archive")


def _text_kind(data: bytes) -> str:
    try:
        text = data.decode("utf-8", "strict" if len(data) < LONGEST_READ else "ignore")
    except UnicodeDecodeError:
        return "a binary file"
    if _CONTROLS.search(text):
        return "a binary file"
    if _MARKUP.match(text):
        return "HTML or XML"
    if _PYTHON_DICT.match(text):
        return "a Python dict as `print` shows it"
    if text.lstrip().startswith(("{", "[")):
        return "JSON that breaks off or has a mistake"
    headings = text.split("\n", maxsplit=1)[0].split(",")
    is_table = 1 < len(headings) <= MOST_COLUMNS and len(text.splitlines()) > 1
    return f"a table with the columns {', '.join(name.strip()[:20] for name in headings)}" if is_table else "plain text"
