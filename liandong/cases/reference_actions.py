"""Writes of the procedure's reference data: kinds and routing rules. A change is an entry, and the new version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from liandong.cases.models import Kind, RoutingRule
from liandong.cases.reference import DISTRICT, KIND_TABLE, KINDS, ROUTES, RULE_TABLE, RULES
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused

KIND_COLUMNS: Final = (
    "category", "name", "name_en", "parent", "filing_condition", "closing_condition", "urgency", "public_name",
    "confidential", "active",
)  # fmt: skip
RULE_COLUMNS: Final = ("kind", "area", "hours", "unit", "order", "valid_from", "valid_until", "sentence")


def forget() -> None:
    for table in (KIND_TABLE, RULE_TABLE, ROUTES, DISTRICT):
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
    asked = Fact("kinds.loaded", {"kinds": len(rows)})
    if written_before(key, KINDS, asked):
        return len(rows)
    Kind.objects.bulk_create(rows, update_conflicts=True, update_fields=KIND_COLUMNS, unique_fields=["code"])
    record(KINDS, asked, actor=actor, now=now, key=key)
    transaction.on_commit(forget)
    return len(rows)


@transaction.atomic
def load_rules(rows: Sequence[RoutingRule], *, actor: str, now: datetime, key: str | None = None) -> int:
    """Adds routing rules and renews those whose code is known; none is removed."""
    asked = Fact("rules.loaded", {"rules": len(rows)})
    if written_before(key, RULES, asked):
        return len(rows)
    RoutingRule.objects.bulk_create(rows, update_conflicts=True, update_fields=RULE_COLUMNS, unique_fields=["code"])
    record(RULES, asked, actor=actor, now=now, key=key)
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
def change_rule(code: str, change: RuleChange, *, actor: str, now: datetime, key: str | None = None) -> RoutingRule:
    """Changes one routing rule; what it was and what it became stand in the journal.

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
    new = asdict(change)
    asked = Fact("rule.changed", {"rule": code, "new": {name: str(value) for name, value in new.items()}})
    if written_before(key, RULES, asked):
        return rule
    was = {name: str(getattr(rule, name)) for name in new}
    for name, value in new.items():
        setattr(rule, name, value)
    rule.save()
    record(RULES, Fact(asked.kind, {**asked.data, "was": was}), actor=actor, now=now, key=key)
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
def change_kind(code: str, change: KindChange, *, actor: str, now: datetime, key: str | None = None) -> Kind:
    """Changes one kind; what it was and what it became stand in the journal.

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
    new = asdict(change)
    asked = Fact("kind.changed", {"kind": code, "new": new})
    if written_before(key, KINDS, asked):
        return kind
    was = {name: getattr(kind, name) for name in new}
    for name, value in new.items():
        setattr(kind, name, value)
    kind.save()
    record(KINDS, Fact(asked.kind, {**asked.data, "was": was}), actor=actor, now=now, key=key)
    transaction.on_commit(forget)
    return kind
