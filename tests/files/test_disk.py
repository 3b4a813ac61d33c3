from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.files import disk

PHOTO = uuid.UUID("1fc3a2b4-0000-4000-8000-000000000001")
NAME = "1f/c3/1fc3a2b4000040008000000000000001.jpg"


def test_a_photo_lies_two_folders_deep_beside_its_thumbnail() -> None:
    assert disk.name_for(PHOTO) == NAME
    assert disk.thumbnail_name(NAME) == "1f/c3/1fc3a2b4000040008000000000000001.small.jpg"


@given(st.uuids())
def test_a_path_says_whose_it_is(photo: uuid.UUID) -> None:
    name = disk.name_for(photo)
    assert disk.file_in(name) == disk.file_in(disk.thumbnail_name(name)) == photo


@pytest.mark.parametrize("name", ["1f/c3/notes.txt", f"{NAME}.0f.part", f"00/00/{PHOTO.hex}.jpg", PHOTO.hex])
def test_a_path_that_is_no_photo_says_so(name: str) -> None:
    assert disk.file_in(name) is None


def test_a_written_file_is_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    disk.write(tmp_path, NAME, b"first")
    disk.write(tmp_path, NAME, b"second")
    assert (tmp_path / NAME).read_bytes() == b"second"
    assert [path.name for path in (tmp_path / NAME).parent.iterdir()] == [Path(NAME).name]
    disk.remove(tmp_path, NAME)
    disk.remove(tmp_path, NAME)
    assert not (tmp_path / NAME).exists()


def test_only_files_of_before_are_old(tmp_path: Path) -> None:
    for name, day in [(NAME, 1), (disk.thumbnail_name(NAME), 3), ("1f/c3/left.part", 1)]:
        disk.write(tmp_path, name, b"x")
        written = datetime(2026, 6, day, tzinfo=UTC).timestamp()
        os.utime(tmp_path / name, (written, written))
    assert list(disk.older_than(tmp_path, datetime(2026, 6, 2, tzinfo=UTC))) == [NAME, "1f/c3/left.part"]
    assert list(disk.older_than(tmp_path / "nowhere", datetime(2026, 6, 2, tzinfo=UTC))) == []
