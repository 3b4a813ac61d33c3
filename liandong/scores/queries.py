"""Counts of cases, and the cases behind each count. Both go through `seen_by`: nobody counts what they may not see.

Each part is one condition, used for its number and for its list alike. All numbers of a page come from one statement; the
range conditions of `touched` let it read by the indexes on received_at, due_at and verified_at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, reduce
from operator import or_
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import Case as Choice
from django.db.models import (
    CharField,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat, Least, Left

from liandong.access.roles import Sight
from liandong.access.rules import Actor
from liandong.cases.models import Case
from liandong.cases.queries import seen_by
from liandong.cases.states import State
from liandong.journal.models import Entry
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
COHORTS: Final = {"came": ("received_at", ALL), "fallen": ("fell", FILED & ~Q(state=State.REFUSED))}
"""The two sets that parts are cut from: by which instant a case belongs to a period, and what it must be."""
STOPPED: Final = Q(state__in=(State.SUSPENDED, State.VOID), due_at=None, filed_at__isnull=False)
"""Cases whose clock was taken away by a suspension; its entry in the journal keeps the deadline they had."""

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


def deadline_when_stopped() -> Subquery:
    """The deadline that a case had when it was suspended last."""
    entries = Entry.objects.filter(
        subject=Concat(Value("case:"), Cast(OuterRef("pk"), TextField())), kind="case.suspended"
    )
    kept = Cast(KeyTextTransform("due_at", "data"), DateTimeField())
    return Subquery(entries.order_by("-seq").annotate(kept=kept).values("kept")[:1])


def fell_at() -> Choice:
    """When a case falls into a count: at its deadline, or when it was closed if that came first."""
    return Choice(When(STOPPED, then=deadline_when_stopped()),
                  When(state__in=CLOSED, then=Least("verified_at", "due_at")), default=F("due_at"))  # fmt: skip


def span(cohort: str, period: Period, now: datetime) -> tuple[datetime, datetime]:
    """From when until before when; a deadline that is still to come has not fallen."""
    return period.start, min(period.end, now) if cohort == "fallen" else period.end


def within(cohort: str, period: Period, now: datetime) -> Q:
    """What came in a period, or what fell in it, over a case with `fell`."""
    (column, condition), (start, end) = COHORTS[cohort], span(cohort, period, now)
    return condition & Q(**{f"{column}__gte": start, f"{column}__lt": end})


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
    return Traits(within_cohort(suspended))


def traits() -> Traits:
    """What tells the parts apart, under the district's policy."""
    return traits_under(policy())


RANGES: Final = {"came": ("received_at",), "fallen": ("due_at", "verified_at")}
"""The plain columns one of which lies in the period when a case belongs to a cohort: indexes serve them."""


def touched(period: Period, *cohorts: str) -> Q:
    """Every case that some part of these cohorts may hold, said in ranges of plain columns."""
    names = [name for cohort in cohorts for name in RANGES[cohort]]
    ranges = [Q(**{f"{name}__gte": period.start, f"{name}__lt": period.end}) for name in names]
    return reduce(or_, ranges, STOPPED if "fallen" in cohorts else Q())


def found(actor: Actor, asked: Asked, *cohorts: str) -> QuerySet[Case]:
    """The cases within sight that the cohorts touch, each with the instant `fell`. What was merged is counted once, by
    the case that leads it."""
    cases = seen_by(actor).filter(touched(asked.period, *cohorts)).exclude(state=State.MERGED).annotate(fell=fell_at())
    if asked.area:
        cases = cases.filter(area__startswith=asked.area)
    return cases.filter(kind__startswith=asked.kind) if asked.kind else cases


COUNTED: Final = """SELECT "of", state, traits, received_at >= %s AND received_at < %s, fell >= %s AND fell < %s, count(*), sum(took)
FROM ({touched} OFFSET 0) AS touched GROUP BY 1, 2, 3, 4, 5"""
"""OFFSET 0 keeps the inner query apart, so that `fell` is worked out once a case, and PostgreSQL does not expect a group for
nearly every case and sort them all."""


def counted(actor: Actor, asked: Asked, now: datetime) -> list[Row]:
    """The counts of each group that has any, in order of its code."""
    if actor.role.sight is Sight.NONE:
        return []
    groups, spent = defaultdict[str, Counter[Part]](Counter), defaultdict[str, timedelta](timedelta)
    for of, state, marks, came, fell, number, took in touching(actor, asked, now):
        parts = counted_in(state, marks, bool(came), bool(fell))
        numbers = groups[of]
        for part in parts:
            numbers[part] += number
        if took and Part.HANDLED in parts:
            spent[of] += took
    return [Row(of, Counts(dict(numbers), spent[of])) for of, numbers in sorted(groups.items()) if numbers]


def counted_in(state: str, marks: int, came: bool, fell: bool) -> frozenset[Part]:
    """The parts in which a case of this state with these traits is counted, if it came and fell in the period."""
    known = traits()
    fallen = fell and known.holds(COHORTS["fallen"][1], state, marks)
    belongs = {"came": came, "fallen": fallen}
    return frozenset(part for part in known.parts_of(state, marks) if belongs[cohort_of(part)])


def touching(actor: Actor, asked: Asked, now: datetime) -> list[tuple[Any, ...]]:
    """How many cases there are of each group, state and traits, whether they came and fell in the period, and how long
    handling took them together."""
    took = ExpressionWrapper(F("handled_at") - F("filed_at"), DurationField())
    cases = found(actor, asked, *COHORTS).order_by().annotate(of=GROUPS[asked.by], took=took)
    statement, values = cases.values("of", "state", "traits", "received_at", "fell", "took").query.sql_with_params()
    edges = [instant for cohort in COHORTS for instant in span(cohort, asked.period, now)]
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(touched=statement), [*edges, *values])
        return list(cursor.fetchall())


def behind(actor: Actor, asked: Asked, part: Part, now: datetime, of: str = "") -> QuerySet[Case]:
    """The cases behind one number: of one group, or of all of them."""
    cohort = cohort_of(part)
    inside = within(cohort, asked.period, now) & within_cohort(policy())[part]
    cases = found(actor, asked, cohort).filter(inside)
    return cases.annotate(of=GROUPS[asked.by]).filter(of=of) if of else cases


@dataclass(frozen=True, slots=True)
class Page:
    """A page of cases in order of `column`; `after` is the place where the next one begins, empty on the last."""

    cases: list[Case]
    column: str
    after: str = ""


def page(cases: QuerySet[Case], part: Part, after: str = "", size: int = PAGE) -> Page:
    """The cases behind a number by the instant that counted them, newest first, from the place `after` on."""
    column = "received_at" if cohort_of(part) == "came" else "fell"
    ordered = cases.defer("search").order_by(f"-{column}", "-pk")
    if place := parsed_place(after):
        instant, number = place
        ordered = ordered.filter(Q(**{f"{column}__lt": instant}) | Q(**{column: instant}, pk__lt=number))
    rows = list(ordered[: size + 1])
    more = len(rows) > size
    place_after = f"{getattr(rows[size - 1], column).isoformat()}~{rows[size - 1].pk}" if more else ""
    return Page(rows[:size], column, place_after)


def parsed_place(text: str) -> tuple[datetime, int] | None:
    instant, _, number = text.partition("~")
    try:
        return datetime.fromisoformat(instant), int(number)
    except ValueError:
        return None
