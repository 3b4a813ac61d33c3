"""What the holder of a tracking token sees of a case, and may do: rate it, or say that it is not solved."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from liandong.access.actions import PURPOSES, RUNG
from liandong.access.models import Footprint
from liandong.access.queries import footprints_on
from liandong.cases.actions import move
from liandong.cases.models import Report
from liandong.cases.queries import options, subject_of
from liandong.cases.rules import Reporter
from liandong.cases.states import Move
from liandong.cases.told import entries_for, home_of, photos_for
from liandong.cases.tracking import report_with
from liandong.community.queries import called_for
from liandong.deadlines.words import exact_words
from liandong.faces.resident import clips, kinds, photos, whereabouts
from liandong.faces.resident.journey import coming, standing, steps
from liandong.faces.resident.pages import PRIVATE, page, unlisted, with_refusals
from liandong.faces.resident.photos import Taken, taken
from liandong.faces.resident.reportform import CONTROL
from liandong.faces.shared.words import FIELDS, STARS
from liandong.files.queries import file
from liandong.files.states import Role
from liandong.hotline.queries import call_identities
from liandong.journal.queries import entry_with_key
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

SHOWN: Final = {Role.REPORT: "before", Role.AFTER: "after", Role.VERIFY: "verify"}
"""The photos that a resident sees of a case; those that units exchange on the way are not among them."""
MOST_REASON: Final = 500


@require_safe
@with_refusals
def track(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a case; with `?new=1` the receipt."""
    report = report_with(token)
    return shown(request, token, report, "receipt" if request.GET.get("new") else "track")


def shown(
    request: HttpRequest, token: str, report: Report, name: str, wrong: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    case, home, at = report.case, home_of(report), now()
    entries = entries_for(report)
    pictures = [(SHOWN[Role(row.role)], row) for row in photos_for(report, entries) if row.role in SHOWN]
    may = {one.move for one in options(case, Reporter(report.pk), report) if one.why_not is None}
    before = [row for role, row in pictures if role == "before"]
    ground = whereabouts.surroundings(home.lon, home.lat, home.grid)
    words = {
        "token": token, "report": report, "case": case, "home": home, "standing": standing(case, at),
        "kind": kinds.spoken(case.kind), "steps": steps(case, entries, len(before)), "coming": coming(case),
        "before": before, "after": [(role, row) for role, row in pictures if role != "before"],
        "clips": clips.told(report),
        "strokes": whereabouts.drawing(home.lon, home.lat, ground) if home.lon is not None and home.lat is not None else [],
        "may_rate": Move.RATE in may, "may_reopen": Move.REOPEN in may, "stars": STARS,
        "rated": gettext(STARS[report.stars]) if report.stars else "", "looks": len(looked(report)), "key": str(uuid.uuid4()), "contacts": called_for(subject_of(home)),
        **(wrong or {}),
    }  # fmt: skip
    return page(request, name, words, status=status)


def looked(report: Report) -> list[Footprint]:
    """The looks at this reporter's identity for this case, and in the call before there was one, newest first."""
    if report.identity_id is None:
        return []
    calls = dict(call_identities(report.pk)) if report.channel == "hotline" else {}
    found = footprints_on(subject_of(report.case), subject_of(home_of(report)), *calls)
    return list(found.filter(identity_id__in=[report.identity_id, *calls.values()]))


@require_POST
@with_refusals
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Rates what was done, once: 5 very satisfied, 1 not at all."""
    report = report_with(token)
    given = request.POST.get("stars", "")
    try:
        if report.stars is not None and entry_with_key(own_key(request, report)) is None:
            raise Refused("您已经评过了，谢谢。", code="rated", field="stars")
        made(request, report, Move.RATE, {"stars": int(given) if given.isdecimal() and len(given) < 3 else None})
    except Refused as refused:
        return shown(request, token, Report.objects.select_related("case", "twin").get(pk=report.pk), "track",
                     {"rate_wrong": refused.sentence}, status=422)  # fmt: skip
    return back(token)


@require_POST
@with_refusals
def reopen(request: HttpRequest, token: str) -> HttpResponse:
    """Says that it is not solved, with a reason and perhaps photos."""
    report = report_with(token)
    reason = CONTROL.sub("", request.POST.get("reason", "")).strip()
    found = taken(request)
    try:
        if found.refusals:
            raise Refused(found.refusals[0], code="bad-photo", field="photo")
        if len(reason) > MOST_REASON:
            raise Refused("理由最多 {most} 个字。", code="too-long", field="reason", most=MOST_REASON)
        made(request, report, Move.REOPEN, {"reason": reason, "photos": found.ids})
    except Refused as refused:
        return refused_reopening(request, token, report, reason, found, refused)
    return back(token)


def refused_reopening(
    request: HttpRequest, token: str, report: Report, reason: str, found: Taken, refused: Refused
) -> HttpResponse:
    words = {"reopen_wrong": refused.sentence, "reason": reason, "photos": found.shown}
    return shown(request, token, report, "track", words, status=422)


def made(request: HttpRequest, report: Report, name: Move, inputs: dict[str, Any]) -> None:
    """Makes a reporter's move under the page's own key."""
    move(report.case.number, name, inputs, by=Reporter(report.pk), now=now(), key=own_key(request, report))


def own_key(request: HttpRequest, report: Report) -> str:
    """The key that the page carries, told apart from those of other reports; a fresh one where it carries none."""
    given = CONTROL.sub("", request.POST.get("key", ""))[:60]
    return f"report:{report.pk}:{given or uuid.uuid4()}"


def back(token: str) -> HttpResponse:
    return unlisted(HttpResponseRedirect(reverse("resident-track", args=[token]), status=303))


@require_safe
@with_refusals
def looks(request: HttpRequest, token: str) -> HttpResponse:
    """谁看过我的信息: every look at the reporter's identity, by unit, purpose, field and time."""
    report = report_with(token)
    seen = [told_look(one) for one in looked(report)]
    return page(request, "looks", {"token": token, "report": report, "case": report.case, "looks": seen})


def told_look(one: Footprint) -> dict[str, Any]:
    """A look in words for the one who was looked at."""
    return {
        "unit": one.post.unit, "at": one.at, "until": exact_words(one.expires_at), "field": gettext(FIELDS.get(one.field, one.field)),
        "why": gettext(PURPOSES.get(one.purpose, one.purpose)) if one.purpose != "other" else "", "reason": one.reason, "rung": one.field == RUNG,
    }  # fmt: skip


@require_safe
@with_refusals
def photo(request: HttpRequest, token: str, photo: uuid.UUID) -> HttpResponseBase:
    """A photo of the token's own case; `?small=1` its small picture."""
    report = report_with(token)
    row = file(photo)
    if (
        row is None
        or row.role not in SHOWN
        or row.pk not in {each.pk for each in photos_for(report, entries_for(report))}
    ):
        raise Http404
    return photos.served(row, small="small" in request.GET)


@require_safe
@with_refusals
def ground(_request: HttpRequest, token: str) -> HttpResponse:
    """The ground around the token's own case as GeoJSON."""
    case = home_of(report_with(token))
    found = whereabouts.surroundings(case.lon, case.lat, case.grid)
    response = JsonResponse({"type": "FeatureCollection", "features": found}, content_type="application/geo+json")
    response["Cache-Control"] = PRIVATE
    return unlisted(response)
