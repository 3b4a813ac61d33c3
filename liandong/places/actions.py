"""The only writer of places. Every action holds the one lock of places, so that editions never mix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import shapely
from django.db import transaction
from shapely import MultiPolygon, Polygon
from shapely.geometry import mapping

from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.journal.queries import entry_with_key
from liandong.kernel.refusals import Refused
from liandong.places import queries
from liandong.places.models import AtlasVersion, Division, Grid, PlaceName, Succession
from liandong.places.plane import plane_around
from liandong.places.rows import DivisionRow, GridRow, PlaceRow, SuccessionRow
from liandong.places.rules import (
    GRID_DIGITS,
    edition_change,
    refuse_unsound_edition,
    refuse_unsound_successions,
)
from liandong.places.topology import Finding, topology

TOLD = 3


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows an action opened, closed and left as they were."""

    opened: int = 0
    closed: int = 0
    unchanged: int = 0


class GridsUnsound(Refused):
    """Grids were refused; `findings` holds everything that is wrong with them, gaps included."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        blocking = [finding for finding in findings if finding.blocks]
        told = "".join(finding.sentence for finding in blocking[:TOLD])
        super().__init__(f"网格有 {len(blocking)} 处问题，未载入。{told}", code="unsound-grids")
        self.findings = list(findings)


@transaction.atomic
def load_divisions(
    rows: Sequence[DivisionRow], *, on: date, actor: str, now: datetime, key: str | None = None
) -> Loaded:
    """Makes a district's edition hold from the day `on`: closes what is no longer in it, opens what is new.

    Raises:
        Refused: the edition is unsound, or earlier than what already holds.
    """
    refuse_unsound_edition(rows)
    district = next(row.code for row in rows if row.level == "district")
    lock = _locked()
    if done := _done_before(key):
        return done
    held = {row.code: row for row in Division.objects.filter(valid_until=None, code__startswith=district)}
    change = edition_change({code: _row_of(division) for code, division in held.items()}, rows)
    if any(held[code].valid_from > on for code in change.closed):
        raise Refused("已有 {on} 之后生效的区划，不能再载入更早的版本。", code="too-early", field="on", on=on)
    ended = [held[code].pk for code in change.closed]
    Division.objects.filter(pk__in=ended, valid_from=on).delete()
    Division.objects.filter(pk__in=ended).update(valid_until=on)
    Division.objects.bulk_create([Division(**asdict(row), valid_from=on) for row in change.opened])
    loaded = Loaded(len(change.opened), len(change.closed), change.unchanged)
    return _recorded(lock, district, "places.divisions_loaded", loaded, actor, now, key, {"on": on.isoformat()})


@transaction.atomic
def load_successions(rows: Sequence[SuccessionRow], *, actor: str, now: datetime, key: str | None = None) -> Loaded:
    """Writes what became of codes; a row of the same code and day is replaced.

    Raises:
        Refused: a code has two continuations on a day, or a row is no succession.
    """
    refuse_unsound_successions(rows)
    lock = _locked()
    if done := _done_before(key):
        return done
    Succession.objects.bulk_create(
        [Succession(**asdict(row)) for row in rows],
        update_conflicts=True,
        unique_fields=["from_code", "on"],
        update_fields=["to_code", "basis", "note"],
    )
    district = rows[0].from_code[:6] if rows else ""
    return _recorded(lock, district, "places.successions_loaded", Loaded(len(rows)), actor, now, key)


@transaction.atomic
def load_grids(
    rows: Sequence[GridRow],
    *,
    area: str,
    on: date,
    actor: str,
    now: datetime,
    key: str | None = None,
    communities: Mapping[str, Polygon | MultiPolygon] | None = None,
) -> Loaded:
    """Makes these the grids of an area (a code) from the day `on`; grids of it not among them are closed.

    `communities` are outlines by 12-digit code, degrees CGCS2000; without them grids are only checked among
    themselves.

    Raises:
        GridsUnsound: the topology check found more than gaps.
        Refused: a code is not 15 digits inside the area, comes twice, or its community does not hold on that
            day; or grids from a later day hold already.
    """
    lock = _locked()
    if done := _done_before(key):
        return done
    _refuse_wrong_codes(rows, area, on)
    findings = topology({row.code: row.outline for row in rows}, communities)
    if any(finding.blocks for finding in findings):
        raise GridsUnsound(findings)
    loaded = _replaced(rows, area, on)
    lock.token = uuid4()
    lock.save(update_fields=["token"])
    queries.forget_atlas()
    transaction.on_commit(queries.forget_atlas)
    gaps = [{"area_m2": round(gap.area_m2), "lon": gap.lon, "lat": gap.lat} for gap in findings]
    more = {"on": on.isoformat(), "gaps": gaps}
    return _recorded(lock, area, "places.grids_loaded", loaded, actor, now, key, more)


@transaction.atomic
def load_places(rows: Sequence[PlaceRow], *, actor: str, now: datetime, key: str | None = None) -> Loaded:
    """Writes names of places; a name of the same kind in the same community is replaced.

    Raises:
        Refused: a name comes twice.
    """
    lock = _locked()
    if done := _done_before(key):
        return done
    seen: set[tuple[str, str, str]] = set()
    for row in rows:
        if (row.kind, row.name, row.community) in seen:
            raise Refused(
                "地名重复：{name}（{community}）",
                code="bad-place",
                field="name",
                name=row.name,
                community=row.community,
            )
        seen.add((row.kind, row.name, row.community))
    PlaceName.objects.bulk_create(
        [PlaceName(**{**asdict(row), "aliases": list(row.aliases)}) for row in rows],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["kind", "name", "community"],
        update_fields=["aliases", "lon", "lat", "line", "synthetic"],
    )
    return _recorded(lock, "names", "places.names_loaded", Loaded(len(rows)), actor, now, key)


def _locked() -> AtlasVersion:
    """The one row that every writer of places holds until its transaction ends."""
    row, _ = AtlasVersion.objects.select_for_update().get_or_create(id=1)
    return row


def _done_before(key: str | None) -> Loaded | None:
    entry = entry_with_key(key) if key else None
    return Loaded(*(entry.data[name] for name in ("opened", "closed", "unchanged"))) if entry else None


def _recorded(
    lock: AtlasVersion,
    about: str,
    kind: str,
    loaded: Loaded,
    actor: str,
    now: datetime,
    key: str | None,
    more: Mapping[str, Any] | None = None,
) -> Loaded:
    """Writes the journal entry; taking the lock row makes sure that the caller holds it."""
    data = {"about": about, **asdict(loaded), **(more or {})}
    record(f"places:{lock.pk}", Fact(kind, data), actor=actor, now=now, key=key)
    return loaded


def _row_of(division: Division) -> DivisionRow:
    return DivisionRow(division.code, division.name, division.level, division.parent)


def _replaced(rows: Sequence[GridRow], area: str, on: date) -> Loaded:
    held = {grid.code: grid for grid in Grid.objects.filter(valid_until=None, code__startswith=area)}
    new = [grid for grid in _grids(rows, on) if not _same(held.get(grid.code), grid)]
    staying = {row.code for row in rows} - {grid.code for grid in new}
    ended = [grid for code, grid in held.items() if code not in staying]
    if any(grid.valid_from > on for grid in ended):
        raise Refused("已有 {on} 之后生效的网格，不能再载入更早的版本。", code="too-early", field="on", on=on)
    keys = [grid.pk for grid in ended]
    Grid.objects.filter(pk__in=keys, valid_from=on).delete()
    Grid.objects.filter(pk__in=keys).update(valid_until=on)
    Grid.objects.bulk_create(new, batch_size=500)
    return Loaded(len(new), len(ended), len(staying))


def _refuse_wrong_codes(rows: Sequence[GridRow], area: str, on: date) -> None:
    wrong = [row.code for row in rows if len(row.code) != GRID_DIGITS or not row.code.startswith(area)]
    if wrong:
        raise Refused(
            "网格代码应为 {area} 之下的 15 位数字：{wrong}",
            code="bad-grid",
            field="code",
            area=area,
            wrong=wrong[0],
        )
    if len({row.code for row in rows}) < len(rows):
        raise Refused("网格代码有重复。", code="bad-grid", field="code")
    known = set(queries.divisions(on, level="community", inside=area[:12]).values_list("code", flat=True))
    strange = sorted({row.code[:12] for row in rows} - known)
    if strange:
        raise Refused(
            "这一天没有社区 {strange}，请先载入区划。", code="bad-grid", field="community", strange=strange[0]
        )


def _grids(rows: Sequence[GridRow], on: date) -> list[Grid]:
    if not rows:
        return []
    plane = plane_around(*(row.outline for row in rows))
    grids = []
    for row in rows:
        inside = row.outline.centroid
        inside = inside if row.outline.contains(inside) else shapely.point_on_surface(row.outline)
        outline = {"type": "Polygon", "coordinates": _lists(mapping(row.outline)["coordinates"])}
        where = {
            "outline": outline,
            "lon": inside.x,
            "lat": inside.y,
            "area_m2": plane.metres(row.outline).area,
        }
        grids.append(Grid(code=row.code, community=row.code[:12], valid_from=on, synthetic=row.synthetic, **where))
    return grids


def _lists(rings: Sequence[Sequence[Sequence[float]]]) -> list[list[list[float]]]:
    return [[[x, y] for x, y, *_ in ring] for ring in rings]


def _same(held: Grid | None, new: Grid) -> bool:
    return held is not None and held.outline == new.outline and held.synthetic == new.synthetic
