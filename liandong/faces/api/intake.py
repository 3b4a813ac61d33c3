"""Reports and photos come in."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_noop
from ninja import Router, Status
from pydantic import ValidationError

from liandong.access.rules import Actor
from liandong.access.scopes import Scope
from liandong.faces.api.clients import address, limit, program
from liandong.faces.api.document import REPORTS, UPLOADS, problems
from liandong.faces.api.door import answer, at_once, header
from liandong.faces.api.problems import problem
from liandong.faces.api.reading import one_key, reported
from liandong.faces.api.schemas import TakenIn, UploadOut
from liandong.files.actions import NOT_SAID, Taken, store
from liandong.files.rules import MAX_BYTES
from liandong.kernel.clock import now

UPLOADS_A_MINUTE: Final = 30
UPLOADS_OF_STAFF: Final = 120
"""A minute, of one post: a telephone that was without a network sends a day's photos at once."""
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
    """Takes a photo (JPEG, PNG, WebP or HEIC up to 10 MB). Without a client's key: 30 a minute from one address, 120 from a post
    of the staff, who may say when and where it was taken.

    An unused photo is deleted after a day.
    """
    who = uploader(request)
    if request.content_type != "multipart/form-data":
        raise problem(415, gettext_noop("照片要用 multipart/form-data 上传，字段名 file。"), "not-a-form")
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or int(length[:18]) > MAX_BYTES + AROUND:
        raise problem(413, gettext_noop("一张照片最多 10 MB。"), "too-large", "file")
    file = files_in(request).get("file")
    if file is None:
        raise problem(422, gettext_noop("缺少 {name}。"), "missing", "file")
    data = file.read()
    key = one_key(request.POST.get("key") or None, header(request.META, "HTTP_IDEMPOTENCY_KEY"))
    digest = hashlib.sha256(data).hexdigest()[
        :16
    ]  # keys of the public page are nobody's: another photo is another upload
    row = store(data, actor=who, now=now(), key=f"upload:{who}:{key}:{digest}", taken=taken(request))
    return Status(201, {"id": row.pk})


def files_in(request: HttpRequest) -> MultiValueDict[str, UploadedFile[bytes]]:
    """The files of a form.

    Raises:
        Problem: 415 the body is no form, whatever is said of it.
    """
    try:
        return request.FILES
    except (MultiPartParserError, SuspiciousOperation, UnicodeError):
        raise problem(415, gettext_noop("照片要用 multipart/form-data 上传，字段名 file。"), "not-a-form") from None


def taken(request: HttpRequest) -> Taken:
    """When and where a photo was taken, as somebody of the staff says; of others nothing is kept.

    Raises:
        Problem: 422 it is no instant, or no position.
    """
    if not isinstance(getattr(request, "actor", None), Actor):
        return NOT_SAID
    try:
        said = TakenIn.model_validate({name: request.POST.get(name) or None for name in TakenIn.model_fields})
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise problem(422, gettext_noop("{name} 的写法不对。"), "bad-format", name) from None
    return Taken(reported(said.at, now(), "at") if said.at else None, said.lon, said.lat)


def uploader(request: HttpRequest) -> str:
    """The client whose key is given, else the post of somebody of the staff, else the public page, counted by address."""
    authorization = header(request.META, "HTTP_AUTHORIZATION")
    if authorization:
        return program(request, Scope.REPORT).label
    staff = getattr(request, "actor", None)
    if isinstance(staff, Actor):
        limit(f"upload:{staff.label}", UPLOADS_OF_STAFF)
        return staff.label
    limit(f"upload:{address(request.META)}", UPLOADS_A_MINUTE)
    return "reporter"
