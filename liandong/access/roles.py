"""What a post may do. A role is a row of this table; a post gives one role to one person for an area and matters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Sight(StrEnum):
    """Which cases inside its area a role sees."""

    AREA = "area"  # every case of the area
    UNIT = "unit"  # the cases its own unit holds, and those in which it is involved
    NONE = "none"  # none at all


@dataclass(frozen=True, slots=True)
class Role:
    """A role's words, sight and permissions; `administers` marks the three powers that nobody may join."""

    word: str
    sight: Sight
    permissions: frozenset[str]
    administers: bool = False


def role(word: str, sight: Sight, permissions: str, *, administers: bool = False) -> Role:
    return Role(word, sight, frozenset(permissions.split()), administers)


DISPATCH: Final = (
    "case.receive case.place case.triage case.assign case.note case.answer case.urge case.hand_over case.take_back "
    "identity.reveal quarantine.work insight.read quality.read publication.write"
)
COMMAND: Final = "case.promise case.command case.supervise case.urge roster.plan publication.write publication.approve bulletin.publish contact.keep"

KEEPING: Final = "column.edit quarantine.work import.run exchange.work knowledge.write quality.read classifier.keep"

ROLES: Final = {
    "dispatcher": role("受理派遣员", Sight.AREA, DISPATCH),
    "supervisor": role(
        "值班长",
        Sight.AREA,
        f"{DISPATCH} {COMMAND} case.approve case.void exchange.work knowledge.write call.take call.lead",
    ),
    "agent": role(
        "热线坐席",
        Sight.AREA,
        "case.receive case.place case.note case.answer case.urge case.hand_over identity.reveal call.take",
    ),
    "handler": role("处置人员", Sight.UNIT, "case.handle case.answer case.note knowledge.write"),
    "head": role(
        "单位负责人",
        Sight.UNIT,
        "case.handle case.answer case.promise case.note knowledge.write roster.plan bulletin.publish contact.keep",
    ),
    "grid_worker": role("网格员", Sight.UNIT, "case.receive case.handle case.answer case.note round.walk"),
    "verifier": role("核查员", Sight.AREA, "case.verify case.take_back case.note insight.read"),
    "leader": role("指挥长", Sight.AREA, f"case.note insight.read quality.read {COMMAND}"),
    "steward": role("数据管理员", Sight.NONE, KEEPING),
    "system_admin": role("系统管理员", Sight.NONE, "reference.edit", administers=True),
    "security_admin": role("安全管理员", Sight.NONE, "post.grant", administers=True),
    "audit_admin": role("审计管理员", Sight.NONE, "journal.read", administers=True),
}
"""Source of the three separate administrators: GB/T 22239-2019 level 3 (三员分立)."""
