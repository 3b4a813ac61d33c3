"""Where the embedded database of a data folder lies."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from liandong.site.postgres import MARK, mark_of


def test_a_data_folder_made_anew_does_not_get_the_database_of_the_one_that_was_deleted(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    first = mark_of(data)
    assert mark_of(data) == first == (data / MARK).read_text()
    shutil.rmtree(data)
    data.mkdir()
    assert mark_of(data) != first


def test_an_installation_from_before_there_were_marks_keeps_its_database(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    assert mark_of(tmp_path) == hashlib.sha256(str(tmp_path).encode()).hexdigest()[:10]
