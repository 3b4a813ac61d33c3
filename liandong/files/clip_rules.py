"""Which clips are taken, and how it is said of those that are not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_noop

from liandong.kernel.refusals import Refused

MEDIA_TYPE: Final = "video/mp4"
MEGABYTE: Final = 1024 * 1024
MOST_WAITING: Final = 60
"""Clips that wait for the worker: more are refused, and reported with photos meanwhile."""
GIVEN_UP_AFTER: Final = timedelta(hours=6)
"""After so long without a film that may be seen, the original goes and none will be."""

NONE_TAKEN: Final = gettext_noop("本区不收视频。请拍照片，或者写清楚。")
EMPTY: Final = gettext_noop("这段视频是空的，可能没有传完。请重新选一段。")
TOO_HEAVY: Final = gettext_noop("这段视频有 {megabytes} MB，最多收 {most} MB。请拍短一些，或者把清晰度调低。")
WHY: Final = {
    "too-long": gettext_noop("这段视频太长，最多收 {seconds} 秒。请只拍隐患，剪短再传。"),
    "too-large": gettext_noop("这段视频的画面太大，最多收 4K。请把相机调到普通清晰度再拍。"),
    "no-film": gettext_noop("这个文件不是认得的视频。请用手机拍的视频（MP4、MOV 或 WebM）。"),
    "broken": gettext_noop("这段视频没有传完整，打不开。请重新上传，或再拍一段。"),
    "too-hard": gettext_noop("这段视频处理不了，没有留下。请用手机相机重拍一段，或者拍照片。"),
}
"""Why a clip cannot be shown, at once or after a closer look."""
NOT_HAZARD: Final = gettext_noop("视频只收看得见的隐患，这一类请拍照片或写下来。")
NO_KIND: Final = gettext_noop("带视频的上报要先选类别：视频只收看得见的隐患。")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the district takes: clips of so many seconds (0: none) and megabytes, of kinds whose codes begin so, kept so many
    days."""

    seconds: float
    megabytes: int
    days: float
    kinds: tuple[str, ...]


def refuse_size(size: int, limits: Limits) -> None:
    """Refuses what is empty or too big, before anything reads it.

    Raises:
        Refused: with the code "bad-clip".
    """
    if limits.seconds <= 0:
        raise Refused(NONE_TAKEN, code="no-clips", field="clip")
    if not size:
        raise Refused(EMPTY, code="bad-clip", field="clip")
    if size > limits.megabytes * MEGABYTE:
        raise Refused(
            TOO_HEAVY, code="bad-clip", field="clip", megabytes=f"{size / MEGABYTE:.1f}", most=limits.megabytes
        )


def not_taken(why: str, limits: Limits) -> Refused:
    """The refusal for one of the words of `WHY`."""
    return Refused(WHY[why], code="bad-clip", field="clip", seconds=f"{limits.seconds:g}")


def refuse_kind(kind: str | None, hazards: Iterable[str]) -> None:
    """A clip shows a place or a thing that is dangerous: it goes with a report of such a kind, and with no other.

    Raises:
        Refused: the kind is none of them, or nobody said it.
    """
    if not kind:
        raise Refused(NO_KIND, code="clip-needs-kind", field="kind")
    if not kind.startswith(tuple(hazards)):
        raise Refused(NOT_HAZARD, code="clip-not-hazard", field="clip")
