"""视频通: a short clip of a hazard beside the photos of a report, and what its reporter sees of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from liandong.access.models import Post
from liandong.cases.models import Report
from liandong.cases.queries import subject_of
from liandong.cases.told import entries_for, home_of, own_files
from liandong.cases.tracking import report_with
from liandong.faces.resident.pages import with_refusals
from liandong.faces.resident.photos import ACTOR, DAY, Taken, counted_key, problem
from liandong.faces.shared.films import served, shown
from liandong.files.clip_actions import store_clip
from liandong.files.clip_rules import MEGABYTE, Limits
from liandong.files.models import Clip
from liandong.files.queries import clip, clips_of, limits
from liandong.files.states import ClipState
from liandong.forces.queries import unit_name
from liandong.journal.queries import timeline
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

SALT: Final = "liandong.resident.clip"


def most_bytes() -> int:
    """One byte more than a clip may have is enough to see that it is too big."""
    return limits().megabytes * MEGABYTE + 1


def taken(request: HttpRequest, found: Taken) -> None:
    """Adds the clip of a form to what was taken of it: one that was sent before, or one that comes with it."""
    given, sent = request.POST.get("clip", ""), request.FILES.get("clip_file")
    try:
        if sent is not None:
            found.clip = stored(request, sent.read(most_bytes())).pk
        elif given and given != request.POST.get("drop", ""):
            found.clip = kept(given)
    except Refused as refused:
        found.clip_refusals.append(refused.sentence)


def kept(given: str) -> uuid.UUID | None:
    try:
        there = clip(uuid.UUID(given))
    except ValueError:
        return None
    if there is None:
        raise Refused("这段视频上传后一天没有使用，已经删除。请重新上传。", code="clip-gone", field="clip")
    return there.file_id


def waited(given: Mapping[str, Any]) -> uuid.UUID | None:
    """The clip of a report that waited on a telephone: `film` lies there still and is asked for again when it is gone here; `clip` was
    sent before the network broke off, and the report comes in without it rather than not at all.

    Raises:
        Refused: with code "clip-gone", so that the telephone sends it anew.
    """
    if film := given.get("film"):
        return kept(str(film))
    try:
        return kept(str(given.get("clip", "")))
    except Refused:
        return None


def stored(request: HttpRequest, data: bytes) -> Clip:
    """The clip under the key of its form or upload; only one that is new is counted.

    Raises:
        Refused: too many from here, or no clip that can be taken.
    """
    key = counted_key(request, "clip", data, settings.LIANDONG_CLIPS_AN_HOUR)
    return store_clip(data, actor=ACTOR, now=now(), key=key)


@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """One clip from `<ld-clip>`: multipart field `file`, answered by {"id"}, or by problem details."""
    given = request.FILES.get("file")
    try:
        if given is None:
            raise Refused("没有收到视频，再试一次。", code="missing", field="file")
        row = stored(request, given.read(most_bytes()))
    except Refused as refused:
        return problem(refused)
    return JsonResponse({"id": str(row.pk)}, status=201)


def asked(found: Taken) -> dict[str, Any]:
    """What the form shows: the limits, the clip that is stored already, or nothing where the district takes none."""
    most = limits()
    there = clip(found.clip) if found.clip else None
    mark = signing.dumps(str(there.pk), salt=SALT) if there and there.state == ClipState.READY else ""
    return {"clips": most.seconds > 0, "clip_most": plain(most), "clip": shown(there) if there else None, "clip_mark": mark,
            "clip_wrong": found.clip_refusals}  # fmt: skip


def plain(most: Limits) -> dict[str, str]:
    return {"seconds": f"{most.seconds:g}", "megabytes": str(most.megabytes), "days": f"{most.days:g}"}


@require_safe
def chosen(request: HttpRequest, mark: str) -> HttpResponse:
    """The still picture of a clip that is not reported yet, for a day and only to whom its mark was given."""
    try:
        there = clip(uuid.UUID(signing.loads(mark, salt=SALT, max_age=DAY)))
    except signing.BadSignature:
        there = None
    if there is None or there.state != ClipState.READY or there.file.subject is not None:
        raise Http404
    return served(request, there, still=True)


def clips_for(report: Report) -> list[Clip]:
    """The clips that were sent with a reporter's own words."""
    own = own_files(entries_for(report))
    return [each for each in clips_of(subject_of(home_of(report)), subject_of(report.case)) if str(each.pk) in own]


def told(report: Report) -> list[dict[str, Any]]:
    """A reporter's own clips in words, each with who played it: the unit, never the person, and when."""
    return [{**shown(each), "looks": looks_at(each)} for each in clips_for(report)]


def looks_at(there: Clip) -> list[dict[str, Any]]:
    """Who played a clip, newest first."""
    entries = timeline(f"file:{there.pk}").filter(kind="clip.seen").order_by("-seq")
    labels = [entry.actor.partition(":") for entry in entries]
    posts = Post.objects.in_bulk([int(number) for sort, _, number in labels if sort == "post"])
    return [
        {"unit": unit_name(posts[int(number)].unit) if sort == "post" else gettext("上报的系统"), "at": entry.at}
        for entry, (sort, _, number) in zip(entries, labels, strict=True)
    ]


@require_safe
@with_refusals
def watch(request: HttpRequest, token: str, clip: uuid.UUID) -> HttpResponseBase:
    """The reporter's own clip as everybody sees it; `?still=1` a picture of it."""
    there = next((each for each in clips_for(report_with(token)) if each.pk == clip), None)
    if there is None or there.state != ClipState.READY:
        raise Http404
    return served(request, there, still="still" in request.GET)
