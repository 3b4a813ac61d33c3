"""The roster, clocking in and out, and one's own track, for whoever is signed in. Nobody is shown where somebody else was."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router, Schema
from pydantic import Field

from liandong.faces.api.document import problems
from liandong.faces.api.door import header
from liandong.faces.api.reading import one_key, reported
from liandong.faces.api.schemas import Given, Instant, Key, Latitude, Longitude
from liandong.faces.api.staff import Desk, acting
from liandong.forces.shift_actions import MOST_POINTS, Point, clock_in, clock_out, keep_track
from liandong.forces.shift_queries import coming_shifts, open_stint, own_track, stints_lately
from liandong.kernel.clock import now

router = Router(tags=["field"], auth=Desk())


class DutyOut(Schema):
    starts_at: datetime
    ends_at: datetime


class StintOut(Schema):
    """From clocking in to clocking out; `until`: the end of the shift, after which no position is kept."""

    id: int
    began_at: datetime
    ended_at: datetime | None
    until: datetime
    points: int = 0


class RosterOut(Schema):
    """One's own: the stint that is open, the shifts of the next seven days, the stints of the last thirty."""

    stint: StintOut | None
    shifts: list[DutyOut]
    stints: list[StintOut]


class ClockIn(Given):
    """Clocks in (`on`) or out. `at`: when, by the telephone's clock."""

    on: bool
    key: Key | None = None
    at: datetime | None = None


class PointIn(Given):
    at: Instant
    lon: Longitude
    lat: Latitude
    accuracy: Annotated[int, Field(ge=0, le=1_000_000)]


class TrackIn(Given):
    """Where one's own telephone was. What lies outside a stint is dropped."""

    positions: Annotated[list[PointIn], Field(max_length=MOST_POINTS)]
    key: Key | None = None
    at: datetime | None = None


class PointOut(Schema):
    at: datetime
    lon: float
    lat: float
    accuracy: int


class PositionsOut(Schema):
    positions: list[PointOut]


class KeptOut(Schema):
    kept: int


def key_for(request: HttpRequest, given: str | None) -> str:
    return f"{acting(request).label}:{one_key(given, header(request.META, 'HTTP_IDEMPOTENCY_KEY'))}"


@router.get("/field/roster", response={200: RosterOut, **problems(401, 403)})
def roster(request: HttpRequest) -> dict[str, Any]:
    """When one works, and has worked."""
    return rostered(acting(request).post)


def rostered(post: int) -> dict[str, Any]:
    at = now()
    stint = open_stint(post, at)
    return {
        "stint": told(stint) if stint else None, "shifts": list(coming_shifts(post, at)),
        "stints": [told(one) for one in stints_lately(post, at)],
    }  # fmt: skip


def told(stint: Any) -> dict[str, Any]:
    return {"id": stint.pk, "began_at": stint.began_at, "ended_at": stint.ended_at, "until": stint.shift.ends_at,
            "points": getattr(stint, "points", 0)}  # fmt: skip


@router.post("/field/stints", response={200: RosterOut, **problems(400, 401, 403, 409, 422)})
def clock(request: HttpRequest, given: ClockIn) -> dict[str, Any]:
    """Clocks in or out."""
    actor, done = acting(request), clock_in if given.on else clock_out
    done(by=actor, at=reported(given.at, now(), "at"), now=now(), key=key_for(request, given.key))
    return rostered(actor.post)


@router.post("/field/track", response={200: KeptOut, **problems(400, 401, 403, 409, 422)})
def track(request: HttpRequest, given: TrackIn) -> dict[str, int]:
    """Keeps where one was while clocked in, for at most 30 days."""
    points = [Point(one.at, one.lon, one.lat, one.accuracy) for one in given.positions]
    return {"kept": keep_track(points, by=acting(request), now=now(), key=key_for(request, given.key))}


@router.get("/field/track/{stint}", response={200: PositionsOut, **problems(401, 403, 422)})
def tracked(request: HttpRequest, stint: Path[int]) -> dict[str, Any]:
    """Where one was during a stint of one's own; nothing for anybody else's."""
    return {"positions": list(own_track(acting(request).post, stint, now()))}
