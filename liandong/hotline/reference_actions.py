"""Writes of the hotline's reference data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from liandong.hotline.models import ShiftPlan, Specialty
from liandong.hotline.rules import Plan
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused

SHIFTS = "reference:shifts"


@transaction.atomic
def save_shifts(plans: Sequence[Plan], *, actor: str, now: datetime, key: str | None = None) -> None:
    """Sets the shifts of every day; those that are not named any more are gone.

    Raises:
        Refused: a shift is shorter than an hour or longer than a day.
    """
    fact = Fact("shifts.saved", {"codes": [plan.code for plan in plans]})
    if written_before(key, SHIFTS, fact):
        return
    for plan in plans:
        if not 1 <= plan.hours <= 24:
            raise Refused("一个班次要在 1 到 24 小时之间。", code="bad-hours", field="hours")
        columns = {"name": plan.name, "name_en": plan.name_en, "begins": plan.begins, "hours": plan.hours}
        ShiftPlan.objects.update_or_create(code=plan.code, defaults=columns)
    ShiftPlan.objects.exclude(code__in=[plan.code for plan in plans]).delete()
    record(SHIFTS, fact, actor=actor, now=now, key=key)


@transaction.atomic
def save_specialties(
    rows: Sequence[tuple[str, str, str]], *, actor: str, now: datetime, key: str | None = None
) -> None:
    """Writes specialties as (code, name, name in English); those that are not named stay, since calls tell of them."""
    fact = Fact("specialties.saved", {"codes": [code for code, _, _ in rows]})
    if written_before(key, SHIFTS, fact):
        return
    for code, name, name_en in rows:
        Specialty.objects.update_or_create(code=code, defaults={"name": name, "name_en": name_en})
    record(SHIFTS, fact, actor=actor, now=now, key=key)
