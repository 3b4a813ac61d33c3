"""Signing in inside WeChat, by its own word for who is there; nobody types anything, and nothing else of them is asked."""

from __future__ import annotations

import hmac
import secrets
from typing import Final

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liandong.faces.resident import device, mine
from liandong.faces.resident.limits import count
from liandong.faces.resident.pages import unlisted
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from liandong.letters.ports import NotSent
from liandong.letters.queries import digest_of
from liandong.letters.wechat_people import NotKnown, account, contact_of, door
from liandong.residents.actions import sign_in_as
from liandong.residents.rules import SIGNED_IN_FOR

STATE: Final = "ld_wechat"
STATE_LASTS: Final = 600
SIGN_INS_AN_HOUR: Final = 60

log = structlog.get_logger(__name__)


def offered(request: HttpRequest) -> bool:
    """Whether this is WeChat's browser and the district has an official account."""
    return "MicroMessenger" in request.headers.get("User-Agent", "") and account() is not None


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Sends WeChat's browser to say who is there; a word that only this browser holds must come back with the answer."""
    inlet = account()
    if inlet is None:
        return HttpResponseRedirect(reverse("resident-enter"))
    state = secrets.token_hex(16)
    back = f"{settings.LIANDONG_PUBLIC_URL}{reverse('resident-wechat-back')}"
    response = unlisted(HttpResponseRedirect(door(inlet, back, state)))
    response.set_cookie(STATE, state, max_age=STATE_LASTS, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """WeChat's browser comes back with a code, which the platform turns into a name; then it is signed in."""
    inlet, kept, code = account(), request.COOKIES.get(STATE, ""), request.GET.get("code", "")[:512]
    known = bool(kept) and hmac.compare_digest(kept.encode(), request.GET.get("state", "").encode())
    if inlet is None or not code or not known:
        return mine.asked_again(request, "", gettext("微信登录没有走完，再点一次。不登录也能报、能查。"), 400)
    try:
        count(request, "wechat", SIGN_INS_AN_HOUR)
        contact = contact_of(inlet, code)
    except NotKnown:
        return mine.asked_again(request, "", gettext("微信登录没有走完，再点一次。不登录也能报、能查。"), 400)
    except NotSent as failure:
        log.warning("WeChat does not say who is there", inlet=inlet.pk, code=failure.code)
        return mine.asked_again(request, "", gettext("微信现在问不到，过一分钟再试。不登录也能报、能查。"), 503)
    except Refused as refused:
        return mine.asked_again(request, "", refused.sentence, 429)
    token = sign_in_as(str(contact), digest_of(contact.inlet, contact.who), now=now())
    response = unlisted(HttpResponseRedirect(reverse("resident-search")))
    response.delete_cookie(STATE, samesite="Lax")
    device.remember_resident(request, response, token, SIGNED_IN_FOR)
    return response
