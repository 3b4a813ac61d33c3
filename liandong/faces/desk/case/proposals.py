"""What the machine proposes for a case that waits for a dispatcher, with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from django.utils.translation import gettext

from liandong.access.rules import Actor
from liandong.cases.models import Case, Report
from liandong.cases.ports import PORTS, Spot
from liandong.cases.reference import district
from liandong.cases.routing import Route
from liandong.faces.desk.marks import Choices
from liandong.faces.shared.names import kind_groups, unit_choices, unit_said
from liandong.forces.queries import units_covering
from liandong.linkage.dispatching import routed
from liandong.linkage.ownership import Offer
from liandong.linkage.precedents import precedent


@dataclass(frozen=True, slots=True)
class Proposal:
    """Kind, place and unit as they would be dispatched now, and what else could be chosen."""

    kind: str
    kind_reason: str
    candidates: list[dict[str, Any]]
    groups: tuple[tuple[str, Choices], ...]
    spot: Spot
    place_reason: str
    unit: str
    rule: Route | None
    units: Choices
    offer: Offer | None


def proposal(case: Case, reports: Sequence[Report], now: datetime, kind: str = "") -> Proposal:
    """What would be dispatched; `kind` when the dispatcher is trying another one."""
    candidates = candidates_of(case)
    chosen = kind or case.kind or (candidates[0]["kind"] if candidates else "")
    spot = spot_of(case, reports)
    found, offer = routed(chosen, spot.area, now), precedent(case, chosen, spot.area)
    return Proposal(
        kind=chosen, kind_reason=kind_reason(case, candidates, chosen), candidates=candidates, groups=kind_groups(),
        spot=spot, place_reason=place_reason(case, spot), unit=offer.unit if offer else found[0] if found else "",
        rule=found[1] if found else None, units=with_offered(unit_choices(units_covering(spot.area)), offer), offer=offer,
    )  # fmt: skip


def with_offered(choices: Choices, offer: Offer | None) -> Choices:
    """The units to choose from, also the one that a precedent names."""
    if offer is None or offer.unit in dict(choices):
        return choices
    return ((offer.unit, unit_said(offer.unit)), *choices)


def candidates_of(case: Case) -> list[dict[str, Any]]:
    suggestion = case.suggestions.order_by("-id").first()
    return list(suggestion.candidates) if suggestion else []


def kind_reason(case: Case, candidates: Sequence[dict[str, Any]], chosen: str) -> str:
    """Why this kind, in one line."""
    best = next((each for each in candidates if each["kind"] == chosen), None)
    if best is None:
        return gettext("由人选定") if chosen else gettext("把握不足，请人工判断")
    words = gettext("文字提到“%(words)s”，把握 %(share)s%%") % {
        "words": gettext("、").join(best.get("words", ())), "share": round(best["confidence"] * 100),
    }  # fmt: skip
    return words if case.kind else f"{words}{shortfall(chosen, best['confidence'])}"


def shortfall(kind: str, confidence: float) -> str:
    """What this kind would need to be filed without a person; empty where it has it."""
    limit = district().threshold_of(kind)
    if confidence >= limit:
        return ""
    if limit >= 1:
        return gettext("；这一类都由人来定，请看一眼")
    return gettext("；这一类到 %(limit)s%% 才自动立案，请看一眼") % {"limit": ceil(limit * 100)}


def spot_of(case: Case, reports: Sequence[Report]) -> Spot:
    """Where the case lies, or where it may lie."""
    if case.grid:
        return Spot(case.lon, case.lat, case.grid, case.area, case.place, "", found=True)
    text = reports[0].text if reports else ""
    return PORTS.locator.locate([(case.lon, case.lat, case.place, text)])[0]


def place_reason(case: Case, spot: Spot) -> str:
    if case.grid:
        return gettext("已定位到网格 %(grid)s") % {"grid": case.grid}
    return spot.reason or gettext("上报里没有说清位置，请在地图上点一下或写下地点")


def may_triage(case: Case, actor: Actor) -> bool:
    """True when the case waits for a dispatcher and this is one."""
    return case.state in ("received", "triaged") and actor.may("case.triage") and actor.may("case.assign")
