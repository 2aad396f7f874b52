"""The thresholds: whatever values are allowed, every history gets a verdict."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.domain.advice.explanation import explain
from mnist_lab.domain.fit.rule import Label
from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.fit.verdict import judge, verdict_document
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.util.records.declarations import Bounds
from support.read_histories import HISTORIES


def within_bounds(name: str) -> st.SearchStrategy[int | float]:
    """Return values of the threshold of this name, those at its bounds included."""
    field = Thresholds.model_fields[name]
    bounds = field.note(Bounds)
    assert bounds is not None
    low, high = bounds.low, bounds.high
    if field.kind is int:
        return st.integers(low, high) | st.integers(low, low + 12)
    return st.floats(low, high) | st.sampled_from([float(low), float(high)])


@given(
    st.fixed_dictionaries({name: within_bounds(name) for name in Thresholds.model_fields}),
    st.sampled_from(sorted(HISTORIES)),
    st.integers(0, 12),
)
def test_any_allowed_thresholds_judge_any_history(values: dict[str, float], name: str, length: int) -> None:
    thresholds = Thresholds.model_validate(values)
    epochs = HISTORIES[name].epochs[:length]
    verdict = judge(epochs, thresholds)
    assert verdict.label in Label
    assert verdict_document(verdict)["rule"]
    if epochs:
        assert explain(epochs, RunSpec(), thresholds=thresholds).verdict == verdict
