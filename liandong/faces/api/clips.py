"""Clips of hazards over the API: sent like photos, seen only without faces and numbers, and every look written down."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Path, Router, Status

from liandong.access.models import Client
from liandong.access.scopes import Scope
from liandong.cases.queries import case_seen_by, subjects_of
from liandong.faces.api.clients import program
from liandong.faces.api.document import CLIPS, FILM, bearer, problems
from liandong.faces.api.door import header
from liandong.faces.api.intake import AROUND, uploader
from liandong.faces.api.problems import problem
from liandong.faces.api.reading import one_key
from liandong.faces.api.schemas import ClipOut, Words
from liandong.faces.api.staff import Desk, acting
from liandong.faces.shared.films import looked_at, shown
from liandong.files.clip_actions import store_clip
from liandong.files.clip_rules import MEGABYTE
from liandong.files.queries import clip, clips_of, limits
from liandong.kernel.clock import now
from liandong.webhooks.queries import case_for

router = Router(tags=["clips"])
READS: Final = {"security": bearer(Scope.READ)}


def told(each: dict[str, Any]) -> dict[str, Any]:
    return {"id": each["pk"], "state_word": each["word"], "expires_at": each["until"], "uploaded_at": each["at"],
            **{name: each[name] for name in ("state", "why", "seconds")}}  # fmt: skip


@router.post("/clips", response={201: ClipOut, **problems(401, 403, 413, 415, 422, 429, 503)}, openapi_extra=CLIPS)
def send_clip(request: HttpRequest) -> Status[Any]:
    """Takes a short clip of a hazard (MP4, MOV or WebM).

    Nobody can see it before the worker has blurred faces, number plates and writing; then the original is deleted, and after
    some days the clip. The id goes among the `photos` of a report of a kind that may be filmed. Without a client's key: as often as photos.
    """
    who = uploader(request)
    if request.content_type != "multipart/form-data":
        raise problem(415, gettext_noop("视频要用 multipart/form-data 上传，字段名 file。"), "not-a-form")
    length, most = request.META.get("CONTENT_LENGTH") or "", limits().megabytes
    if not length.isdecimal() or int(length[:18]) > most * MEGABYTE + AROUND:
        raise problem(413, gettext_noop("一段视频最多 {most} MB。"), "too-large", "file", most=most)
    file = request.FILES.get("file")
    if file is None:
        raise problem(422, gettext_noop("缺少 {name}。"), "missing", "file")
    data = file.read()
    key = one_key(request.POST.get("key") or None, header(request.META, "HTTP_IDEMPOTENCY_KEY"))
    digest = hashlib.sha256(data).hexdigest()[:16]
    row = store_clip(data, actor=who, now=now(), key=f"clip:{who}:{key}:{digest}")
    return Status(201, told(shown(row)))


@router.get("/clips/{clip_id}", response={200: ClipOut, **problems(401, 403, 404, 422, 429)}, openapi_extra=READS)
def sent_clip(request: HttpRequest, clip_id: uuid.UUID) -> dict[str, Any]:
    """How far a clip is that this client sent."""
    who, found = program(request, Scope.READ), clip(clip_id)
    if found is None or found.file.uploader != who.label:
        raise Http404
    return told(shown(found))


@router.get("/cases/{number}/clips", response={200: list[ClipOut], **problems(401, 403, 404, 422)}, auth=Desk())
def clips_of_case(request: HttpRequest, number: Path[Words]) -> list[dict[str, Any]]:
    """The clips of a case within sight, in whatever state."""
    case = case_seen_by(acting(request), number)
    return [told(shown(each)) for each in clips_of(*subjects_of(case))]


@router.get(
    "/cases/{number}/clips/{clip_id}",
    response={200: None, **problems(401, 403, 404, 422)},
    openapi_extra=FILM,
    auth=Desk(),
)
def clip_of_case(request: HttpRequest, number: Path[Words], clip_id: uuid.UUID, still: bool = False) -> HttpResponse:
    """A clip of a case within sight as MP4, in pieces where the player asks for them; with `still` a picture of it."""
    actor = acting(request)
    case = case_seen_by(actor, number)
    return looked_at(request, clip_id, case.number, subjects_of(case), actor.label, still=still)


@router.get(
    "/client/cases/{number}/clips/{clip_id}", response={200: None, **problems(401, 403, 404, 422, 429)}, openapi_extra={**FILM, **READS}
)  # fmt: skip
def clip_of_followed(
    request: HttpRequest, number: Path[Words], clip_id: uuid.UUID, still: bool = False
) -> HttpResponse:
    """A clip that the client itself sent, of a case that it may follow: others' clips stay in the house."""
    who = program(request, Scope.READ)
    case, found = case_for(Client.objects.get(pk=who.client), number), clip(clip_id)
    if found is None or found.file.uploader != who.label:
        raise Http404
    return looked_at(request, clip_id, case.number, subjects_of(case), who.label, still=still)
