"""The glossary: what it must explain, and how it is searched."""

from __future__ import annotations

import pytest

from mnist_lab.domain.advice.glossary import GLOSSARY, SOURCES, matching_chapters
from mnist_lab.domain.experiments.sources import ARTICLE, POST
from mnist_lab.domain.fit.rule import Label

TERMS = [term for chapter in GLOSSARY for term in chapter.terms]

NEEDED = [
    "loss", "training loss", "clean loss", "validation loss", "clean gap", "post's gap", "test accuracy",
    "kept weights", "baseline", "baseline of a lab", "seed", "repeat", "epoch", "ghost", "no evidence", "± sd",
    "corrected", "reference", "Pareto front", "points a minute", "nats",
    "seeds vary by",
    *(label.value for label in Label),
]  # fmt: skip


@pytest.mark.parametrize("name", NEEDED)
def test_it_explains(name: str) -> None:
    assert [term.meaning.endswith(".") for term in TERMS if term.name == name] == [True]


def test_each_name_is_explained_once() -> None:
    names = [term.name for term in TERMS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("source", [POST, ARTICLE])
def test_the_sources_are_named_with_title_and_address(source: object) -> None:
    texts = [term.meaning for term in SOURCES.terms]
    assert any(source.title in text and source.address in text for text in texts)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("gap", ["clean gap", "post's gap"]),
        ("GAP post", ["post's gap"]),
        ("valid", ["validation loss", "validation accuracy"]),
        ("baseline", ["baseline", "baseline of a lab"]),
        ("learning rate", ["unstable"]),
        ("grid search hyperparameters", ["the grid-search article"]),
        ("relatively under-fitting", ["post's reading"]),
        ("pareto", ["Pareto front"]),
        ("zebra", []),
    ],
)
def test_a_query_finds_terms_by_name_and_otherwise_by_meaning(query: str, found: list[str]) -> None:
    assert [term.name for chapter in matching_chapters(query) for term in chapter.terms] == found


def test_no_query_finds_all() -> None:
    assert matching_chapters(" ") == GLOSSARY
