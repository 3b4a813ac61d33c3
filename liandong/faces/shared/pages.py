"""What the pages of the staff share: who may come in, how a refusal is shown, how a key is read."""

from __future__ import annotations

import uuid
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liandong.access.rules import Actor, refuse_without
from liandong.kernel.refusals import Refused

STATUS: Final = {"not-found": 404, "no-call": 404, "no-permission": 403, "no-post": 403, "not-lead": 403}
"""Which status a refusal has on a page; 409 where its code is not named here."""


def refuse_strangers(actor: Actor | None, permission: str) -> None:
    """Raises Refused for an account that has no post now, or whose post may not do this ('' is whoever has one)."""
    if actor is None:
        raise Refused("您的账号现在没有岗位，看不到任何案卷。请找安全管理员派一个岗位。", code="no-post")
    if permission:
        refuse_without(actor, permission)


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The page, or for htmx the fragment, of a refusal."""
    name = "desk/refused_part.html" if request.headers.get("HX-Request") else "desk/refused.html"
    return render(request, name, {"refused": refused}, status=STATUS.get(refused.code, 409))


def form_key(request: HttpRequest, face: str) -> str:
    """The form's idempotency key within a face; a form that brings none gets a fresh one and is not protected."""
    try:
        return f"{face}:{uuid.UUID(request.POST.get('key', ''))}"
    except ValueError:
        return f"{face}:{uuid.uuid4()}"
