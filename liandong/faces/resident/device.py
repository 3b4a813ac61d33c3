"""What a phone remembers of itself: elder mode, and the tokens of what was reported from it. Nothing of it is kept here."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from liandong.cases.models import Report
from liandong.cases.tracking import report_with
from liandong.kernel.refusals import Refused

MODE: Final = "ld_mode"
MINE: Final = "ld_mine"
SALT: Final = "liandong.resident.mine"
REMEMBERED_FOR: Final = timedelta(days=180)
MOST: Final = 30
"""Tokens kept: 30 of them fill a third of what a cookie may hold."""


def is_elder(request: HttpRequest) -> bool:
    return request.COOKIES.get(MODE) == "elder"


def remember_mode(response: HttpResponse, elder: bool, *, secure: bool) -> None:
    response.set_cookie(
        MODE, "elder" if elder else "normal", max_age=REMEMBERED_FOR, httponly=True, samesite="Lax", secure=secure
    )


def tokens(request: HttpRequest) -> list[str]:
    """The tracking tokens that this phone holds, newest first; a cookie that is not ours counts as none."""
    kept = request.get_signed_cookie(MINE, "", salt=SALT, max_age=REMEMBERED_FOR) or ""
    return [one for one in kept.split(" ") if one]


def remember(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """Adds a token to those of this phone."""
    kept = [token, *(one for one in tokens(request) if one != token)][:MOST]
    response.set_signed_cookie(MINE, " ".join(kept), salt=SALT, max_age=REMEMBERED_FOR, httponly=True, samesite="Lax",
                               secure=request.is_secure())  # fmt: skip


def forget(response: HttpResponse) -> None:
    response.delete_cookie(MINE, samesite="Lax")


def reports(request: HttpRequest, most: int = MOST) -> list[tuple[str, Report]]:
    """What was reported from this phone, newest first, as (token, report with its case)."""
    found = []
    for token in tokens(request)[:most]:
        try:
            found.append((token, report_with(token)))
        except Refused:
            continue
    return found


def address(request: HttpRequest) -> str:
    """Where a request comes from, as a mark that cannot be read back. Behind proxies of our own
    (ALLAUTH_TRUSTED_PROXY_COUNT of them) it is what the outermost of these wrote; nobody else's word is taken."""
    proxies = int(getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0))
    written = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    said = written[-proxies] if 0 < proxies <= len(written) else request.META.get("REMOTE_ADDR", "")
    return salted_hmac("liandong.resident.address", said).hexdigest()[:24]
