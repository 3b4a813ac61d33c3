"""What all views of the desk share: who may come in, how a refusal is shown, how a key is read."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from liandong.access.rules import Actor
from liandong.faces.desk.session import StaffRequest
from liandong.kernel.refusals import Refused

P = ParamSpec("P")
STATUS: Final = {"not-found": 404, "no-permission": 403, "no-post": 403}


class DeskRequest(StaffRequest):
    """A request that has an actor: what every view behind `desk` gets."""

    actor: Actor


View = Callable[Concatenate[DeskRequest, P], HttpResponseBase]


def desk(permission: str = "") -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Lets in whoever is signed in, holds a post, and (where named) has the permission; shows a refusal as a page."""

    def wrap(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            staff = cast(DeskRequest, request)
            try:
                refuse_strangers(staff.actor, permission)
                return view(staff, *args, **kwargs)
            except Refused as refused:
                return refusal(request, refused)

        return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], login_required(guarded))

    return wrap


def refuse_strangers(actor: Actor | None, permission: str) -> None:
    if actor is None:
        raise Refused("您的账号现在没有岗位，看不到任何案卷。请找安全管理员派一个岗位。", code="no-post")
    if permission and not actor.may(permission):
        raise Refused("您的岗位（{role}）不办这件事。换一个岗位，或者请有这个岗位的同事办。", code="no-permission",
                      role=actor.role.word)  # fmt: skip


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The page, or for htmx the fragment, of a refusal."""
    name = "desk/refused_part.html" if request.headers.get("HX-Request") else "desk/refused.html"
    return render(request, name, {"refused": refused}, status=STATUS.get(refused.code, 409))


def key_of(request: HttpRequest) -> str:
    """The form's idempotency key; a form that brings none gets a fresh one and is not protected."""
    try:
        return f"desk:{uuid.UUID(request.POST.get('key', ''))}"
    except ValueError:
        return f"desk:{uuid.uuid4()}"


def back(request: HttpRequest, otherwise: str, *args: Any) -> HttpResponse:
    """To the page that the form names, if it is one of ours."""
    wanted = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/desk/")
    return redirect(wanted if safe else reverse(otherwise, args=args))
