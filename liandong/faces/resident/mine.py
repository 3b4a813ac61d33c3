"""我的: signing in by a code sent to one's own number, or not; all looks at one's own identities; leaving."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liandong.access.queries import footprints_on_identities
from liandong.faces.resident import device
from liandong.faces.resident.limits import count
from liandong.faces.resident.pages import KEPT, page, unlisted
from liandong.faces.resident.track import told_look
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from liandong.notices.couriers import NotCarried, courier
from liandong.residents.actions import leave as leave_for_good
from liandong.residents.actions import send_code, sign_in, sign_out
from liandong.residents.rules import SIGNED_IN_FOR

CODES_AN_HOUR: Final = 20
TRIES_AN_HOUR: Final = 60
"""From one address: a whole courtyard may be behind one."""


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Asks for the number and sends a code to it."""
    if request.method != "POST":
        return page(request, "enter", {"key": str(uuid.uuid4())}, cache=KEPT)
    phone = request.POST.get("phone", "")[:40]
    try:
        count(request, "codes", CODES_AN_HOUR)
        made = send_code(phone, carry=courier().carry, now=now(), key=key_of(request))
    except NotCarried:
        return asked_again(request, phone, gettext("短信现在发不出去，过一分钟再试。不登录也能报、能查。"), 503)
    except Refused as refused:
        return asked_again(request, phone, refused.sentence, 429 if refused.code == "too-often" else 422)
    return unlisted(HttpResponseRedirect(reverse("resident-code", args=[made.pk]), status=303))


def asked_again(request: HttpRequest, phone: str, wrong: str, status: int) -> HttpResponse:
    return page(request, "enter", {"key": str(uuid.uuid4()), "phone": phone, "wrong": wrong}, status=status)


def key_of(request: HttpRequest) -> uuid.UUID:
    """The page's own key; a fresh one where it carries none."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks for the digits that were sent, and signs in."""
    words: dict[str, Any] = {"pk": pk, "status": 200}
    if request.method == "POST":
        try:
            count(request, "tries", TRIES_AN_HOUR)
            token = sign_in(pk, request.POST.get("code", "")[:12], now=now())
        except Refused as refused:
            words = {"pk": pk, "wrong": refused.sentence, "over": refused.code == "code-over", "status": 422}
        else:
            response = unlisted(HttpResponseRedirect(reverse("resident-search"), status=303))
            device.remember_resident(request, response, token, SIGNED_IN_FOR)
            return response
    return page(request, "code", words, status=words["status"])


@require_POST
def out(request: HttpRequest) -> HttpResponse:
    """Signs out; with `forget` the list of this telephone goes too."""
    sign_out(device.resident_token(request), now=now())
    response = HttpResponseRedirect(reverse("resident-search"), status=303)
    device.forget_resident(response)
    if "forget" in request.POST:
        device.forget(response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Says what leaving for good means, and does it."""
    resident = device.resident(request)
    if resident is None:
        return HttpResponseRedirect(reverse("resident-search"))
    if request.method != "POST":
        return page(request, "leave", {"phone": device.name_of(resident)})
    leave_for_good(resident.pk, now=now())
    response = HttpResponseRedirect(reverse("resident-search"), status=303)
    device.forget_resident(response)
    device.forget(response)
    return response


@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """谁看过我的信息: every look at any identity under the resident's number."""
    resident = device.resident(request)
    if resident is None:
        return HttpResponseRedirect(reverse("resident-enter"))
    seen = [told_look(one) for one in footprints_on_identities(device.own_identities(resident))]
    return page(request, "all_looks", {"looks": seen, "phone": device.name_of(resident)})
