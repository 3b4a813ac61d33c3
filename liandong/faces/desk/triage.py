"""Filing and assigning in one go: the moves that a dispatcher's one key stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from liandong.access.rules import Actor
from liandong.cases.actions import Moved, move
from liandong.cases.models import Case
from liandong.cases.ports import PORTS, Spot
from liandong.cases.queries import case_seen_by
from liandong.cases.reference import district
from liandong.cases.routing import Route, route
from liandong.cases.states import Move, State
from liandong.faces.shared.areas import area_path
from liandong.journal.queries import entry_with_key
from liandong.kernel.refusals import Refused
from liandong.linkage.precedents import precedent
from liandong.places.models import Grid


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a dispatcher settled on; empty means: as the case has it, or as the rules say. lon, lat CGCS2000."""

    kind: str = ""
    words: str = ""
    lon: float | None = None
    lat: float | None = None
    grid: str = ""
    unit: str = ""


def routed(kind: str | None, area: str, now: datetime) -> tuple[str, Route] | None:
    """The unit and the rule that would decide for a kind at a place now."""
    if not kind:
        return None
    known = district()
    working = known.office.calendar.at_work(now)
    return route(kind, area, working=working, routes=known.routes, units=known.units)


@transaction.atomic
def dispatch(number: str, wanted: Wanted, *, by: Actor, now: datetime, key: str) -> Moved:
    """Places, classifies, files and assigns a case as far as each is still to be done; all of it or nothing.

    Raises:
        Refused: a move was refused, the place was not found, or no rule names a unit and none was chosen.
    """
    case = case_seen_by(by, number)
    if entry_with_key(key):
        return move(number, Move.ASSIGN, {}, by=by, now=now, key=key)
    if place := place_wanted(case, wanted, by):
        case = move(number, Move.PLACE, {"place": place}, by=by, now=now, key=f"{key}:place").case
    if wanted.kind and wanted.kind != case.kind:
        refuse_unknown_kind(wanted.kind)
        case = move(number, Move.CLASSIFY, {"kind": wanted.kind}, by=by, now=now, key=f"{key}:classify").case
    if case.state == State.RECEIVED:
        case = move(number, Move.FILE, {}, by=by, now=now, key=f"{key}:file").case
    return move(number, Move.ASSIGN, assignment(case, wanted, now), by=by, now=now, key=key)


def assignment(case: Case, wanted: Wanted, now: datetime) -> dict[str, str]:
    """The unit chosen by hand, or the one that a precedent or else a rule names, with that."""
    offer = precedent(case)
    if offer and wanted.unit in ("", offer.unit) and offer.unit in district().units:
        return {"unit": offer.unit, "sentence": offer.sentence, "precedent": offer.number}
    found = routed(case.kind, case.area, now)
    if wanted.unit and not (found and found[0] == wanted.unit):
        if wanted.unit not in district().units:
            raise Refused("没有单位 {unit}。", code="bad-unit", field="unit", unit=wanted.unit)
        return {"unit": wanted.unit}
    if found is None:
        if case.state in (State.RECEIVED, State.TRIAGED):
            raise Refused("没有规则说这类事在这里归谁办，请选一个单位。", code="no-rule", field="unit")
        return {"unit": case.unit or ""}
    return {"unit": found[0], "rule": found[1].code, "sentence": found[1].sentence}


def refuse_unknown_kind(kind: str) -> None:
    if kind not in district().kinds:
        raise Refused("没有类别 {kind}。", code="bad-kind", field="kind", kind=kind)


def place_wanted(case: Case, wanted: Wanted, by: Actor) -> dict[str, Any] | None:
    """The new place when the dispatcher changed it or the case has none; None when it stays.

    Raises:
        Refused: the place is not found, or lies outside the actor's area.
    """
    moved = wanted.lon is not None and (wanted.lon, wanted.lat) != (case.lon, case.lat)
    if case.grid and wanted.grid in ("", case.grid) and not moved and wanted.words in ("", case.place):
        return None
    spot = spot_wanted(case, wanted, moved=moved)
    if spot is None or not spot.grid:
        raise Refused(
            "没有找到这个位置。请在地图上点一下，或者写下路名、小区名、门牌。", code="no-place", field="words"
        )
    if not spot.area.startswith(by.area):
        raise Refused("这个位置不在您的范围内。", code="outside", field="words")
    return {"lon": spot.lon, "lat": spot.lat, "grid": spot.grid, "area": spot.area, "place": spot.place}


def spot_wanted(case: Case, wanted: Wanted, *, moved: bool) -> Spot | None:
    """Where the dispatcher says it is: a grid by its code, else a point, else words."""
    grid = Grid.objects.filter(code=wanted.grid, valid_until=None).first() if wanted.grid and not moved else None
    if grid and wanted.grid != case.grid:
        words = wanted.words or case.place or area_path(grid.code)
        return Spot(grid.lon, grid.lat, grid.code, grid.code, words, "", found=True)
    lon, lat = (wanted.lon, wanted.lat) if moved or not wanted.words else (None, None)
    return PORTS.locator.locate([(lon, lat, wanted.words or case.place, "")])[0]
