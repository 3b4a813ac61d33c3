"""`POST /exchange/v1/<partner>/messages`: what other centres say, signed; the answer is the receipt, signed too."""

from __future__ import annotations

from typing import Final

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from liandong.exchange import wire
from liandong.exchange.inbox_actions import take
from liandong.exchange.models import Partner
from liandong.exchange.queries import partners, secret_of
from liandong.faces.api import problems
from liandong.faces.api.clients import address, limit
from liandong.faces.api.door import JSON, header, place_of
from liandong.faces.api.problems import Problem, problem
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

log = structlog.get_logger(__name__)

PER_MINUTE: Final = 600
STRANGERS_A_MINUTE: Final = 1200


@csrf_exempt  # the signature says who speaks; a browser has no part in it
@require_POST
def messages(request: HttpRequest, partner: str) -> HttpResponse:
    """Takes one message. 200 with a receipt, also where it is refused for good; problem details where it was not kept."""
    try:
        limit(f"exchange:{address(request.META)}", STRANGERS_A_MINUTE)
        known, body = speaker(request, partner)
        limit(f"partner:{known.code}", PER_MINUTE)
        receipt = wire.receipt_bytes(take(known, wire.decoded(body), now=now()))
        return HttpResponse(
            receipt, content_type=JSON, headers=wire.headers(secret_of(known.code), known.code, receipt, now())
        )
    except Problem as found:
        said = found
    except Refused as refused:
        said = problems.refusal(refused)
    except (OperationalError, InterfaceError):
        said = problems.unavailable()
    except Exception as error:
        log.error("a message could not be answered", error=type(error).__name__, at=place_of(error))
        said = problems.unexpected()
    told = said.body(header(request.META, "HTTP_ACCEPT_LANGUAGE"))
    return HttpResponse(told, status=said.status, content_type=problems.MEDIA_TYPE, headers=dict(said.headers))


def speaker(request: HttpRequest, code: str) -> tuple[Partner, bytes]:
    """The partner who signed the body, and the body. A name that nobody has is answered like a wrong signature.

    Raises:
        Refused: the signature or the time is wrong.
        Problem: 413 it is too large; 415 it is not said to be JSON.
    """
    if request.content_type != JSON:
        raise problem(415, gettext_noop("内容要是 application/json。"), "not-json-type")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length[:18]) > wire.MOST_BYTES:
        raise problem(413, gettext_noop("一条消息最多 250 KB。"), "too-large")
    body = request.body
    known = partners().get(code)
    secret = secret_of(code) if known is not None and known.active else None
    given = {name: request.headers.get(name, "") for name in (wire.TIMESTAMP, wire.SIGNATURE)}
    if known is None or secret is None:
        raise wire.unsigned()
    wire.refuse_unsigned(secret, given, wire.US, body, now())
    return known, body
