"""How far an overdue case has climbed: to whom each rung led, when it was delivered, and whether it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from liandong.access.roles import ROLES
from liandong.cases.models import Case
from liandong.faces.shared.names import unit_said
from liandong.faces.shared.words import LADDERS
from liandong.journal.models import Entry


@dataclass(frozen=True, slots=True)
class Shown:
    """One rung: what it is called, whose turn it was, since when, and the proof."""

    words: str
    seat: str
    at: datetime
    delivered_at: datetime | None = None
    texted_at: datetime | None = None
    read_at: datetime | None = None


def seat_said(unit: str | None, role: str | None) -> str:
    """A post by its unit and role, never by a person."""
    return f"{unit_said(unit)} {gettext(ROLES[role].word)}" if role in ROLES else unit_said(unit)


def acting_said(case: Case) -> str:
    """The post that must act on a case since it climbed; empty where none must."""
    return seat_said(case.acting_unit, case.acting_role) if case.rung else ""


def rungs(entries: Sequence[Entry]) -> list[Shown]:
    """All rungs that a case has ever reached, newest first, from its journal."""
    found: dict[int, Shown] = {}
    proofs = {"case.rung_delivered": "delivered_at", "case.rung_texted": "texted_at", "case.rung_read": "read_at"}
    for entry in entries:
        data = entry.data
        if entry.kind == "case.escalated":
            stage = gettext(LADDERS.get(data["stage"], ""))
            words = gettext("%(stage)s超时，第 %(rung)s 级") % {"stage": stage, "rung": data["rung"]}
            found[entry.pk] = Shown(words, seat_said(data["acting_unit"], data["acting_role"]), entry.at)
        elif entry.kind in proofs and data["entry"] in found:
            proved: dict[str, Any] = {proofs[entry.kind]: entry.at}
            found[data["entry"]] = replace(found[data["entry"]], **proved)
    return list(reversed(found.values()))
