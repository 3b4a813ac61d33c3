"""The seven steps of the procedure on a case's page, each with its time and how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext, gettext_noop

from liandong.cases.models import Case
from liandong.deadlines.words import past_words, span_words
from liandong.faces.shared.names import partner_said, unit_said

NAMES: Final = (
    gettext_noop("采集"), gettext_noop("立案"), gettext_noop("派遣"), gettext_noop("处置"), gettext_noop("反馈"),
    gettext_noop("核查结案"), gettext_noop("评价"),
)  # fmt: skip
REACHED: Final = {
    "received": 1, "triaged": 2, "assigned": 3, "accepted": 3, "suspended": 3, "handed_over": 3, "handled": 5, "verified": 6, "closed": 7,
}  # fmt: skip
"""How many steps are done in each state; the next one is under way. What ended early stopped where it was; what went to another
centre before it was filed or dispatched has passed those steps over."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: "done", "now", "hold" or "" (still to come), and what stands under its name."""

    name: str
    look: str
    small: str


def steps(case: Case, now: datetime) -> list[Step]:
    done = REACHED.get(case.state, 7 if case.closed_at else (2 if case.filed_at else 1))
    small = [*times(case, now), "", "", "", "", "", "", ""]
    waiting = waits(case)
    found = []
    for at, name in enumerate(NAMES):
        here = at == done and case.state in REACHED
        passed_over = case.state == "handed_over" and at in (1, 2) and not small[at]
        look = (
            ""
            if passed_over
            else "done"
            if at < done
            else ("hold" if case.state == "suspended" else "now")
            if here
            else ""
        )
        found.append(Step(gettext(name), look, small[at] if at < done else waiting[at]))
    return found


def times(case: Case, now: datetime) -> list[str]:
    """When each step was done, and how long after the one before."""
    instants = [
        case.received_at,
        case.filed_at,
        case.assigned_at,
        case.handled_at,
        case.handled_at,
        case.verified_at,
        case.closed_at,
    ]
    found: list[str] = []
    before: datetime | None = None
    for at in instants:
        if at is None:
            found.append("")
            continue
        words = past_words(at, now).text
        took = at - before if before and at > before else None
        found.append(gettext("%(time)s，用 %(span)s") % {"time": words, "span": span_words(took)} if took else words)
        before = at
    return found


def waits(case: Case) -> list[str]:
    """Who does each step that is still to come."""
    unit = unit_said(case.unit or case.handled_unit) or partner_said(case.partner) or gettext("处置单位")
    return [
        "", gettext("受理派遣员"), gettext("受理派遣员"), unit, unit, gettext("处置单位以外的人核查"), gettext("上报人"),
    ]  # fmt: skip
