"""Palettes of the users' own, right and wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_lab_themes import DARK, LIGHT
from mnist_lab_themes.user_palettes import FOLDER, UserPalettes, read_palettes


def read(folder: Path, **files: str | bytes) -> UserPalettes:
    """Return the palettes of these files, by name."""
    (folder / FOLDER).mkdir()
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / FOLDER / f"{name}.toml").write_bytes(data)
    return read_palettes(folder / "mnist-lab.toml")


def test_a_palette_is_another_with_some_colours_changed(tmp_path: Path) -> None:
    found = read(tmp_path, paper='based_on = "light"\n[colours]\naccent = "#7a3e9d"\n')
    assert found.problems == found.cautions == ()
    (paper,) = found.palettes
    assert paper.name == "paper"
    assert not paper.is_dark
    assert paper.colours == {**LIGHT.colours, "accent": "#7a3e9d"}


def test_an_empty_file_is_the_dark_palette(tmp_path: Path) -> None:
    (palette,) = read(tmp_path, mine="").palettes
    assert palette.colours == DARK.colours


def test_a_palette_that_is_hard_to_read_is_used_and_said(tmp_path: Path) -> None:
    found = read(tmp_path, pale='[colours]\ndim = "#303030"\n')
    assert [palette.name for palette in found.palettes] == ["pale"]
    (caution,) = found.cautions
    assert "pale" in caution
    assert "dim on cursor" in caution


@pytest.mark.parametrize(
    "content",
    [
        "colours = 3",
        "[colours]\nacent = '#ffffff'",
        "[colours]\naccent = 'red'",
        "[colours]\naccent = 3",
        "[colours]\naccent = '#ffffff\\u001b]0;x'",
        "based_on = 'lihgt'",
        "based_on = 3",
        "colors = 1",
        "not toml",
        "[" * 5000,
        b"\xff\xfe",
        "a = 1\n" * 50_000,
    ],
)  # fmt: skip
def test_a_bad_file_is_a_sentence_and_the_others_are_used(tmp_path: Path, content: str | bytes) -> None:
    found = read(tmp_path, bad=content, good="")
    assert [palette.name for palette in found.palettes] == ["good"]
    (problem,) = found.problems
    assert problem.startswith("The palette bad.toml is not used: ")
    assert problem.endswith((".", "?"))
    assert problem.isprintable()
    assert len(problem) < 300


@pytest.mark.parametrize("name", ["dark", "Light", "auto", "terminal"])
def test_a_palette_cannot_hide_one_of_the_apps(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, **{name: ""}).palettes == ()


def test_no_folder_and_no_configuration_are_no_problem(tmp_path: Path) -> None:
    assert read_palettes(tmp_path / "mnist-lab.toml") == UserPalettes()
    assert read_palettes(None) == UserPalettes()
