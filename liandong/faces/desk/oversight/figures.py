"""The figures of a period: how many cases, closed in time or not, and what else happened to them."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import date
from typing import Any, Final

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from liandong.access.roles import Sight
from liandong.access.rules import Actor
from liandong.cases.reference import kinds
from liandong.deadlines.words import MONTHS
from liandong.faces.desk import forms
from liandong.faces.desk.lists.tabs import Choice, address
from liandong.faces.desk.oversight.figures_shown import HEADS, NAMED, Line, Link, bar, card, cells, csv_rows, name_of
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.faces.shared.areas import areas_inside
from liandong.faces.shared.templatetags.ld import area as area_said
from liandong.faces.shared.templatetags.ld import kind as kind_said
from liandong.kernel.clock import local_day, now
from liandong.kernel.refusals import Refused
from liandong.scores import queries
from liandong.scores.actions import KEEPS, PURPOSES, note_export
from liandong.scores.queries import Asked, Row, counted
from liandong.scores.rules import Period, between, named, total
from liandong.scores.states import BY_WORDS, INDICATORS, PART_WORDS, By, Part

MOST: Final = 40
"""Groups that the table opens with, those with the most cases; all of them are one link away, and in the export."""
PERIODS: Final = {"today": gettext_noop("今天"), "week": gettext_noop("本周"), "month": gettext_noop("本月")}


def asked(given: QueryDict, actor: Actor, today: date) -> Asked:
    """What an address asks for; without words this month by subdistrict, or by community for who sees only one.

    Raises:
        Refused: a day is not a day, or the days stand the wrong way round.
    """
    by = given.get("by", "")
    grouped = By(by) if by in set(By) else By.COMMUNITY if len(actor.area) >= 9 else By.SUBDISTRICT
    return Asked(period_in(given, today), grouped, given.get("area", "")[:15], given.get("kind", "")[:8])


def period_in(given: QueryDict, today: date) -> Period:
    if given.get("from") or given.get("to"):
        return between(forms.day(given.get("from", ""), "from"), forms.day(given.get("to", ""), "to"))
    return named(name_in(given) or "month", today)


def name_in(given: QueryDict) -> str:
    """The name of the period in an address, empty for one told by its days."""
    if given.get("from") or given.get("to"):
        return ""
    name = given.get("period", "")
    return name if name in PERIODS else "month"


def link(question: Asked, of: str = "") -> Link:
    """Addresses of the cases behind a part's number. They name the days, so that a link sent on means the same tomorrow."""
    period = question.period
    words = {"from": str(period.first), "to": str(period.last), "by": question.by.value, "area": question.area,
             "kind": question.kind, "of": of}  # fmt: skip
    base, rest = reverse("desk:figure-cases"), urlencode({name: value for name, value in words.items() if value})
    return lambda part: f"{base}?part={part}&{rest}"


def refuse_blind(actor: Actor) -> None:
    if actor.role.sight is Sight.NONE:
        raise Refused("您的岗位看不到案卷，也就没有可以统计的。", code="no-permission")


@require_safe
@desk()
def figures(request: DeskRequest) -> HttpResponseBase:
    """The indicators of a period and the table they come from; each number leads to its cases."""
    refuse_blind(request.actor)
    at, shown = now(), {}
    try:
        question = asked(request.GET, request.actor, local_day(at))
    except Refused as refused:
        question, shown = asked(QueryDict(), request.actor, local_day(at)), {"refused": refused}
    rows = counted(request.actor, question, at)
    whole, to_all = total(row.counts for row in rows), link(question)
    table = rows if request.GET.get("rows") == "all" else largest(rows)
    first = [each for each in INDICATORS if not each.watch and not each.hours]
    return render(request, "desk/figures.html", {
        **shown, "question": question, "lines": [line(row, question, request.GET) for row in table],
        "more": len(rows) - len(table), "all_rows": address(request.GET, rows="all"),
        "whole": cells(whole, to_all), "bar": bar(whole, to_all), "fell": card(NAMED["void"], whole, to_all).denominator,
        "due": card(NAMED["closing"], whole, to_all).denominator, "subtracts": queries.policy() == "subtract",
        "heads": HEADS, "rates": [card(each, whole, to_all) for each in first],
        "watched": [card(each, whole, to_all) for each in INDICATORS if each.watch],
        "hours": card(NAMED["hours"], whole, to_all), **picks(request, question),
    }, status=409 if shown else 200)  # fmt: skip


def largest(rows: list[Row]) -> list[Row]:
    """The groups with the most cases, in order of their codes."""
    if len(rows) <= MOST:
        return rows
    kept = sorted(rows, key=lambda row: -(row.counts[Part.RECEIVED] + row.counts[Part.FELL]))[:MOST]
    return sorted(kept, key=lambda row: row.of)


def line(row: Row, question: Asked, given: QueryDict) -> Line:
    to = link(question, row.of)
    inside = ""
    if question.by is By.SUBDISTRICT and len(row.of) > 6:
        inside = address(given, by=By.COMMUNITY.value, area=row.of)
    if question.by is By.KIND and row.of != queries.NONE:
        inside = address(given, by=By.SUBDISTRICT.value, kind=row.of)
    return Line(name_of(question.by, row.of), inside, cells(row.counts, to), bar(row.counts, to))


def picks(request: DeskRequest, question: Asked) -> dict[str, Any]:
    """What can be chosen: days, grouping, area and kind; and the forms of an export."""
    given, actor = request.GET, request.actor
    digits = 12 if len(actor.area) >= 9 else 9
    classes = [(each.code, kind_said(each.code)) for each in kinds().values() if each.parent is None and each.active]
    here = name_in(given)
    return {
        "periods": [(gettext(word), address(given, period=name, **{"from": "", "to": ""}), name == here) for name, word in PERIODS.items()],
        "groupings": [(gettext(word), address(given, by=by.value), by is question.by) for by, word in BY_WORDS.items()],
        "choices": [
            Choice("area", gettext("街道") if digits == 9 else gettext("社区"), areas_inside(actor.area, digits), question.area),
            Choice("kind", gettext("类别"), classes, question.kind)],
        "narrowed": narrowing(question), "cleared": address(given, area="", kind=""),
        "days": days_said(question.period), "purposes": PURPOSES, "keeps": KEEPS, "key": uuid.uuid4(), "here": here,
    }  # fmt: skip


def narrowing(question: Asked) -> str:
    """What the figures are narrowed to, in words."""
    return "·".join(word for word in (area_said(question.area), kind_said(question.kind)) if word)


def days_said(period: Period) -> str:
    """2026 年 6 月 1 日–6 月 12 日; the year once where it is the same."""
    first = day_said(period.first, year=True)
    if period.first == period.last:
        return first
    return f"{first}–{day_said(period.last, year=period.last.year != period.first.year)}"


def day_said(day: date, *, year: bool) -> str:
    template = gettext("%(year)s 年 %(month)s %(day)s 日") if year else gettext("%(month)s %(day)s 日")
    return template % {"year": day.year, "month": gettext(MONTHS[day.month - 1]), "day": day.day}


@require_safe
@desk()
def figure_cases(request: DeskRequest) -> HttpResponseBase:
    """Just the cases behind one number, the newest first."""
    refuse_blind(request.actor)
    at, word = now(), request.GET.get("part", "")
    if word not in set(Part):
        raise Refused("没有这个数。", code="not-found")
    part, question, of = Part(word), asked(request.GET, request.actor, local_day(at)), request.GET.get("of", "")[:40]
    found = queries.behind(request.actor, question, part, at, of)
    page = queries.page(found, part, request.GET.get("after", ""))
    group = name_of(question.by, of) if of else ""
    return render(request, "desk/figures_cases.html", {
        "cases": page.cases, "more": f"{address(request.GET)}&{urlencode({'after': page.after})}" if page.after else "",
        "number": page.number, "word": gettext(PART_WORDS[part]), "days": days_said(question.period),
        "where": "·".join(each for each in (narrowing(question), group) if each), "received": page.column == "received_at",
        "back": f"{reverse('desk:figures')}{address(request.GET, part='', of='')}",
    })  # fmt: skip


@require_POST
@desk()
def export(request: DeskRequest) -> HttpResponseBase:
    """The table as csv, with every part and indicator. What for and until when is written into the journal first."""
    refuse_blind(request.actor)
    at = now()
    question = asked(request.GET, request.actor, local_day(at))
    days = request.POST.get("days", "")
    note_export(question, purpose=request.POST.get("purpose", ""), days=int(days) if days.isdecimal() else 0,
                actor=request.actor.label, now=at, key=key_of(request))  # fmt: skip
    rows = counted(request.actor, question, at)
    text = io.StringIO()
    csv.writer(text).writerows(csv_rows(rows, question.by, total(row.counts for row in rows)))
    name = f"figures-{question.by}-{question.period.first}-{question.period.last}.csv"
    # Excel reads UTF-8 only behind a byte order mark.
    return HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8",
                        headers={"Content-Disposition": f'attachment; filename="{name}"'})  # fmt: skip
