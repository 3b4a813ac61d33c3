"""Which unit gets a case. The rules are rows; this only reads them in order."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """One routing rule (see `models.RoutingRule`)."""

    code: str
    kind: str
    area: str
    hours: str
    unit: str
    sentence: str


def route(
    kind: str, area: str, *, working: bool, routes: Sequence[Route], units: Container[str]
) -> tuple[str, Route] | None:
    """The unit for a kind at a place, and the rule that decided; None when no rule names an existing unit.

    Args:
        area: the most exact code known of the place (6 to 15 digits).
        working: whether the instant lies in working hours.
        routes: the rules in their order; the first that fits decides.
        units: the codes of the units that exist.
    """
    here = {"district": area[:6]}
    if len(area) >= 9:
        here["subdistrict"] = area[:9]
    if len(area) >= 12:
        here["community"] = area[:12]
    for one in routes:
        if (
            not kind.startswith(one.kind)
            or not area.startswith(one.area)
            or one.hours == ("off" if working else "working")
        ):
            continue
        try:
            unit = one.unit.format_map(here)
        except KeyError:  # the rule wants a community, and all that is known is the district
            continue
        if unit in units:
            return unit, one
    return None
