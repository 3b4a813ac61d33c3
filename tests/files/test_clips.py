from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from liandong.files import actions, aside, blurring, clip_actions, disk, queries
from liandong.files.clip_rules import GIVEN_UP_AFTER, Limits, refuse_kind
from liandong.files.models import Clip, File
from liandong.files.states import ClipState, Role
from liandong.journal.queries import broken_link, timeline
from liandong.kernel.refusals import Refused
from tests.files.films import film

pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    with override_settings(LIANDONG_FILES=str(tmp_path / "files")):
        yield tmp_path / "files"


@pytest.fixture(scope="module")
def sent() -> bytes:
    return film(0.5)


@pytest.fixture(scope="module")
def redrawn(sent: bytes) -> aside.Redrawn:
    """A clip as the process of its own makes it, once for all tests that need one."""
    return aside.redraw(sent, queries.limits())


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch, redrawn: aside.Redrawn) -> None:
    monkeypatch.setattr(aside, "redraw", lambda _data, _limits: redrawn)
    monkeypatch.setattr(aside, "probe", lambda _data, _limits: (640, 360))


def stored(data: bytes, now: datetime, key: str | None = None) -> Clip:
    return clip_actions.store_clip(data, actor="reporter", now=now, key=key)


def on_disk(folder: Path) -> list[str]:
    return sorted(path.name.partition(".")[2] for path in folder.glob("*/*/*"))


def kinds(clip: Clip) -> list[str]:
    return [entry.kind for entry in timeline(f"file:{clip.pk}")]


def again(clip: Clip) -> Clip:
    found = queries.clip(clip.pk)
    assert found is not None
    return found


def test_a_clip_waits_sealed_and_is_shown_only_redrawn(sent: bytes, now: datetime, folder: Path) -> None:
    clip = stored(sent, now)
    assert (clip.state, clip.file.media_type, clip.file.width) == (ClipState.WAITING, "video/mp4", 640)
    assert on_disk(folder) == ["sealed"]
    assert sent[:64] not in next(folder.glob("*/*/*")).read_bytes()
    [job] = ProcrastinateJob.objects.filter(task_name=clip_actions.TASK)
    assert (job.args, job.lock) == ({"clip": str(clip.pk)}, clip_actions.ONE_AT_A_TIME)
    clip_actions.carry_out(clip.pk, now)
    done = again(clip)
    assert (done.state, done.why) == (ClipState.READY, "")
    assert done.seconds == pytest.approx(5 / 12, abs=0.02)
    assert done.hidden > 0
    assert done.expires_at == now + timedelta(days=30)
    assert on_disk(folder) == ["mp4", "small.jpg"]
    assert queries.path_of(done.file).stat().st_size == done.file.size
    assert kinds(clip) == ["clip.stored", "clip.blurred"]
    assert broken_link(f"file:{clip.pk}") is None
    assert queries.file(clip.pk) is None  # what serves photos does not know it


def test_the_same_key_brings_the_same_clip(quickly: None, sent: bytes, now: datetime, folder: Path) -> None:
    first, second = stored(sent, now, "upload 1"), stored(sent, now, "upload 1")
    assert first.pk == second.pk
    assert len(on_disk(folder)) == 1
    assert ProcrastinateJob.objects.filter(task_name=clip_actions.TASK).count() == 1


@pytest.mark.parametrize("state", ["before", "film", "row"])
def test_killed_at_any_point_it_is_done_again_and_the_original_goes(
    quickly: None, sent: bytes, now: datetime, folder: Path, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = stored(sent, now)

    class Killed(BaseException):
        pass

    def die(*_words: object, **_more: object) -> None:
        raise Killed

    points = {"before": (aside, "redraw"), "film": (clip_actions, "record"), "row": (disk, "remove")}
    with monkeypatch.context() as broken:
        broken.setattr(*points[state], die)
        with pytest.raises(Killed):
            clip_actions.carry_out(clip.pk, now)
    assert "sealed" in on_disk(folder)
    assert again(clip).state == (ClipState.READY if state == "row" else ClipState.WAITING)
    clip_actions.carry_out(clip.pk, now)
    assert again(clip).state == ClipState.READY
    assert on_disk(folder) == ["mp4", "small.jpg"]
    assert kinds(clip) == ["clip.stored", "clip.blurred"]


def test_what_proves_bad_at_a_closer_look_is_never_shown_and_nothing_of_it_stays(
    sent: bytes, now: datetime, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aside, "probe", lambda _data, _limits: (640, 360))
    half = stored(sent[: len(sent) // 2], now)
    clip_actions.carry_out(half.pk, now)
    assert (again(half).state, again(half).why) == (ClipState.FAILED, "broken")
    assert on_disk(folder) == []
    assert kinds(half) == ["clip.stored", "clip.failed"]


def test_a_failure_of_ours_loses_nothing_and_is_given_up_after_hours(
    sent: bytes, now: datetime, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aside, "probe", lambda _data, _limits: (640, 360))
    monkeypatch.setattr(sys, "executable", "/bin/false")  # ends with 1, as where a package is missing
    clip = stored(sent, now)
    with pytest.raises(aside.NotBlurred):
        clip_actions.carry_out(clip.pk, now)
    assert on_disk(folder) == ["sealed"]
    assert clip_actions.drop_expired(actor="system", now=now + GIVEN_UP_AFTER - timedelta(seconds=1)) == 0
    assert again(clip).state == ClipState.WAITING
    clip_actions.drop_expired(actor="system", now=now + GIVEN_UP_AFTER)
    assert (again(clip).state, again(clip).why) == (ClipState.FAILED, "too-hard")
    assert on_disk(folder) == []


def test_its_days_over_the_film_is_deleted_and_that_it_was_there_stays(
    quickly: None, sent: bytes, now: datetime, folder: Path
) -> None:
    clip = stored(sent, now)
    clip_actions.carry_out(clip.pk, now)
    File.objects.filter(pk=clip.pk).update(subject="case:17", role=Role.REPORT)
    over = now + timedelta(days=30)
    assert clip_actions.drop_expired(actor="system", now=over - timedelta(seconds=1)) == 0
    assert clip_actions.drop_expired(actor="system", now=over) == 1
    assert clip_actions.drop_expired(actor="system", now=over) == 0
    assert again(clip).state == ClipState.EXPIRED
    assert on_disk(folder) == []
    with pytest.raises(Refused, match="看不了"):
        clip_actions.seen(again(clip), "1", actor="post:1", now=over)


def test_a_clip_that_nobody_used_goes_after_a_day_also_while_it_waits(
    quickly: None, sent: bytes, now: datetime, folder: Path
) -> None:
    waiting, done = stored(sent, now), stored(sent, now)
    clip_actions.carry_out(done.pk, now)
    assert actions.drop_orphans(actor="system", now=now + DAY) >= 2
    assert not Clip.objects.exists()
    assert on_disk(folder) == []
    clip_actions.carry_out(waiting.pk, now)
    assert on_disk(folder) == []


def test_an_original_that_a_crash_left_beside_its_film_is_swept(
    quickly: None, sent: bytes, now: datetime, folder: Path
) -> None:
    clip = stored(sent, now)
    clip_actions.carry_out(clip.pk, now)
    File.objects.filter(pk=clip.pk).update(subject="case:17", role=Role.REPORT)
    left = queries.root() / disk.sealed_name(clip.pk)
    left.write_bytes(b"left")
    for path in folder.glob("*/*/*"):
        os.utime(path, (now.timestamp(), now.timestamp()))
    assert actions.drop_orphans(actor="system", now=now + DAY + timedelta(seconds=1)) == 1
    assert on_disk(folder) == ["mp4", "small.jpg"]


def test_each_look_is_written_down_once_an_hour(quickly: None, sent: bytes, now: datetime) -> None:
    clip = stored(sent, now)
    with pytest.raises(Refused, match="看不了"):
        clip_actions.seen(clip, "260612-1", actor="post:1", now=now)
    clip_actions.carry_out(clip.pk, now)
    for at in (now, now + timedelta(minutes=1), now + timedelta(hours=1)):
        clip_actions.seen(again(clip), "260612-1", actor="post:1", now=at)
    looks = [entry for entry in timeline(f"file:{clip.pk}") if entry.kind == "clip.seen"]
    assert [(entry.actor, entry.data) for entry in looks] == [("post:1", {"case": "260612-1"})] * 2


def test_a_clip_is_no_photo_of_what_was_done(quickly: None, sent: bytes, now: datetime) -> None:
    clip = stored(sent, now)
    with pytest.raises(Refused, match="只能在上报时"):
        actions.attach([clip.pk], "case:17", Role.AFTER, actor="post:1", now=now)
    File.objects.filter(pk=clip.pk).update(subject="case:17", role=Role.REPORT)
    assert list(queries.files_of("case:17")) == []
    assert [each.pk for each in queries.clips_of("case:17")] == [clip.pk]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"", "空的"), (b"not a film", "不是认得的视频"), (b"\x00\x00\x00\x18ftypisom" + bytes(50), "没有传完整"),
     (bytes(31 * 1024 * 1024), "31.0 MB，最多收 30 MB")],
)  # fmt: skip
def test_what_is_no_clip_leaves_no_trace(data: bytes, sentence: str, now: datetime, folder: Path) -> None:
    with pytest.raises(Refused, match=sentence):
        stored(data, now)
    assert not File.objects.exists()
    assert on_disk(folder) == []


def test_a_district_may_take_none_and_a_queue_has_an_end(
    quickly: None, sent: bytes, now: datetime, settings: Settings
) -> None:
    for _ in range(2):
        stored(sent, now)
    with pytest.MonkeyPatch.context() as few:
        few.setattr(clip_actions, "MOST_WAITING", 2)
        with pytest.raises(Refused, match="太多"):
            stored(sent, now)
    settings.LIANDONG_CLIP_SECONDS = 0
    with pytest.raises(Refused, match="不收视频"):
        stored(sent, now)


@pytest.mark.parametrize("kind", ["C0208", "E0104", "Q1001"])
def test_a_hazard_may_be_filmed(kind: str) -> None:
    refuse_kind(kind, queries.limits().kinds)


@pytest.mark.parametrize(("kind", "sentence"), [("Q1201", "隐患"), ("E0502", "隐患"), (None, "选类别"), ("", "选类别")])
def test_anything_else_may_not(kind: str | None, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        refuse_kind(kind, queries.limits().kinds)


def test_the_process_of_its_own_is_bound(sent: bytes) -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import resource, os; from liandong.files.blurring import limited; limited('probe');"
         "print([resource.getrlimit(getattr(resource, 'RLIMIT_' + name))[1] for name in ('CPU', 'AS', 'FSIZE', 'CORE')])"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert said.strip() == str([blurring.CPU_SECONDS["probe"], blurring.MEMORY, 0, 0])
    assert not {"DATABASE_URL", "LIANDONG_DATA_DIR"} & set(aside.BARE)


def test_a_clip_that_takes_too_long_or_brings_the_decoder_down_is_refused(
    sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = Limits(20, 30, 30, ())
    monkeypatch.setattr(aside, "PATIENCE", 0)
    with pytest.raises(Refused, match="处理不了"):
        aside.probe(sent, limits)
    monkeypatch.setattr(
        subprocess, "run", lambda words, **_more: subprocess.CompletedProcess(words, -signal.SIGXCPU, b"", b"")
    )
    with pytest.raises(Refused, match="处理不了"):
        aside.redraw(sent, limits)


def test_an_unknown_clip_is_nothing_to_do(now: datetime) -> None:
    clip_actions.carry_out(uuid.uuid4(), now)
