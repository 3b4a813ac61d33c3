"""What telephones in the field need beside cases and moves: who one is, a day's work in one answer, reports, photos."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language, gettext, gettext_noop
from ninja import Path, Router, Status

from liandong.access.models import Post
from liandong.access.rules import Actor
from liandong.cases.actions import Received, receive
from liandong.cases.closure import apart
from liandong.cases.intake import Draft
from liandong.cases.models import Case, Report
from liandong.cases.proofs import site_rule
from liandong.cases.queries import Filters, case_seen_by, inbox, options, subject_of, subjects_of
from liandong.cases.reference import kinds
from liandong.cases.rules import MOVE_WORDS, STATE_WORDS
from liandong.cases.states import MOVES, Move, State
from liandong.exchange.queries import danger_words
from liandong.faces.api.document import problems
from liandong.faces.api.door import header
from liandong.faces.api.field_shown import DayOut, FieldReportedOut, FieldReportIn, MeOut
from liandong.faces.api.problems import problem
from liandong.faces.api.reading import ReportIn, one_key, position, refuse_characters, refuse_photos, reported
from liandong.faces.api.staff import Desk, acting
from liandong.files.models import File
from liandong.files.queries import file, files_of_many, may_see, path_of
from liandong.forces.queries import unit_name
from liandong.journal.models import Entry
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

router = Router(tags=["field"], auth=Desk())

MOST: Final = 60
"""Cases of one tab that a telephone is given at once."""
IN_THE_FIELD: Final = (
    Move.ACCEPT, Move.RETURN, Move.HANDLE, Move.VERIFY, Move.REWORK, Move.RECHECK, Move.RECHECK_FAILED, Move.NOTE, Move.ANSWER,
)  # fmt: skip
TABS: Final = (
    ("case.handle", "assigned"),
    ("case.handle", "accepted"),
    ("case.verify", "handled"),
    ("case.verify", "recheck"),
)
"""Which tabs are somebody's work in the field, by permission."""


@router.get("/me", response={200: MeOut, **problems(401, 403)})
def me(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in, from which post, and what it may do."""
    actor = acting(request)
    post = Post.objects.select_related("account").get(pk=actor.post)
    return {
        "account": actor.account, "number": post.account.username, "name": post.account.name, "post": actor.post,
        "post_name": post.name, "role": actor.role_name, "role_word": gettext(actor.role.word), "area": actor.area,
        "unit": {"code": actor.unit, "name": unit_name(actor.unit)}, "may": sorted(actor.role.permissions),
        "csrf": get_token(request), "at": now(),
    }  # fmt: skip


@router.get("/field/day", response={200: DayOut, **problems(401, 403)})
def day(request: HttpRequest) -> dict[str, Any]:
    """Everything that a day in the field needs, to be kept for where there is no network."""
    actor = acting(request)
    pages = [inbox(actor, Filters(tab=tab), size=MOST) for permission, tab in TABS if actor.may(permission)]
    cases = [case for page in pages for case in page.cases if not case.pending]
    known = {code: kind for code, kind in kinds().items() if kind.active}
    return {
        "at": now(), "cases": list(shown(cases, actor)), "more": any(page.after for page in pages),
        "kinds": sorted(known.values(), key=lambda kind: kind.code),
        "often": [code for code in settings.LIANDONG_FREQUENT_KINDS if code in known],
        "moves": [procedure(name) for name in IN_THE_FIELD if actor.may(MOVES[name].permission)],
        "danger": danger_words(),
    }  # fmt: skip


def procedure(name: Move) -> dict[str, Any]:
    rule = MOVES[name]
    return {"move": name.value, "word": gettext(MOVE_WORDS[name]), "sources": sorted(rule.sources),
            "target": rule.target, "asks": list(rule.asks)}  # fmt: skip


def shown(cases: list[Case], actor: Actor) -> Iterable[dict[str, Any]]:
    """Cases with what somebody on the spot wants to know; who reported them is not in it."""
    subjects = [subject_of(case) for case in cases]
    photos, answers = files_of_many(subjects), handed_in(subjects)
    said: dict[int, list[str]] = {}
    for report in Report.objects.filter(case__in=[case.pk for case in cases]).order_by("id"):
        said.setdefault(report.case_id, []).append(report.text)
    rules = {unit: site_rule(unit) for unit in {case.handled_unit for case in cases}}
    for case in cases:
        kind, rule = kinds().get(case.kind or ""), rules[case.handled_unit]
        english = get_language() == "en"
        yield {
            **{name: getattr(case, name) for name in COLUMNS}, "state_word": gettext(STATE_WORDS[State(case.state)]),
            "kind_name": ((english and kind.name_en) or kind.name) if kind else "", "unit_name": unit_name(case.unit),
            "said": said.get(case.pk, [])[:3], "closing": kind.closing_condition if kind else "",
            "answer": answers.get(subject_of(case), ""), "farthest": rule.farthest if rule else None,
            "photos": [pictured(one, case) for one in photos.get(subject_of(case), []) if may_see(one, actor)],
            "options": [{"move": one.move.value, "asks": list(one.asks), "why_not": one.why_not}
                        for one in options(case, actor) if one.move in IN_THE_FIELD],
        }  # fmt: skip


COLUMNS: Final = (
    "number", "title", "state", "urgency", "kind", "grid", "area", "lon", "lat", "place", "channel", "unit", "reporters",
    "received_at", "stage_due_at", "due_at", "sampled",
)  # fmt: skip


def handed_in(subjects: list[str]) -> dict[str, str]:
    """What was written the last time each case was handled."""
    entries = Entry.objects.filter(subject__in=subjects, kind="case.handled").order_by("seq")
    return {entry.subject: str(entry.data.get("note", "")) for entry in entries}


def pictured(one: File, case: Case) -> Mapping[str, Any]:
    here = (one.lon, one.lat) if one.lon is not None and one.lat is not None else None
    place = (case.lon, case.lat) if case.lon is not None and case.lat is not None else None
    return {"id": one.pk, "role": one.role, "at": one.taken_at or one.uploaded_at, "metres": apart(here, place)}


@router.post(
    "/field/reports",
    response={201: FieldReportedOut, 200: FieldReportedOut, **problems(400, 401, 403, 409, 422)},
)
def report(request: HttpRequest, given: FieldReportIn) -> Status[Any]:
    """Receives what somebody of the staff saw on the spot. Sent again with its key it changes nothing."""
    actor = acting(request)
    if not actor.may("case.receive"):
        raise problem(403, gettext_noop("您的岗位不能上报。"), "no-permission")
    [answer] = receive([drafted(request, given, actor)], actor=actor.label, now=now())
    if isinstance(answer, Refused):
        raise answer
    return Status(200 if answer.repeated else 201, became(answer))


def drafted(request: HttpRequest, given: FieldReportIn, actor: Actor) -> Draft:
    """The draft of a report.

    Raises:
        Problem: a field is not as it should be.
        Refused: the position says nothing.
    """
    kind = kinds().get(given.kind or "")
    if given.kind and not (kind and kind.active):
        raise problem(422, gettext_noop("没有这个类别，或已停用。"), "unknown-kind", "kind")
    key = one_key(given.key, header(request.META, "HTTP_IDEMPOTENCY_KEY"))
    words = ReportIn(text=given.text.strip() or (kind.name if kind else ""), channel="grid", key=key, lon=given.lon,
                     lat=given.lat, place=given.place.strip(), kind=given.kind)  # fmt: skip
    refuse_characters(words)
    lon, lat = position(words)
    draft = Draft(
        key=f"account:{actor.account}:{key}", channel="grid", text=words.text, reported_at=reported(given.at, now(), "at"),
        title=kind.name if kind and not given.text.strip() else "", lon=lon, lat=lat, words=words.place, kind=given.kind,
        photos=tuple(dict.fromkeys(given.photos)),
    )  # fmt: skip
    if draft.photos:
        refuse_photos(draft)
    return draft


def became(answer: Received) -> dict[str, Any]:
    unit = {"code": answer.unit, "name": unit_name(answer.unit)} if answer.unit else None
    return {"number": answer.number, "state": answer.state, "state_word": gettext(STATE_WORDS[State(answer.state)]),
            "unit": unit, "repeated": answer.repeated}  # fmt: skip


@router.get("/cases/{number}/photos/{photo}", response={200: None, **problems(401, 403, 404, 422)})
def photo(request: HttpRequest, number: Path[str], photo: uuid.UUID, small: bool = False) -> HttpResponse:
    """A photo of a case within sight as JPEG; with `small` its thumbnail."""
    actor = acting(request)
    case, found = case_seen_by(actor, number), file(photo)
    if found is None or found.subject not in subjects_of(case) or not may_see(found, actor):
        raise Http404
    path = path_of(found, thumbnail=small)
    if not path.exists():
        raise Http404
    held = {"Cache-Control": "private, max-age=3600"}
    return HttpResponse(path.read_bytes(), content_type=found.media_type, headers=held)
