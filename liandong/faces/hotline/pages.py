"""What all views of the hotline share: who may come in, how a refusal is shown, how a key is read. It stands in the desk's
frame (its navigation, session and looks) and imports nothing of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from liandong.access.rules import Actor
from liandong.kernel.refusals import Refused

P = ParamSpec("P")
STATUS: Final = {"not-found": 404, "no-call": 404, "no-permission": 403, "no-post": 403, "not-lead": 403}


class AgentRequest(HttpRequest):
    """A request of somebody who may take calls."""

    actor: Actor


View = Callable[Concatenate[AgentRequest, P], HttpResponseBase]


def hotline(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Lets in whoever may take calls; shows a refusal as a page, or for htmx as a fragment."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            refuse_strangers(getattr(request, "actor", None))
            return view(cast(AgentRequest, request), *args, **kwargs)
        except Refused as refused:
            return refusal(request, refused)

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], login_required(guarded))


def refuse_strangers(actor: Actor | None) -> None:
    if actor is None:
        raise Refused("您的账号现在没有岗位，看不到任何案卷。请找安全管理员派一个岗位。", code="no-post")
    if not actor.may("call.take"):
        raise Refused("您的岗位（{role}）不办这件事。换一个岗位，或者请有这个岗位的同事办。", code="no-permission",
                      role=actor.role.word)  # fmt: skip


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    name = "desk/refused_part.html" if request.headers.get("HX-Request") else "desk/refused.html"
    return render(request, name, {"refused": refused}, status=STATUS.get(refused.code, 409))


def key_of(request: HttpRequest) -> str:
    """The form's idempotency key; a form that brings none gets a fresh one and is not protected."""
    try:
        return f"hotline:{uuid.UUID(request.POST.get('key', ''))}"
    except ValueError:
        return f"hotline:{uuid.uuid4()}"
