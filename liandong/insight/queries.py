"""Reads of hot matters. A matter is shown only to who sees every one of its cases: its title is made of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet

from liandong.access.queries import within_sight
from liandong.access.roles import Sight
from liandong.access.rules import Actor
from liandong.cases.models import Case
from liandong.cases.queries import seen_by
from liandong.cases.states import ENDS
from liandong.insight.models import HotCase, HotMatter
from liandong.insight.rules import Figures, Voice, figures, heat
from liandong.insight.states import Span
from liandong.kernel.clock import local_day
from liandong.kernel.refusals import Refused

SHOWN: Final = 20
COLUMNS: Final = ("matter_id", "matter__title", "matter__place", "matter__area", "matter__found_at", "case__number", "case__state",
                  "case__reports__id", "case__reports__received_at")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hot:
    """A hot matter as it stands: its figures count reports, not people, for the vault tells no two reporters apart.

    Args:
        days: how many reports on each day of the span, the last one today.
        open: how many of its cases are still worked on.
    """

    pk: int
    title: str
    place: str
    area: str
    numbers: tuple[str, ...]
    open: int
    figures: Figures
    days: tuple[int, ...]
    found_at: datetime


def seen(actor: Actor, span: Span, area: str = "") -> QuerySet[HotMatter]:
    """The matters of a span all of whose cases are within sight, inside an area."""
    if actor.role.sight is Sight.NONE:
        return HotMatter.objects.none()
    sight = within_sight(actor, area="members__case__area", unit="members__case__unit", kind="members__case__kind")
    found = HotMatter.objects.filter(span=span, area__startswith=area)
    return found.annotate(in_sight=Count("members", filter=sight)).filter(in_sight=F("cases"))


def hot(actor: Actor, span: Span, area: str, now: datetime, most: int = SHOWN) -> list[Hot]:
    """The hottest matters within sight, hottest first."""
    rows = HotCase.objects.filter(matter__in=seen(actor, span, area)).order_by(
        "matter_id", "case_id", "case__reports__id"
    )
    today, first = local_day(now), local_day(now) - timedelta(days=span.value - 1)
    found = [
        told(list(group), first, today) for _, group in groupby(rows.values_list(*COLUMNS), key=lambda row: row[0])
    ]
    found.sort(key=lambda one: (-heat(one.figures), one.figures.first, one.pk))
    return found[:most]


def told(rows: list[tuple[Any, ...]], first: date, today: date) -> Hot:
    """A matter from the rows of its reports."""
    pk, title, place, area, found_at = rows[0][:5]
    states = {number: state for _, _, _, _, _, number, state, _, _ in rows}
    voices = [Voice(str(report), at) for *_, report, at in rows]
    return Hot(pk, title, place, area, tuple(states), sum(state not in ENDS for state in states.values()), figures(voices),
               by_day((local_day(voice.at) for voice in voices), first, today), found_at)  # fmt: skip


def by_day(days: Iterable[date], first: date, last: date) -> tuple[int, ...]:
    """How many fall on each day; what came before the first counts for the first."""
    counts = Counter(max(day, first) for day in days)
    return tuple(counts[first + timedelta(days=at)] for at in range((last - first).days + 1))


def cases_of(actor: Actor, pk: int) -> tuple[HotMatter, QuerySet[Case]]:
    """A matter and its cases, the newest first.

    Raises:
        Refused: with code "not-found", also where it is not for this actor's eyes.
    """
    matter = HotMatter.objects.filter(pk=pk).first()
    if matter is None or not seen(actor, Span(matter.span), matter.area).filter(pk=pk).exists():
        raise Refused("没有这个热点，或者它不在您的范围内。", code="not-found")
    inside = Q(pk__in=HotCase.objects.filter(matter=matter).values("case_id"))
    return matter, seen_by(actor).filter(inside).defer("search").order_by("-received_at", "-id")
