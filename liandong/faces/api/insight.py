"""Hot matters for whoever is signed in at a desk and sees all cases of an area."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, gettext_noop
from ninja import Query, Router, Schema
from pydantic import Field

from liandong.faces.api.document import problems
from liandong.faces.api.problems import problem
from liandong.faces.api.schemas import Words
from liandong.faces.api.staff import Desk, acting
from liandong.insight.queries import SHOWN, Hot, hot
from liandong.insight.rules import WHY_CASES, heat, parts, why
from liandong.insight.states import Span
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

router = Router(tags=["insight"], auth=Desk())


class HotAsked(Schema):
    """Over how many days back (7, 30 or 90), inside which area, and how many matters."""

    days: int = Field(Span.MONTH.value, examples=[30])
    area: Words = Field("", max_length=15)
    top: int = Field(SHOWN, ge=1, le=SHOWN)


class HotMatterOut(Schema):
    """One problem at one place. Reports are counted, nobody who made them; `days` has the reports of each day, today last."""

    rank: int
    title: str
    place: str
    area: str
    first_on: date
    last_on: date
    cases: list[str] = Field(description="numbers of the cases")
    open: int
    reports: int
    busiest_week: int
    weeks: int
    heat: float
    parts: dict[str, float]
    why: str
    days: list[int]
    found_at: datetime


@router.get("/insight/hot", response={200: list[HotMatterOut], **problems(401, 403, 422)})
def hot_matters(request: HttpRequest, asked: Query[HotAsked]) -> list[dict[str, Any]]:
    """The hottest matters within sight, hottest first: only those all of whose cases may be seen."""
    actor = acting(request)
    if not actor.may("insight.read"):
        raise Refused("您的岗位（{role}）不办这件事。换一个岗位，或者请有这个岗位的同事办。", code="no-permission",
                      role=actor.role.word)  # fmt: skip
    if asked.days not in {each.value for each in Span}:
        raise problem(422, gettext_noop("{name} 不是可选的值。"), "bad-choice", "days")
    found = hot(actor, Span(asked.days), asked.area, now(), asked.top)
    return [told(rank, one) for rank, one in enumerate(found, start=1)]


def told(rank: int, one: Hot) -> dict[str, Any]:
    of = one.figures
    return {
        "rank": rank, "title": one.title, "place": one.place, "area": one.area, "first_on": of.first, "last_on": of.last,
        "cases": list(one.numbers), "open": one.open, "reports": of.messages, "busiest_week": of.busiest, "weeks": of.weeks,
        "heat": heat(of), "parts": {name: points for name, points in parts(of).items() if name != "supported"},
        "why": gettext(WHY_CASES).format(**why(of)), "days": list(one.days), "found_at": one.found_at,
    }  # fmt: skip
