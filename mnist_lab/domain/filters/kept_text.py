"""The text of a filter as it is kept, once its user has finished typing it."""

from __future__ import annotations

from mnist_lab.domain.filters.query import Problem, parse


def kept_text(text: str) -> tuple[str, Problem | None]:
    """Return the filter to keep, and what is wrong with it.

    A bare word at the end is searched as text, and put in quotes if it begins the name of a field: then it means the
    same wherever the filter is used.
    """
    problem = parse(text).problem
    if problem is None or parse(text, is_typing=False).problem is not None:
        return text.strip(), problem
    word = text[problem.start : problem.end]
    signs = word[: len(word) - len(word.lstrip("-"))]
    return f'{text[: problem.start]}{signs}"{word[len(signs) :]}"{text[problem.end :]}'.strip(), None
