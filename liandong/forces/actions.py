"""Writes of units and teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from liandong.forces.carrying import Carried, UnitRow, carried
from liandong.forces.models import Member, Team, Unit
from liandong.forces.queries import SUBJECT, UNITS
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused
from liandong.places.queries import areas_now, division_names


@dataclass(frozen=True, slots=True)
class Crew:
    """A team to be: its leader and N others as (name, account id or None, force level, worker level or None)."""

    code: str
    name: str
    area: str
    unit: str
    leader: tuple[str, int | None, int, int | None]
    others: Sequence[tuple[str, int | None, int, int | None]] = ()


@transaction.atomic
def load_units(rows: Sequence[Unit], *, actor: str, now: datetime, key: str | None = None) -> int:
    """Adds units and renews those whose code is known; none is removed. Gives how many were given.

    Raises:
        Refused: a unit's code does not begin with its area, or its parent is not known.
    """
    codes = {row.code for row in rows} | set(Unit.objects.values_list("code", flat=True))
    for row in rows:
        if row.code.partition("-")[0] != row.area or (row.parent is not None and row.parent not in codes):
            raise Refused("单位 {unit} 的代码与所在区域不符，或上级单位不存在。", code="bad-unit", unit=row.code)
    columns = ["name", "name_en", "level", "parent", "area", "function", "duty", "active"]
    Unit.objects.bulk_create(rows, update_conflicts=True, update_fields=columns, unique_fields=["code"])
    record(SUBJECT, Fact("units.loaded", {"units": len(rows)}), actor=actor, now=now, key=key)
    transaction.on_commit(UNITS.forget)
    return len(rows)


@transaction.atomic
def load_teams(crews: Sequence[Crew], *, actor: str, now: datetime, key: str | None = None) -> int:
    """Adds 1+N teams with their members; a team whose code is known is passed over. Gives how many are new."""
    known = set(Team.objects.values_list("code", flat=True))
    new = [crew for crew in crews if crew.code not in known]
    Team.objects.bulk_create([Team(code=c.code, name=c.name, area=c.area, unit_id=c.unit) for c in new])
    Member.objects.bulk_create(
        Member(team_id=crew.code, name=name, account_id=account, force_level=force, worker_level=worker, leads=leads)
        for crew in new
        for leads, (name, account, force, worker) in [(True, crew.leader), *((False, other) for other in crew.others)]
    )
    record(SUBJECT, Fact("teams.loaded", {"teams": len(new)}), actor=actor, now=now, key=key)
    return len(new)


@transaction.atomic
def carry_units(*, on: date, since: date, actor: str, now: datetime, key: str | None = None) -> Carried:
    """Carries the units over the change of divisions between the days `since` and `on`: opens, renames and ends them."""
    rows = list(Unit.objects.select_for_update().filter(active=True).order_by("code"))
    local = [UnitRow(unit.code, unit.name, unit.level, unit.area, unit.function, unit.parent) for unit in rows]
    homes = areas_now({unit.area for unit in rows if len(unit.area) > 6}, on, since)
    change = carried(local, division_names(since), division_names(on), homes)
    Unit.objects.bulk_create(
        Unit(code=row.code, name=row.name, level=row.level, area=row.area, function=row.function, parent=row.parent)
        for row in change.opened
    )
    for code, name in change.renamed.items():
        Unit.objects.filter(code=code).update(name=name)
    Unit.objects.filter(code__in=change.ended).update(active=False)
    data = {
        "opened": len(change.opened),
        "renamed": len(change.renamed),
        "ended": len(change.ended),
        "on": on.isoformat(),
    }
    record(SUBJECT, Fact("units.carried", data), actor=actor, now=now, key=key)
    transaction.on_commit(UNITS.forget)
    return change
