"""When a rung is reached, and who must act from then on. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from liandong.cases.clocks import Office, Ticking
from liandong.deadlines.calendar import WorkingCalendar
from liandong.deadlines.states import Measure
from liandong.kernel.clock import LOCAL
from liandong.supervision.ladder import Ladders, Rung
from liandong.supervision.states import DAYTIME, ORDER, UPWARD, Delivery, Wait, Whom

DAY: Final = timedelta(days=1)
Seat = tuple[str, str]
"""A unit and a role in it; "" is everybody in the unit."""

AROUND_THE_CLOCK: Final = frozenset({Measure.HOURS, Measure.DAYS})
CENTRAL: Final = {Whom.CENTRE: "supervisor", Whom.DISTRICT: "supervisor", Whom.LEADER: "leader"}


@dataclass(frozen=True, slots=True)
class Alarm:
    """A rung of a running clock, and when it is to be delivered."""

    at: datetime
    clock: Ticking
    rung: Rung


@dataclass(frozen=True, slots=True)
class Alarms:
    """The ladders, as cases' clocks ask them."""

    ladders: Ladders

    def first(self, kind: str | None, urgency: str, ticking: Sequence[Ticking], office: Office) -> datetime | None:
        """The earliest alarm of some clocks of which none has climbed yet."""
        found = (next(self.coming(one, kind, urgency, {}, office), None) for one in ticking)
        return min((alarm.at for alarm in found if alarm), default=None)

    def coming(self, clock: Ticking, kind: str | None, urgency: str, delivered: Mapping[int, datetime], office: Office,
               now: datetime | None = None) -> Iterator[Alarm]:  # fmt: skip
        """The alarms of a clock that are still to come; at `now`, without a warning for what is late already."""
        ladder = self.ladders.ladder(kind, clock.stage, urgency)
        if not ladder:
            return iter(())
        around = clock.stage != ORDER and office.term(kind, clock.stage, urgency).measure in AROUND_THE_CLOCK
        late = now is not None and clock.due_at <= now
        rungs = [rung for rung in ladder if rung.rung or not late]
        return coming(clock, rungs, delivered, office.calendar, around_the_clock=around)


def coming(clock: Ticking, ladder: Sequence[Rung], delivered: Mapping[int, datetime], calendar: WorkingCalendar, *,
           around_the_clock: bool = False) -> Iterator[Alarm]:  # fmt: skip
    """The alarms of a clock that are still to come, the next one first.

    `delivered` says when which rung was. A rung comes at the latest of its own time after the clock's end, and the time
    between the two rungs after the one below it was delivered: who got it late, by night or because nothing ran, has
    just as long before it climbs on.
    """
    below: tuple[Rung, datetime] | None = None
    for rung in ladder:
        if rung.rung in delivered:
            if rung.rung:
                below = rung, delivered[rung.rung]
            continue
        if not rung.rung:
            if not any(delivered):
                at = warned_at(clock, rung, calendar, around_the_clock=around_the_clock)
                yield Alarm(allowed(at, rung.delivery, calendar), clock, rung)
            continue
        at = later(clock.due_at, rung, calendar)
        if below:
            at = max(at, later(below[1], rung, calendar, minus=below[0]))
        at = allowed(at, rung.delivery, calendar)
        yield Alarm(at, clock, rung)
        below = rung, at


def later(start: datetime, rung: Rung, calendar: WorkingCalendar, minus: Rung | None = None) -> datetime:
    """A rung's time after an instant; `minus` a rung whose time has passed by then already."""
    amount = rung.amount - (minus.amount if minus else 0)
    return calendar.moved(start, calendar.length(amount, Measure(rung.wait)), Measure(rung.wait)) if amount else start


def warned_at(clock: Ticking, rung: Rung, calendar: WorkingCalendar, *, around_the_clock: bool = False) -> datetime:
    """When a clock warns: a share of its time before its end, or an amount. A share of working time, unless the clock
    itself runs around the clock."""
    start = clock.start or clock.due_at
    if rung.wait is Wait.SHARE:
        worked = calendar.between(start, clock.due_at, Measure.WORKING_HOURS)
        if worked and not around_the_clock:
            return calendar.moved(start, worked * float(1 - rung.amount), Measure.WORKING_HOURS)
        return clock.due_at - (clock.due_at - start) * float(rung.amount)
    span = calendar.length(rung.amount, Measure(rung.wait))
    if rung.wait in (Wait.HOURS, Wait.DAYS):
        return max(start, clock.due_at - span)
    left = calendar.between(start, clock.due_at, Measure.WORKING_HOURS) - span
    return calendar.moved(start, left, Measure.WORKING_HOURS) if left > timedelta() else start


def allowed(at: datetime, delivery: Delivery, calendar: WorkingCalendar) -> datetime:
    """The first instant from `at` on at which a rung may be delivered."""
    if delivery is Delivery.ALWAYS:
        return at
    if delivery is Delivery.WORKING:
        return at if calendar.at_work(at) else opening(at, calendar)
    local = at.astimezone(LOCAL)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    begins, ends = (timedelta(minutes=minute) for minute in DAYTIME)
    into = local - midnight
    if begins <= into < ends:
        return at
    return (midnight + begins + (DAY if into >= ends else timedelta())).astimezone(UTC)


def opening(at: datetime, calendar: WorkingCalendar) -> datetime:
    """When the office opens next after an instant at which it is closed."""
    tick = timedelta(microseconds=1)
    return calendar.moved(at, tick, Measure.WORKING_HOURS) - tick


def seat(
    whom: Whom, stage: str, unit: str | None, area: str, district: str, units: Callable[[str], bool]
) -> Iterator[tuple[Whom, Seat]]:
    """The seats that a rung may lead to, the meant one first and then upwards.

    The unit is the one at whose door the clock runs: the holder, the verifiers, or the centre where nobody has it yet.
    `units` says of a unit's code whether there is such a unit.
    """
    centre = f"{district}-center"
    door = f"{area[:9]}-hecha" if stage == "verify" else unit or centre
    if not units(door):
        door = centre
    near = f"{door[:9]}-center"
    for each in UPWARD[UPWARD.index(whom) :]:
        match each:
            case Whom.UNIT:
                yield each, (door, "")
            case Whom.HEAD:
                yield each, (door, "head")
            case Whom.CENTRE:
                yield each, (near if units(near) else centre, CENTRAL[each])
            case _:
                yield each, (centre, CENTRAL[each])
