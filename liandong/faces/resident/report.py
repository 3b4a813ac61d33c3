"""随手拍: four taps from a problem to a receipt, without an account and without script."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext, override
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods

from liandong.access.vault import Person
from liandong.cases.actions import Received, receive
from liandong.cases.intake import Draft
from liandong.cases.reference import kinds as all_kinds
from liandong.cases.tracking import token
from liandong.community.actions import call_contacts
from liandong.faces.resident import clips, device, kinds, photos, whereabouts
from liandong.faces.resident.device import remember
from liandong.faces.resident.limits import count
from liandong.faces.resident.pages import KEPT, page, unlisted
from liandong.faces.resident.photos import Taken, taken
from liandong.faces.resident.reportform import ReportForm
from liandong.files.models import File
from liandong.files.queries import hazard_only
from liandong.journal.queries import entry_with_key
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from liandong.residents.queries import number_of


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The page. A body that is too big is refused before anything reads it, and so before the guard against forgery."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method == "POST" and (
        not length.isdecimal() or int(length[:18]) > photos.MOST_BYTES + clips.most_bytes()
    ):
        form = ReportForm({"key": str(uuid.uuid4())})
        form.is_valid()
        form.add_error("photo", gettext("照片和视频加起来太大，没有收到。照片每张最多 10 MB，少选几张再提交。"))
        return shown(request, form, Taken(), status=413)
    return guarded(request)


@csrf_protect
def guarded(request: HttpRequest) -> HttpResponse:
    return posted(request) if request.method == "POST" else asked(request)


def asked(request: HttpRequest) -> HttpResponse:
    """An empty form; `?lon=&lat=` and `?kind=` fill it in, so that a sign on a lamp post can carry its own address."""
    given = {name: request.GET.get(name, "")[:30] for name in ("lon", "lat", "kind", "words")}
    return shown(request, ReportForm(initial={**given, "key": str(uuid.uuid4())}), Taken())


def posted(request: HttpRequest) -> HttpResponse:
    form, found = ReportForm(request.POST), taken(request)
    clips.taken(request, found)
    form.is_valid()
    if "drop" in request.POST:
        return shown(request, ReportForm(initial=plain(form)), found)
    for sentence in found.refusals:
        form.add_error("photo", sentence)
    for sentence in found.clip_refusals:
        form.add_error("clip", sentence)
    form.ask_for_enough(len(found.files))
    if not form.errors:
        try:
            made = sent(request, form, found)
        except Refused as refused:
            form.refuse(refused)
            status = 429 if refused.code == "too-often" else 422
            return shown(request, form, found, status=status, fresh=refused.code == "key-reused")
        mark = token(made.report)
        response = HttpResponseRedirect(f"{reverse('resident-track', args=[mark])}?new=1", status=303)
        remember(request, response, mark)
        return unlisted(response)
    return shown(request, form, found, status=422)


def plain(form: ReportForm) -> dict[str, Any]:
    """What a form holds, as it was typed."""
    return {name: form[name].value() for name in form.fields}


def sent(
    request: HttpRequest, form: ReportForm, found: Taken, at: datetime | None = None, *, hazard: bool = False
) -> Received:
    """Receives the report; `at` is when it was made, where that is not now. A hazard is urgent, and told to the contacts.

    Raises:
        Refused: too many from here; outside the district; a photo is used elsewhere; the key brought another report.
    """
    draft = drafted(request, form, found, at or now())
    if hazard:
        draft = replace(draft, urgency=urgency_of(draft.kind))
    if entry_with_key(draft.key) is None:
        refuse_used(found)
        hazard_only(draft.photos, draft.kind)
        count(request, "reports", settings.LIANDONG_REPORTS_AN_HOUR)
    [outcome] = receive([draft], actor=photos.ACTOR, now=now())
    if isinstance(outcome, Refused):
        if outcome.code == "key-reused":
            raise Refused("刚才那一份已经收到了，在“我的事”里看得到。要另报一件，再按一次提交。", code="key-reused")
        raise outcome
    if hazard:
        call_contacts(outcome.case, actor=photos.ACTOR, now=now())
    return outcome


def urgency_of(kind: str | None) -> str:
    """How urgent a hazard is: as its kind, and never less than urgent."""
    known = all_kinds().get(kind or "")
    return known.urgency if known and known.urgency == "critical" else "urgent"


def refuse_used(found: Taken) -> None:
    used = set(File.objects.filter(pk__in=found.files, subject__isnull=False).values_list("pk", flat=True))
    if used:
        found.ids = [photo for photo in found.ids if photo not in used]
        found.clip = None if found.clip in used else found.clip
        raise Refused("有照片已经用在别处，不能再用一次。请重新上传。", code="photo-used", field="photo")


def drafted(request: HttpRequest, form: ReportForm, found: Taken, at: datetime) -> Draft:
    """The draft: words that nobody typed are Chinese, whatever the language of the page, since the staff reads them."""
    given = form.cleaned_data
    kind = given["kind"] if given["kind"] in kinds.offered() else None
    with override("zh-hans"):
        title = "" if given["text"] else kinds.spoken(kind) or gettext("照片上报")
    who = device.resident(request) if given["mine"] else None
    phone = given["phone"] or (number_of(who) if who else "")
    words = given["words"] or (whereabouts.words_at(given["lon"], given["lat"]) if given["lon"] is not None else "")
    return Draft(
        key=f"resident:{given['key']}", channel="app", text=given["text"], title=title, reported_at=at, lon=given["lon"],
        lat=given["lat"], words=words, person=Person("", phone, given["confidential"]), photos=found.files,
        kind=kind,
    )  # fmt: skip


def shown(
    request: HttpRequest, form: ReportForm, found: Taken, status: int = 200, *, fresh: bool = False
) -> HttpResponse:
    """The page with what was typed, the photos that are stored, and the name of the point.

    `fresh`: under another key, since the one it had belongs to a report that is already here.
    """
    values = plain(form)
    chosen = values["more"] or values["kind"] or ""
    point = point_of(form)
    words = {
        "form": form, "values": values, "photos": found.shown, "room": photos.MOST - len(found.ids),
        "key": str(uuid.uuid4()) if fresh else getattr(form, "cleaned_data", {}).get("key") or values["key"],
        "kinds": kinds.chips(chosen), "groups": kinds.groups(), "chosen": chosen, "other": kinds.OTHER,
        **clips.asked(found), "point": point, "place": whereabouts.place_at(*point) if point else None, "middle": whereabouts.middle(),
    }  # fmt: skip
    return page(request, "report", words, status=status, cache=KEPT)


def point_of(form: ReportForm) -> tuple[float, float] | None:
    """The point that the form holds, if it holds one that can be read."""
    if form.is_bound:
        lon, lat = (getattr(form, "cleaned_data", {}).get(name) for name in ("lon", "lat"))
    else:
        try:
            lon, lat = (float(form.initial.get(name) or "nan") for name in ("lon", "lat"))
        except ValueError:
            return None
    return (
        (lon, lat) if isinstance(lon, float) and isinstance(lat, float) and abs(lon) <= 180 and abs(lat) <= 90 else None
    )


@gzip_page
@require_GET
def ground(_request: HttpRequest) -> JsonResponse:
    """The ground of the whole district for the map of the form: roads and communities, nothing about anybody."""
    response = JsonResponse(whereabouts.DISTRICT.get(), content_type="application/geo+json")
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_GET
def named(request: HttpRequest) -> JsonResponse:
    """The name of a point, for the page to show while it is being chosen: {"place", "around"} or {"sentence"}."""
    form = ReportForm(
        {"lon": request.GET.get("lon", ""), "lat": request.GET.get("lat", ""), "crs": request.GET.get("crs", "")}
    )
    form.is_valid()
    point = point_of(form)
    found = whereabouts.place_at(*point) if point else None
    if found is None:
        return JsonResponse({"sentence": gettext("这个位置不在本区，换一个点。")}, status=404)
    return JsonResponse({"place": found[0], "around": found[1]})
