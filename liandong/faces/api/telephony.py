"""`POST /telephony/v1/events`: what happens to calls, signed by the call centre. 200 once it is kept; the same again changes nothing."""

from __future__ import annotations

from typing import Final

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from liandong.exchange.wire import SIGNATURE, TIMESTAMP, US, refuse_unsigned
from liandong.faces.api import problems
from liandong.faces.api.clients import address, limit
from liandong.faces.api.door import JSON, header, place_of
from liandong.faces.api.problems import Problem, problem
from liandong.hotline import wire
from liandong.hotline.actions import take_event
from liandong.hotline.queries import telephony_key
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

log = structlog.get_logger(__name__)

STRANGERS_A_MINUTE: Final = 6000


@csrf_exempt  # the signature says who speaks; a browser has no part in it
@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """Takes one event; the answer names the call as it stands now. Problem details where it was not kept."""
    try:
        limit(f"telephony:{address(request.META)}", STRANGERS_A_MINUTE)
        at = now()
        event = wire.decoded(signed_body(request))
        call = take_event(wire.by_our_clock(event, at), now=at)
        return JsonResponse({"call": call.centre_call, "state": call.state})
    except Problem as found:
        said = found
    except Refused as refused:
        said = problems.refusal(refused)
    except (OperationalError, InterfaceError):
        said = problems.unavailable()
    except Exception as error:
        log.error("an event of a call could not be taken", error=type(error).__name__, at=place_of(error))
        said = problems.unexpected()
    told = said.body(header(request.META, "HTTP_ACCEPT_LANGUAGE"))
    return HttpResponse(told, status=said.status, content_type=problems.MEDIA_TYPE, headers=dict(said.headers))


def signed_body(request: HttpRequest) -> bytes:
    """The body, where the call centre has signed it.

    Raises:
        Refused: the signature or the time is wrong.
        Problem: 413 it is too large; 415 it is not said to be JSON.
    """
    if request.content_type != JSON:
        raise problem(415, gettext_noop("内容要是 application/json。"), "not-json-type")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length[:18]) > wire.MOST_BYTES:
        raise problem(413, gettext_noop("一个话务事件最多 4 KB。"), "too-large")
    body = request.body
    given = {name: request.headers.get(name, "") for name in (TIMESTAMP, SIGNATURE)}
    refuse_unsigned(telephony_key(), given, US, body, now())
    return body
