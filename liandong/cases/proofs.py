"""What closes a case honestly, read and written inside a move: the draw for verification at the place, the distance, and
the day on which it is looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import Length

from liandong.cases.closure import AT_THE_PLACE, Checking, apart, drawn, position, refuse_unproved, share_now
from liandong.cases.models import Case, RecheckRule, SiteRule
from liandong.cases.queries import subject_of
from liandong.cases.rules import Outcome
from liandong.cases.states import Move, State
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.kernel.clock import local_day

LATELY: Final = timedelta(days=90)
SUBJECT: Final = "reference:closure"


def site_rule(unit: str | None) -> Checking | None:
    """The row of the longest beginning of a unit's code; None where there is none at all."""
    rows = SiteRule.objects.filter(unit__in=beginnings(unit or "")).order_by(Length("unit").desc())
    row = rows.values_list("share", "reworked_from", "raised_share", "farthest").first()
    return Checking(*row) if row else None


def recheck_days(kind: str | None) -> int | None:
    """After how many days a case of a kind is looked at again; None for never."""
    rows = RecheckRule.objects.filter(kind__in=beginnings(kind or "")).order_by(Length("kind").desc())
    return rows.values_list("days", flat=True).first() or None


def beginnings(code: str) -> list[str]:
    return [code[:size] for size in range(len(code) + 1)]


def proved(case: Case, name: Move, outcome: Outcome, inputs: Mapping[str, Any], now: datetime) -> Outcome:
    """The outcome of a move with what honest closure adds: the draw, the distance, the day of the re-check.

    Where somebody stood is not kept, only how far off that was.

    Raises:
        Refused: a verification that proves nothing (see `closure.refuse_unproved`).
    """
    data = {word: value for word, value in outcome.fact.data.items() if word not in ("lon", "lat")}
    if name not in AT_THE_PLACE:
        return replace(outcome, fact=Fact(outcome.fact.kind, data))
    here = position(inputs)
    place = (case.lon, case.lat) if case.lon is not None and case.lat is not None else None
    data["metres"] = apart(here, place)
    data["located"] = here is not None
    changes = dict(outcome.changes)
    if name is Move.HANDLE:
        changes["sampled"], more = draw(case, now)
        data |= more
    if name is Move.VERIFY:
        rule = site_rule(case.handled_unit)
        refuse_unproved(sampled=case.sampled, here=here, metres=data["metres"], photos=bool(data.get("photos")),
                        reason=bool(data.get("reason")), farthest=rule.farthest if rule else None)  # fmt: skip
        days = recheck_days(case.kind)
        changes["recheck_on"] = local_day(now) + timedelta(days=days) if days else None
    return replace(outcome, fact=Fact(outcome.fact.kind, data), changes=changes)


def draw(case: Case, now: datetime) -> tuple[bool, dict[str, Any]]:
    """Whether a case that is handed in is drawn, and by what share that was decided."""
    rule = site_rule(case.unit)
    if rule is None:
        return False, {}
    lately = Case.objects.filter(unit=case.unit, handled_unit=case.unit, handled_at__gte=now - LATELY)
    counts = lately.aggregate(handled=Count("pk"), reworked=Count("pk", filter=Q(reworked__gt=0)))
    share, percent = share_now(rule, counts["handled"], counts["reworked"])
    taken = drawn(case.number, share)
    return taken, {"sampled": taken, "share": share, "rework_percent": percent} if taken else {"sampled": False}


@transaction.atomic
def put_again(pk: int, *, now: datetime) -> bool:
    """Puts a closed case before the verifiers again; False where that is done or not due."""
    case = Case.objects.select_for_update().defer("search").get(pk=pk)
    due = case.recheck_on is not None and case.recheck_on <= local_day(now)
    if not due or case.recheck_due or case.state not in (State.VERIFIED, State.CLOSED):
        return False
    case.recheck_due = True
    case.save(update_fields=["recheck_due"])
    record(subject_of(case), Fact("case.recheck_due", {"planned_on": str(case.recheck_on)}), actor="system", now=now)
    return True
