"""Files for the user: whole or not at all, and never over another unasked."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest

from mnist_lab.util.atomic_write import PARTIAL
from mnist_lab.util.new_file import reason_of, write_new_file


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    write_new_file(tmp_path / "a" / "b.csv", "x\r\n±\r\n")
    assert (tmp_path / "a" / "b.csv").read_bytes() == "x\r\n±\r\n".encode()
    assert names(tmp_path / "a") == ["b.csv"]


def test_a_file_is_replaced_only_if_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "runs.csv"
    write_new_file(path, "first")
    with pytest.raises(FileExistsError):
        write_new_file(path, "second")
    assert path.read_text() == "first"
    write_new_file(path, "second", replaces=True)
    assert path.read_text() == "second"
    assert names(tmp_path) == ["runs.csv"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    write_new_file(tmp_path / "link.csv", "new", replaces=True)
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "new"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        write_new_file(tmp_path, "x", replaces=True)


def test_a_disk_without_room_leaves_no_part(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    path = tmp_path / "big.csv"
    path.write_text("old")
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(OSError) as refused:  # noqa: PT011  the kind differs between systems
            write_new_file(path, "x" * 100_000, replaces=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert reason_of(refused.value)
    assert path.read_text() == "old"
    assert not [name for name in names(tmp_path) if name.startswith(PARTIAL)]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_right_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError):
        write_new_file(tmp_path / "a.csv", "x")


def test_a_file_in_the_place_of_the_folder_is_not_taken_for_the_file_itself(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(NotADirectoryError):
        write_new_file(tmp_path / "taken" / "new.csv", "words")
    with pytest.raises(NotADirectoryError):
        write_new_file(tmp_path / "taken" / "deeper" / "new.csv", "words", replaces=True)
