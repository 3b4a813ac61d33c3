"""Filing and assigning in one go: the moves that a dispatcher's one key stands for."""

from __future__ import annotations

from collections.abc import Mapping
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
from liandong.journal.queries import entry_with_key
from liandong.kernel.refusals import Refused
from liandong.linkage.precedents import precedent


def routed(kind: str | None, area: str, now: datetime) -> tuple[str, Route] | None:
    """The unit and the rule that would decide for a kind at a place now."""
    if not kind:
        return None
    known = district()
    working = known.office.calendar.at_work(now)
    return route(kind, area, working=working, routes=known.routes, units=known.units)


@transaction.atomic
def dispatch(
    number: str, *, by: Actor, now: datetime, key: str, place: Mapping[str, Any] | None = None, kind: str = "", unit: str = ""
) -> Moved:  # fmt: skip
    """Places, classifies, files and assigns a case as far as each is still to be done; all of it or nothing.

    Args:
        place: a new place; without it a case that lies nowhere yet is placed where its own words say.
        kind, unit: what a person settled on; empty means as the case has it, and as the rules say.

    Raises:
        Refused: a move was refused, the place was not found, or no rule names a unit and none was chosen.
    """
    case = case_seen_by(by, number)
    if entry_with_key(key):
        return move(number, Move.ASSIGN, {}, by=by, now=now, key=key)
    if place is None and not case.grid:
        place = placed(PORTS.locator.locate([(case.lon, case.lat, case.place, "")])[0], by)
    if place:
        case = move(number, Move.PLACE, {"place": place}, by=by, now=now, key=f"{key}:place").case
    if kind and kind != case.kind:
        refuse_unknown_kind(kind)
        case = move(number, Move.CLASSIFY, {"kind": kind}, by=by, now=now, key=f"{key}:classify").case
    if case.state == State.RECEIVED:
        case = move(number, Move.FILE, {}, by=by, now=now, key=f"{key}:file").case
    return move(number, Move.ASSIGN, assignment(case, unit, now), by=by, now=now, key=key)


def assignment(case: Case, unit: str, now: datetime) -> dict[str, str]:
    """The unit chosen by hand, or the one that a precedent or else a rule names, with that."""
    offer = precedent(case)
    if offer and unit in ("", offer.unit) and offer.unit in district().units:
        return {"unit": offer.unit, "sentence": offer.sentence, "precedent": offer.number}
    found = routed(case.kind, case.area, now)
    if unit and not (found and found[0] == unit):
        if unit not in district().units:
            raise Refused("没有单位 {unit}。", code="bad-unit", field="unit", unit=unit)
        return {"unit": unit}
    if found is None:
        if case.state in (State.RECEIVED, State.TRIAGED):
            raise Refused("没有规则说这类事在这里归谁办，请选一个单位。", code="no-rule", field="unit")
        return {"unit": case.unit or ""}
    return {"unit": found[0], "rule": found[1].code, "sentence": found[1].sentence}


def refuse_unknown_kind(kind: str) -> None:
    if kind not in district().kinds:
        raise Refused("没有类别 {kind}。", code="bad-kind", field="kind", kind=kind)


def placed(spot: Spot, by: Actor) -> dict[str, Any]:
    """A spot as the place that a move asks for.

    Raises:
        Refused: it is not found, or lies outside the actor's area.
    """
    if not spot.grid:
        raise Refused(
            "没有找到这个位置。请在地图上点一下，或者写下路名、小区名、门牌。", code="no-place", field="words"
        )
    if not spot.area.startswith(by.area):
        raise Refused("这个位置不在您的范围内。", code="outside", field="words")
    return {"lon": spot.lon, "lat": spot.lat, "grid": spot.grid, "area": spot.area, "place": spot.place}
