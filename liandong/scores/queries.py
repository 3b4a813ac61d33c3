"""Counts of cases, and the cases behind each count. Both go through `seen_by`: nobody counts what they may not see.

Each part is one condition, used for its number and for its list alike. All numbers of a page come from two statements; the
indexes on received_at and fell_at hold all that they read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.db.models import (
    BooleanField,
    CharField,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Sum,
    Value,
    Window,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Left

from liandong.access.roles import Sight
from liandong.access.rules import Actor
from liandong.cases.models import Case
from liandong.cases.queries import seen_by
from liandong.cases.states import State
from liandong.kernel.clock import instant
from liandong.scores.rules import LEFT_OUT, Counts, Period
from liandong.scores.states import RECEIVED_PARTS, By, Part, Suspended
from liandong.scores.traits import Traits

NONE: Final = "-"
"""The group of cases without a unit or a kind."""
PAGE: Final = 50
HANDLED: Final = (State.HANDLED, State.VERIFIED, State.CLOSED)
CLOSED: Final = (State.VERIFIED, State.CLOSED)
ALL: Final = Q()
FILED: Final = Q(filed_at__isnull=False)
COHORTS: Final = {"came": ("received_at", ALL), "fallen": ("fell_at", FILED & ~Q(state=State.REFUSED))}
"""The two sets that parts are cut from: by which instant a case belongs to a period, and what it must be."""

GROUPS: Final[Mapping[By, Combinable]] = {
    By.SUBDISTRICT: Left("area", 9),
    By.COMMUNITY: Left("area", 12),
    By.UNIT: Coalesce("unit", "handled_unit", Value(NONE), output_field=CharField()),
    By.KIND: Coalesce(Left("kind", 3), Value(NONE), output_field=CharField()),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted: the days, the grouping, and what it is narrowed to (prefixes of an area's and a kind's code)."""

    period: Period
    by: By = By.SUBDISTRICT
    area: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """The counts of one group: an area, a unit, a class of kinds, or NONE."""

    of: str
    counts: Counts


def policy() -> Suspended:
    """What the district does with suspended cases."""
    return Suspended(settings.LIANDONG_SUSPENDED_COUNT)


def span(cohort: str, period: Period, now: datetime) -> tuple[datetime, datetime]:
    """From when until before when; a deadline that is still to come has not fallen."""
    return period.start, min(period.end, now) if cohort == "fallen" else period.end


def dated(cohort: str, period: Period, now: datetime) -> Q:
    """Cases that a period dates: that were received in it, or fell in it until now."""
    (column, _), (start, end) = COHORTS[cohort], span(cohort, period, now)
    return Q(**{f"{column}__gte": start, f"{column}__lt": end})


def cohort_of(part: Part) -> str:
    return "came" if part is Part.RECEIVED or part in RECEIVED_PARTS else "fallen"


def within_cohort(suspended: Suspended) -> dict[Part, Q]:
    """The condition of each part inside its cohort."""
    handled, closed = Q(state__in=HANDLED), Q(state__in=CLOSED)
    out = [State(part.value) for part in LEFT_OUT[suspended]]
    return {
        Part.RECEIVED: ALL,
        Part.FILED: FILED & ~Q(state=State.REFUSED),
        Part.REFUSED: Q(state=State.REFUSED),
        Part.UNFILED: ~FILED & ~Q(state=State.REFUSED),
        Part.FELL: ALL,
        Part.DUE: ~Q(state__in=out),
        Part.HANDLED: handled,
        Part.HANDLED_ON_TIME: handled & Q(handled_at__lte=F("due_at")),
        Part.CLOSED: closed,
        Part.ON_TIME: closed & Q(verified_at__lte=F("due_at")),
        Part.LATE: closed & (Q(verified_at__gt=F("due_at")) | Q(due_at__isnull=True)),
        Part.OPEN: ~Q(state__in=(*CLOSED, State.SUSPENDED, State.VOID)),
        Part.SUSPENDED: Q(state=State.SUSPENDED),
        Part.VOID: Q(state=State.VOID),
        Part.RETURNED: Q(returned__gt=0),
        Part.EXTENDED: Q(extended__gt=0),
        Part.ONCE_HANDLED: Q(handled_at__isnull=False),
        Part.REWORKED: Q(handled_at__isnull=False, reworked__gt=0),
        Part.ONCE_CLOSED: closed | Q(reopened__gt=0) | Q(relapsed__gt=0),
        Part.REOPENED: Q(reopened__gt=0),
        Part.RELAPSED: Q(relapsed__gt=0),
        Part.RATED: Q(stars__isnull=False),
        Part.SATISFIED: Q(stars__gte=3),
    }


@cache
def traits_under(suspended: Suspended) -> Traits:
    """What tells the parts apart, under a policy of the district."""
    return Traits(within_cohort(suspended))


def found(actor: Actor, asked: Asked) -> QuerySet[Case]:
    """The cases within sight that are asked about. What was merged is counted once, by the case that leads it."""
    cases = seen_by(actor).exclude(state=State.MERGED)
    if asked.area:
        cases = cases.filter(area__startswith=asked.area)
    return cases.filter(kind__startswith=asked.kind) if asked.kind else cases


def counted(actor: Actor, asked: Asked, now: datetime) -> list[Row]:
    """The counts of each group that has any, in order of its code."""
    if actor.role.sight is Sight.NONE:
        return []
    groups, spent = defaultdict[str, Counter[Part]](Counter), defaultdict[str, timedelta](timedelta)
    suspended = policy()
    for of, state, marks, came, fell, number, took in touching(actor, asked, now):
        parts, numbers = counted_in(suspended, state, marks, bool(came), bool(fell)), groups[of]
        for part in parts:
            numbers[part] += number
        if took and Part.HANDLED in parts:
            spent[of] += took
    return [Row(of, Counts(dict(numbers), spent[of])) for of, numbers in sorted(groups.items()) if numbers]


@cache
def counted_in(suspended: Suspended, state: str, marks: int, came: bool, fell: bool) -> frozenset[Part]:
    """The parts in which a case of this state with these traits is counted, if it came and fell in the period."""
    known = traits_under(suspended)
    fallen = fell and known.holds(COHORTS["fallen"][1], state, marks)
    belongs = {"came": came, "fallen": fallen}
    return frozenset(part for part in known.parts_of(state, marks) if belongs[cohort_of(part)])


def touching(actor: Actor, asked: Asked, now: datetime) -> Iterator[tuple[Any, ...]]:
    """How many cases there are of each group, state and traits, whether they came and fell in the period, and how long
    handling took them together: first all that came, then what fell without having come, each by its index alone."""
    cases, took = found(actor, asked).order_by(), F("handled_at") - F("filed_at")
    came, fell = (dated(cohort, asked.period, now) for cohort in COHORTS)
    also_fell = ExpressionWrapper(fell, BooleanField())
    apart = (
        cases.filter(came).annotate(came=Value(True), fell=also_fell),
        cases.filter(fell).exclude(came).annotate(came=Value(False), fell=Value(True)),
    )
    for these in apart:
        marked = these.annotate(of=GROUPS[asked.by]).values_list("of", "state", "traits", "came", "fell")
        yield from marked.annotate(many=Count("*"), took=Sum(took, output_field=DurationField()))


def behind(actor: Actor, asked: Asked, part: Part, now: datetime, of: str = "") -> QuerySet[Case]:
    """The cases behind one number: of one group, or of all of them."""
    cohort = cohort_of(part)
    inside = dated(cohort, asked.period, now) & COHORTS[cohort][1] & within_cohort(policy())[part]
    cases = found(actor, asked).filter(inside)
    return cases.annotate(of=GROUPS[asked.by]).filter(of=of) if of else cases


@dataclass(frozen=True, slots=True)
class Page:
    """A page of cases in order of `column`, and how many there are on all pages; `after` is the place where the next one
    begins, empty on the last."""

    cases: list[Case]
    column: str
    number: int
    after: str = ""


def page(cases: QuerySet[Case], part: Part, after: str = "", size: int = PAGE) -> Page:
    """The cases behind a number by the instant that counted them, newest first, from the place `after` on. The first page
    counts them in passing."""
    column = COHORTS[cohort_of(part)][0]
    places = cases.annotate(whole=Window(Count("*"))).order_by(f"-{column}", "-pk")
    if place := parsed_place(after):
        instant, last = place
        places = places.filter(Q(**{f"{column}__lt": instant}) | Q(**{column: instant}, pk__lt=last))
    rows = list(places.values_list("pk", column, "whole")[: size + 1])
    number = cases.count() if place else rows[0][2] if rows else 0
    shown = Case.objects.defer("search").in_bulk([pk for pk, _, _ in rows[:size]])
    place_after = f"{rows[size - 1][1].isoformat()}~{rows[size - 1][0]}" if len(rows) > size else ""
    return Page([shown[pk] for pk, _, _ in rows[:size]], column, number, place_after)


def parsed_place(text: str) -> tuple[datetime, int] | None:
    at, _, number = text.partition("~")
    try:
        return instant(at), int(number)
    except ValueError:
        return None
