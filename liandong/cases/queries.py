"""Reads of cases. Every list and detail goes through `seen_by`: nobody sees a case outside their sight."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Q, QuerySet

from liandong.access.queries import within_sight
from liandong.access.roles import Sight
from liandong.access.rules import Actor
from liandong.cases.clocks import Mark
from liandong.cases.models import WATCHED, Case, Report, Twin
from liandong.cases.rules import By, Standing, obstacle, wrong_person
from liandong.cases.states import ENDS, MOVES, Move, State, TwinStanding
from liandong.forces.queries import unit_name, units_above
from liandong.journal.models import Entry
from liandong.kernel import bigrams
from liandong.kernel.clock import instant as written
from liandong.kernel.refusals import Refused

PAGE: Final = 50
NUMBER: Final = re.compile(r"\d{6}-\d+")
"""A case's number, or enough of it to mean few."""


def subject_of(case: Case) -> str:
    """How the journal names a case."""
    return f"case:{case.pk}"


def not_found(number: str) -> Refused:
    """The same words for a case that does not exist and one that is not for this actor's eyes."""
    return Refused("没有找到案卷 {number}，或者它不在您的范围内。", code="not-found", number=number)


def subjects_of(case: Case) -> list[str]:
    """How the journal and files name a case and the twins whose reports it has."""
    twins = case.reports.exclude(twin=None).values_list("twin", flat=True)
    return [subject_of(case), *(f"case:{twin}" for twin in twins)]


def likely_twins(case: Case, actor: Actor, most: int = 3) -> list[tuple[Twin, Case]]:
    """The cases within sight that may be about the same matter and that nobody has judged yet, the most alike first."""
    rows = Twin.objects.filter(Q(one=case) | Q(other=case), standing=TwinStanding.LIKELY).order_by("-score", "pk")
    rows = rows.select_related("one", "other").defer("one__search", "other__search")
    found = [(row, row.other if row.one_id == case.pk else row.one) for row in rows[: 4 * most]]
    alive = State(case.state) not in ENDS
    return [(row, other) for row, other in found if alive and in_sight(other, actor)
            and (other.state not in ENDS or other.state == State.CLOSED)][:most]  # fmt: skip


def in_sight(case: Case, actor: Actor) -> bool:
    return actor.sees(area=case.area, unit=case.unit, kind=case.kind, involved=case.involved or ())


def seen_by(actor: Actor) -> QuerySet[Case]:
    """The cases within an actor's sight."""
    return Case.objects.filter(within_sight(actor))


def case_seen_by(actor: Actor, number: str) -> Case:
    """One case.

    Raises:
        Refused: with code "not-found".
    """
    case = seen_by(actor).filter(number=number).first()
    if case is None:
        raise not_found(number)
    return case


def standing(case: Case, own: Report | None = None) -> Standing:
    """What decisions need to know of a case; `own` is the report of the reporter who acts."""
    missing = tuple(unit_name(unit) for unit in case.awaited or ())
    return Standing(State(case.state), case.area, case.kind, bool(case.grid), case.unit, case.pending, case.handled_unit,
                    case.handled_account, own is not None and own.stars is not None, missing, case.urgency,
                    (case.acting_unit, case.acting_role), above=tuple(units_above(case.unit or "")),
                    kept=case.unit is not None and case.kept_by == case.unit, recheck=case.recheck_due)  # fmt: skip


MARKS: Final = ("case.suspended", "case.resumed", "case.extension_asked", "case.extension_granted", "case.promised")


def marks_of(cases: Iterable[Case]) -> dict[int, list[Mark]]:
    """What happened to the clocks of cases, oldest first: standstills, extensions, promises."""
    subjects = {subject_of(case): case.pk for case in cases}
    found: dict[int, list[Mark]] = {}
    asked = Decimal(0)
    for entry in Entry.objects.filter(subject__in=subjects, kind__in=MARKS).order_by("subject", "seq"):
        marks = found.setdefault(subjects[entry.subject], [])
        match entry.kind:
            case "case.suspended":
                marks.append(Mark(entry.at))
            case "case.resumed":
                marks[-1] = Mark(marks[-1].at, until=entry.at)
            case "case.extension_asked":
                asked = Decimal(str(entry.data["hours"]))
            case "case.extension_granted":
                marks.append(Mark(entry.at, hours=asked))
            case _:
                marks.append(Mark(entry.at, promised=datetime.fromisoformat(entry.data["stage_due_at"])))
    return found


@dataclass(frozen=True, slots=True)
class Option:
    """A move as a button: possible, or not with the reason."""

    move: Move
    asks: tuple[str, ...]
    why_not: str | None = None


SHOWN: Final = {
    Move.FILE: "not-ready", Move.VERIFY: "assists-open", Move.CLOSE: "assists-open", Move.RETURN: "kept",
}  # fmt: skip
"""Why a move that is somebody's business cannot be made: said beside its button."""


def options(case: Case, by: By, own: Report | None = None) -> list[Option]:
    """The moves that are this actor's business with a case in this state, in the order of the procedure. `own`: the report
    of the reporter who asks."""
    now = standing(case, own)
    found = []
    for move, rule in MOVES.items():
        if now.state not in rule.sources:
            continue
        refusal = obstacle(move, now, by)
        never = wrong_person(move, rule, now, by)
        if (
            refusal is None
            or (never is not None and never.code == "own-work")
            or (never is None and refusal.code == SHOWN.get(move))
        ):
            found.append(Option(move, rule.asks, refusal.sentence if refusal else None))
    return found


TABS: Final[Mapping[str, Q]] = {
    "received": Q(state=State.RECEIVED),
    "triaged": Q(state=State.TRIAGED),
    "assigned": Q(state=State.ASSIGNED),
    "accepted": Q(state=State.ACCEPTED),
    "handled": Q(state=State.HANDLED),
    "verified": Q(state=State.VERIFIED),
    "suspended": Q(state=State.SUSPENDED),
    "handed_over": Q(state=State.HANDED_OVER),
    "pending": Q(pending__isnull=False) & ~Q(state__in=sorted(ENDS)),
    "disputed": Q(pending="dispute") & ~Q(state__in=sorted(ENDS)),
    "joint": Q(involved__isnull=False) & ~Q(state__in=sorted(ENDS)),
    "acting": Q(acting_role__isnull=False),
    "watched": WATCHED,
    "recheck": Q(recheck_due=True),
    "open": ~Q(state__in=sorted(ENDS)),
    "closed": Q(state__in=sorted(ENDS)),
}


def under(tab: str, actor: Actor) -> Q:
    """What stands under a tab: of what climbed the ladder, what the actor's post must act on. For a post that sees by unit those in which its unit takes part have a tab of their own:
    a condition on one column lets every other tab be read in the order of its index."""
    found = TABS.get(tab, TABS["open"])
    if tab == "acting":
        found &= Q(acting_unit=actor.unit, acting_role=actor.role_name)
    if actor.role.sight is not Sight.UNIT:
        return found
    return found & (Q(involved__contains=[actor.unit]) if tab == "joint" else Q(unit=actor.unit))


class Order(StrEnum):
    """The orders of the inbox: what is due first, the newest, or what most reporters share and then what is due first."""

    DUE = ""
    NEW = "new"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the inbox is narrowed to; all of it stands in the address bar."""

    tab: str = "open"
    area: str = ""
    kind: str = ""
    channel: str = ""
    urgency: str = ""
    unit: str = ""
    reporters: str = ""
    words: str = ""
    sort: str = ""

    @property
    def order(self) -> Order:
        """In which order they stand; what is over comes newest first."""
        if self.tab == "closed":
            return Order.NEW
        return Order(self.sort) if self.sort in set(Order) else Order.DUE

    def condition(self, actor: Actor) -> Q:
        found = under(self.tab, actor)
        if self.area:
            found &= Q(area__startswith=self.area)
        if self.kind:
            found &= Q(kind__startswith=self.kind)
        for column in ("channel", "urgency", "unit"):
            if value := getattr(self, column):
                found &= Q(**{column: value})
        if self.reporters.isdecimal():
            found &= Q(reporters__gte=int(self.reporters[:4]))
        return found & searched(self.words)


def searched(words: str) -> Q:
    """Cases whose number or text holds the words; two Chinese characters are enough. The number of a merged case finds the
    one that leads it too."""
    if not words.strip():
        return Q()
    query, number = bigrams.query(words), words.strip()
    by_words = Q(search=SearchQuery(query, config="simple", search_type="raw"))
    if not number[0].isdecimal():  # a case's number begins with its day
        return by_words if query else Q(pk__in=[])
    by_number = Q(number__startswith=number)
    if NUMBER.fullmatch(number):
        led = Case.objects.filter(number__startswith=number, leading__isnull=False)
        by_number |= Q(pk__in=led.values("leading"))
    return by_number | by_words if query else by_number


@dataclass(frozen=True, slots=True)
class Page:
    """A page of cases in the order of the inbox; `after` is the place where the next one begins, if there is one."""

    cases: list[Case]
    after: str | None = None


def inbox(actor: Actor, filters: Filters, *, after: str = "", size: int = PAGE) -> Page:
    """Cases in the order that is asked for, from the place `after` on (keyset: as fast on page 1,000 as on 1)."""
    found, place = listed(actor, filters), parsed_place(after, filters.order)
    if filters.order is Order.MANY:
        cases = by_reporters(found, place, size + 1)
    else:
        cases = list((found.filter(beyond(place, filters.order)) if place else found)[: size + 1])
    more = len(cases) > size
    return Page(cases[:size], place_of(cases[size - 1], filters.order) if more else None)


ORDERS: Final = {
    Order.DUE: ("stage_due_at", "id"), Order.NEW: ("-received_at", "-id"), Order.MANY: ("-reporters", "stage_due_at", "id"),
}  # fmt: skip


def listed(actor: Actor, filters: Filters) -> QuerySet[Case]:
    """All cases in sight that the filters leave, in the order of the inbox."""
    return seen_by(actor).filter(filters.condition(actor)).defer("search").order_by(*ORDERS[filters.order])


def by_reporters(found: QuerySet[Case], place: Place | None, most: int) -> list[Case]:
    """The first cases beyond a place by number of reporters: those of several by their own small index, then the many of
    one reporter by what is due first, as they lie in the index. Both in one statement would sort all that are open."""
    several, single = found.filter(reporters__gt=1), found.filter(reporters=1)
    if place and place.reporters > 1:
        several = several.filter(beyond(place, Order.MANY))
    elif place:
        several, single = several.none(), single.filter(beyond(place, Order.DUE))
    cases = list(several[:most])
    return [*cases, *single[: most - len(cases)]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands in an order: its instant (due or received), id and number of reporters."""

    instant: datetime | None
    number: int
    reporters: int

    def rank(self, order: Order) -> tuple[float, ...]:
        """What comes earlier in the order is smaller; without an end comes last."""
        at = self.instant.timestamp() if self.instant else math.inf
        if order is Order.NEW:
            return (-at, -self.number)
        return (at, self.number) if order is Order.DUE else (-self.reporters, at, self.number)


def place_at(case: Case, order: Order) -> Place:
    return Place(case.received_at if order is Order.NEW else case.stage_due_at, case.pk, case.reporters)


def place_of(case: Case, order: Order) -> str:
    """A place as it stands in an address."""
    place = place_at(case, order)
    return f"{place.instant.isoformat() if place.instant else ''}~{place.number}~{place.reporters}"


def parsed_place(text: str, order: Order) -> Place | None:
    """The place in an address; None for words that are none."""
    try:
        instant, number, reporters = text.split("~")
        place = Place(written(instant) if instant else None, int(number), int(reporters))
    except ValueError:
        return None
    known = 0 < place.number < 2**63 and 0 <= place.reporters < 2**31 and (place.instant or order is not Order.NEW)
    return place if known else None


def beyond(place: Place, order: Order) -> Q:
    instant, number = place.instant, place.number
    if order is Order.NEW:
        return Q(received_at__lt=instant) | Q(received_at=instant, id__lt=number)
    if order is Order.MANY:
        return Q(reporters__lt=place.reporters) | Q(reporters=place.reporters) & beyond(place, Order.DUE)
    if instant is None:
        return Q(stage_due_at=None, id__gt=number)
    return Q(stage_due_at__gt=instant) | Q(stage_due_at=instant, id__gt=number) | Q(stage_due_at=None)


def stands_before(case: Case, place: Place, order: Order) -> bool:
    """Whether a case stands before a place of the inbox, or there: the same order as `beyond`, for one case at hand."""
    return place_at(case, order).rank(order) <= place.rank(order)


def counts(actor: Actor, wanted: Mapping[str, Q], most: int = 1000) -> dict[str, int]:
    """How many of the cases in sight meet each condition, all in one statement.

    Each is counted up to one more than `most`: a larger number changes nobody's day and would cost reading them all.
    """
    if actor.role.sight is Sight.NONE or not wanted:
        return dict.fromkeys(wanted, 0)
    parts = [capped(actor, each, most + 1) for each in wanted.values()]
    columns = ", ".join(f"(SELECT count(*) FROM ({sql}) AS found)" for sql, _ in parts)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [value for _, values in parts for value in values])
        row = cursor.fetchone()
    return dict(zip(wanted, row, strict=True))


@lru_cache(maxsize=1024)
def capped(actor: Actor, wanted: Q, most: int) -> tuple[str, tuple[Any, ...]]:
    """The statement of at most so many cases in sight that meet a condition. A tab's is asked again and again."""
    return seen_by(actor).filter(wanted).order_by().values("pk")[:most].query.sql_with_params()
