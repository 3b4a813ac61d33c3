"""Figures of the hotline for whoever is signed in and may take calls: of everybody together, never of a person."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Query, Router, Schema
from pydantic import Field

from liandong.faces.api.document import problems
from liandong.faces.api.schemas import Words
from liandong.faces.api.staff import Desk, acting
from liandong.hotline.figures import INDICATORS, Counts, Indicator, counted, percent
from liandong.hotline.queries import plans
from liandong.hotline.rules import span_on
from liandong.kernel.clock import LOCAL, local_day, now
from liandong.kernel.refusals import Refused

router = Router(tags=["hotline"], auth=Desk())


class CallFiguresAsked(Schema):
    """Of which day in China (today where none is named), and of which shift of it by its code; the whole day without one."""

    day: date | None = Field(None, ge=date(2000, 1, 1), examples=["2026-06-12"])
    shift: Words = Field("", max_length=12)


class CallIndicatorOut(Schema):
    """An indicator in percent, null of nothing; `formula` says how it is made, `least` what the standard asks (0: nothing)."""

    name: str
    word: str
    percent: float | None
    numerator: int
    denominator: int
    least: int
    formula: str
    source: str


class CallFiguresOut(Schema):
    """Counts of calls by when they arrived, of call-backs by when they were done; spans of time in seconds."""

    begins_at: datetime
    ends_at: datetime
    counts: dict[str, int]
    indicators: list[CallIndicatorOut]


@router.get("/hotline/figures", response={200: CallFiguresOut, **problems(401, 403, 404, 422)})
def call_figures(request: HttpRequest, asked: Query[CallFiguresAsked]) -> dict[str, Any]:
    """The figures of a day or a shift, of the whole hotline."""
    actor = acting(request)
    if not actor.may("call.take"):
        raise Refused("您的岗位（{role}）不办这件事。换一个岗位，或者请有这个岗位的同事办。", code="no-permission",
                      role=actor.role.word)  # fmt: skip
    day = asked.day or local_day(now())
    begins = datetime.combine(day, time(), LOCAL)
    ends = begins + timedelta(days=1)
    if asked.shift:
        found = next((plan for plan in plans() if plan.code == asked.shift), None)
        if found is None:
            raise Refused("没有班次 {shift}。", code="not-found", field="shift", shift=asked.shift)
        span = span_on(found, day)
        begins, ends = span.begins_at, span.ends_at
    counts = counted(actor, begins, ends)
    return {
        "begins_at": begins,
        "ends_at": ends,
        "counts": asdict(counts),
        "indicators": [told(each, counts) for each in INDICATORS],
    }


def told(each: Indicator, counts: Counts) -> dict[str, Any]:
    share = percent(each, counts)
    return {
        "name": each.name, "word": gettext(each.word), "percent": float(share) if share is not None else None,
        "numerator": getattr(counts, each.numerator), "denominator": getattr(counts, each.denominator), "least": each.least,
        "formula": gettext(each.formula), "source": gettext(each.source),
    }  # fmt: skip
