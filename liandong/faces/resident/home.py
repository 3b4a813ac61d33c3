"""一指通: the first page, what was reported from this phone, and the search by code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liandong.cases.tracking import report_with
from liandong.faces.resident import device
from liandong.faces.resident.bulletins import shown_columns
from liandong.faces.resident.journey import standing
from liandong.faces.resident.pages import page
from liandong.faces.resident.wechat import offered
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

SHOWN_AT_HOME = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The biggest thing is 随手拍."""
    mine = device.reports(request)
    at = now()
    shown = [(token, report, standing(report.case, at)) for token, report in mine[:SHOWN_AT_HOME]]
    return page(request, "home", {"mine": shown, "count": len(mine), "columns": shown_columns(request)})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Finds a case by its tracking code, and lists those of this phone."""
    given = request.GET.get("code", "").strip()[:300]
    wrong = ""
    if given:
        token = given.rstrip("/").rpartition("/")[2].partition("?")[0].strip().lower()
        try:
            report_with(token)
            return HttpResponseRedirect(reverse("resident-track", args=[token]))
        except Refused as refused:
            wrong = refused.sentence
    at = now()
    mine = [(token, report, standing(report.case, at)) for token, report in device.reports(request)]
    who = device.resident(request)
    shown = {
        "given": given,
        "wrong": wrong,
        "mine": mine,
        "wechat": offered(request),
        "signed_in": device.name_of(who) if who else "",
    }
    return page(request, "search", shown, status=404 if wrong else 200)


@require_POST
def mode(request: HttpRequest) -> HttpResponse:
    """Elder mode on or off for this phone."""
    response = HttpResponseRedirect(next_of(request))
    device.remember_mode(response, request.POST.get("mode") == "elder", secure=request.is_secure())
    return response


@require_http_methods(["POST"])
def forget(_request: HttpRequest) -> HttpResponse:
    """Takes the list of cases off this phone; the cases go on."""
    response = HttpResponseRedirect(reverse("resident-search"))
    device.forget(response)
    return response


def next_of(request: HttpRequest) -> str:
    """Where to go back to: an address of this site, else the first page."""
    given = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(given, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return given if safe else reverse("resident-home")
