from __future__ import annotations

import io
import os
import sys
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.test import override_settings
from PIL import Image

from liandong.files import actions, queries
from liandong.files.jobs import sweep
from liandong.files.models import File
from liandong.files.states import Role
from liandong.journal.queries import broken_link, timeline
from liandong.kernel.refusals import Refused
from tests.files.films import street

FACE, PLATE = (slice(110, 175), slice(108, 168)), (slice(202, 226), slice(412, 498))
pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    with override_settings(LIANDONG_FILES=str(tmp_path / "files")):
        yield tmp_path / "files"


def photo(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (800, 600), colour).save(out, "PNG")
    return out.getvalue()


def stored(now: datetime, key: str | None = None) -> File:
    return actions.store(photo(), actor="reporter", now=now, key=key)


def on_disk(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*/*/*"))


def aged(folder: Path, at: datetime) -> None:
    for path in folder.glob("*/*/*"):
        os.utime(path, (at.timestamp(), at.timestamp()))


def kinds(row: File) -> list[str]:
    return [entry.kind for entry in timeline(f"file:{row.pk}")]


def test_a_stored_photo_has_its_bytes_its_row_and_its_entry(now: datetime) -> None:
    row = queries.file(stored(now).pk)
    assert row is not None
    assert (row.media_type, row.width, row.height) == ("image/jpeg", 800, 600)
    assert (row.uploader, row.uploaded_at, row.subject, row.role) == ("reporter", now, None, None)
    assert queries.path_of(row).stat().st_size == row.size
    with Image.open(queries.path_of(row, thumbnail=True)) as small:
        assert small.size == (480, 360)
    assert kinds(row) == ["file.stored"]


def test_the_same_key_stores_once(now: datetime, folder: Path) -> None:
    first, again = stored(now, "upload 1"), stored(now, "upload 1")
    assert first.pk == again.pk
    assert len(on_disk(folder)) == 2
    assert kinds(first) == ["file.stored"]


def test_what_is_no_photo_leaves_no_trace(now: datetime, folder: Path) -> None:
    with pytest.raises(Refused):
        actions.store(b"PK\x03\x04 a zip", actor="reporter", now=now)
    assert not File.objects.exists()
    assert on_disk(folder) == []


def test_photos_are_attached_together(now: datetime) -> None:
    rows = [stored(now) for _ in range(3)]
    actions.attach([row.pk for row in rows], "case:17", Role.REPORT, actor="reporter", now=now, key="report 1")
    assert {row.pk for row in queries.files_of("case:17")} == {row.pk for row in rows}
    assert {row.role for row in queries.files_of("case:17")} == {"report"}
    assert queries.files_of_many(["case:17", "case:18"]) == {"case:17": list(queries.files_of("case:17"))}
    assert kinds(rows[0]) == ["file.stored", "file.attached"]
    assert broken_link(f"file:{rows[0].pk}") is None


def test_attaching_again_to_the_same_changes_nothing(now: datetime) -> None:
    row = stored(now)
    for _ in range(2):
        actions.attach([row.pk], "case:17", Role.AFTER, actor="post:1", now=now)
    assert kinds(row) == ["file.stored", "file.attached"]


@pytest.mark.parametrize(("subject", "role"), [("case:18", Role.REPORT), ("case:17", Role.AFTER)])
def test_a_photo_in_use_is_not_used_again_and_the_others_stay_free(now: datetime, subject: str, role: Role) -> None:
    used, free = stored(now), stored(now)
    actions.attach([used.pk], "case:17", Role.REPORT, actor="reporter", now=now)
    with pytest.raises(Refused, match="用在别处"):
        actions.attach([free.pk, used.pk], subject, role, actor="reporter", now=now)
    assert list(queries.files_of("case:17")) == [used]
    assert kinds(free) == ["file.stored"]


def test_a_photo_that_is_gone_is_refused_with_how_many(now: datetime) -> None:
    row = stored(now)
    with pytest.raises(Refused, match="有 2 张照片找不到"):
        actions.attach([row.pk, uuid.uuid4(), uuid.uuid4()], "case:17", Role.REPORT, actor="reporter", now=now)
    assert kinds(row) == ["file.stored"]


def test_unused_photos_go_after_a_day_and_used_ones_stay(now: datetime, folder: Path) -> None:
    unused, used, young = stored(now), stored(now), stored(now + timedelta(minutes=1))
    actions.attach([used.pk], "case:17", Role.REPORT, actor="reporter", now=now)
    aged(folder, now)
    assert actions.drop_orphans(actor="system", now=now + DAY) == 1
    assert set(File.objects.all()) == {used, young}
    assert len(on_disk(folder)) == 4
    assert kinds(unused) == ["file.stored", "file.dropped"]


def test_files_that_no_row_knows_go_after_a_day(now: datetime, folder: Path) -> None:
    row = stored(now)
    actions.attach([row.pk], "case:17", Role.REPORT, actor="reporter", now=now)
    crashed = folder / "1f" / "c3" / "1fc3a2b4000040008000000000000001.jpg"
    crashed.parent.mkdir(parents=True)
    crashed.write_bytes(b"of a crash before the row")
    crashed.with_name(f"{crashed.name}.0a.part").write_bytes(b"of a crash before the rename")
    aged(folder, now)
    assert actions.drop_orphans(actor="system", now=now + DAY) == 0
    assert actions.drop_orphans(actor="system", now=now + DAY + timedelta(seconds=1)) == 2
    assert len(on_disk(folder)) == 2
    assert queries.path_of(row).exists()


def test_a_key_whose_photo_was_dropped_asks_for_a_new_upload(now: datetime) -> None:
    stored(now, "upload 1")
    sweep(int((now + DAY).timestamp()))
    with pytest.raises(Refused, match="已经删除"):
        stored(now + DAY, "upload 1")


def test_a_key_of_something_else_is_refused(now: datetime) -> None:
    row = stored(now)
    actions.attach([row.pk], "case:17", Role.REPORT, actor="reporter", now=now, key="report 1")
    with pytest.raises(Refused, match="另一次操作"):
        stored(now, "report 1")


def people() -> bytes:
    out = io.BytesIO()
    street(0.5).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(("what", "hidden"), [("faces", [True, False]), ("all", [True, True]), ("", [False, False])])
def test_a_district_has_faces_and_numbers_hidden_in_what_residents_send(
    now: datetime, what: str, hidden: list[bool]
) -> None:
    with override_settings(LIANDONG_BLUR_PHOTOS=what):
        row = actions.store(people(), actor="reporter", now=now)
    before = np.asarray(street(0.5)).astype(int)
    with Image.open(queries.path_of(row)) as kept:
        after = np.asarray(kept).astype(int)
    changed = [float(np.abs(after[part] - before[part]).mean()) > 12 for part in (FACE, PLATE)]
    assert changed == hidden
    assert queries.path_of(row).stat().st_size == row.size


def test_photos_of_the_staff_are_kept_as_they_are_and_what_cannot_be_hidden_is_refused(
    now: datetime, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")  # ends with 1, as where a package is missing
    with override_settings(LIANDONG_BLUR_PHOTOS="faces"):
        actions.store(people(), actor="post:1", now=now)
        with pytest.raises(Refused, match="现在收不了照片"):
            actions.store(people(), actor="reporter", now=now)
    assert len(on_disk(folder)) == 2
