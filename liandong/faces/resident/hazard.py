"""隐患一键通: from the first page one tap to here, one more on the kind, and it is reported; a photo where one can be taken."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from liandong.cases.tracking import token
from liandong.faces.resident import kinds, photos, whereabouts
from liandong.faces.resident.device import remember
from liandong.faces.resident.pages import KEPT, page, unlisted
from liandong.faces.resident.photos import Taken, taken
from liandong.faces.resident.report import plain, point_of, sent
from liandong.faces.resident.reportform import ReportForm
from liandong.kernel.refusals import Refused

SIGNS: Final = {
    "E0401": "i-flame",
    "E0407": "i-alert",
    "E0506": "i-car",
    "E0405": "i-alert",
    "E0507": "i-bulb",
    "E0601": "i-down",
}


@require_http_methods(["GET", "HEAD", "POST"])
def hazard(request: HttpRequest) -> HttpResponse:
    """The page; a press on a kind sends it."""
    if request.method != "POST":
        return shown(request, ReportForm(initial={"key": str(uuid.uuid4())}), Taken())
    form, found = ReportForm(request.POST), taken(request)
    form.is_valid()
    if "drop" in request.POST:
        return shown(request, ReportForm(initial=plain(form)), found)
    for sentence in found.refusals:
        form.add_error("photo", sentence)
    form.ask_for_enough(len(found.ids))
    if form.errors:
        return shown(request, form, found, 422)
    try:
        made = sent(request, form, found, hazard=True)
    except Refused as refused:
        form.refuse(refused)
        return shown(
            request, form, found, 429 if refused.code == "too-often" else 422, fresh=refused.code == "key-reused"
        )
    mark = token(made.report)
    response = HttpResponseRedirect(f"{reverse('resident-track', args=[mark])}?new=1", status=303)
    remember(request, response, mark)
    return unlisted(response)


def shown(
    request: HttpRequest, form: ReportForm, found: Taken, status: int = 200, *, fresh: bool = False
) -> HttpResponse:
    values = plain(form)
    point = point_of(form)
    words: dict[str, Any] = {
        "form": form, "values": values, "photos": found.shown, "room": photos.MOST - len(found.ids), "point": point,
        "key": str(uuid.uuid4()) if fresh else getattr(form, "cleaned_data", {}).get("key") or values["key"],
        "kinds": offered(), "place": whereabouts.place_at(*point) if point else None,
    }  # fmt: skip
    return page(request, "hazard", words, status=status, cache=KEPT)


def offered() -> list[tuple[str, str, str]]:
    """The kinds of hazards of this district that residents may report: code, name, sign."""
    known = kinds.offered()
    named: list[str] = settings.LIANDONG_HAZARD_KINDS
    return [(code, kinds.name_of(known[code]), SIGNS.get(code, "i-alert")) for code in named if code in known]
