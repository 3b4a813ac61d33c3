"""The only writer of assets, rounds and checks. One transaction each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from liandong.access.rules import Actor
from liandong.forces.queries import units
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.journal.queries import entry_with_key
from liandong.kernel.coordinates import metres_between
from liandong.kernel.refusals import Refused
from liandong.ledger.models import Asset, Check, Round, Stop
from liandong.ledger.queries import asset as asset_with
from liandong.ledger.queries import stop as stop_with
from liandong.ledger.rules import AssetRow, StopLine
from liandong.ledger.states import Finding, Period, Purpose
from liandong.places.queries import atlas

ASSETS: Final = "reference:assets"
PART: Final = 2000


@dataclass(frozen=True, slots=True)
class Looked:
    """What somebody says who looked: at which stop or asset, what was found, where they stood (degrees CGCS2000)."""

    finding: Finding
    stop: int | None = None
    asset: str | None = None
    lon: float | None = None
    lat: float | None = None


@transaction.atomic
def load_assets(rows: Sequence[AssetRow], *, actor: str, now: datetime, key: str | None = None) -> int:
    """Writes the assets of a table, new ones and changed ones; those it does not name stay. Gives how many there are in it.

    Raises:
        Refused: a unit is unknown.
    """
    if key and entry_with_key(key):
        return len(rows)
    known = units()
    if strange := next((row for row in rows if row.unit not in known), None):
        raise Refused(
            "编码 {asset} 的单位 {unit} 不在单位表里。",
            code="unknown-unit",
            field="unit",
            asset=strange.code,
            unit=strange.unit,
        )
    named = {row.code: row for row in rows}
    areas = atlas().grids_at([row.lon for row in named.values()], [row.lat for row in named.values()]) if named else []
    made = [Asset(**asdict(row), area=area or "") for row, area in zip(named.values(), areas, strict=True)]
    Asset.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["code"], batch_size=PART,
        update_fields=["sort", "kind", "name", "place", "lon", "lat", "area", "unit", "every_days", "active"],
    )  # fmt: skip
    record(ASSETS, Fact("assets.loaded", {"assets": len(made)}), actor=actor, now=now, key=key)
    return len(made)


@transaction.atomic
def draw_round(
    name: str, purpose: Purpose, period: Period, stops: Sequence[StopLine], *, unit: str, area: str, by: Actor, now: datetime,
    key: str | None = None,
) -> Round:  # fmt: skip
    """Draws up a round of stops in an area; people of `unit` walk it.

    Raises:
        Refused: it has no name, lies outside the actor's area, its unit is unknown, or a stop names an asset that is not there.
    """
    asked = Fact("round.drawn", {"name": name.strip(), "unit": unit})
    if written_before(key, None, asked):
        entry = entry_with_key(key or "")
        return Round.objects.get(pk=int(entry.subject.removeprefix("round:"))) if entry else Round()
    if not name.strip():
        raise Refused("清单要有个名字。", code="input-missing", field="name")
    if not area.startswith(by.area):
        raise Refused("这个范围不归您管。", code="not-yours", field="area")
    if unit not in units():
        raise Refused("没有单位 {unit}。", code="unknown-unit", field="unit", unit=unit)
    made = Round.objects.create(name=name.strip()[:60], purpose=purpose, period=period, unit=unit, area=area)
    for at, line in enumerate(stops, start=1):
        there = asset_with(line.asset, by) if line.asset else None
        place = line.place or (there.place if there else "")
        Stop.objects.create(round=made, order=at, place=place, look_for=line.look_for, asset=there)
    record(f"round:{made.pk}", Fact(asked.kind, {**asked.data, "stops": len(stops)}), actor=by.label, now=now, key=key)
    return made


@transaction.atomic
def drop_round(found: Round, *, by: Actor, now: datetime, key: str | None = None) -> None:
    """Takes a round away; what was found on it stays."""
    if written_before(key, f"round:{found.pk}", Fact("round.dropped")):
        return
    Round.objects.filter(pk=found.pk, dropped_at=None).update(dropped_at=now)
    record(f"round:{found.pk}", Fact("round.dropped"), actor=by.label, now=now, key=key)


@transaction.atomic
def check(looked: Looked, *, by: Actor, at: datetime, now: datetime, case: str = "", key: str | None = None) -> Check:
    """Writes that somebody looked, at `at` by their telephone. `case`: what a fault became.

    Raises:
        Refused: the stop or asset is not within sight, nothing is named, or a fault has no case.
    """
    stop = stop_with(looked.stop, by) if looked.stop is not None else None
    asset = asset_with(looked.asset, by) if looked.asset else stop.asset if stop else None
    if stop is None and asset is None:
        raise Refused("要写明检查的是哪个点位或哪个编码。", code="input-missing", field="asset")
    if (looked.finding is Finding.FAULT) != bool(case):
        raise Refused("有问题的要同时上报。", code="input-missing", field="case")
    subject = f"asset:{asset.pk}" if asset else f"stop:{looked.stop}"
    asked = Fact("check.made", {"finding": looked.finding.value})
    if written_before(key, subject, asked):
        entry = entry_with_key(key or "")
        return Check.objects.get(pk=entry.data["check"]) if entry else Check()
    metres = None
    if asset and looked.lon is not None and looked.lat is not None:
        metres = round(metres_between(looked.lon, looked.lat, asset.lon, asset.lat))
    made = Check.objects.create(
        stop=stop, asset=asset, post_id=by.post, at=at, finding=looked.finding, metres=metres, case=case
    )
    if asset:
        Asset.objects.filter(pk=asset.pk).exclude(checked_at__gt=at).update(checked_at=at)
    record(
        subject,
        Fact(asked.kind, {**asked.data, "check": made.pk, "at": at.isoformat(), "case": case}),
        actor=by.label,
        now=now,
        key=key,
    )
    return made
