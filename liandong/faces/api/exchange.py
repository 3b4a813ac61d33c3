"""`POST /exchange/v1/<partner>/messages`: what other centres say, signed; the answer is the receipt, signed too."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

from liandong.access.shared_key_actions import take_up
from liandong.exchange import wire
from liandong.exchange.inbox_actions import take
from liandong.exchange.queries import keys_of, partners
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
    known, at = partners().get(partner), now()
    keys = keys_of(partner, at) if known is not None and known.active else []
    body, secret = signed_body(request, [each.secret for each in keys], wire.MOST_BYTES)
    if known is None:
        raise wire.unsigned()
    limit(f"partner:{known.code}", PER_MINUTE)
    take_up(keys, secret, actor=f"partner:{known.code}", now=at)
    receipt = wire.receipt_bytes(take(known, wire.decoded(body), now=at))
    return HttpResponse(receipt, content_type=JSON, headers=wire.headers(secret, known.code, receipt, at))
