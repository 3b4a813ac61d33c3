"""Writes of the procedure's reference data: kinds and routing rules. A change is an entry, and the new version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from liandong.cases.models import Kind, RoutingRule
from liandong.cases.reference import DISTRICT, KIND_TABLE, KINDS, ROUTES, RULES
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused

KIND_COLUMNS: Final = (
    "category", "name", "name_en", "parent", "filing_condition", "closing_condition", "urgency", "public_name",
    "confidential", "active",
)  # fmt: skip
RULE_COLUMNS: Final = ("kind", "area", "hours", "unit", "order", "valid_from", "valid_until", "sentence")


def forget() -> None:
    for table in (KIND_TABLE, ROUTES, DISTRICT):
        table.forget()


@transaction.atomic
def load_kinds(rows: Sequence[Kind], *, actor: str, now: datetime, key: str | None = None) -> int:
    """Adds kinds and renews those whose code is known; none is removed.

    Raises:
        Refused: a parent is not known.
    """
    codes = {row.code for row in rows} | set(Kind.objects.values_list("code", flat=True))
    for row in rows:
        if row.parent and row.parent not in codes:
            raise Refused("类别 {kind} 的上级类别 {parent} 不存在。", code="bad-kind", kind=row.code, parent=row.parent)
    Kind.objects.bulk_create(rows, update_conflicts=True, update_fields=KIND_COLUMNS, unique_fields=["code"])
    record(KINDS, Fact("kinds.loaded", {"kinds": len(rows)}), actor=actor, now=now, key=key)
    transaction.on_commit(forget)
    return len(rows)


@transaction.atomic
def load_rules(rows: Sequence[RoutingRule], *, actor: str, now: datetime, key: str | None = None) -> int:
    """Adds routing rules and renews those whose code is known; none is removed."""
    RoutingRule.objects.bulk_create(rows, update_conflicts=True, update_fields=RULE_COLUMNS, unique_fields=["code"])
    record(RULES, Fact("rules.loaded", {"rules": len(rows)}), actor=actor, now=now, key=key)
    transaction.on_commit(forget)
    return len(rows)


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What an administrator may change of a routing rule."""

    unit: str
    hours: str
    order: int
    sentence: str
    valid_until: date | None


@transaction.atomic
def change_rule(code: str, change: RuleChange, *, actor: str, now: datetime) -> RoutingRule:
    """Changes one routing rule; what it was stands in the journal.

    Raises:
        Refused: the rule is unknown, its hours are not a known word, or the sentence is missing.
    """
    rule = RoutingRule.objects.select_for_update().filter(code=code).first()
    if rule is None:
        raise Refused("没有规则 {rule}。", code="not-found", rule=code)
    if change.hours not in {"always", "working", "off"}:
        raise Refused("适用时段只有全天、工作时间、非工作时间三种。", code="bad-hours", field="hours")
    if not change.sentence.strip():
        raise Refused("请写一句为什么派给这个单位，办案的人要看。", code="input-missing", field="sentence")
    was = {name: str(getattr(rule, name)) for name in ("unit", "hours", "order", "sentence", "valid_until")}
    for name in was:
        setattr(rule, name, getattr(change, name))
    rule.save()
    record(RULES, Fact("rule.changed", {"rule": code, "was": was}), actor=actor, now=now)
    transaction.on_commit(forget)
    return rule


@dataclass(frozen=True, slots=True)
class KindChange:
    """What an administrator may change of a kind."""

    name: str
    name_en: str
    filing_condition: str
    closing_condition: str
    urgency: str
    active: bool


@transaction.atomic
def change_kind(code: str, change: KindChange, *, actor: str, now: datetime) -> Kind:
    """Changes one kind; what it was stands in the journal.

    Raises:
        Refused: the kind is unknown, has no name, or its urgency is not a known word.
    """
    kind = Kind.objects.select_for_update().filter(code=code).first()
    if kind is None:
        raise Refused("没有类别 {kind}。", code="not-found", kind=code)
    if not change.name.strip():
        raise Refused("类别要有名称。", code="input-missing", field="name")
    if change.urgency not in {"normal", "urgent", "critical"}:
        raise Refused("缓急只有一般、紧急、特急三种。", code="bad-urgency", field="urgency")
    names = ("name", "name_en", "filing_condition", "closing_condition", "urgency", "active")
    was = {name: getattr(kind, name) for name in names}
    for name in names:
        setattr(kind, name, getattr(change, name))
    kind.save()
    record(KINDS, Fact("kind.changed", {"kind": code, "was": was}), actor=actor, now=now)
    transaction.on_commit(forget)
    return kind
