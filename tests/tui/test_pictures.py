"""Every mode at 80×24 and 120×36, as text with styles; see `support.pictures` for how to update them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.pictures import FOLDER, SCENES, SIZES, picture_of


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that the terminal has colours and braille."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("scene", SCENES)
async def test_the_screen_looks_like_its_picture(tmp_path: Path, scene: str, size: tuple[int, int]) -> None:
    drawn = await picture_of(scene, size, tmp_path / "store")
    file = FOLDER / f"{scene}-{size[0]}x{size[1]}.txt"
    if os.environ.get("UPDATE_PICTURES"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(drawn, encoding="utf-8")
    assert drawn.splitlines() == file.read_text(encoding="utf-8").splitlines()
