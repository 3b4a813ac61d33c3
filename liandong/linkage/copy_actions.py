"""Writes of copies: who was passed over when a case went up or down the line is told and sees it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liandong.cases.models import Case
from liandong.forces.queries import units_above
from liandong.journal.facts import Fact
from liandong.linkage.involving import SYSTEM, tell
from liandong.linkage.models import Copy
from liandong.linkage.ownership import skipped


@transaction.atomic
def copy_skipped(case_id: int, move: str, giver: str, taker: str, *, now: datetime) -> list[str]:
    """Copies a case to the units between who gave it and who got it; gives them. Again, it does nothing."""
    case = Case.objects.select_for_update().defer("search").get(pk=case_id)
    passed = skipped(move, giver, taker, units_above(giver), units_above(taker))
    made = [unit for unit in passed
            if Copy.objects.get_or_create(case=case, unit=unit, move=move, at=now, defaults={"to": taker})[1]]  # fmt: skip
    facts = [Fact("copy.sent", {"unit": unit, "holder": taker, "to": [unit]}) for unit in made]
    if facts:
        tell(case, *facts, actor=SYSTEM, now=now)
    return made
