"""`POST /telephony/v1/events`: what happens to calls, signed by the call centre. 200 once it is kept; the same again changes nothing."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse

from liandong.access.shared_key_actions import take_up
from liandong.faces.api.clients import address, limit
from liandong.faces.api.signed import signed_body, signed_door
from liandong.hotline import wire
from liandong.hotline.actions import take_event
from liandong.hotline.queries import telephony_keys
from liandong.kernel.clock import now

STRANGERS_A_MINUTE: Final = 6000


@signed_door
def events(request: HttpRequest) -> HttpResponse:
    """Takes one event; the answer names the call as it stands now. Problem details where it was not kept."""
    limit(f"telephony:{address(request.META)}", STRANGERS_A_MINUTE)
    at = now()
    keys = telephony_keys(at)
    body, secret = signed_body(request, [each.secret for each in keys], wire.MOST_BYTES)
    event = wire.decoded(body)
    take_up(keys, secret, actor="telephony", now=at)
    call = take_event(wire.by_our_clock(event, at), now=at)
    return JsonResponse({"call": call.centre_call, "state": call.state})
