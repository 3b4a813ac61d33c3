"""Reads of ladders and of who sits where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet

from liandong.access.models import Post
from liandong.access.queries import actor_of
from liandong.access.rules import Actor
from liandong.cases.clocks import Ticking
from liandong.cases.models import Case
from liandong.deadlines.states import Urgency
from liandong.forces.queries import units
from liandong.journal.models import Entry
from liandong.journal.queries import version_of
from liandong.kernel.versions import versioned
from liandong.supervision.ladder import Ladders, Rung
from liandong.supervision.models import RUNNING, LadderRung, Order
from liandong.supervision.rules import Alarms, Seat, seat
from liandong.supervision.states import Delivery, Wait, Whom

LADDERS: Final = "reference:ladders"
SEATED: Final = ("head", "supervisor", "leader")
Seats = Mapping[Seat, Sequence[Actor]]


def rungs() -> list[Rung]:
    """All rows, as they stand."""
    rows = LadderRung.objects.order_by("matter", "stage", "urgency", "rung")
    return [
        Rung(row.matter, Urgency(row.urgency), row.stage, row.rung, row.amount, Wait(row.wait), Whom(row.whom),
             Delivery(row.delivery))
        for row in rows
    ]  # fmt: skip


ALARMS: Final = versioned(lambda: Alarms(Ladders(rungs())), version_of(LADDERS))


def alarms() -> Alarms:
    """The ladders that hold now; fills the port of cases' clocks."""
    return ALARMS.get()


def seats(now: datetime) -> Seats:
    """Who can be led to: for each unit and role the actors of its posts."""
    held = Q(valid_from__lte=now) & (Q(valid_until=None) | Q(valid_until__gt=now))
    found: dict[Seat, list[Actor]] = {}
    for post in Post.objects.filter(held, role__in=SEATED, account__is_active=True).order_by("id"):
        found.setdefault((post.unit, post.role), []).append(actor_of(post))
    return found


def seat_for(rung: Rung, case: Case, taken: Seats) -> tuple[Whom, Seat]:
    """Where a rung of a case leads: the meant seat, or the next above it in which somebody sits who sees the case."""
    found = list(seat(rung.whom, rung.stage, case.unit, case.area, settings.LIANDONG_DISTRICT, known))
    for whom, place in found:
        sees = any(one.sees(area=case.area, unit=case.unit, kind=case.kind) for one in taken.get(place, ()))
        if whom is Whom.UNIT or sees:
            return whom, place
    return found[-1]


def running_orders(seen: QuerySet[Case], most: int = 200) -> QuerySet[Order]:
    """The supervision orders that are not settled, of these cases; what is due first."""
    found = Order.objects.filter(RUNNING, case__in=seen.filter(order_state__isnull=False))
    return found.select_related("case").defer("case__search").order_by("due_at", "id")[:most]


def known(unit: str) -> bool:
    row = units().get(unit)
    return bool(row and row.active)


def key_of(case: Case, clock: Ticking, rung: int) -> str:
    """The key of a rung: a clock with another end climbs anew."""
    return f"alarm:{case.pk}:{clock.stage}:{clock.due_at.isoformat()}:{rung}"


def delivered(case: Case, ticking: Sequence[Ticking]) -> dict[Ticking, dict[int, datetime]]:
    """When which rung of each running clock was delivered."""
    keys = {key_of(case, clock, rung): (clock, rung) for clock in ticking for rung in range(10)}
    found: dict[Ticking, dict[int, datetime]] = {clock: {} for clock in ticking}
    for key, at in Entry.objects.filter(key__in=keys).values_list("key", "at"):
        clock, rung = keys[str(key)]
        found[clock][rung] = at
    return found
