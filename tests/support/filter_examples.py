"""Runs for filters to find, and parts that filters are made of."""

from __future__ import annotations

from hypothesis import strategies as st

from mnist_lab.domain.filters.fields import filter_fields
from mnist_lab.domain.runs.run import Dataset, RunState
from mnist_lab.domain.runs.spec import RunSpec
from support.fakes import ENVIRONMENT, a_history
from support.run_examples import BEGAN, a_summary

WIDE = a_summary(
    1,
    a_history([0.1, 0.09, 0.09, 0.09, 0.1, 0.1, 0.1]),
    RunSpec(units=2048, dropout=0.25, max_norm=3.0, kernel_initializer="he_normal", validation_split=0.25, seed=7),
    name="Wide and (odd)",
    tags=("lab3", "Second try"),
    note="As the post says,\nonly wider",
    pinned_at=BEGAN,
    seconds=190.0,
    test_accuracy=0.9782999753952026,  # as Keras counts 97.83 %, in single precision
    environment=ENVIRONMENT.model_copy(update={"host": "lab-one", "device": "GPU: GeForce"}),
    data=Dataset(name="mnist", sha256="ab12"),
)
"""A finished, over-confident run with a value for every field that filters ask for."""

BARE = a_summary(2, spec=RunSpec(dropout=0, optimizer="sgd", scale_pixels=False), state=RunState.FAILED)
"""A run that failed before its first epoch: nothing is measured, written or pinned."""

PARTS = [
    *filter_fields(), *":=<>!|-\"'()%.,", " ", "  ", "!=", "<=", ">=", "97.9%", ".", "1e999", "1e-3", "-1", "60k",
    "\n", "2026-11-24", "9998-12-31", "9999-12-31", "2026-02-30", "today", "off", "none", "yes", "rms", "٣",
    "²", "\x00", "é", "数", "\ud800", "1" * 400, "3min", "1h", "𝟙", "\u202e", "ß", "İ",
]  # fmt: skip
FILTER_TEXTS = st.lists(st.sampled_from(PARTS), max_size=9).map("".join)
"""Texts made of fields, operators and values, most of them no correct filter."""
