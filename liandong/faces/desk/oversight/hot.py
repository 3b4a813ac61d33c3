"""Hot matters of the district's own cases: what they are, why they rank, how they went, and the cases behind each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liandong.faces.desk.lists.tabs import Choice, address
from liandong.faces.desk.oversight.figures import day_said
from liandong.faces.desk.pages import DeskRequest, desk
from liandong.faces.shared.areas import areas_inside
from liandong.insight.queries import Hot, cases_of, hot
from liandong.insight.rules import PART_WORDS, WHY_CASES, heat, parts, why
from liandong.insight.states import SPAN_WORDS, Span
from liandong.kernel.clock import local_day, now
from liandong.kernel.refusals import Refused

LISTED: Final = 100
WIDTH, HEIGHT = 160, 36


@dataclass(frozen=True, slots=True)
class Shown:
    """A matter with its rank, its heat and how that came about, and the line of its days in the drawing's units."""

    rank: int
    of: Hot
    heat: float
    why: str
    parts: list[tuple[str, float, int]]
    line: str
    first: str
    last: str
    url: str


def span_in(given: QueryDict) -> Span:
    """The span an address names; a month where it names none."""
    days = given.get("days", "")
    return Span(int(days)) if days in {str(each.value) for each in Span} else Span.MONTH


@require_safe
@desk("insight.read")
def hot_matters(request: DeskRequest) -> HttpResponseBase:
    """The hottest matters of a span within sight."""
    span, area, at = span_in(request.GET), request.GET.get("area", "")[:15], now()
    found = hot(request.actor, span, area, at)
    choices = areas_inside(request.actor.area, 9) if len(request.actor.area) < 9 else []
    return render(request, "desk/hot.html", {
        "matters": [shown(rank, one) for rank, one in enumerate(found, start=1)], "span": span,
        "spans": [(gettext(SPAN_WORDS[each]), address(request.GET, days=str(each.value)), each is span) for each in Span],
        "area": Choice("area", gettext("街道"), choices, area), "found_at": max((one.found_at for one in found), default=None),
        "from_day": day_said(local_day(at) - timedelta(days=span - 1), year=False), "until_day": day_said(local_day(at), year=False),
        "width": WIDTH, "height": HEIGHT,
    })  # fmt: skip


def shown(rank: int, one: Hot) -> Shown:
    points = parts(one.figures)
    hottest_part = max(points.values()) or 1
    return Shown(
        rank, one, heat(one.figures), gettext(WHY_CASES).format(**why(one.figures)),
        [(gettext(PART_WORDS[name]), value, round(100 * value / hottest_part)) for name, value in points.items() if value],
        line(one.days), day_said(one.figures.first, year=False), day_said(one.figures.last, year=False),
        f"{reverse('desk:hot-cases')}?{urlencode({'matter': one.pk})}",
    )  # fmt: skip


def line(days: tuple[int, ...]) -> str:
    """The points of a polyline: a day each, the busiest day at the top."""
    most, step = max((*days, 1)), WIDTH / max(1, len(days) - 1)
    return " ".join(f"{at * step:.1f},{HEIGHT - 2 - (HEIGHT - 4) * count / most:.1f}" for at, count in enumerate(days))


@require_safe
@desk("insight.read")
def hot_cases(request: DeskRequest) -> HttpResponseBase:
    """Just the cases of one matter, the newest first."""
    given = request.GET.get("matter", "")
    if not given.isdecimal() or len(given) > 18:
        raise Refused("没有这个热点，或者它不在您的范围内。", code="not-found")
    matter, cases = cases_of(request.actor, int(given))
    return render(request, "desk/figures_cases.html", {
        "cases": list(cases[:LISTED]), "number": matter.cases, "word": matter.title, "where": matter.place,
        "days": gettext(SPAN_WORDS[Span(matter.span)]), "received": True, "back": f"{reverse('desk:hot')}?days={matter.span}",
        "back_word": gettext("热点"),
    })  # fmt: skip
