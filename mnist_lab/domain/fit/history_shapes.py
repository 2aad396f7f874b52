"""The rows of a history out of the shapes that documents from elsewhere have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from mnist_lab.domain.formatting.text_cleaning import shortened

Row = Mapping[str, Any]
TAKEN = "a history is a list of epochs, a run with `epochs`, Keras's History.history, or the file of its CSVLogger"
MOST_NAMED = 6


class HistoryUnreadable(ValueError):
    """No history can be made of it; the message says why, in half a sentence."""


def rows_of(document: Any, headings: Collection[str]) -> list[Row]:
    """Return a row of figures for each epoch, out of a list of them, a run, curves by name, or a table of pandas.

    Only curves with one of these headings count.

    Raises:
        HistoryUnreadable: if the document has none of these shapes.
    """
    document = _unwrapped(document)
    if isinstance(document, Mapping):
        document = _from_mapping(document, headings)
    if not isinstance(document, Sequence) or isinstance(document, str):
        raise HistoryUnreadable(f"it seems to be {value_kind(document)}; {TAKEN}")
    for number, row in enumerate(document, start=1):
        if not isinstance(row, Mapping):
            raise HistoryUnreadable(f"epoch {number} is not a JSON object but {value_kind(row)}")
    return list(document)


def value_kind(value: Any) -> str:
    """Return what a JSON value is, with its article: "a JSON object with a, b"."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, Mapping):
        names = [shortened(str(name), 20) for name in list(value)[:MOST_NAMED]]
        more = ", …" if len(value) > MOST_NAMED else ""
        return f"a JSON object with {', '.join(names)}{more}" if names else "an empty JSON object"
    return "a JSON list" if isinstance(value, Sequence) else "null"


def _unwrapped(document: Any) -> Any:
    """Return the history in a run, in a list of one run, or in a Keras History as a document."""
    while True:
        if isinstance(document, Mapping) and ("epochs" in document or "history" in document):
            document = document["epochs" if "epochs" in document else "history"]
        elif isinstance(document, list) and document and _is_run(document[0]):
            if len(document) > 1:
                raise HistoryUnreadable(f"it has {len(document):,} runs, and one is judged at a time")
            (document,) = document
        else:
            return document


def _is_run(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("epochs"), list | dict)


def _from_mapping(document: Mapping[str, Any], headings: Collection[str]) -> Any:
    """Return the rows in a table of pandas, by its orient, or in curves by name."""
    data, columns = document.get("data"), document.get("columns")
    if isinstance(data, list) and isinstance(columns, list):
        return [dict(zip(map(str, columns), row, strict=False)) if isinstance(row, list) else row for row in data]
    if isinstance(data, list) and "schema" in document:
        return data
    if document and all(isinstance(row, Mapping) and name.isdecimal() for name, row in document.items()):
        return [document[name] for name in sorted(document, key=_place)]
    curves = {name: curve for name, curve in document.items() if name.strip().lower() in headings}
    are_figures = [not isinstance(curve, list | Mapping) for curve in curves.values()]
    if curves and all(are_figures):
        return [document]
    if any(are_figures):
        raise HistoryUnreadable("each curve must be a list with one figure an epoch")
    return _from_curves(curves)


def _from_curves(curves: Mapping[str, Any]) -> list[Row]:
    """Return rows out of curves by name, each a list, or its figures by epoch as pandas has them."""
    if any(isinstance(curve, Mapping) for curve in curves.values()):
        indexed = {name: curve for name, curve in curves.items() if isinstance(curve, Mapping)}
        places = dict.fromkeys(place for curve in indexed.values() for place in curve)
        if not all(place.isdecimal() for place in places):
            raise HistoryUnreadable("each curve must be a list with one figure an epoch, or have them by epoch")
        ordered = sorted(places, key=_place)
        return [{name: curve.get(place) for name, curve in indexed.items()} for place in ordered]
    length = max(map(len, curves.values()), default=0)
    spread = {name: _spread(curve, length) for name, curve in curves.items()}
    return [{name: curve[place] for name, curve in spread.items()} for place in range(length)]


def _spread(curve: Sequence[Any], length: int) -> Sequence[Any]:
    """Return the curve over this many epochs, with None in those that were not validated.

    Keras's `validation_freq` of k validates the epochs k, 2k, …, and its curves then have only those.
    """
    if len(curve) == length:
        return curve
    steps = [step for step in range(2, length + 1) if length // step == len(curve)]
    if len(steps) != 1:
        raise HistoryUnreadable("its curves are not equally long")
    (step,) = steps
    found: list[Any] = [None] * length
    found[step - 1 :: step] = curve
    return found


def _place(text: str) -> tuple[int, str]:
    """Return a sort key for a decimal number as text, however long."""
    return len(text), text


def listed(names: Iterable[str]) -> str:
    """Return the names joined: "loss and accuracy"."""
    return " and ".join(names)
