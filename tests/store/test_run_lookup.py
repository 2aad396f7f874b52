"""Finds the run that a word of the command line means."""

from __future__ import annotations

import pytest

from mnist_lab_store.errors import RunAmbiguous, RunMissing
from mnist_lab_store.run_store import RunStore
from support.store_examples import example_run


@pytest.fixture
def three(store: RunStore) -> RunStore:
    store.put(example_run(1, id="20261123-aaa", name="baseline"))
    store.put(example_run(2, id="20261123-abb", name="wide"))
    store.put(example_run(3, id="20261124-ccc", name="wide"))
    return store


@pytest.mark.parametrize(
    ("word", "run_id"),
    [
        ("20261123-aaa", "20261123-aaa"),
        ("20261123-ab", "20261123-abb"),
        ("20261124", "20261124-ccc"),
        ("baseline", "20261123-aaa"),
        ("last", "20261124-ccc"),
    ],
)
def test_a_run_is_found_by_id_name_or_last(three: RunStore, word: str, run_id: str) -> None:
    assert three.resolve(word) == run_id
    assert three.find(word).id == run_id


@pytest.mark.parametrize(
    ("word", "candidates"),
    [("20261123", ("20261123-abb", "20261123-aaa")), ("wide", ("20261124-ccc", "20261123-abb"))],
)
def test_an_ambiguous_word_names_its_candidates(three: RunStore, word: str, candidates: tuple[str, ...]) -> None:
    with pytest.raises(RunAmbiguous, match=", ".join(candidates)) as raised:
        three.resolve(word)
    assert raised.value.candidates == candidates


@pytest.mark.parametrize("word", ["20270101", "narrow", "", "  ", "../20261123-aaa", "runs/20261123-aaa", "Wide"])
def test_a_word_that_names_no_run_is_refused(three: RunStore, word: str) -> None:
    with pytest.raises(RunMissing):
        three.resolve(word)


def test_an_empty_store_has_no_last_run(store: RunStore) -> None:
    with pytest.raises(RunMissing, match="no run is kept"):
        store.resolve("last")


def test_a_full_id_is_preferred_to_longer_ones(three: RunStore) -> None:
    three.put(example_run(4, id="20261123-aaa-2"))
    assert three.resolve("20261123-aaa") == "20261123-aaa"
