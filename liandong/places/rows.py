"""What is handed to the actions of places: one dataclass per kind of row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shapely import Polygon


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """One line of an edition; `level` is district, subdistrict or community, `parent` a code or empty."""

    code: str
    name: str
    level: str
    parent: str


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """From the day `on`, `to_code` (which may be the same) continues `from_code`.

    `basis` says how that is known: same_code, same_name, renamed or assumed.
    """

    from_code: str
    to_code: str
    on: date
    basis: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A grid to be loaded: 15-digit code, outline in degrees CGCS2000, whether it is made up."""

    code: str
    outline: Polygon
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A name to be loaded; `kind` is road, courtyard or landmark, `line` a GeoJSON LineString (CGCS2000)."""

    kind: str
    name: str
    lon: float
    lat: float
    community: str = ""
    aliases: tuple[str, ...] = ()
    line: dict[str, Any] | None = field(default=None, hash=False)
    synthetic: bool = False
