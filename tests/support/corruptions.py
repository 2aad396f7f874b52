"""Data files and histories, and random changes of their bytes and of what they hold."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import numpy as np

from mnist_lab.data.digits_file import ARRAYS
from mnist_lab.domain.runs.serialization import run_document
from support.fakes import a_history, few_digits
from support.store_examples import example_run

ROW = {"epoch": 0, "loss": 0.6, "accuracy": 0.8, "val_loss": 0.5, "val_accuracy": 0.85}
LOSSES = (0.6, 0.4, 0.3, 0.25, 0.22, 0.2)
NOT_FIGURES: tuple[Any, ...] = (
    None, True, "", "low", "nan", [], {}, [0.1], -1, 0, 1e308, 10**30, float("nan"), float("inf"), "0,5", {"0": 1}, 97,
)  # fmt: skip
HEADER_WORDS = (
    b"|u1",
    b"<f8",
    b"|O",
    b"<U9",
    b"|V4",
    b"<c16",
    b"|b1",
    b">i8",
    b"<M8",
    b"True",
    b"None",
    b"(",
    b")",
    b",",
)
"""What the header of an array may be changed to: types that hold no pixels, and syntax."""


def data_file(*, compressed: bool = True) -> bytes:
    """A whole data file of few digits."""
    stream = io.BytesIO()
    save = np.savez_compressed if compressed else np.savez
    save(stream, **{name: getattr(few_digits(), name) for name in ARRAYS})
    return stream.getvalue()


def histories() -> tuple[bytes, ...]:
    """A history in each of the shapes that are taken."""
    rows = [{**ROW, "epoch": number, "loss": loss} for number, loss in enumerate(LOSSES)]
    curves = {name: [row[name] for row in rows] for name in ROW if name != "epoch"}
    indexed = {name: {str(place): figure for place, figure in enumerate(curve)} for name, curve in curves.items()}
    run = run_document(example_run(1).but(epochs=a_history(LOSSES)))
    split = {"columns": [*ROW], "index": [*range(len(rows))], "data": [[*row.values()] for row in rows]}
    documents = [rows, curves, {"history": curves}, indexed, split, run, [run]]
    table = "\n".join([",".join(ROW), *(",".join(map(str, row.values())) for row in rows)])
    lines = "\n".join(json.dumps(row) for row in rows)
    return (*(json.dumps(document).encode() for document in documents), table.encode(), lines.encode())


def corrupted_data(random: Random, whole: Sequence[bytes]) -> bytes:
    """One of these data files with random damage: to its bytes, or to an array in it, whose checksum is right again."""
    content = random.choice(whole)
    return random.choice((damaged, damaged, _with_damaged_array, _with_other_arrays))(random, content)


def corrupted_history(random: Random, whole: Sequence[bytes]) -> bytes:
    """One of these histories with random damage: to its bytes, or to its figures and names."""
    content = random.choice(whole)
    return random.choice((damaged, _with_other_figures))(random, content)


def damaged(random: Random, content: bytes) -> bytes:
    """The bytes with one to four of: changed, cut, repeated, removed or strange ones."""
    found = bytearray(content)
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(found) + 1)
        length = random.choice((1, 1, 2, 8, 100, 1000))
        piece = found[place : place + length]
        kind = random.randrange(6)
        if kind == 0:
            found[place : place + length] = random.randbytes(len(piece))
        elif kind == 1:
            del found[place:]
        elif kind == 2:
            del found[place : place + length]
        elif kind == 3:
            found[place:place] = bytes(piece) * random.choice((1, 5))
        elif kind == 4:
            found[place:place] = random.choice(
                (b"\0" * length, b"\xff" * length, b"[" * length, b'"', b"PK\5\6", b"\n")
            )
        elif piece:
            found[place] ^= 1 << random.randrange(8)
    return bytes(found)


def _with_damaged_array(random: Random, content: bytes) -> bytes:
    """The archive with an array whose header or contents are damaged."""

    def change(array: bytes) -> bytes:
        end = array.find(b"\n") + 1
        header, rest = array[:end], array[end:]
        if random.random() < 0.5:
            word = random.choice((b"|u1", b"False", b"(400", b"28", b"descr", b"shape", b"'", b"{"))
            other = random.choice((*HEADER_WORDS, b"%d" % random.choice((0, -1, 7, 10**9, 10**30))))
            return header.replace(word, other, 1) + rest
        return damaged(random, header[:128]) + rest if random.random() < 0.5 else header + damaged(random, rest)

    return _rewritten(content, random.choice(ARRAYS), change)


def _with_other_arrays(random: Random, content: bytes) -> bytes:
    """The archive with an array of another type, shape or range of values."""
    types = ("u1", "i8", "f4", "f8", "f2", "?", "U3", "c8", "M8[s]", "V2", "O")
    shapes = ((400,), (400, 28, 28), (400, 784), (400, 1), (400, 10), (0, 28, 28), (28, 28), (), (400, 3, 3, 3, 3))

    def change(_: bytes) -> bytes:
        high = random.choice((1, 2, 10, 256, 300))
        array = np.random.default_rng(random.randrange(9)).integers(random.choice((0, -3)), high, random.choice(shapes))
        stream = io.BytesIO()
        np.save(stream, array.astype(random.choice(types)))
        return stream.getvalue()

    return _rewritten(content, random.choice(ARRAYS), change)


def _rewritten(content: bytes, changed: str, change: Callable[[bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            array = old.read(name)
            new.writestr(name, change(array) if name == f"{changed}.npy" else array)
    return stream.getvalue()


def _with_other_figures(random: Random, content: bytes) -> bytes:
    """The history with figures, names or parts of its structure replaced or removed."""
    try:
        document = json.loads(content)
    except ValueError:  # a table, or a row a line
        words = content.replace(b"\n", b"\n,").split(b",")
        for _ in range(random.randint(1, 3)):
            words[random.randrange(len(words))] = random.choice(
                (b"", b"NA", b"nan", b"x", b"-inf", b'"', b"1e999", b"\n")
            )
        return b",".join(words)
    for _ in range(random.randint(1, 3)):
        holder, key = random.choice(_places(document))
        choice = random.randrange(4)
        if choice == 0:
            del holder[key]
        elif choice == 1 and isinstance(holder, dict):
            holder[random.choice(("acc", "Loss", "val_acc", "0", "epoch", "history", ""))] = holder.pop(key)
        else:
            holder[key] = copy.deepcopy(random.choice(NOT_FIGURES))  # a later change may reach into it
        if not _places(document):
            break
    return json.dumps(document).encode()


def _places(document: Any) -> list[tuple[Any, Any]]:
    """Return every place in a document that can be replaced: a list or an object, and an index or a name."""
    keys = document if isinstance(document, dict) else range(len(document)) if isinstance(document, list) else ()
    own = [(document, key) for key in keys]
    return own + [place for _, key in own for place in _places(document[key])]
