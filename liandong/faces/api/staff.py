"""Cases for whoever is signed in at a desk: the same sight and the same moves as on the pages."""

from __future__ import annotations

from typing import Any, Final

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Path, Query, Router, Schema
from ninja.security import APIKeyCookie
from pydantic import Field

from liandong.access.queries import actor_of, posts_held
from liandong.access.rules import Actor
from liandong.cases.actions import move
from liandong.cases.clocks import ticking
from liandong.cases.joining import lead_number
from liandong.cases.models import Case
from liandong.cases.ports import PORTS
from liandong.cases.queries import PAGE, TABS, Filters, case_seen_by, inbox, options, parsed_place, subject_of
from liandong.cases.reference import kinds
from liandong.cases.states import Move
from liandong.exchange.actions import hand_over_now
from liandong.faces.api.document import problems
from liandong.faces.api.door import header
from liandong.faces.api.problems import problem
from liandong.faces.api.reading import AHEAD, one_key, reported
from liandong.faces.api.schemas import CaseDetailOut, CasesOut, InputsIn, MovedOut, MoveIn, PlaceIn, Words
from liandong.forces.queries import units
from liandong.journal.queries import timeline
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

SESSION_POST: Final = "post"


class Desk(APIKeyCookie):
    """The session of the desk; a write also needs the CSRF token in X-CSRFToken."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        if not key or not request.user.is_authenticated:
            return None
        if settings.LIANDONG_SECOND_FACTOR == "required" and not is_mfa_enabled(request.user):
            raise problem(403, gettext_noop("请先在网页上设好第二道验证。"), "second-factor")
        found = actor_at(request)
        if found is None:
            raise problem(
                403,
                gettext_noop("您的账号现在没有岗位，看不到任何案卷。请找安全管理员派一个岗位。"),
                "no-post",
            )
        return found


def actor_at(request: HttpRequest) -> Actor | None:
    """The post at work: set by the desk's middleware, else the session's, else the first that is held."""
    if (given := getattr(request, "actor", None)) is not None:
        return given if isinstance(given, Actor) else None
    held = list(posts_held(request.user.pk or 0, now()))
    chosen = [post for post in held if post.pk == request.session.get(SESSION_POST)] or held
    return actor_of(chosen[0]) if chosen else None


router = Router(tags=["cases"], auth=Desk())


class CasesAsked(Schema):
    """The filters of the inbox."""

    tab: Words = Field("open", examples=["open"])
    area: Words = Field("", max_length=15)
    kind: Words = Field("", max_length=8)
    channel: Words = Field("", max_length=12)
    urgency: Words = Field("", max_length=8)
    unit: Words = Field("", max_length=40)
    reporters: Words = Field("", max_length=4, pattern=r"^\d*$", examples=["5"])
    words: Words = Field("", max_length=100)
    after: Words = Field("", max_length=60)
    size: int = Field(PAGE, ge=1, le=200)


def acting(request: HttpRequest) -> Actor:
    actor = getattr(request, "auth", None)
    if not isinstance(actor, Actor):
        raise problem(401, gettext_noop("请先登录。"), "no-session")
    return actor


@router.get("/cases", response={200: CasesOut, **problems(401, 403, 422)})
def cases(request: HttpRequest, asked: Query[CasesAsked]) -> dict[str, Any]:
    """The cases within sight by due time, closed ones newest first."""
    if asked.tab not in TABS:
        raise problem(422, gettext_noop("{name} 不是可选的值。"), "bad-choice", "tab")
    filters = Filters(**asked.dict(exclude={"after", "size"}))
    if asked.after and parsed_place(asked.after, filters.order) is None:  # it must be what an earlier page gave
        raise problem(422, gettext_noop("{name} 的写法不对。"), "bad-format", "after")
    page = inbox(acting(request), filters, after=asked.after, size=asked.size)
    return {"cases": page.cases, "after": page.after}


@router.get("/cases/{number}", response={200: CaseDetailOut, **problems(401, 403, 404, 422)})
def case(request: HttpRequest, number: Path[Words]) -> dict[str, Any]:
    """A case: what was said, what happened, what may be done. Who reported it is not in it."""
    actor = acting(request)
    found = case_seen_by(actor, number)
    return {**columns(found),
        "clocks": list(ticking(found)),
        "reports": list(found.reports.order_by("id")),
        "entries": list(timeline(subject_of(found))),
        "options": [{"move": one.move.value, "asks": list(one.asks), "why_not": one.why_not} for one in options(found, actor)]
    }  # fmt: skip


def columns(found: Case) -> dict[str, Any]:
    names = CaseDetailOut.model_fields.keys() - {"reports", "entries", "options", "leading", "clocks"}
    leading = lead_number(found.number) if found.leading_id else None
    return {**{name: getattr(found, name) for name in names}, "leading": leading}


@router.post("/cases/{number}/moves", response={200: MovedOut, **problems(400, 401, 403, 404, 409, 422)})
def make_move(request: HttpRequest, number: Path[Words], given: MoveIn) -> dict[str, Any]:
    """Makes one move of the procedure; `options` of the case says which, and what each asks."""
    actor = acting(request)
    if given.move not in list(Move):
        raise problem(422, gettext_noop("{name} 不是可选的值。"), "bad-choice", "move")
    if given.move in (Move.DISPUTE, Move.RULE):
        raise problem(422, gettext_noop("权属异议和裁定请用案卷的 disputes 地址。"), "bad-choice", "move")
    key = f"{actor.label}:{one_key(given.key, header(request.META, 'HTTP_IDEMPOTENCY_KEY'))}"
    inputs = {**inputs_of(given.inputs), "done_at": done_at(actor, number, given)}
    if given.move == Move.HAND_OVER:
        hand_over_now(number, inputs, by=actor, now=now(), key=key)  # an emergency is sent before this answers
    moved = move(number, Move(given.move), inputs, by=actor, now=now(), key=key)
    return {"number": moved.case.number, "state": moved.case.state, "repeated": moved.repeated}


def done_at(actor: Actor, number: str, given: MoveIn) -> str | None:
    """When a move was made that comes in later, as the journal keeps it.

    Raises:
        Problem: 422 it is in the future, has no time zone, or lies before the case.
        Refused: the case is out of the actor's sight.
    """
    if given.at is None:
        return None
    at = reported(given.at, now(), "at")
    if at < case_seen_by(actor, number).received_at - AHEAD:
        raise problem(422, gettext_noop("{name} 早于收到这件案卷的时间。请校准发送方的时钟。"), "before-case", "at")
    return at.isoformat()


def inputs_of(given: InputsIn) -> dict[str, Any]:
    """What the procedure asks, with codes that exist and a place that is found."""
    inputs = given.dict(exclude_none=True, exclude={"place"})
    kind, unit = kinds().get(given.kind or ""), units().get(given.unit or "")
    if given.kind and not (kind and kind.active):
        raise problem(422, gettext_noop("没有这个类别，或已停用。"), "unknown-kind", "kind")
    if given.unit and not (unit and unit.active):
        raise problem(422, gettext_noop("没有这个单位，或已停用。"), "unknown-unit", "unit")
    return {**inputs, "place": placed(given.place)} if given.place else inputs


def placed(place: PlaceIn) -> dict[str, Any]:
    """A place with its grid.

    Raises:
        Refused: it is not in this district, or the words do not settle it.
    """
    [spot] = PORTS.locator.locate([(place.lon, place.lat, place.words, "")])
    if not spot.found:
        raise Refused("这个位置定不下来，或不在本区。请在地图上点一下。", code="outside")
    return {"lon": spot.lon, "lat": spot.lat, "grid": spot.grid, "area": spot.area, "place": spot.place}
