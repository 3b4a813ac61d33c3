"""What a phone remembers of itself: elder mode, and the tokens of what was reported from it. Nothing of it is kept here."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from liandong.access.actions import person_to_tell
from liandong.cases.models import Report
from liandong.cases.tracking import report_with
from liandong.cases.tracking import token as token_of
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from liandong.letters.contacts import Contact
from liandong.letters.queries import reports_of
from liandong.residents.models import Resident
from liandong.residents.queries import identities_of, resident_with

MODE: Final = "ld_mode"
MINE: Final = "ld_mine"
SALT: Final = "liandong.resident.mine"
REMEMBERED_FOR: Final = timedelta(days=180)
RESIDENT: Final = "ld_resident"
MOST: Final = 30
"""Tokens kept: 30 of them fill a third of what a cookie may hold."""
MOST_OWN: Final = 200
"""Reports shown of one number."""


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
    """What was reported from this phone, and under the number of whoever is signed in at it, newest first, as (token,
    report with its case)."""
    found = {}
    for token in tokens(request)[:most]:
        try:
            found[token] = report_with(token)
        except Refused:
            continue
    if who := resident(request):
        own = Report.objects.filter(identity__in=own_identities(who)).select_related("case", "twin")
        found |= {token_of(report.pk): report for report in own.order_by("-id")[:MOST_OWN]}
    return sorted(found.items(), key=lambda each: each[1].pk, reverse=True)


def own_identities(who: Resident) -> list[UUID]:
    """The identities under which a resident reported: by their number at any door, or in the service by which they signed in."""
    person = person_to_tell(who.identity)
    if not person.contact:
        return identities_of(who)
    written = Report.objects.filter(pk__in=reports_of(Contact.of(person.contact)), identity__isnull=False)
    return list(written.values_list("identity", flat=True))


def name_of(who: Resident) -> str:
    """What stands on a resident's own pages for them: the covered number, or the service by which they signed in."""
    return who.identity.masked_phone or gettext("微信")


def resident_token(request: HttpRequest) -> str:
    return request.COOKIES.get(RESIDENT, "")


def resident(request: HttpRequest) -> Resident | None:
    """Who is signed in at this phone, if anybody; asked once for each request."""
    kept = vars(request)
    if "ld_resident" not in kept:
        kept["ld_resident"] = resident_with(resident_token(request), now())
    found: Resident | None = kept["ld_resident"]
    return found


def remember_resident(request: HttpRequest, response: HttpResponse, token: str, lasts: timedelta) -> None:
    response.set_cookie(RESIDENT, token, max_age=lasts, httponly=True, samesite="Lax", secure=request.is_secure())


def forget_resident(response: HttpResponse) -> None:
    response.delete_cookie(RESIDENT, samesite="Lax")


def address(request: HttpRequest) -> str:
    """Where a request comes from, as a mark that cannot be read back. Behind proxies of our own
    (ALLAUTH_TRUSTED_PROXY_COUNT of them) it is what the outermost of these wrote; nobody else's word is taken."""
    proxies = int(getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0))
    written = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    said = written[-proxies] if 0 < proxies <= len(written) else request.META.get("REMOTE_ADDR", "")
    return salted_hmac("liandong.resident.address", said).hexdigest()[:24]
