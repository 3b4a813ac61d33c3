"""一指通 on a telephone: its manifest and worker, the page that is kept for when there is no network, and where the outbox goes."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from liandong.cases.tracking import token
from liandong.faces.resident import clips, kinds, photos
from liandong.faces.resident.device import remember
from liandong.faces.resident.pages import page, unlisted
from liandong.faces.resident.photos import Taken, problem
from liandong.faces.resident.report import sent
from liandong.faces.resident.reportform import ReportForm
from liandong.faces.shared import installable
from liandong.files.queries import file
from liandong.kernel.clock import in_utc, now
from liandong.kernel.refusals import Refused

SHELL: Final = ("resident.js", "resident.css", "icons.svg", "favicon.svg", "resident-192.png")
"""What the kept page needs to start without a network."""
WORKER: Final = "resident-worker.js"
KEPT_PAGE: Final = "/kept"
OLDEST: Final = timedelta(days=7)
"""How long ago something may have been reported on a telephone; it forgets what it sent after as many days."""


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  every view is given one
    """What the app is called and looks like once it is installed."""
    shortcuts = [(gettext("随手拍"), reverse("resident-report")), (gettext("我的事"), reverse("resident-search"))]
    return installable.manifest(gettext("一指通"), gettext("一指通"), "/", "resident", shortcuts)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  every view is given one
    """The service worker; it is fetched anew when the kinds that the kept page offers have changed."""
    offered = json.dumps([(code, kind.public_name, kind.name_en) for code, kind in sorted(kinds.offered().items())])
    return installable.worker(WORKER, KEPT_PAGE, SHELL, offered)


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """The page that stands in for others without a network: the report, what waits, and nothing of anybody."""
    offered = {"kinds": kinds.chips(), "groups": kinds.groups(), "other": kinds.OTHER}
    return page(request, "kept", {**offered, **clips.asked(Taken()), "resident": None})


@require_safe
def me(request: HttpRequest) -> JsonResponse:
    """What the outbox asks before it sends: the token against forgery, and our clock. It tells nothing of anybody."""
    said = {"account": 0, "post": 0, "csrf": get_token(request), "at": now().isoformat()}
    return JsonResponse(said, headers={"Cache-Control": "no-store"})


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """One report that was made without a network, as JSON; under its key it is one however often it comes."""
    try:
        given = read(request)
        made, form = ReportForm(given), Taken(ids=stored(given), clip=clips.waited(given))
        form_is_right(made, form)
        outcome = sent(request, made, form, at=made_at(given.get("at")), hazard=given.get("hazard") is True)
    except Refused as refused:
        return problem(refused)
    mark = token(outcome.report)
    response = JsonResponse({"number": outcome.number, "track": reverse("resident-track", args=[mark])})
    remember(request, response, mark)
    return unlisted(response)


def read(request: HttpRequest) -> dict[str, Any]:
    """The body: words by name, ids of photos in `photos`.

    Raises:
        Refused: with code "unreadable".
    """
    try:
        given = json.loads(request.body)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise Refused("这一件读不懂，没有收。", code="unreadable")
    words = {name: value for name, value in given.items() if isinstance(value, str | bool | int | float)}
    ids = [each for each in given.get("photos") or () if isinstance(each, str)]
    return {**words, "crs": "cgcs2000", "photos": ids[: photos.MOST]}


def stored(given: dict[str, Any]) -> list[uuid.UUID]:
    """The photos that it names.

    Raises:
        Refused: with code "photo-gone", so that the telephone sends them anew.
    """
    found = []
    for each in given["photos"]:
        try:
            photo = uuid.UUID(each)
        except ValueError:
            photo = None
        if photo is None or file(photo) is None:
            raise Refused("有照片在服务器上找不到了，请重新上传。", code="photo-gone", field="photos")
        found.append(photo)
    return found


def form_is_right(form: ReportForm, found: Taken) -> None:
    """Raises:
    Refused: with code "invalid" and all that is wrong with it.
    """
    form.is_valid()
    form.ask_for_enough(len(found.files))
    if form.errors:
        sentences = [str(sentence) for each in form.errors.values() for sentence in each]
        raise Refused("{sentences}", code="invalid", sentences=" ".join(dict.fromkeys(sentences)))


def made_at(given: object) -> datetime:
    """When it was made on the telephone; not in the future, and not longer ago than is believable."""
    at = now()
    said = parse_datetime(given) if isinstance(given, str) else None
    return in_utc(said) if said and said.tzinfo and at - OLDEST <= said <= at else at
