"""Doors whose callers sign what they say: other centres, the call centre, message services. No session, no key of a client."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, Final, ParamSpec, cast

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from liandong.exchange.wire import SIGNATURE, TIMESTAMP, US, signer
from liandong.faces.api import problems
from liandong.faces.api.door import JSON, header, place_of
from liandong.faces.api.problems import Problem, problem
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

log = structlog.get_logger(__name__)

P = ParamSpec("P")
Door = Callable[Concatenate[HttpRequest, P], HttpResponse]
KILO: Final = 1000


def signed_door(view: Door[P]) -> Door[P]:
    """A door for POST alone."""
    return problems_told(require_POST(view))


def problems_told(view: Door[P]) -> Door[P]:
    """A door without a browser's tokens; what goes wrong behind it is answered as problem details."""

    @csrf_exempt  # the signature says who speaks; a browser has no part in it
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Problem as found:
            said = found
        except Refused as refused:
            said = problems.refusal(refused)
        except (OperationalError, InterfaceError):
            said = problems.unavailable()
        except Exception as error:
            # Its message could quote what was sent, so only its kind is logged, with the place in our code.
            log.error("signed words could not be answered", error=type(error).__name__, at=place_of(error))
            said = problems.unexpected()
        told = said.body(header(request.META, "HTTP_ACCEPT_LANGUAGE"))
        return HttpResponse(told, status=said.status, content_type=problems.MEDIA_TYPE, headers=dict(said.headers))

    return cast(Door[P], guarded)


def signed_body(request: HttpRequest, secrets: Sequence[bytes], most: int) -> tuple[bytes, bytes]:
    """The body, at most so many bytes, and under which of the keys its sender has signed it. Without any it is answered like a wrong
    signature.

    Raises:
        Refused: the signature or the time is wrong.
        Problem: 413 it is too large; 415 it is not said to be JSON.
    """
    if request.content_type != JSON:
        raise problem(415, gettext_noop("内容要是 application/json。"), "not-json-type")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length[:18]) > most:
        raise problem(413, gettext_noop("这里一次最多收 {most} KB。"), "too-large", most=most // KILO)
    body = request.body
    given = {name: request.headers.get(name, "") for name in (TIMESTAMP, SIGNATURE)}
    return body, signer(secrets, given, US, body, now())
