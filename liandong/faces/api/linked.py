"""Several units at one case, for whoever is signed in at a desk: assists, disputes, whistles."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Path, Router, Schema
from pydantic import Field

from liandong.cases.models import Case
from liandong.cases.queries import case_seen_by
from liandong.faces.api.document import problems
from liandong.faces.api.door import header
from liandong.faces.api.problems import problem
from liandong.faces.api.reading import one_key
from liandong.faces.api.schemas import Instant, Words
from liandong.faces.api.staff import Desk, acting
from liandong.kernel.clock import now
from liandong.linkage import actions, dispute_actions, whistle_actions
from liandong.linkage.states import AssistMove
from liandong.linkage.whistling import Answer

router = Router(tags=["cases"], auth=Desk())
REFUSALS = problems(400, 401, 403, 404, 409, 422)


class Asked(Schema, extra="forbid"):
    """What every write carries: its key, here or in the header."""

    key: Words = Field("", max_length=100)


class InviteIn(Asked):
    unit: Words = Field(max_length=40, examples=["510108012-huanwei"])
    task: Words = Field(max_length=300)
    required: bool = True


class AssistMoveIn(Asked):
    move: Words = Field(max_length=10, examples=["accept"])
    reason: Words = Field("", max_length=500)
    note: Words = Field("", max_length=1000)
    photos: list[UUID] = Field([], max_length=6)


class DisputeIn(Asked):
    reason: Words = Field(max_length=500)
    named: Words = Field("", max_length=40)


class DisputeAnswerIn(Asked):
    ours: bool
    reason: Words = Field("", max_length=500)


class RulingIn(Asked):
    unit: Words = Field(max_length=40)
    reason: Words = Field(max_length=500)
    precedent: bool = True
    words: Words = Field("", max_length=100)
    whole_district: bool = False


class WhistleIn(Asked):
    units: list[Words] = Field(max_length=20)
    place: Words = Field(max_length=200)
    meet_at: Instant
    reason: Words = Field(max_length=500)


class WhistleAnswerIn(Asked):
    answer: Words = Field(max_length=10, examples=["confirmed"])
    reason: Words = Field("", max_length=300)


class WhistleResultIn(Asked):
    outcome: Words = Field(max_length=1000)
    attendance: dict[str, str]
    tasks: dict[str, str] = {}


class AssistOut(Schema):
    id: int
    unit: str
    task: str
    required: bool
    state: str
    due_at: datetime | None
    answer: str
    reason: str


class DisputeOut(Schema):
    unit: str
    named: str | None
    reason: str
    state: str
    due_at: datetime | None
    answer: str
    ruled_unit: str | None
    sentence: str


class CallOut(Schema):
    unit: str
    answer: str | None
    reason: str
    attendance: str | None


class WhistleOut(Schema):
    id: int
    unit: str
    place: str
    meet_at: datetime
    reason: str
    outcome: str
    calls: list[CallOut]


class LinkageOut(Schema):
    """What several units do about a case."""

    assists: list[AssistOut]
    disputes: list[DisputeOut]
    whistles: list[WhistleOut]


def key_for(request: HttpRequest, given: Asked) -> str:
    return f"{acting(request).label}:{one_key(given.key, header(request.META, 'HTTP_IDEMPOTENCY_KEY'))}"


def told(number: str) -> dict[str, Any]:
    """How it stands; a unit that has just left the case gets what it did nonetheless."""
    case = Case.objects.get(number=number)
    whistles = case.whistles.order_by("id").prefetch_related("calls")
    return {
        "assists": list(case.assists.order_by("id")), "disputes": list(case.disputes.order_by("id")),
        "whistles": [{**columns(one), "calls": sorted(one.calls.all(), key=lambda call: call.pk)} for one in whistles],
    }  # fmt: skip


def columns(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in WhistleOut.model_fields if name != "calls"}


@router.get("/cases/{number}/linkage", response={200: LinkageOut, **problems(401, 403, 404, 422)})
def linkage(request: HttpRequest, number: Path[Words]) -> dict[str, Any]:
    """Assists, disputes and whistles of a case within sight."""
    case_seen_by(acting(request), number)
    return told(number)


@router.post("/cases/{number}/assists", response={200: LinkageOut, **REFUSALS})
def invite(request: HttpRequest, number: Path[Words], given: InviteIn) -> dict[str, Any]:
    """Asks a unit to assist."""
    actions.invite(number, given.unit, task=given.task, required=given.required, by=acting(request), now=now(),
                   key=key_for(request, given))  # fmt: skip
    return told(number)


@router.post("/cases/{number}/assists/{assist}/moves", response={200: LinkageOut, **REFUSALS})
def move_assist(request: HttpRequest, number: Path[Words], assist: int, given: AssistMoveIn) -> dict[str, Any]:
    """Accepts, declines, answers, verifies, sends back or withdraws an assist."""
    if given.move not in list(AssistMove):
        raise problem(422, gettext_noop("{name} 不是可选的值。"), "bad-choice", "move")
    inputs = {"reason": given.reason, "note": given.note, "photos": given.photos}
    actions.move(
        number, assist, AssistMove(given.move), inputs, by=acting(request), now=now(), key=key_for(request, given)
    )
    return told(number)


@router.post("/cases/{number}/disputes", response={200: LinkageOut, **REFUSALS})
def dispute(request: HttpRequest, number: Path[Words], given: DisputeIn) -> dict[str, Any]:
    """Says that the case is not the unit's, and whose it may be."""
    dispute_actions.claim(
        number, given.reason, named=given.named, by=acting(request), now=now(), key=key_for(request, given)
    )
    return told(number)


@router.post("/cases/{number}/disputes/answer", response={200: LinkageOut, **REFUSALS})
def answer_dispute(request: HttpRequest, number: Path[Words], given: DisputeAnswerIn) -> dict[str, Any]:
    """The named unit takes the case over, or says why not."""
    dispute_actions.answer(
        number, ours=given.ours, reason=given.reason, by=acting(request), now=now(), key=key_for(request, given)
    )
    return told(number)


@router.post("/cases/{number}/disputes/ruling", response={200: LinkageOut, **REFUSALS})
def rule_dispute(request: HttpRequest, number: Path[Words], given: RulingIn) -> dict[str, Any]:
    """The centre says whose it is."""
    dispute_actions.rule_on(
        number, given.unit, given.reason, precedent=given.precedent, words=given.words, whole_district=given.whole_district,
        by=acting(request), now=now(), key=key_for(request, given),
    )  # fmt: skip
    return told(number)


@router.post("/cases/{number}/whistles", response={200: LinkageOut, **REFUSALS})
def blow(request: HttpRequest, number: Path[Words], given: WhistleIn) -> dict[str, Any]:
    """Calls units to one place at one time."""
    whistle_actions.blow(number, given.units, place=given.place, meet_at=given.meet_at, reason=given.reason,
                         by=acting(request), now=now(), key=key_for(request, given))  # fmt: skip
    return told(number)


@router.post("/cases/{number}/whistles/{whistle}/answer", response={200: LinkageOut, **REFUSALS})
def answer_whistle(request: HttpRequest, number: Path[Words], whistle: int, given: WhistleAnswerIn) -> dict[str, Any]:
    """A called unit confirms or declines."""
    if given.answer not in list(Answer):
        raise problem(422, gettext_noop("{name} 不是可选的值。"), "bad-choice", "answer")
    whistle_actions.answer(number, whistle, Answer(given.answer), given.reason, by=acting(request), now=now(),
                           key=key_for(request, given))  # fmt: skip
    return told(number)


@router.post("/cases/{number}/whistles/{whistle}/result", response={200: LinkageOut, **REFUSALS})
def hold(request: HttpRequest, number: Path[Words], whistle: int, given: WhistleResultIn) -> dict[str, Any]:
    """Who came, what was settled, and who does what."""
    whistle_actions.hold(number, whistle, given.outcome, given.attendance, given.tasks, by=acting(request), now=now(),
                         key=key_for(request, given))  # fmt: skip
    return told(number)
