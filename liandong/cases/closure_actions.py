"""Writes of the rows of honest closure: which share is verified at the place, and after how many days one looks again."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Final

from django.db import transaction

from liandong.cases.closure import Checking
from liandong.cases.models import RecheckRule, SiteRule
from liandong.cases.proofs import SUBJECT
from liandong.journal.actions import drop_row, record, written_before
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused

MOST_DAYS: Final = 365
FARTHEST: Final = 100_000
"""Metres: as far as a district is wide."""


def refuse_checking(row: Checking) -> None:
    """Raises Refused for a percentage that is none, or a distance that no telephone could be at."""
    for name in ("share", "reworked_from", "raised_share"):
        if not 0 <= getattr(row, name) <= 100:
            raise Refused("百分数要在 0 到 100 之间。", code="bad-share", field=name)
    if not 0 < row.farthest <= FARTHEST:
        raise Refused("距离要大于 0，不超过 {most} 米。", code="bad-distance", field="farthest", most=FARTHEST)


@transaction.atomic
def set_site_rule(unit: str, row: Checking, *, source: str, actor: str, now: datetime, key: str | None = None) -> None:
    """Says which share of the cases of units whose code begins so is drawn ('' is all). Cases that are handed in count by it from now on.

    Raises:
        Refused: a number makes no sense.
    """
    refuse_checking(row)
    asked = Fact("closure.site_rule_set", {"unit": unit, **asdict(row), "source": source})
    if written_before(key, SUBJECT, asked):
        return
    SiteRule.objects.update_or_create(unit=unit, defaults={**asdict(row), "source": source})
    record(SUBJECT, asked, actor=actor, now=now, key=key)


@transaction.atomic
def drop_site_rule(unit: str, *, actor: str, now: datetime, key: str | None = None) -> None:
    """Takes a row away; the one of a shorter beginning holds then, and without any nothing is drawn.

    Raises:
        Refused: there is no such row.
    """
    asked = Fact("closure.site_rule_dropped", {"unit": unit})
    drop_row(SiteRule.objects.filter(unit=unit), unit, SUBJECT, asked, actor=actor, now=now, key=key)


@transaction.atomic
def set_recheck_rule(
    kind: str, days: int, *, source: str, actor: str, now: datetime, key: str | None = None
) -> None:  # fmt: skip
    """Says after how many days a case whose kind begins so is looked at again; 0 is never, for a part of a larger group.

    Raises:
        Refused: the days make no sense.
    """
    if not 0 <= days <= MOST_DAYS:
        raise Refused("天数要在 0 到 {most} 之间。", code="bad-days", field="days", most=MOST_DAYS)
    asked = Fact("closure.recheck_rule_set", {"kind": kind, "days": days, "source": source})
    if written_before(key, SUBJECT, asked):
        return
    RecheckRule.objects.update_or_create(kind=kind, defaults={"days": days, "source": source})
    record(SUBJECT, asked, actor=actor, now=now, key=key)


@transaction.atomic
def drop_recheck_rule(kind: str, *, actor: str, now: datetime, key: str | None = None) -> None:
    """Takes a row away.

    Raises:
        Refused: there is no such row.
    """
    asked = Fact("closure.recheck_rule_dropped", {"kind": kind})
    drop_row(RecheckRule.objects.filter(kind=kind), kind, SUBJECT, asked, actor=actor, now=now, key=key)
