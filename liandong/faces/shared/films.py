"""Clips over HTTP: taken in memory alone, and given whole or in the pieces that players ask for (RFC 9110, 14)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Any, Final

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_noop

from liandong.files.clip_actions import seen
from liandong.files.clip_rules import MEGABYTE, WHY
from liandong.files.models import Clip
from liandong.files.queries import clip, limits, path_of
from liandong.files.states import ClipState
from liandong.kernel.clock import now

FIELDS: Final = frozenset({"clip_file", "file"})
"""The names under which forms send clips."""
PIECE: Final = re.compile(r"^bytes=(\d{0,12})-(\d{0,12})$")
STATE_WORDS: Final = {
    ClipState.WAITING: gettext_noop("处理中"), ClipState.READY: gettext_noop("可看"), ClipState.FAILED: gettext_noop("看不了"),
    ClipState.EXPIRED: gettext_noop("已到期删除"),
}  # fmt: skip


class ClipsInMemory(MemoryFileUploadHandler):
    """Keeps what is sent as a clip out of the folder for temporary files: unblurred, it lies on a disk only sealed."""

    def handle_raw_input(self, *_args: Any, **_words: Any) -> None:
        self.activated = False

    def new_file(self, field_name: str, *args: Any, **words: Any) -> None:
        self.activated = field_name in FIELDS
        self.room = (limits().megabytes + 1) * MEGABYTE
        super().new_file(field_name, *args, **words)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """What is far too big is cut off: the rest of it is read and dropped, and what is left is refused for its size."""
        return super().receive_data_chunk(raw_data, start) if not self.activated or start < self.room else None


def shown(clip: Clip) -> dict[str, Any]:
    """A clip for a page: how far it is, in a word, and why it cannot be seen, in the reader's language."""
    why = gettext(WHY[clip.why]).format(seconds=f"{limits().seconds:g}") if clip.why else ""
    return {"pk": clip.pk, "state": clip.state, "word": gettext(STATE_WORDS[ClipState(clip.state)]), "why": why,
            "until": clip.expires_at, "seconds": clip.seconds, "at": clip.file.uploaded_at}  # fmt: skip


def looked_at(
    request: HttpRequest, pk: uuid.UUID, number: str, subjects: Sequence[str], actor: str, *, still: bool | None = None
) -> HttpResponse:
    """A clip of a case for somebody of the staff, written down as a look; `still`, or ?still, a picture of it alone.

    Raises:
        Http404: the case has no such clip, or it cannot be seen.
    """
    found = clip(pk)
    if found is None or found.state != ClipState.READY or found.file.subject not in subjects:
        raise Http404
    if "still" in request.GET if still is None else still:
        return served(request, found, still=True)
    seen(found, number, actor=actor, now=now())
    return served(request, found, still=False)


def served(request: HttpRequest, clip: Clip, *, still: bool) -> HttpResponse:
    """The film, or its still picture; kept by no cache, since each look is written down.

    Raises:
        Http404: it is away.
    """
    try:
        data = path_of(clip.file, thumbnail=still).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    return piece(data, "image/jpeg" if still else clip.file.media_type, request.headers.get("Range", ""))


def piece(data: bytes, media_type: str, asked: str) -> HttpResponse:
    """All of some bytes, or the one piece of them that was asked for; all of them where there is no such piece."""
    first, last = bounds(asked, len(data))
    part = data[first : last + 1]
    response = HttpResponse(part, content_type=media_type, status=206 if len(part) < len(data) else 200)
    response["Accept-Ranges"], response["Cache-Control"] = "bytes", "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    if response.status_code == 206:
        response["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
    return response


def bounds(asked: str, size: int) -> tuple[int, int]:
    """The first and the last byte that a header Range names; of everything where it names none that there are."""
    found = PIECE.match(asked)
    if not found or not (found[1] or found[2]):
        return 0, size - 1
    first = int(found[1]) if found[1] else max(0, size - int(found[2]))
    last = min(size - 1, int(found[2])) if found[1] and found[2] else size - 1
    return (first, last) if first <= last else (0, size - 1)
