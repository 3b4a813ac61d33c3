"""Reports and photos come in."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router, Status

from liandong.access.scopes import Scope
from liandong.faces.api.clients import address, limit, program
from liandong.faces.api.document import REPORTS, UPLOADS, problems
from liandong.faces.api.door import answer, at_once, header
from liandong.faces.api.problems import problem
from liandong.faces.api.reading import one_key
from liandong.faces.api.schemas import UploadOut
from liandong.files.actions import store
from liandong.files.rules import MAX_BYTES
from liandong.kernel.clock import now

UPLOADS_A_MINUTE: Final = 30
AROUND: Final = 64 * 1024
"""Bytes that a form puts around a file at most."""

router = Router(tags=["reports"])


@router.post("/reports", response=problems(400, 401, 403, 409, 413, 415, 422, 429, 503), openapi_extra=REPORTS)
def create_report(request: HttpRequest) -> HttpResponse:
    """Receives a report: located, classified, filed, routed and durable when it is answered.

    In production the hot door before Django answers this address with the same code, many reports to a commit.
    """
    answered = answer(request.META, at_once)
    response = HttpResponse(answered.body, status=answered.status)
    for name, value in answered.headers:
        response[name] = value
    return response


@router.post(
    "/uploads",
    response={201: UploadOut, **problems(401, 409, 413, 415, 422, 429, 503)},
    openapi_extra=UPLOADS,
)
def upload(request: HttpRequest) -> Status[Any]:
    """Takes a photo (JPEG, PNG, WebP or HEIC up to 10 MB). Without a client's key: 30 a minute from one address.

    An unused photo is deleted after a day.
    """
    who = uploader(request)
    if request.content_type != "multipart/form-data":
        raise problem(415, gettext_noop("照片要用 multipart/form-data 上传，字段名 file。"), "not-a-form")
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or int(length[:18]) > MAX_BYTES + AROUND:
        raise problem(413, gettext_noop("一张照片最多 10 MB。"), "too-large", "file")
    file = request.FILES.get("file")
    if file is None:
        raise problem(422, gettext_noop("缺少 {name}。"), "missing", "file")
    data = file.read()
    key = one_key(request.POST.get("key") or None, header(request.META, "HTTP_IDEMPOTENCY_KEY"))
    digest = hashlib.sha256(data).hexdigest()[
        :16
    ]  # keys of the public page are nobody's: another photo is another upload
    row = store(data, actor=who, now=now(), key=f"upload:{who}:{key}:{digest}")
    return Status(201, {"id": row.pk})


def uploader(request: HttpRequest) -> str:
    """The client whose key is given, else the public page, counted by address."""
    authorization = header(request.META, "HTTP_AUTHORIZATION")
    if authorization:
        return program(request, Scope.REPORT).label
    limit(f"upload:{address(request.META)}", UPLOADS_A_MINUTE)
    return "reporter"
