"""Texts that are cut can still be told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mnist_lab.util.told_apart import LEAST_ROOM, told_apart

TEXTS = st.text(st.sampled_from("ab 1.,漢é\u0301"), min_size=1, max_size=30).map(str.strip).filter(bool)


@given(st.sets(TEXTS, min_size=2, max_size=8), st.integers(LEAST_ROOM + 5, 24))
def test_no_two_texts_read_the_same_and_all_fit(texts: set[str], room: int) -> None:
    cuts = told_apart(dict.fromkeys(texts, room))

    assert all(cell_len(cut) <= room for cut in cuts.values())
    assert len(set(cuts.values())) == len(texts)


@given(TEXTS, st.integers(1, 24))
def test_a_text_alone_is_cut_at_its_end_or_not_at_all(text: str, room: int) -> None:
    cut = told_apart({text: room})[text]

    assert cut == text if cell_len(text) <= room else text.startswith(cut.removesuffix("…"))


@pytest.mark.parametrize(
    ("texts", "room", "cuts"),
    [
        (["nodes 256, epochs 8", "tanh, epochs 8"], 12, ["nodes 256…", "tanh, epoch…"]),
        (["batch 512, epochs 8", "batch 512, epochs 6"], 16, ["batch…epochs 8", "batch…epochs 6"]),
        (["rerun of the baseline A", "rerun of the baseline B"], 12, ["rerun of t…A", "rerun of t…B"]),
        (["2026-11-27-first", "2026-11-27-second"], 10, ["2026…first", "202…second"]),
        (["nodes 2048", "nodes 256"], 8, ["nod…2048", "node…256"]),
    ],
)  # fmt: skip
def test_texts_that_begin_alike_are_cut_before_their_difference(texts: list[str], room: int, cuts: list[str]) -> None:
    assert [*told_apart(dict.fromkeys(texts, room)).values()] == cuts


def test_a_number_is_not_cut_into_another_one() -> None:
    assert told_apart({"nodes 2048": 8}) == {"nodes 2048": "nodes…"}
