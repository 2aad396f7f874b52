"""Cuts texts for a terminal so that no two of them read the same while they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from unicodedata import combining

from rich.cells import cell_len

from mnist_lab.util.text_columns import clipped

CUT = "…"
LEAST_HEAD = 3
"""Fewer cells of the beginning say nothing before the part in which texts differ."""
LEAST_ROOM = 3
"""In fewer cells nothing can be told apart."""
IN_A_NUMBER = frozenset("0123456789.")


def told_apart(rooms: Mapping[str, int]) -> dict[str, str]:
    """Return each text in at most its number of cells: cut at its end, or before the part that tells it from others.

    Only texts that would read the same lose their beginning or their middle.
    """
    cuts = {text: _cut_at_end(text, room) for text, room in rooms.items()}
    alike: dict[str, list[str]] = {}
    for text, cut in cuts.items():
        alike.setdefault(cut, []).append(text)
    for texts in alike.values():
        if len(texts) > 1:
            cuts |= _with_differences({text: rooms[text] for text in texts})
    return cuts


def _with_differences(rooms: Mapping[str, int]) -> dict[str, str]:
    """Return texts that begin alike with the parts in which they differ."""
    begin = _begin_of_difference([*rooms], min(rooms.values()) // 2)
    if begin == 0 or min(rooms.values()) < LEAST_ROOM:
        return {text: _cut_at_end(text, room) for text, room in rooms.items()}
    tails = told_apart({text[begin:]: room - 1 for text, room in rooms.items()})
    return {text: _joined(text, tails[text[begin:]], room) for text, room in rooms.items()}


def _begin_of_difference(texts: Iterable[str], most: int) -> int:
    """Return where the phrase begins in which texts differ, or the word; the letter, if both are `most` cells away."""
    texts = sorted(texts)
    first, last = texts[0], texts[-1]
    begin = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    while begin and any(combining(text[begin]) for text in texts if begin < len(text)):
        begin -= 1
    shared = first[:begin]
    starts = [shared.rfind(sign) + len(sign) for sign in (", ", " ") if sign in shared]
    return next((start for start in starts if cell_len(shared[start:]) < most), begin)


def _joined(text: str, tail: str, room: int) -> str:
    left = room - cell_len(tail)
    head = _cut_at_end(text, left) if left > LEAST_HEAD else CUT
    return head + tail


def _cut_at_end(text: str, room: int) -> str:
    """Return the text cut at its end, but not within a number, which would read as another one."""
    cut = clipped(text, room)
    kept = cut.removesuffix(CUT)
    if cut == text or not (kept and kept[-1] in IN_A_NUMBER and text[len(kept)] in IN_A_NUMBER):
        return cut
    words = kept.rstrip("".join(IN_A_NUMBER)).rstrip(" ,")
    return words + CUT if words else cut
