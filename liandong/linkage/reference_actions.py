"""Writes of the reference data of disputes: how they go in an area, and which precedents are offered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from liandong.forces.queries import units
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.journal.queries import entry_with_key
from liandong.kernel.refusals import Refused
from liandong.linkage.models import OwnershipRule, Precedent
from liandong.linkage.ownership import Terms, last_resort
from liandong.linkage.precedents import KNOWN, SUBJECT


@transaction.atomic
def set_terms(rows: Sequence[Terms], *, actor: str, now: datetime, key: str | None = None) -> int:
    """Adds terms of disputes and renews those whose area is known; gives how many.

    Raises:
        Refused: a number is not above 0, the sentence is missing, or the unit's template names nothing that exists.
    """
    if key and entry_with_key(key):
        return 0
    for row in rows:
        refuse_nonsense(row)
        columns = {"answer_hours": row.answer_hours, "ruling_hours": row.ruling_hours, "transfers": row.transfers,
                   "unit": row.unit, "sentence": row.sentence}  # fmt: skip
        OwnershipRule.objects.update_or_create(area=row.area, defaults=columns)
    record(SUBJECT, Fact("ownership.set", {"areas": [row.area for row in rows]}), actor=actor, now=now, key=key)
    transaction.on_commit(KNOWN.forget)
    return len(rows)


def refuse_nonsense(row: Terms) -> None:
    if not (0 < row.answer_hours < 1000 and 0 < row.ruling_hours < 1000 and 0 < row.transfers < 100):
        raise Refused("时限和次数都要大于 0。", code="bad-number", field="answer_hours")
    if not row.sentence.strip():
        raise Refused("请写一句为什么派给这个单位，办案的人要看。", code="input-missing", field="sentence")
    try:
        known = {
            last_resort(row, unit.area, row.transfers, 0) for unit in units().values() if unit.level == "community"
        }
    except (KeyError, ValueError, IndexError):
        known = set()
    if not known & set(units()):
        raise Refused("兜底单位 {unit} 在本区找不到。可以写 {subdistrict}、{community}、{district}。", code="bad-unit",
                      field="unit", unit=row.unit, subdistrict="{subdistrict}", community="{community}",
                      district="{district}")  # fmt: skip


@transaction.atomic
def withdraw_precedent(pk: int, because: str, *, actor: str, now: datetime, key: str | None = None) -> Precedent:
    """Ends a precedent: it is not offered any more, and stays to be read.

    Raises:
        Refused: there is none, it is withdrawn already, or no reason is given.
    """
    found = Precedent.objects.select_for_update().filter(pk=pk).first()
    if found is None:
        raise Refused("没有这条先例。", code="not-found")
    if found.withdrawn_at is not None:
        raise Refused("这条先例已经撤下了。", code="withdrawn-before")
    if not because.strip():
        raise Refused("还差{what}，填上再提交；其他内容都在。", code="input-missing", field="reason", what="理由")
    found.withdrawn_at, found.withdrawn_because = now, because.strip()
    found.save()
    record(SUBJECT, Fact("precedent.withdrawn", {"precedent": pk}), actor=actor, now=now, key=key)
    transaction.on_commit(KNOWN.forget)
    return found
