"""Every mode at 80×24 and 120×36, some at other sizes or with fewer colours; see `support.pictures` to update them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.pictures import (
    EXTREMES,
    FEW_COLOURS,
    FEW_COLOURS_SCENES,
    FOLDER,
    PLAIN_SCENES,
    SCENES,
    SIZES,
    picture_of,
)


@pytest.fixture(autouse=True)
def usual_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that the terminal has colours and braille."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


USUAL = [
    (scene, size) for scene in SCENES for size in SIZES if scene not in PLAIN_SCENES or size == SIZES[-1]
]  # fmt: skip


def named(value: str | tuple[int, int]) -> str:
    return value if isinstance(value, str) else f"{value[0]}x{value[1]}"


@pytest.mark.parametrize(("scene", "size"), [*USUAL, *EXTREMES], ids=named)
async def test_the_screen_looks_like_its_picture(tmp_path: Path, scene: str, size: tuple[int, int]) -> None:
    await check(scene, size, tmp_path, f"{scene}-{named(size)}")


@pytest.mark.parametrize(("scene", "terminal"), FEW_COLOURS_SCENES)
async def test_it_can_be_read_with_few_colours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scene: str, terminal: str
) -> None:
    monkeypatch.delenv("COLORTERM")
    for name, value in FEW_COLOURS[terminal].items():
        monkeypatch.setenv(name, value)
    await check(scene, SIZES[0], tmp_path, f"{scene}-{terminal}")


async def check(scene: str, size: tuple[int, int], folder: Path, name: str) -> None:
    """Compare the picture with the one in the file of that name, or make it if it is to be updated."""
    drawn = await picture_of(scene, size, folder / "store")
    file = FOLDER / f"{name}.txt"
    if os.environ.get("UPDATE_PICTURES"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(drawn, encoding="utf-8")
    assert drawn.splitlines() == file.read_text(encoding="utf-8").splitlines()
