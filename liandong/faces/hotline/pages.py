"""What all views of the hotline share. It stands in the desk's frame (its navigation, session and looks) and imports nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase

from liandong.access.rules import Actor
from liandong.faces.shared.pages import form_key, refusal, refuse_strangers
from liandong.kernel.refusals import Refused

P = ParamSpec("P")


class AgentRequest(HttpRequest):
    """A request of somebody who may take calls."""

    actor: Actor


View = Callable[Concatenate[AgentRequest, P], HttpResponseBase]


def hotline(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Lets in whoever may take calls; shows a refusal as a page, or for htmx as a fragment."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            refuse_strangers(getattr(request, "actor", None), "call.take")
            return view(cast(AgentRequest, request), *args, **kwargs)
        except Refused as refused:
            return refusal(request, refused)

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], login_required(guarded))


def key_of(request: HttpRequest) -> str:
    """The form's idempotency key at the hotline."""
    return form_key(request, "hotline")
