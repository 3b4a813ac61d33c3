"""`POST /exchange/v1/<partner>/messages`: what other centres say, signed; the answer is the receipt, signed too."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

from liandong.exchange import wire
from liandong.exchange.inbox_actions import take
from liandong.exchange.queries import partners, secret_of
from liandong.faces.api.clients import address, limit
from liandong.faces.api.door import JSON
from liandong.faces.api.signed import signed_body, signed_door
from liandong.kernel.clock import now

PER_MINUTE: Final = 600
STRANGERS_A_MINUTE: Final = 1200


@signed_door
def messages(request: HttpRequest, partner: str) -> HttpResponse:
    """Takes one message. 200 with a receipt, also where it is refused for good; problem details where it was not kept.

    A name that nobody has is answered like a wrong signature.
    """
    limit(f"exchange:{address(request.META)}", STRANGERS_A_MINUTE)
    known = partners().get(partner)
    secret = secret_of(partner) if known is not None and known.active else None
    body = signed_body(request, secret, wire.MOST_BYTES)
    if known is None or secret is None:
        raise wire.unsigned()
    limit(f"partner:{known.code}", PER_MINUTE)
    receipt = wire.receipt_bytes(take(known, wire.decoded(body), now=now()))
    return HttpResponse(receipt, content_type=JSON, headers=wire.headers(secret, known.code, receipt, now()))
