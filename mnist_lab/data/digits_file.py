"""Reads the four arrays of a data file, and brings them into the one shape that training takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mnist_lab.domain.formatting.text_cleaning import shortened

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[Any]

SIDE = 28
CLASSES = 10
LARGEST_PIXEL = 255
ROUNDING = 0.07
"""How far pixels from 0 to 1 may be from whole numbers once they are multiplied by 255: float16 has three digits."""

ArrayName = Literal["x_train", "y_train", "x_test", "y_test"]
ARRAYS: tuple[ArrayName, ...] = ("x_train", "y_train", "x_test", "y_test")
LAYOUT = f"the Keras layout has {', '.join(ARRAYS)}"


class DigitsUnreadable(Exception):
    """The digits cannot be used; the message is one sentence that names the file and the reason."""


def read_arrays(source: Path) -> dict[ArrayName, NDArray[np.uint8]]:
    """Return the arrays of an `.npz` in the Keras layout: images (N, 28, 28) from 0 to 255, labels (N,) from 0 to 9.

    Images may also be (N, 28, 28, 1), (N, 1, 28, 28) or (N, 784), and pixels booleans, or floats from 0 to 255 or from
    0 to 1; labels may be (N, 1), one-hot (N, 10), or floats that are whole.

    Raises:
        DigitsUnreadable: if the file is missing, damaged, or does not hold such arrays.
    """
    arrays = _load(source, ARRAYS)
    read: dict[ArrayName, NDArray[np.uint8]] = {}
    for name in ARRAYS:
        convert = _images if name.startswith("x") else _labels
        read[name] = convert(arrays[name], f"{source}: {name}")
    for part in ("train", "test"):
        images, labels = (len(array) for name, array in read.items() if name.endswith(part))
        if images != labels or not images:
            raise DigitsUnreadable(f"{source}: x_{part} has {images:,} images and y_{part} {labels:,} labels.")
    return read


def read_array(source: Path, name: ArrayName) -> NDArray[np.uint8]:
    """Return one array of an `.npz` in the Keras layout, as `read_arrays` does.

    Raises:
        DigitsUnreadable: if the file is missing, damaged, or does not hold such an array.
    """
    convert = _images if name.startswith("x") else _labels
    return convert(_load(source, (name,))[name], f"{source}: {name}")


def _load(source: Path, names: Sequence[ArrayName]) -> Mapping[str, Array]:
    import numpy as np  # a seventh of the way to the app's first frame, which needs no digits

    try:
        loaded = np.load(source, allow_pickle=False)
        if isinstance(loaded, np.ndarray):
            raise DigitsUnreadable(
                f"{source} holds a single array of the shape {loaded.shape}; four in an .npz are needed: {LAYOUT}."
            )
        with loaded as archive:
            missing = [name for name in names if name not in archive.files]
            if missing:
                found = ", ".join(shortened(name) or "“”" for name in archive.files[:8]) or "no array"
                raise DigitsUnreadable(f"{source} holds {found}; missing: {', '.join(missing)} ({LAYOUT}).")
            return {name: _plain_array(archive[name], name) for name in names}
    except DigitsUnreadable:
        raise
    except FileNotFoundError:
        raise DigitsUnreadable(f"There is no data file {source}.") from None
    except MemoryError:
        raise DigitsUnreadable(f"The data file {source} says that it holds more than fits into memory.") from None
    except OSError as error:
        raise DigitsUnreadable(f"The data file {source} cannot be read: {error.strerror or error}.") from None
    except Exception as error:  # noqa: BLE001  reading a damaged archive raises what zip, zlib, lzma, bz2, tokenize … raise
        # numpy's words for a file that is no .npz are about loading pickles, which nobody should
        why = f": {_in_one_line(error)}" if str(error) and "pickle" not in str(error) else ""
        raise DigitsUnreadable(f"The data file {source} is damaged or no .npz of plain arrays{why}.") from None


def _plain_array(value: object, name: str) -> Array:
    """Return the array; numpy gives the bytes of a member that does not begin as an array does."""
    import numpy as np

    if not isinstance(value, np.ndarray):
        raise TypeError(f"{name} is no array")
    return value


def _in_one_line(error: Exception) -> str:
    words = error.args[0] if error.args and isinstance(error.args[0], str) else str(error)
    return " ".join(words.split()).rstrip(".")


def _images(array: Array, what: str) -> NDArray[np.uint8]:
    import numpy as np

    shape = array.shape
    count = shape[0] if shape else 0
    if shape[1:] not in {(SIDE, SIDE), (SIDE, SIDE, 1), (1, SIDE, SIDE), (SIDE * SIDE,)}:
        raise DigitsUnreadable(f"{what} has the shape {shape}; (N, 28, 28) is needed.")
    pixels = array.reshape(count, SIDE, SIDE)
    if pixels.dtype == np.uint8:
        return pixels.astype(np.uint8, copy=False)
    if pixels.dtype.kind not in "iufb":
        raise DigitsUnreadable(f"{what} holds {pixels.dtype}; pixels must be numbers from 0 to 255.")
    if not count:
        return pixels.astype(np.uint8)
    low, high = float(pixels.min()), float(pixels.max())
    if not (low >= 0 and high <= LARGEST_PIXEL):  # also if one is not a number
        raise DigitsUnreadable(f"{what} has pixels from {low:g} to {high:g}; 0 to 255 are needed.")
    return _whole(pixels, what, is_scaled=pixels.dtype.kind == "f" and high <= 1)


def _whole(pixels: Array, what: str, *, is_scaled: bool) -> NDArray[np.uint8]:
    import numpy as np

    if pixels.dtype.kind == "b":
        return pixels.astype(np.uint8) * np.uint8(LARGEST_PIXEL)
    if pixels.dtype.kind != "f":
        return pixels.astype(np.uint8)
    scale, tolerance = (LARGEST_PIXEL, ROUNDING) if is_scaled else (1, 0.0)
    whole = np.empty(pixels.shape, np.uint8)
    for start in range(0, len(pixels), 1000):  # in parts: a copy of all as floats may not fit into memory
        part = pixels[start : start + 1000].astype(np.float32) * np.float32(scale)
        rounded = np.rint(part)
        if float(np.abs(part - rounded).max()) > tolerance:
            how = "`(255 * x).round().astype('uint8')` converts pixels from 0 to 1"
            raise DigitsUnreadable(f"{what} has pixels between whole numbers; {how}.")
        whole[start : start + 1000] = rounded
    return whole


def _labels(array: Array, what: str) -> NDArray[np.uint8]:
    import numpy as np

    labels = array
    if labels.dtype.kind not in "iuf":
        raise DigitsUnreadable(f"{what} holds {labels.dtype}; labels must be whole numbers from 0 to 9.")
    if labels.ndim == 2 and labels.shape[1] == CLASSES:
        is_one_hot = bool(((labels == 0) | (labels == 1)).all() and (labels.sum(axis=1) == 1).all())
        if not is_one_hot:
            raise DigitsUnreadable(f"{what} has the shape {array.shape} but is not one-hot; (N,) is needed.")
        labels = labels.argmax(axis=1)
    if labels.shape not in {array.shape[:1], (*array.shape[:1], 1)}:
        raise DigitsUnreadable(f"{what} has the shape {array.shape}; (N,) is needed.")
    labels = labels.reshape(-1)
    if len(labels) and not ((labels >= 0) & (labels < CLASSES) & (labels == np.rint(labels))).all():
        raise DigitsUnreadable(f"{what} must hold classes from 0 to 9, not {labels.min():g} to {labels.max():g}.")
    return labels.astype(np.uint8)
