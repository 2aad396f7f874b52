"""The figures that groups are compared by."""

from __future__ import annotations

import pytest

from mnist_lab.domain.tables.metrics import METRICS, metric_named


def test_an_unknown_figure_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=f"“colour”.*{', '.join(METRICS)}"):
        metric_named("colour")
