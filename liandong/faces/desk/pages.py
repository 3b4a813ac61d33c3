"""What all views of the desk share: who may come in, and where a form leads back to."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, cast
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from liandong.access.rules import Actor
from liandong.faces.desk.session import StaffRequest
from liandong.faces.shared.pages import form_key, refusal, refuse_strangers
from liandong.kernel.refusals import Refused

P = ParamSpec("P")
SENT_SECONDS: Final = 600
"""How long a page waits to be told that a draft was written; the next one reads it."""


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
                return draft_sent(request, view(staff, *args, **kwargs))
            except Refused as refused:
                return refusal(request, refused)

        return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], login_required(guarded))

    return wrap


def draft_sent(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Tells the page's script that what it kept of a form is written, and need not be offered again: a form that was taken leads elsewhere."""
    if (kept := request.POST.get("kept-draft", "")) and 300 <= answer.status_code < 400:
        answer.set_cookie("ld_draft_sent", quote(kept[:200], safe=""), max_age=SENT_SECONDS, samesite="Lax")
    return answer


def made(
    request: HttpRequest, shown: dict[str, Any], act: Callable[[], object], said: str, to: str
) -> HttpResponseBase | None:
    """For a page with a form: does what the form asks, says so and leads on. None where there was no form, or where it was refused:
    `shown` has the reason then, for the page with the form as it was."""
    if request.method != "POST":
        return None
    try:
        act()
    except Refused as refused:
        shown["refused"] = refused
        return None
    messages.success(request, said)
    return redirect(to)


def key_of(request: HttpRequest) -> str:
    """The form's idempotency key at the desk."""
    return form_key(request, "desk")


def back(request: HttpRequest, otherwise: str, *args: Any) -> HttpResponse:
    """To the page that the form names, if it is one of ours."""
    wanted = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/desk/")
    return redirect(wanted if safe else reverse(otherwise, args=args))
