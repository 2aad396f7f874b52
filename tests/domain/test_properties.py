"""Properties of every history, run document and line of cells."""

from __future__ import annotations

import json
import math
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from mnist_lab.domain.fit.history_import import epochs_of
from mnist_lab.domain.fit.history_shapes import HistoryUnreadable
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.serialization import run_document, run_from_document
from mnist_lab.tui.widgets.cell_layout import fitted
from support.store_examples import example_run

ANYTHING = settings(max_examples=100, deadline=None)
FIGURES = st.floats(0, 10) | st.sampled_from([math.nan, math.inf])
EPOCHS = st.lists(
    st.builds(
        Epoch, epoch=st.just(1), loss=FIGURES, accuracy=st.floats(0, 1), clean_loss=FIGURES | st.none(),
        clean_accuracy=st.floats(0, 1) | st.none(), val_loss=FIGURES, val_accuracy=st.floats(0, 1),
        seconds=st.floats(0, 1e4),
    ),
    max_size=8,
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(EPOCHS, st.text(max_size=300), st.text(max_size=300))
@ANYTHING
def test_a_run_is_unchanged_after_it_was_written_and_read(epochs: list[Epoch], name: str, note: str) -> None:
    numbered = tuple(epoch.model_copy(update={"epoch": number}) for number, epoch in enumerate(epochs, start=1))
    run = example_run(1).but(name=name, note=note).model_copy(update={"epochs": numbered})
    document = json.loads(json.dumps(run_document(run), allow_nan=False))
    again = run_from_document(document)
    assert run_document(again) == run_document(run)
    assert (again.name, again.note) == (run.name, run.note)


@given(JSON)
@ANYTHING
def test_any_json_is_imported_or_refused(document: object) -> None:
    epochs: tuple[Epoch, ...] = ()
    with suppress(HistoryUnreadable):  # any other exception is a fault
        epochs = epochs_of(document)
    assert all(isinstance(epoch, Epoch) for epoch in epochs)


@given(st.text(max_size=40), st.text(alphabet="ab 1›", max_size=8), st.integers(0, 60))
@ANYTHING
def test_fitted_text_is_never_wider_than_its_cells(text: str, suffix: str, width: int) -> None:
    clean = "".join(sign for sign in text if sign.isprintable())
    assert cell_len(fitted(clean, suffix, max(width, cell_len(suffix)))) <= max(width, cell_len(suffix))
