"""Photos: taken with a form or one by one, kept while the form is put right, and shown to whom they belong."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Final

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from liandong.faces.resident.limits import UPLOADS_AN_HOUR, count
from liandong.files.actions import store
from liandong.files.models import File
from liandong.files.queries import file, path_of
from liandong.files.rules import MAX_BYTES
from liandong.journal.queries import entry_with_key
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

MOST: Final = 6
MOST_BYTES: Final = MOST * MAX_BYTES + 1_000_000
"""Of a whole form with its photos."""
SALT: Final = "liandong.resident.photo"
DAY: Final = 86_400
ACTOR: Final = "reporter"
LATER: Final = frozenset({"too-often", "clips-busy"})
"""Refusals after which the same may be sent again later; a telephone's outbox waits."""


@dataclass
class Taken:
    """The photos of a form, and its clip: what is stored by now, and why others are not."""

    ids: list[uuid.UUID] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    clip: uuid.UUID | None = None
    clip_refusals: list[str] = field(default_factory=list)

    @property
    def files(self) -> tuple[uuid.UUID, ...]:
        """All that goes with the report."""
        return (*self.ids, *((self.clip,) if self.clip else ()))

    @property
    def shown(self) -> list[tuple[uuid.UUID, str]]:
        """Each with the signed mark that shows it to whom we gave this page, and to nobody else."""
        return [(photo, signing.dumps(str(photo), salt=SALT)) for photo in self.ids]


def taken(request: HttpRequest) -> Taken:
    """Stores what came with a form, beside what it named before; nothing is lost when something is refused."""
    found = Taken()
    dropped = request.POST.get("drop", "")
    for given in dict.fromkeys(request.POST.getlist("photo")):
        if given != dropped:
            keep(found, given)
    for sent in request.FILES.getlist("photo_file"):
        add(request, found, sent)
    return found


def keep(found: Taken, given: str) -> None:
    try:
        photo = uuid.UUID(given)
    except ValueError:
        return
    if file(photo) is None:
        found.refusals.append(gettext("有一张照片找不到了：上传后一天没有使用的照片会删除。请重新拍。"))
    else:
        room(found, photo)


def add(request: HttpRequest, found: Taken, sent: UploadedFile[bytes]) -> None:
    """Stores one; the same bytes with the same form are the same photo, so that a second press makes no second one."""
    try:
        if len(found.ids) >= MOST:
            raise Refused("最多 {most} 张照片，多出的没有加上。", code="too-many", field="photo", most=MOST)
        data = sent.read(MAX_BYTES + 1)  # one byte over the limit is enough for the rule to see that it is too big
        room(found, stored(request, data).pk)
    except Refused as refused:
        found.refusals.append(refused.sentence)


def stored(request: HttpRequest, data: bytes) -> File:
    """The photo under the key of its form or upload; only one that is new is counted.

    Raises:
        Refused: too many from here, or no photo that can be taken.
    """
    key = counted_key(request, "photo", data, UPLOADS_AN_HOUR)
    return store(data, actor=ACTOR, now=now(), key=key)


def counted_key(request: HttpRequest, what: str, data: bytes, most: int) -> str | None:
    """The key of an upload: that of its form with its bytes, None where the form has none. One that is new counts against the hour.

    Raises:
        Refused: too many from here.
    """
    given = request.POST.get("key", "")
    key = f"resident:{what}:{hashlib.sha256(given.encode() + data).hexdigest()[:32]}" if given else None
    if key is None or entry_with_key(key) is None:
        count(request, f"{what}s", most)
    return key


def room(found: Taken, photo: uuid.UUID) -> None:
    if photo not in found.ids and len(found.ids) < MOST:
        found.ids.append(photo)


def problem(refused: Refused) -> JsonResponse:
    """A refusal as problem details (RFC 9457)."""
    status = 429 if refused.code in LATER else 422
    body = {"title": refused.sentence, "detail": refused.sentence, "code": refused.code, "status": status}
    return JsonResponse(body, status=status, content_type="application/problem+json")


@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """One photo from `<ld-camera>`: multipart field `file`, answered by {"id"}, or by problem details."""
    given = request.FILES.get("file")
    try:
        if given is None:
            raise Refused("没有收到照片，再试一次。", code="missing", field="file")
        row = stored(request, given.read(MAX_BYTES + 1))
    except Refused as refused:
        return problem(refused)
    return JsonResponse({"id": str(row.pk)}, status=201)


@require_GET
def chosen(_request: HttpRequest, mark: str) -> HttpResponse:
    """The small picture of a photo that is not reported yet, for a day and only to whom its mark was given."""
    try:
        row = file(uuid.UUID(signing.loads(mark, salt=SALT, max_age=DAY)))
    except signing.BadSignature:
        row = None
    if row is None or row.subject is not None:
        raise Http404
    return served(row, small=True)


def served(row: File, *, small: bool) -> HttpResponse:
    """A photo's bytes; kept by this browser alone."""
    try:
        response = HttpResponse(path_of(row, thumbnail=small).read_bytes(), content_type=row.media_type)
    except FileNotFoundError:
        raise Http404 from None
    response["Cache-Control"] = "private, max-age=86400"
    response["X-Robots-Tag"] = "noindex"
    return response
