"""What holds for every filter, history, run document and line of cells, however odd."""

from __future__ import annotations

import json
import math
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from mnist_lab.domain.filters.query import parse
from mnist_lab.domain.fit.history_import import HistoryUnreadable, epochs_of
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.serialization import run_document, run_from_document
from mnist_lab.domain.tables.run_summary import summary_of
from mnist_lab.tui.widgets.cell_layout import fitted
from support.store_examples import example_run

ANYTHING = settings(max_examples=200, deadline=None)
FILTER_TEXT = st.text(alphabet="abdefilnoprstuv_:=!<>|-\"' .%0123456789", max_size=40)
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


@given(FILTER_TEXT)
@ANYTHING
def test_every_text_is_parsed_and_its_filter_asked(text: str) -> None:
    parsed = parse(text)
    assert parsed.filter.matches(summary_of(example_run(1))) in {True, False}
    if parsed.problem is not None:
        assert parsed.problem.sentence
        assert 0 <= parsed.problem.start <= parsed.problem.end <= len(text)


@given(FILTER_TEXT)
@ANYTHING
def test_a_filter_and_its_opposite_share_no_run(text: str) -> None:
    text = text.replace("|", "").replace("-", "").strip()
    parsed, opposite = parse(text, is_typing=False), parse(f"-{text}", is_typing=False)
    summary = summary_of(example_run(1))
    if text and " " not in text and parsed.problem is None and opposite.problem is None:
        assert parsed.filter.matches(summary) != opposite.filter.matches(summary)


@given(EPOCHS, st.text(max_size=300), st.text(max_size=300))
@ANYTHING
def test_a_runs_document_gives_the_run_back(epochs: list[Epoch], name: str, note: str) -> None:
    numbered = tuple(epoch.model_copy(update={"epoch": number}) for number, epoch in enumerate(epochs, start=1))
    run = example_run(1).but(name=name, note=note).model_copy(update={"epochs": numbered})
    document = json.loads(json.dumps(run_document(run), allow_nan=False))
    again = run_from_document(document)
    assert run_document(again) == run_document(run)
    assert (again.name, again.note) == (run.name, run.note)


@given(JSON)
@ANYTHING
def test_a_history_of_any_shape_is_read_or_refused(document: object) -> None:
    epochs: tuple[Epoch, ...] = ()
    with suppress(HistoryUnreadable):  # any other exception is a fault
        epochs = epochs_of(document)
    assert all(isinstance(epoch, Epoch) for epoch in epochs)


@given(st.text(max_size=40), st.text(alphabet="ab 1›", max_size=8), st.integers(0, 60))
@ANYTHING
def test_fitted_text_never_takes_more_cells_than_there_are(text: str, suffix: str, width: int) -> None:
    clean = "".join(sign for sign in text if sign.isprintable())
    assert cell_len(fitted(clean, suffix, max(width, cell_len(suffix)))) <= max(width, cell_len(suffix))
